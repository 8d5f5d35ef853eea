"""The index follows its feed: what changed replaces what was, and nothing of it stays behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive_store.feed import FeedRow, OtherDossier, PageText
from archive_store.search.index import SearchIndex
from archive_store.search.query import Filters, parse_query
from domain.catalogue import default_catalogue_text, parse_catalogue

CATALOGUE = parse_catalogue(default_catalogue_text())


def row(no: int, document: str, text: str, *, deleted: bool = False) -> FeedRow:
    return FeedRow(
        no, document, deleted, "archived", "decision", "decision", "", None, None, "", "", None, None,
        (), "", (PageText(1, text),),
    )  # fmt: skip


class Feed:
    """A feed that keeps the newest row of each document, as the archive's does."""

    def __init__(self) -> None:
        self.rows: dict[str, FeedRow] = {}

    def put(self, *rows: FeedRow) -> None:
        self.rows.update({each.document_id: each for each in rows})

    def __call__(self, after: int, limit: int) -> Sequence[FeedRow]:
        return sorted((each for each in self.rows.values() if each.no > after), key=lambda each: each.no)[:limit]


@pytest.fixture
def index(tmp_path: Path) -> SearchIndex:
    return SearchIndex.open(tmp_path / "index")


def found(index: SearchIndex, text: str) -> list[str]:
    return [hit.document_id for hit in index.search(parse_query(text, CATALOGUE)).hits]


def test_a_changed_document_is_found_by_its_new_text_alone(index: SearchIndex) -> None:
    feed = Feed()
    feed.put(row(1, "d1", "محضر اجتماع"), row(2, "d2", "تقرير طبي"))
    assert index.follow(feed) == 2
    feed.put(row(3, "d1", "قرار وزاري"))
    assert index.follow(feed) == index.head() == 3
    assert found(index, "قرار وزاري") == ["d1"]
    assert found(index, "محضر") == []
    assert list(index.check(["d1", "d2"], 3)) == []


def test_a_deleted_document_is_gone(index: SearchIndex) -> None:
    feed = Feed()
    feed.put(row(1, "d1", "محضر اجتماع"), row(2, "d2", "تقرير طبي"))
    index.follow(feed)
    feed.put(row(3, "d2", "", deleted=True))
    index.follow(feed)
    assert found(index, "تقرير") == []
    assert list(index.check(["d1"], 3)) == []


def test_many_small_commits_leave_few_files(index: SearchIndex, tmp_path: Path) -> None:
    feed = Feed()
    for no in range(1, 26):
        feed.put(row(no, f"d{no % 5 + 1}", f"كتاب رقم {no}"))
        index.follow(feed)
    assert index.head() == 25
    assert list(index.check([f"d{n}" for n in range(1, 6)], 25)) == []
    files = sum(1 for path in (tmp_path / "index").rglob("*") if path.is_file())
    assert files < 60, "dead segments stay on the disk"


def test_documents_changed_again_and_again_take_no_more_room(index: SearchIndex, tmp_path: Path) -> None:
    feed = Feed()
    sizes = []
    for turn in range(20):
        for document in range(40):
            feed.put(
                row(turn * 40 + document + 1, f"d{document + 1}", f"كتاب رقم {turn} عن {document} " + "قرار إشهار جمعية " * 40)
            )
        index.follow(feed)
        found(index, "قرار")  # a reader that holds the files of each commit open
        sizes.append(sum(path.stat().st_size for path in (tmp_path / "index").rglob("*") if path.is_file()))
    assert sizes[-1] < 3 * sizes[0], "dead segments stay on the disk"


def test_a_reader_finds_only_what_may_be_seen(index: SearchIndex) -> None:
    feed = Feed()
    feed.put(
        replace(row(1, "d1", "محضر اجتماع"), service="annual-plan"), replace(row(2, "d2", "محضر اجتماع"), service="job-placement")
    )
    index.follow(feed)
    query = parse_query("محضر", CATALOGUE, facets=True)
    bounded = index.search(replace(query, may_see=Filters({"service": ("annual-plan",)})))
    assert [hit.document_id for hit in bounded.hits] == ["d1"]
    assert (bounded.total, bounded.facets["service"]) == (1, {"annual-plan": 1})
    asked_for_other = parse_query("محضر", CATALOGUE, service="job-placement")
    assert index.search(replace(asked_for_other, may_see=Filters({"service": ("annual-plan",)}))).hits == ()


def test_a_document_is_found_and_counted_by_each_dossier_it_is_filed_in(index: SearchIndex) -> None:
    """Its own first in what is shown, even where nothing is known of that; counted once where two dossiers agree."""
    filed = (OtherDossier("2021-000002", "job-placement", "حلب", "open"), OtherDossier("2021-000003", "annual-plan", "", ""))
    feed = Feed()
    feed.put(
        replace(row(1, "d1", "محضر اجتماع"), service="annual-plan", governorate="دمشق", also_in=filed),
        replace(row(2, "d2", "محضر اجتماع"), also_in=filed[:1]),
    )
    index.follow(feed)
    assert found(index, "service:annual-plan") == ["d1"]
    assert found(index, "governorate:حلب state:open") == ["d1", "d2"]
    for text, limit in (("service:job-placement", 20), ("محضر", 20), ("", 1)):  # counted from the hits, and by the engine
        result = index.search(parse_query(text, CATALOGUE, facets=True, limit=limit))
        own = {"d1": ("annual-plan", "دمشق"), "d2": ("", "")}
        assert {hit.document_id: (hit.service, hit.governorate) for hit in result.hits}.items() <= own.items()
        assert (result.total, result.facets["service"]) == (2, {"job-placement": 2, "annual-plan": 1})
        assert result.facets["governorate"] == {"حلب": 2, "دمشق": 1}


