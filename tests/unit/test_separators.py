"""Separator sheets are known by their code, and nothing else is."""

from __future__ import annotations

import pytest

from bench.separators import SAMPLES, corpus_count, drawn_count, ordinary_count
from classify.covers import is_separator
from domain.documents import Box, Code, RecognizedPage
from tests.corpus import corpus


def page(text: str, symbology: str) -> RecognizedPage:
    return RecognizedPage(1, 100, 100, 200.0, 0, (), 0.0, "", codes=(Code(text, symbology, Box(0, 0, 10, 10)),))


@pytest.mark.parametrize("symbology", ["Code39", "Code 128", "QRCode"])
@pytest.mark.parametrize("text", ["PATCHT", "*PATCHT*", "patcht ", "CUSTOM BARCODE", "custombarcode"])
def test_the_texts_of_the_settings_separate(text: str, symbology: str) -> None:
    assert is_separator(page(text, symbology), ("PATCHT", "Custom barcode"))


@pytest.mark.parametrize(
    ("text", "symbology"), [("PATCHT2", "Code39"), ("PATCHT", "DataMatrix"), ("", "QRCode"), ("A PATCHT", "QRCode")]
)
def test_nothing_else_does(text: str, symbology: str) -> None:
    assert not is_separator(page(text, symbology), ("PATCHT", "CUSTOM BARCODE"))


def test_every_sheet_of_the_corpus_and_nothing_else() -> None:
    corpus("separator_sheets")
    every, alone = corpus_count(), corpus_count(frozenset(("PATCHT",)))
    assert (every.known, every.false) == (every.sheets, 0)
    assert (alone.known, alone.sheets, alone.false) == (7, 7, 0)


def test_no_sample_paper_is_taken_for_one() -> None:
    found = ordinary_count(SAMPLES)
    assert found.others >= 50
    assert found.false == 0


@pytest.mark.parametrize("code", ["QRCode", "Code39", "Code128"])
def test_sheets_of_an_ordinary_scanner_are_known(code: str) -> None:
    assert drawn_count(code, "ordinary", 3).known == 3
