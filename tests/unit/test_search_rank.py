"""The order of pages: what was run together is found, all of a query comes before a part of it, exact pages come first."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from archive_store.search.query_values import QueryWord
from archive_store.search.rank import Ranked, rank
from archive_store.search.sheets import Sheets


def words(text: str) -> list[QueryWord]:
    return [QueryWord(word) for word in text.split()]


def order(query: str, *pages: str, weights: Sequence[float] | None = None) -> list[Ranked]:
    """The pages by rank, the engine having no opinion."""
    asked = words(query)
    return rank([f"{page}\n" for page in pages], [1.0] * len(pages), asked, weights or [3.0] * len(asked))


@pytest.mark.parametrize("page", ["السيد خمودمرام حضر", "السيد مرامحمود حضر"])
def test_two_words_run_together_are_found_both(page: str) -> None:
    best = Sheets([f"{page}\n"], words("حمود مرام")).best()
    assert (best >= 0.80).all()


def test_an_end_that_is_not_alike_is_no_word_run_together() -> None:
    best = Sheets(["السيد خمودمرام حضر\n"], words("شرحبيل")).best()
    assert (best < 0.5).all()


def test_a_word_run_together_is_found_on_pages_beyond_those_looked_into() -> None:
    others = ["الحسين في الجلسه"] * 80
    assert order("رفاعيه الحسين", *others, "عرض رفاعيهالحسين امس")[0].index == 80


def test_all_words_misread_come_before_one_word_alone_however_rare() -> None:
    ranked = order("مقتضي ظهور باسمه", "مقتضي كتاب وزاره", "مقتصي ورد ظهوز ورد باسعه", weights=[8.0, 3.0, 3.0])
    assert [each.index for each in ranked] == [1, 0]


def test_the_engine_tells_an_exact_page_from_one_as_good() -> None:
    pages = ["قرار اشهار الجمعيه\n", "قرار اشهار جمعيه\n"]
    ranked = rank(pages, [9.0, 10.0], words("قرار اشهار جمعيه"), [3.0, 3.0, 3.0])
    assert [each.index for each in ranked] == [1, 0]


def test_words_that_stand_together_come_first() -> None:
    apart = "احمد محضر اجتماع لجنه الحي في دمشق ثم تقرير عن المدرسه وكتاب اخر الحسن"
    ranked = order("احمد الحسن", apart, "محضر اجتماع احمد الحسن في دمشق")
    assert ranked[0].index == 1
