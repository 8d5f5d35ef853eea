"""The line reader: pictures, decoding, places, second decodes, and the shipped network on lines drawn here."""

import math
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from domain.errors import MissingPart
from ocr.charset import CHARS, CLASSES, INDEX
from ocr.digit_beam import digit_beam
from ocr.line_image import HEIGHT, line_image
from ocr.line_reader import MODEL, STRIDE, LineReader, LineReading, _batches, digit_hypotheses, reading_of


def frames_of(signs: str, sure: float = 0.98) -> np.ndarray:
    """Log-probabilities of a net that sees the signs left to right; "_" is a blank frame."""
    chances = np.full((len(signs), CLASSES), (1 - sure) / (CLASSES - 1), np.float32)
    for frame, sign in enumerate(signs):
        chances[frame, 0 if sign == "_" else INDEX[sign]] = sure
    return np.log(chances)


def read(signs: str, sure: float = 0.98) -> LineReading:
    return reading_of(frames_of(signs, sure), 1.0, STRIDE * len(signs))


def test_repeats_fold_and_blanks_part() -> None:
    assert read("_11__1_2_").text == "112"


def test_text_is_logical_and_spaces_are_single() -> None:
    assert read("_1_2_  _ _ب_ا_").text == "اب 12"
    assert read("  _1_ ").text == "1"
    assert read("____").text == ""


def test_a_number_is_parted_from_the_word_beside_it() -> None:
    assert read("_1_ _ن_م_1_ _ة_ح_ف_ص_").text == "صفحة 1 من 1"
    assert read("_ن_م_1_").text == "1 من"
    assert read("_م_1_2_").text == "12م"


def test_spaces_round_the_hyphens_of_a_number_are_the_faces() -> None:
    assert read("_2_0_2_1_ _-_5_5_4_0_0_2_ _:_م_ق_ر_").text == "رقم: 2021-554002"
    assert read("_1_9_9_8_-_0_7_ _-_0_2_").text == "1998-07-02"
    assert read("_3_ _-_ _5_ _ة_ح_ف_ص_").text == "صفحة 5 - 3"


def test_a_space_in_a_national_number_is_the_faces() -> None:
    assert read("_0_6_3_5_3_8_0_ _1_5_9_5_ _م_ق_ر_").text == "رقم 06353801595"
    assert read("_2_0_2_0_ _6_3_5_3_8_0_1_").text == "6353801 2020"
    assert read("_6_3_5_3_8_0_1_ _2_0_2_0_").text == "2020 6353801"
    assert read("_6_3_5_3_8_0_1_ _1_5_9_5_-_2_").text == "1595-2 6353801"
    assert read("_6_3_5_3_8_0_ _1_5_9_5_").text == "1595 635380"


def test_signs_carry_probability_and_place() -> None:
    reading = read("_1___2__ _م_", sure=0.9)
    one = reading.signs[reading.text.index("1")]
    two = reading.signs[reading.text.index("2")]
    assert one.probability == pytest.approx(0.9, abs=1e-4)
    assert 0 <= one.left < one.right <= two.left < two.right
    assert reading.signs[0].char == "م" and reading.signs[0].left > two.right


def test_places_scale_to_the_crop() -> None:
    near, far = reading_of(frames_of("__1____2__"), 1.0, 40), reading_of(frames_of("__1____2__"), 2.0, 80)
    assert far.signs[1].left == pytest.approx(2 * near.signs[1].left)


@given(arrays(np.float32, st.tuples(st.integers(1, 30), st.just(CLASSES)), elements=st.floats(-20, 0, width=32)))
def test_any_frames_give_a_sound_reading(log_probs: np.ndarray) -> None:
    reading = reading_of(log_probs, 0.5, 60.0)
    assert len(reading.frames) == len(reading.signs)
    assert all(0 <= s.left <= 60 and 0 <= s.right <= 60 and 0 <= s.probability <= 1 for s in reading.signs)
    assert not reading.text.startswith(" ") and "  " not in reading.text


def every_path(log_probs: np.ndarray, classes: list[int]) -> dict[str, float]:
    """Probability of each text, by adding up all paths over a few classes."""
    totals: dict[str, float] = {}
    for path in product(classes, repeat=len(log_probs)):
        text = "".join(CHARS[c - 1] for i, c in enumerate(path) if c and (i == 0 or path[i - 1] != c))
        totals[text] = totals.get(text, 0.0) + math.exp(sum(float(log_probs[i, c]) for i, c in enumerate(path)))
    return totals


