"""What every recogniser must do, run on each of them, on a sample scan."""

import json
import shutil
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from bench.ocr.scoring import Score
from domain.documents import Box, Code, PageImage
from domain.errors import InvalidRequest, MissingPart
from ingest.decode import decode_page
from ingest.limits import Limits
from ocr.line_reader import MODEL, LineReader
from ocr.recognizer import recognizer_named
from ocr.spelling import SPELLING, Spelling
from ocr.tesseract import TesseractRecognizer
from ocr.warraq_recognizer import WarraqRecognizer

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


@dataclass(frozen=True)
class Options:
    tesseract_languages: str = "ara"
    second_opinion: bool = False


@pytest.fixture(scope="module", params=["tesseract", "warraq"])
def recognizer(request):
    if request.param == "tesseract":
        if shutil.which("tesseract") is None:
            pytest.skip("Tesseract is not installed")
        return TesseractRecognizer("ara")
    if not MODEL.is_file():
        pytest.skip("no trained line reader yet")
    return WarraqRecognizer(LineReader(MODEL), Spelling(SPELLING), "warraq")


@pytest.fixture(scope="module")
def scan():
    """An ordinary sample of one page: its picture and its printed lines."""
    papers = json.loads((SAMPLES / "truth.json").read_text(encoding="utf-8"))["papers"]
    paper = next(p for p in papers if p.get("wear") == "ordinary" and p["file"].endswith(".jpg") and p["pages"][0]["turned"] == 0)
    page = decode_page(SAMPLES / "inbox" / paper["file"], "jpeg", 1, Limits())
    return page, [line["text"] for line in paper["pages"][0]["lines"]]


@pytest.fixture(scope="module")
def found(recognizer, scan):
    return recognizer.recognize(replace(scan[0], number=7))


def test_a_page_on_its_head_is_read_as_it_lies_where_a_person_says_so(recognizer, scan, found):
    page = scan[0]
    samples = np.frombuffer(page.pixels, np.uint8).reshape(page.height, page.width, -1)
    head_down = recognizer.recognize(replace(page, pixels=samples[::-1, ::-1].tobytes()), upright=True)
    assert head_down.rotation == 0
    assert head_down.text != found.text


def test_it_reads(found, scan):
    score = Score()
    score.add(scan[1], found.text, [])
    assert score.recall > 0.5
    assert not found.blank
    assert found.confidence > 0.3


def test_the_page_is_described_as_stored(found, scan):
    assert (found.number, found.width, found.height) == (7, scan[0].width, scan[0].height)
    assert found.rotation == 0
    assert found.dpi == pytest.approx(200, rel=0.05)
    assert found.engine


def test_words_are_words_with_boxes_inside_the_page(found):
    for line in found.lines:
        assert line.words
        for word in line.words:
            assert word.text
            assert not any(sign.isspace() for sign in word.text)
            assert 0 <= word.confidence <= 1
            assert 0 <= word.box.left < word.box.right <= found.width
            assert 0 <= word.box.top < word.box.bottom <= found.height
            assert line.box.left <= word.box.left
            assert word.box.right <= line.box.right


def test_words_of_a_line_run_from_the_right(found):
    middles = [
        [word.box.left + word.box.width / 2 for word in line.words if not any(s.isascii() and s.isalnum() for s in word.text)]
        for line in found.lines
    ]
    falling = sum(a > b for row in middles for a, b in pairwise(row))
    assert falling >= 0.97 * sum(max(0, len(row) - 1) for row in middles)


def test_the_same_page_reads_the_same_twice(recognizer, scan, found):
    assert recognizer.recognize(replace(scan[0], number=7)) == found


def test_a_blank_page_is_blank(recognizer):
    paper = np.clip(np.random.default_rng(1).normal(245, 3, (1169, 827)), 0, 255).astype(np.uint8)
    found = recognizer.recognize(PageImage(1, 827, 1169, 1, (100.0, 100.0), paper.tobytes()))
    assert found.blank


def test_a_picture_without_words_is_no_blank_page(recognizer):
    paper = np.full((1169, 827), 245, np.uint8)
    paper[300:700, 200:600] = np.random.default_rng(1).integers(20, 90, (400, 400))
    found = recognizer.recognize(PageImage(1, 827, 1169, 1, (100.0, 100.0), paper.tobytes()))
    assert not found.blank


def test_codes_are_handed_through(recognizer):
    code = Code("PATCHT", "Code39", Box(10, 10, 50, 20))
    paper = bytes([255]) * (400 * 600)
    assert recognizer.recognize(PageImage(1, 400, 600, 1, None, paper), (code,)).codes == (code,)


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (900, 3), (40, 40)])
def test_odd_pictures_do_no_harm(recognizer, size):
    width, height = size
    found = recognizer.recognize(PageImage(1, width, height, 1, None, bytes([200]) * (width * height)))
    assert (found.width, found.height) == size


def test_an_unknown_engine_is_refused_with_a_remedy():
    with pytest.raises(InvalidRequest) as refusal:
        recognizer_named("crystal-ball", Options())
    assert "tesseract" in refusal.value.message.en


def test_missing_models_name_the_command_that_mends_it():
    if shutil.which("tesseract") is None:
        pytest.skip("Tesseract is not installed")
    with pytest.raises(MissingPart) as missing:
        TesseractRecognizer("ara+xyz")
    assert missing.value.remedy == "apt-get install tesseract-ocr tesseract-ocr-xyz"
    assert missing.value.remedy in missing.value.message.ar
