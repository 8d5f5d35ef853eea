"""The page pipeline around a reader that reads made-up writing: turning, order, stamps, codes, boxes."""

import sys
from pathlib import Path

import numpy as np
import pytest

from domain.documents import Box, Code
from ocr.charset import CLASSES
from ocr.line_reader import LineReading, ReadSign
from ocr.paper import ink_mask
from ocr.spelling import SPELLING, Spelling
from ocr.warraq_recognizer import WarraqRecognizer

sys.path.insert(0, str(Path(__file__).parent))
from pseudo_writing import HEIGHT, WIDTH, letter, page_of, skewed, write_line


class BandReader:
    """Reads each line as one word, `سطر` over and over: surely if its dark band lies in the lower half, as in upright writing,
    else unsurely."""

    def __init__(self):
        self.lines_read = 0

    def read(self, images):
        return [self._one(image) for image in images]

    def _one(self, image):
        self.lines_read += 1
        rows = ink_mask(image).sum(axis=1)
        upright = int(np.argmax(rows)) > 0.45 * len(rows)
        chance = 0.99 if upright else 0.55
        width = image.shape[1]
        text = "سطر" * max(1, width // 60)
        wide = width / len(text)
        signs = tuple(ReadSign(c, chance, width - (i + 1) * wide, width - i * wide) for i, c in enumerate(text))
        frames = tuple((i, i + 1) for i in reversed(range(len(text))))
        return LineReading(signs, frames, np.zeros((len(text), CLASSES), np.float32))


def recognize(picture, codes=(), reader=None, upright=False):
    recognizer = WarraqRecognizer(reader or BandReader(), Spelling(SPELLING), "fake")
    return recognizer.recognize(page_of(picture), codes, upright=upright)


@pytest.mark.parametrize(("quarters", "rotation"), [(0, 0), (1, 90), (2, 180), (3, 270)])
def test_pages_are_set_upright(quarters, rotation):
    found = recognize(np.rot90(letter()[0], quarters))
    assert found.rotation == rotation
    assert len(found.lines) == 22


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_page_that_a_person_has_turned_is_not_turned_again(quarters):
    assert recognize(np.rot90(letter()[0], quarters), upright=True).rotation == 0


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_boxes_are_in_the_image_as_stored(quarters):
    picture = np.rot90(skewed(letter()[0], 1.5), quarters)
    found = recognize(picture)
    ink = ink_mask(np.ascontiguousarray(picture))
    for line in found.lines:
        box = line.box
        assert ink[box.top : box.bottom, box.left : box.right].any()
    covered = np.zeros_like(ink)
    for line in found.lines:
        covered[line.box.top : line.box.bottom, line.box.left : line.box.right] = 1
    assert (ink & covered).sum() > 0.97 * ink.sum()


def test_lines_come_from_the_top():
    tops = [line.box.top for line in recognize(letter()[0]).lines]
    assert tops == sorted(tops)


def test_nothing_is_read_inside_a_code():
    picture, dice = np.full((HEIGHT, WIDTH), 250, np.uint8), np.random.default_rng(1)
    write_line(picture, 1000, 300, 500, dice)
    write_line(picture, 1000, 900, 200, dice)
    code = Code("WARRAQ:R:2021-000123", "QRCode", Box(780, 860, 240, 80))
    found = recognize(picture, (code,))
    assert len(found.lines) == 1
    assert found.codes == (code,)


def test_a_blank_page_is_blank():
    found = recognize(np.full((HEIGHT, WIDTH), 250, np.uint8))
    assert found.blank
    assert found.lines == ()
    assert found.confidence == 0


def test_sure_lines_are_read_once():
    reader = BandReader()
    recognize(letter()[0], reader=reader)
    assert reader.lines_read == 22


def test_what_is_no_writing_is_left_out():
    class Unsure(BandReader):
        def _one(self, image):
            reading = super()._one(image)
            signs = tuple(ReadSign(s.char, 0.3, s.left, s.right) for s in reading.signs)
            return LineReading(signs, reading.frames, reading.log_probs)

    found = recognize(letter()[0], reader=Unsure())
    assert found.lines == ()
    assert not found.blank, "a page of writing that nobody can read is no blank sheet"


@pytest.mark.parametrize("read", ["---س---", "س"])
def test_dashes_of_a_rule_and_a_sign_or_two_for_a_long_line_are_no_writing(read):
    class Scrawl(BandReader):
        def _one(self, image):
            reading = super()._one(image)
            places = tuple((i, i + 1) for i in range(len(read)))
            return LineReading(tuple(ReadSign(c, 0.99, i, i + 1) for i, c in enumerate(read)), places, reading.log_probs)

    assert recognize(letter()[0], reader=Scrawl(), upright=True).lines == ()