def test_beam_finds_what_adding_up_all_paths_finds() -> None:
    rng = np.random.default_rng(4)
    chances = np.full((5, CLASSES), 1e-9)
    classes = [0, INDEX["٠"], INDEX["٥"]]
    chances[:, classes] = rng.dirichlet([1, 1, 1], 5)
    totals = every_path(np.log(chances), classes)
    totals.pop("", None)
    best = sorted(totals.items(), key=lambda item: item[1], reverse=True)[:4]
    found = digit_beam(np.log(chances).astype(np.float32), 4)
    assert [text for text, _ in found] == [text for text, _ in best]
    assert [math.exp(chance) for _, chance in found] == pytest.approx([chance for _, chance in best], rel=1e-3)


def test_beam_reads_no_letters_and_mixes_no_scripts() -> None:
    log_probs = np.logaddexp(frames_of("_1_ا_٢_", 0.6), frames_of("_١_1_2_", 0.6))
    for text, _ in digit_beam(log_probs.astype(np.float32), 10):
        assert all(not sign.isalpha() for sign in text)
        assert not (set(text) & set("0123456789") and set(text) & set("٠١٢٣٤٥٦٧٨٩"))


def test_hypotheses_of_a_span_are_in_logical_order() -> None:
    reading = read("_0_0_0_1_2_3_-_2_0_2_1_ _:_م_ق_ر_")
    assert reading.text == "رقم: 2021-000123"
    start = reading.text.index("2")
    best, *others = digit_hypotheses(reading, start, start + 11)
    assert best.text == "2021-000123"
    assert all(other.log_probability <= best.log_probability for other in others)


def test_hypotheses_keep_the_length_of_a_run_in_doubt() -> None:
    log_probs = frames_of("_٥_٠_٠_٠_٥_")
    log_probs[5] = np.log(0.02 / (CLASSES - 2))
    log_probs[5, [0, INDEX["٠"]]] = np.log([0.5, 0.48])
    reading = reading_of(log_probs, 1, 44)
    texts = [h.text for h in digit_hypotheses(reading, 0, len(reading.signs))]
    assert {"٥٠٠٠٥", "٥٠٠٥"} <= set(texts)


def test_a_span_without_signs_is_refused() -> None:
    with pytest.raises(ValueError, match="no signs"):
        digit_hypotheses(read("_1_"), 1, 1)


@given(st.dictionaries(st.integers(0, 50), st.integers(8, 4000), max_size=40))
def test_batches_hold_every_line_once_and_like_widths(widths: dict[int, int]) -> None:
    batches = list(_batches(widths))
    assert sorted(n for batch in batches for n in batch) == sorted(widths)
    for batch in batches:
        assert len(batch) <= 8
        assert max(widths[n] for n in batch) <= 1.12 * min(widths[n] for n in batch) + 8
        assert len(batch) == 1 or len(batch) * max(widths[n] for n in batch) <= 2400


def test_picture_is_cut_to_the_ink_and_stretched_in_contrast() -> None:
    crop = np.full((100, 300), 200, np.uint8)
    crop[40:90, 50:250] = 120
    crop[40:90, 100:200] = 200
    rows = line_image(crop)
    assert rows.shape[0] == HEIGHT and rows.dtype == np.float32
    assert rows.shape[1] == pytest.approx(300 * HEIGHT / 52, abs=2)
    assert rows.max() == pytest.approx(1, abs=0.02) and rows.min() == 0


def test_a_lone_dash_is_not_blown_up() -> None:
    crop = np.full((60, 80), 255, np.uint8)
    crop[30:33, 20:60] = 0
    assert line_image(crop).shape[1] <= 80 * HEIGHT / (60 * 0.44)


def test_an_empty_crop_stays_pale_and_a_tiny_one_is_refused() -> None:
    assert line_image(np.full((40, 100), 230, np.uint8)).max() == 0
    with pytest.raises(ValueError, match="too small"):
        line_image(np.zeros((2, 9), np.uint8))


def test_a_missing_network_is_told_with_its_remedy(tmp_path: Path) -> None:
    with pytest.raises(MissingPart) as trouble:
        LineReader(tmp_path / "no.onnx")
    assert trouble.value.remedy == "./start"


@pytest.fixture(scope="module")
def reader() -> LineReader:
    return LineReader(MODEL)


def test_order_and_number_of_readings_follow_the_crops(reader: LineReader) -> None:
    rng = np.random.default_rng(1)
    crops = [rng.integers(0, 255, (h, w)).astype(np.uint8) for h, w in [(30, 400), (2, 2), (48, 90), (60, 1200)]]
    together = reader.read(crops)
    assert len(together) == 4 and together[1].text == ""
    for crop, reading in zip(crops, together, strict=True):
        alone = reader.read([crop])[0]
        assert alone.log_probs.shape == reading.log_probs.shape


def test_same_line_twice_gives_the_same_reading(reader: LineReader) -> None:
    crop = np.full((50, 500), 255, np.uint8)
    crop[10:40, 40:460:14] = 0
    first, second = reader.read([crop, crop])
    assert first.text == second.text
    assert np.allclose(first.log_probs, second.log_probs, atol=1e-4)
