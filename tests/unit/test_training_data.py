"""Training data: numbers in their forms, packs on disk, scores, which scanned lines are learnt from, drawn lines."""

import math
import random
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import ImageFont, features

from ocr.charset import INDIC, to_visual
from ocr.line_image import HEIGHT
from ocr.spelling import Spelling
from ocr.training.drawing import decorate, draw, ink_box, with_tatweel
from ocr.training.figures import Figures
from ocr.training.packs import Pack, Sample, pack_paths, save_pack
from ocr.training.real_lines import held_out, trainable
from ocr.training.score import Score, fold, greedy, score_pack
from ocr.training.spelling import table, words_of
from ocr.training.wear import faxed, worn


def sample(text: str, width: int = 40, source: str = "x") -> Sample:
    return Sample(np.full((HEIGHT, width), len(text), np.uint8), text, "scan", source)


@pytest.mark.parametrize(
    ("form", "pattern"),
    [
        ("national", r"\d{11}"),
        ("request", r"(?:[A-Z]{3}-)?\d{4}-\d{6}|\d{6}[-/]\d{4}|\d{4}/\d{6}"),
        ("register", r"\d+(?:/.)?(?:/\d{4})?|./\d+"),
        ("clock", r"\d?\d:\d\d"),
        ("phone", r"09\d{8}|\+9639\d{8}|00963\d{9}|0\d\d-\d{7}|011\d{7}|09\d\d \d{3} \d{3}"),
    ],
)
def test_numbers_have_the_forms_of_the_field(form: str, pattern: str) -> None:
    figures = Figures(random.Random(7))
    for _ in range(200):
        assert re.fullmatch(pattern, getattr(figures, form)())


def test_both_digit_scripts_are_drawn_often() -> None:
    figures = Figures(random.Random(1))
    drawn = [figures.in_script("12/3") for _ in range(300)]
    assert 100 < sum(text == "12/3" for text in drawn) < 200
    assert 100 < sum(set(text) <= set(INDIC + "/") for text in drawn) < 200


def test_a_pack_gives_back_what_was_put_in(tmp_path: Path) -> None:
    save_pack(tmp_path / "one", [sample("اب", 10), sample("12", 25, "font")])
    assert [p.name for p in pack_paths(tmp_path)] == ["one"]
    pack = Pack(tmp_path / "one")
    assert pack.texts == ["اب", "12"] and pack.widths == [10, 25] and pack.sources == ["x", "font"]
    assert pack.pixels(1).shape == (HEIGHT, 25) and (pack.pixels(1) == 2).all()


def test_score_counts_errors_lines_and_numbers() -> None:
    score = Score()
    score.add("123 ab", "123 ab")
    score.add("12 احمد", "13 أحمد")
    assert (score.lines, score.lines_right, score.errors, score.folded_errors) == (2, 1, 2, 1)
    assert (score.numbers, score.numbers_right) == (2, 1)
    assert fold("٣ أمة.") == fold("3 امه") == "3 امه"


def test_scores_are_taken_in_visual_order(tmp_path: Path) -> None:
    save_pack(tmp_path / "p", [sample("رقم 12", 60)])

    def predict(pictures: list[np.ndarray]) -> list[np.ndarray]:
        from ocr.charset import CLASSES, INDEX

        classes = [INDEX[c] for c in to_visual("رقم 12")]
        log_probs = np.full((2 * len(classes), CLASSES), -9.0, np.float32)
        log_probs[::2, 0] = 0
        log_probs[range(1, 2 * len(classes), 2), classes] = 0
        return [log_probs for _ in pictures]

    assert greedy(predict([np.zeros(1)])[0]) == "12 مقر"
    assert score_pack(predict, Pack(tmp_path / "p")).errors == 0


def test_one_journal_line_in_twelve_is_held_out_always_the_same() -> None:
    held = [held_out(f"line_{i}") for i in range(6000)]
    assert 400 < sum(held) < 600
    assert held == [held_out(f"line_{i}") for i in range(6000)]


def test_digits_of_scanned_lines_are_learnt_as_printed() -> None:
    known = trainable(sample("سنة 1948"))
    assert known is not None and known.text == "سنة ١٩٤٨"
    assert trainable(sample("p. 12")) is None
    assert trainable(sample("و")) is None


def test_wear_keeps_a_picture_readable_in_size_and_kind() -> None:
    chance, noise = random.Random(3), np.random.default_rng(3)
    clean = np.full((60, 400), 255, np.uint8)
    clean[20:40, 50:350] = 0
    for _ in range(60):
        grey = worn(clean, chance, noise)
        assert grey.dtype == np.uint8 and min(grey.shape) >= 20
        assert grey.max() - int(grey.min()) > 40
    assert abs(faxed(clean, chance).shape[0] - 0.68 * 60) <= 3


def test_tatweel_goes_between_joining_letters_alone() -> None:
    text = "محمد دار 123 ورود"
    stretched = with_tatweel(text * 5, random.Random(2))
    assert stretched.replace("ـ", "") == text * 5
    assert not re.search("[اأدذرزو0-9 ]ـ", stretched)


@pytest.mark.skipif(not features.check("raqm"), reason="Pillow without Raqm")
def test_a_drawn_line_has_its_ink_inside_its_box() -> None:
    font = ImageFont.load_default(size=32).font_variant(layout_engine=ImageFont.Layout.RAQM)
    drawn = draw("Form 12/3", font, random.Random(5))
    box = ink_box(drawn, random.Random(5))
    assert box is not None
    left, top, right, bottom = box
    outside = drawn.grey.copy()
    outside[top:bottom, left:right] = 255
    assert (outside == 255).all()
    assert decorate(drawn, random.Random(6)).shape == drawn.grey.shape


def test_spelling_learns_the_words_it_is_shown(tmp_path: Path) -> None:
    counts = words_of(["باب باب باب باب، 123 دار دار", "باب abc"])
    assert counts == {"باب": 5, "دار": 2}
    np.savez_compressed(tmp_path / "table.npz", **table(counts))
    learnt = Spelling(tmp_path / "table.npz")
    often, seldom, never = (math.exp(p) for p in learnt.log_probabilities(["باب", "دار", "بدر"]))
    assert often == pytest.approx(5 / 7, abs=0.2)
    assert seldom == pytest.approx(2 / 7, abs=0.15)
    assert 0 < never < 0.01
