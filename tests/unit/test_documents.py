"""From pages to documents: cuts, links that are safe, and questions where they are not."""

from __future__ import annotations

import datetime as dt

import pytest

from classify.documents import Drafted, draft_documents
from classify.types import KeywordClassifier
from domain.catalogue import default_catalogue_text, parse_catalogue
from domain.documents import Box, Code, Given, LinkMethod, RecognizedPage, Record
from domain.messages import Reason
from domain.record_keys import record_keys
from tests.paper_pages import page_of

CATALOGUE = parse_catalogue(default_catalogue_text())
CLASSIFIER = KeywordClassifier(CATALOGUE)
SAMER = Record(
    "2021-000123",
    "mobility-aid",
    "سامر محمود القنديل",
    "محمود",
    "هدى الغيم",
    "01234567890",
    "0944123456",
    "",
    "حمص",
    dt.date(2021, 1, 26),
)
SIBLING = Record(
    "2021-000200",
    "mobility-aid",
    "ماهر محمود القنديل",
    "محمود",
    "هدى الغيم",
    "01234567999",
    "0944123456",
    "",
    "حمص",
    dt.date(2021, 2, 3),
)
BODY = Record(
    "2021-000300",
    "annual-plan",
    "رنا خالد الزهرة",
    "خالد",
    "",
    "",
    "",
    "جمعية النجمة الزرقاء الخيرية",
    "حلب",
    dt.date(2021, 3, 1),
)
RECORDS = {record.request_no: record for record in (SAMER, SIBLING, BODY)}


def drafted(*pages: RecognizedPage, given: Given | None = None) -> Drafted:
    def candidates(keys: frozenset[str]) -> list[Record]:
        return [record for record in RECORDS.values() if keys & record_keys(record)]

    return draft_documents(
        pages,
        catalogue=CATALOGUE,
        classifier=CLASSIFIER,
        given=given or Given(),
        default_service=None,
        candidates=candidates,
        find_record=RECORDS.get,
    )


def report(*lines: str, number: int = 1) -> RecognizedPage:
    return page_of(
        ["|وزارة الصحة", "|تقرير طبي", *lines, "التشخيص: شلل نصفي", "يعاني من ضعف ويحتاج إلى كرسي متحرك", "الطبيب المعالج"],
        number=number,
    )


def code(text: str, symbology: str = "QRCode") -> Code:
    return Code(text, symbology, Box(0, 0, 10, 10))


def test_two_fields_that_agree_link() -> None:
    (draft,) = drafted(report("اسم المريض: سامر محمود القنديل", "الرقم الوطني: ٠١٢٣٤٥٦٧٨٩٠", "التاريخ: ٢٠/١/٢٠٢١")).drafts
    assert (draft.link.request_no, draft.link.method, draft.undecided) == ("2021-000123", LinkMethod.NATIONAL_NO, ())
    assert draft.classification.type == "medical-report"
    assert draft.date == dt.date(2021, 1, 20)
    assert "national_no=exact" in draft.link.reasons


@pytest.mark.parametrize("line", ["رقم الطلب: 2021-000123", "الرقم الوطني: 01234567890", "اسم المريض: سامر محمود القنديل"])
def test_one_field_alone_never_links(line: str) -> None:
    (draft,) = drafted(report(line)).drafts
    assert draft.link.request_no is None
    assert {Reason.LINK_UNSURE, Reason.NO_RECORD} & set(draft.undecided)


def test_a_sibling_is_not_the_person() -> None:
    (draft,) = drafted(
        report("اسم المريض: ماهر محمود القنديل", "هاتف: 0944123456", "الرقم الوطني: 01234567999", "تاريخ: 1/2/2021")
    ).drafts
    assert draft.link.request_no == "2021-000200"


def test_the_number_of_an_unknown_request_waits_for_its_record() -> None:
    (draft,) = drafted(report("رقم الطلب: 2021-000777", "اسم المريض: سامر محمود القنديل", "الرقم الوطني: 01234567890")).drafts
    assert draft.link.request_no is None
    assert draft.link.reason is Reason.NO_RECORD


def test_a_cover_sheet_links_what_follows_and_is_left_out() -> None:
    result = drafted(page_of(["غلاف"], codes=(code("WARRAQ:R:2021-000123"),)), report("السطر الوحيد", number=2))
    (draft,) = result.drafts
    assert (draft.link.request_no, draft.link.method) == ("2021-000123", LinkMethod.QR)
    assert [(page.number, page.why) for page in result.dropped] == [(1, "cover")]


