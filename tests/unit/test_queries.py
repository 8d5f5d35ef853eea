"""Every kind of query that people write, against a small collection: which documents must be found, and in which order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archive_store.feed import FeedRow, PageText
from archive_store.search.hits import SearchResult
from archive_store.search.index import SearchIndex
from archive_store.search.query import parse_query
from domain.catalogue import default_catalogue_text, parse_catalogue

CATALOGUE = parse_catalogue(default_catalogue_text())
DECISION = FeedRow(
    1, "d1", False, "archived", "bylaws", "decision", "annual-plan", "2021-000123", "5/ص", "دمشق", "open", "2021-01-26", 2021,
    ("سلمى غسان الصنوبري",), "الموافقة على الخطة", (PageText(1, "قرار إشهار نظام داخلي لجمعية الياسمين هاتف 0956321172"),),
)  # fmt: skip
REPORT = replace(
    DECISION, no=2, document_id="d2", status="review", type="complaint-letter", tab="correspondence", service="job-placement",
    request_no="2019-000777", register_no="12/و", governorate="حلب", state="closed", date="2019-06-03", year=2019,
    names=("عبد الرحمن شاهين",), subject="شكوى", pages=(PageText(1, "شكوى من شؤون العاملين بتاريخ ٣ حزيران ٢٠١٩ رقم ١٬٢٥٠٬٠٠٠"),),
)  # fmt: skip
EXTRACT = replace(
    DECISION, no=3, document_id="d3", type="civil-extract", tab="identity", request_no="ALP-2022-004500", register_no=None,
    governorate="ريف دمشق", state="", date="2022-03-01", year=2022, names=(), subject="",
    pages=(PageText(1, "إخراج قيد مدني الرقم الوطني 01614596181"), PageText(2, "داخلي نظام")),
)  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    rows = [DECISION, REPORT, EXTRACT]
    index = SearchIndex.open(tmp_path_factory.mktemp("queries") / "index")
    index.follow(lambda after, limit: [row for row in rows if row.no > after][:limit])
    return index


def ask(index: SearchIndex, text: str, **options: object) -> SearchResult:
    return index.search(parse_query(text, CATALOGUE, **options))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # fields, in Arabic and English
        ("طلب:2021-000123", "d1"),
        ("request:٢٠٢١/٠٠٠١٢٣", "d1"),
        ("request:2021-123", "d1"),
        ("طلب:2022-004500", "d3"),  # the site left out
        ("نوع:شكوى", "d2"),
        ("type:complaint-letter", "d2"),
        ("النوع: نظام داخلي", "d1"),
        ('type:"Civil registry extract"', "d3"),
        ("باب:القرار", "d1"),
        ("tab:identity", "d3"),
        ("خدمة:job-placement", "d2"),
        ('service:"Job placement for persons with disabilities"', "d2"),
        ("محافظة:حلب", "d2"),
        ("governorate:دمشق", "d1"),
        ("محافظة:ريف دمشق", "d3"),
        ("حالة:closed", "d2"),
        ("state:closed", "d2"),
        ("وضع:مراجعة", "d2"),
        ("status:review", "d2"),
        ("سنة:٢٠١٩", "d2"),
        ("year:2022", "d3"),
        ("قيد:5/ص", "d1"),
        ("register:12", "d2"),
        # dates in any form
        ("من:2022-01-01", "d3"),
        ("from:1/1/2022", "d3"),
        ("إلى:2019", "d2"),
        ("until:31/12/2019", "d2"),
        ("من:2021-01 إلى:2021-06", "d1"),
        ("تاريخ:26/1/2021", "d1"),
        ("date:2021-01-26", "d1"),
        ("بتاريخ:٢٦ كانون الثاني ٢٠٢١", "d1"),
        ("3/6/2019", "d2"),
        ("٣ حزيران ٢٠١٩", "d2"),
        ("3 يونيو 2019", "d2"),
        ("2019-06-03", "d2"),
        # numbers in any digits and grouping, and parts of them
        ("0956321172", "d1"),
        ("٠٩٥٦٣٢١١٧٢", "d1"),
        ("+963 956 321 172", "d1"),
        ("00963956321172", "d1"),
        ("0956 321 172", "d1"),
        ("321172", "d1"),
        ("01614596181", "d3"),
        ("4596181", "d3"),
        ("1250000", "d2"),
        ("1,250,000", "d2"),
        # words: spelling, inflection, misreading, torn and joined
        ("شئون العاملين", "d2"),
        ("شوون", "d2"),
        ("الياسمين", "d1"),
        ("ياسمين", "d1"),
        ("عبدالرحمن شاهين", "d2"),
        ("عبد الرحمن", "d2"),
        ("سلمى الصنوبري", "d1"),
        ("نظامداخلي لجمعية", "d1"),
        ("اليا سمين", "d1"),
        ("قزار اشهاز", "d1"),
        # phrases and what is unwanted
        ('"نظام داخلي"', "d1"),
        ("«نظام داخلي»", "d1"),
        ("نظام -هاتف", "d3"),
        ('نظام داخلي -"نظام داخلي"', "d3"),
        # several at once
        ("نظام type:civil-extract", "d3"),
        ("نظام من:2022", "d3"),
    ],
)
def test_a_query_finds_its_document_first(index: SearchIndex, text: str, found: str) -> None:
    result = ask(index, text)
    assert result.message is None
    assert [hit.document_id for hit in result.hits][:1] == [found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("نوع:شكوى", ["d2"]),
        ("-شكوى", ["d3", "d1"]),  # nothing but what is unwanted: the rest, newest first
        ("نظام -داخلي", []),
        ('"داخلي نظام"', ["d3"]),
        ("من:2020 إلى:2021", ["d1"]),
        ("نوع:شكوى نوع:وكالة", ["d2"]),  # any of the values
        ("", ["d3", "d1", "d2"]),
    ],
)
def test_a_query_finds_these_alone(index: SearchIndex, text: str, found: list[str]) -> None:
    assert [hit.document_id for hit in ask(index, text).hits] == found


@pytest.mark.parametrize("text", ["؟؟", "***", '"', "نوع:لاشيء", "type:nothing", "من:أمس", "from:2021-13-40", "من:2022 إلى:2020"])
def test_a_query_that_means_nothing_is_told_so_in_both_languages(index: SearchIndex, text: str) -> None:
    message = ask(index, text).message
    assert message is not None
    assert message.ar != message.en


def test_facets_count_every_field(index: SearchIndex) -> None:
    facets = ask(index, "", facets=True).facets
    assert {name: dict(values) for name, values in facets.items()} == {
        "service": {"annual-plan": 2, "job-placement": 1},
        "tab": {"decision": 1, "correspondence": 1, "identity": 1},
        "type": {"bylaws": 1, "complaint-letter": 1, "civil-extract": 1},
        "year": {"2021": 1, "2019": 1, "2022": 1},
        "governorate": {"دمشق": 1, "حلب": 1, "ريف دمشق": 1},
        "state": {"open": 1, "closed": 1},
    }


def test_hits_are_sorted_by_date_on_request(index: SearchIndex) -> None:
    assert [hit.document_id for hit in ask(index, "نظام داخلي").hits] == ["d1", "d3"]
    assert [hit.document_id for hit in ask(index, "نظام داخلي", sort="date").hits] == ["d3", "d1"]


def test_pages_of_hits_join_without_gap_or_overlap(index: SearchIndex) -> None:
    every = [hit.document_id for hit in ask(index, "", limit=10).hits]
    assert [hit.document_id for at in range(3) for hit in ask(index, "", limit=1, offset=at).hits] == every