def test_a_document_about_what_was_asked_for_comes_before_one_that_says_it_too(index: SearchIndex) -> None:
    feed = Feed()
    text = "وزارة الشؤون الاجتماعية تقرير طبي سامر محمود"
    form = replace(row(1, "d1", text), subject="استمارة طلب")
    report = replace(row(2, "d2", f"{text} التشخيص والتوصية ومدة الراحة والعلاج الفيزيائي المطلوب"), subject="تقرير طبي")
    other_form = replace(row(3, "d3", text), subject="استمارة استعلام")
    feed.put(form, report, other_form)
    index.follow(feed)
    assert found(index, "تقرير طبى")[0] == "d2"
    assert found(index, "استمارة")[0] in ("d1", "d3")


def test_an_index_of_another_version_answers_until_it_is_rebuilt(index: SearchIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    feed = Feed()
    feed.put(row(1, "d1", "محضر اجتماع"))
    with monkeypatch.context() as older:
        older.setattr("archive_store.search.index.VERSION", "0.0")
        index.follow(feed)
    assert index.needs_rebuild
    assert found(index, "محضر") == ["d1"]
    feed.put(row(2, "d2", "محضر جلسة"))
    assert index.follow(feed) == 1, "an old index is not mixed with new terms"
    assert index.rebuild(feed) == 2
    assert not index.needs_rebuild
    assert sorted(found(index, "محضر")) == ["d1", "d2"]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    feed = Feed()
    feed.put(row(1, "d1", "محضر اجتماع رقم 12 بتاريخ 26/1/2021"))
    feed.put(replace(row(2, "d2", "طلب 2021-000123 هاتف 0956321172"), request_no="DAM-2021-000123"))
    index = SearchIndex.open(tmp_path_factory.mktemp("filled") / "index")
    index.follow(feed)
    return index


QUERIES = st.text(
    st.one_of(
        st.sampled_from('"-:=/()*?[]{}^~\\+<>|&! طلب:نوعمن٢٠٢١2021-000123نظامtype:'),
        st.characters(codec="utf-8"),
    ),
    max_size=60,
)


@given(QUERIES, st.booleans())
@example('""', True)
@example("-", False)
@example("طلب: نوع: من:", True)
@example("من:2021-99-99", False)
@example("NOT (a AND", True)
def test_whatever_is_typed_is_answered(filled: SearchIndex, text: str, facets: bool) -> None:
    result = filled.search(parse_query(text, CATALOGUE, facets=facets))
    assert result.message is None or (result.message.ar and result.message.en)
    assert result.total >= len(result.hits)


@pytest.mark.parametrize(
    ("text", "document"),
    [
        ("طلب:2021-000123", "d2"),
        ("000123/2021", "d2"),
        ("٢٠٢١-٠٠٠١٢٣", "d2"),
        ("+963956321172", "d2"),
        ("632117", "d2"),
        ("2021-01-26", "d1"),
        ("٢٦ كانون الثاني 2021", "d1"),
        ("محظر احتماع", "d1"),
        ('"محضر اجتماع"', "d1"),
        ("محضر -طلب", "d1"),
    ],
)
def test_queries_as_people_write_them(filled: SearchIndex, text: str, document: str) -> None:
    hits = filled.search(parse_query(text, CATALOGUE)).hits
    assert hits, text
    assert hits[0].document_id == document


def test_a_damaged_index_is_built_anew(tmp_path: Path) -> None:
    feed = Feed()
    feed.put(row(1, "d1", "محضر اجتماع"))
    SearchIndex.open(tmp_path / "index").follow(feed)
    (meta,) = (tmp_path / "index").glob("g*/meta.json")
    meta.write_text("no index at all", "utf-8")
    index = SearchIndex.open(tmp_path / "index")
    assert index.head() == 0
    assert list(index.check(["d1"], 1)), "verify tells of it"
    assert index.follow(feed) == 1
    assert found(index, "محضر") == ["d1"]


def test_a_crash_between_commit_and_index_is_made_good(tmp_path: Path) -> None:
    feed = Feed()
    feed.put(row(1, "d1", "محضر اجتماع"), row(2, "d2", "تقرير طبي"))
    index = SearchIndex.open(tmp_path / "index")
    index.follow(feed)
    feed.put(row(3, "d3", "قرار وزاري"))

    def dies(after: int, limit: int) -> Sequence[FeedRow]:
        if after >= 2 and limit > 1:
            raise KeyboardInterrupt
        return feed(after, limit)

    with pytest.raises(KeyboardInterrupt):
        index.follow(dies)
    again = SearchIndex.open(tmp_path / "index")
    assert again.follow(feed) == 3
    assert list(again.check(["d1", "d2", "d3"], 3)) == []