def test_any_other_code_is_no_cover() -> None:
    page = report("السطر الوحيد")
    marked = RecognizedPage(1, page.width, page.height, 200.0, 0, page.lines, 0.95, "test", codes=(code("2021-000123"),))
    result = drafted(marked)
    assert len(result.drafts) == 1
    assert result.drafts[0].link.request_no is None


def test_separator_sheets_and_blank_pages_are_left_out() -> None:
    separator = page_of(["ورقة فصل"], number=2, codes=(code("PATCHT", "Code128"),))
    result = drafted(report("أول"), separator, report("ثان", number=3), page_of([], number=4))
    assert [draft.pages for draft in result.drafts] == [(1,), (3,)]
    assert [(page.number, page.why) for page in result.dropped] == [(2, "separator"), (4, "blank")]


def test_only_blank_pages_hold_the_scan() -> None:
    assert drafted(page_of([])).hold is Reason.BLANK


def test_page_numbers_keep_a_document_together() -> None:
    first = report("اسم المريض: سامر محمود القنديل", "الصفحة ١ من ٢")
    second = page_of(["تتمة الفحص السريري والعلاج المقترح للحالة", "الصفحة ٢ من ٢"], number=2)
    assert [draft.pages for draft in drafted(first, second).drafts] == [(1, 2)]


def test_no_document_begins_with_a_stray_mark() -> None:
    """Not even after a last page: its count may be misread. Whether the page belongs to it is a question."""
    first = report("اسم المريض: سامر محمود القنديل", "الصفحة ١ من ١")
    (draft,) = drafted(first, page_of(["7"], number=2)).drafts
    assert (draft.pages, Reason.CUT_UNSURE in draft.undecided) == ((1, 2), True)


def test_given_request_is_taken_unless_the_paper_says_otherwise() -> None:
    given = Given(request_no="2021-000300")
    (plain,) = drafted(report("بلا أرقام"), given=given).drafts
    assert (plain.link.request_no, plain.link.method) == ("2021-000300", LinkMethod.GIVEN)
    (other,) = drafted(report("رقم الطلب: 2021-000123", "الرقم الوطني: 01234567890"), given=given).drafts
    assert other.undecided == (Reason.CONFLICT,)
    assert {proposal.request_no for proposal in other.link.proposals} >= {"2021-000123", "2021-000300"}


SURE = ("اسم المريض: سامر محمود القنديل", "الرقم الوطني: 01234567890", "التاريخ: 20/1/2021")
SURE_OTHER = ("اسم المريض: ماهر محمود القنديل", "الرقم الوطني: 01234567999", "التاريخ: 1/2/2021")
UNSURE = ("اسم المريض: سامر محمود القنديل",)


def links_of_stack(*papers: tuple[str, ...]) -> list[str | None]:
    pages = [report(*lines, number=number) for number, lines in enumerate(papers, 1)]
    return [draft.link.request_no for draft in drafted(*pages).drafts]


def test_an_unsure_paper_follows_the_one_request_of_its_stack() -> None:
    assert links_of_stack(SURE, UNSURE) == ["2021-000123", "2021-000123"]


def test_in_a_stack_of_several_requests_a_paper_follows_those_on_both_sides_of_it() -> None:
    found = links_of_stack(SURE, UNSURE, SURE, SURE_OTHER)
    assert found == ["2021-000123", "2021-000123", "2021-000123", "2021-000200"]


@pytest.mark.parametrize("stack", [(SURE, UNSURE, SURE_OTHER), (SURE, SURE_OTHER, UNSURE), (UNSURE, SURE, SURE_OTHER)])
def test_between_two_requests_or_at_an_end_it_stays_a_question(stack: tuple[tuple[str, ...], ...]) -> None:
    assert links_of_stack(*stack)[stack.index(UNSURE)] is None


def test_a_paper_of_another_person_does_not_follow_its_neighbours() -> None:
    assert links_of_stack(SURE, ("اسم المريض: ليلى حسن مراد",), SURE, SURE_OTHER)[1] is None


def test_a_memo_is_archived_without_a_link() -> None:
    (draft,) = drafted(
        page_of(
            [
                "وزارة الشؤون الاجتماعية والعمل",
                "|مذكرة داخلية",
                "إلى جميع العاملين في المركز",
                "التقيد بأوقات الدوام الرسمي",
                "يعمم على الأقسام",
            ]
        )
    ).drafts
    assert draft.classification.type == "memo"
    assert (draft.link.request_no, draft.undecided) == (None, ())


def test_poor_reading_is_a_question() -> None:
    assert Reason.UNREADABLE_TEXT in drafted(page_of(["ططط سسس", "قق"], confidence=0.2)).drafts[0].undecided
