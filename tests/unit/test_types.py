"""Types by wordings: at its place, poorly read, quoted in others, or missing."""

from __future__ import annotations

import random

import pytest

from classify.headings import is_subject
from classify.types import KeywordClassifier
from classify.view import skeleton, view_page
from domain.catalogue import default_catalogue_text, parse_catalogue
from tests.paper_pages import page_of

CATALOGUE = parse_catalogue(default_catalogue_text())
CLASSIFIER = KeywordClassifier(CATALOGUE)
LIKE = {
    letter: group.replace(letter, "")
    for group in ("بتثني", "جحخ", "دذ", "رز", "سش", "صض", "طظ", "عغ", "فق", "اأ", "هة")
    for letter in group
}

MEDICAL = [
    "|وزارة الصحة", "|مشفى المواساة", "|تقرير طبي", "اسم المريض: سامر نجم الدين", "التشخيص: شلل نصفي سفلي",
    "بالفحص السريري تبين أن المريض يعاني من ضعف في الطرفين السفليين ويحتاج إلى كرسي متحرك", "الطبيب المعالج",
]  # fmt: skip
DECISION = [
    "الجمهورية العربية السورية", "وزارة الشؤون الاجتماعية والعمل", "|قرار رقم ٣٤٥", "إن الوزير",
    "بناء على أحكام القانون رقم ٩٣ لعام ١٩٥٨", "يقرر ما يلي:", "المادة ١ - تشهر جمعية النجمة الزرقاء",
    "المادة ٢ - ينشر هذا القرار ويبلغ من يلزم لتنفيذه",
]  # fmt: skip
LETTER_OF_REQUEST = [
    "السيد مدير مركز خدمة المواطن المحترم", "مقدمه: سامر نجم الدين", "أتقدم إليكم بطلبي هذا راجيا من سيادتكم الموافقة على منحي كرسيا متحركا",
    "المرفقات:", "- تقرير طبي", "- صورة الهوية الشخصية", "- بيان عائلي", "ولكم جزيل الشكر", "المستدعي",
]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "wanted"), [(MEDICAL, "medical-report"), (DECISION, "decision"), (LETTER_OF_REQUEST, "application-letter")]
)
def test_clean_papers_are_typed_surely_with_reasons(lines: list[str], wanted: str) -> None:
    found = CLASSIFIER.classify([page_of(lines)])
    assert (found.type, found.sure) == (wanted, True)
    assert found.tab == CATALOGUE.types[wanted].tab
    assert found.reasons
    assert found.decided_by == "keywords"


@pytest.mark.parametrize(
    ("lines", "wanted"), [(MEDICAL, "medical-report"), (DECISION, "decision"), (LETTER_OF_REQUEST, "application-letter")]
)
@pytest.mark.parametrize("seed", range(4))
def test_one_letter_in_ten_misread_changes_nothing(lines: list[str], wanted: str, seed: int) -> None:
    rng = random.Random(seed)
    spoiled = ["".join(rng.choice(LIKE[c]) if c in LIKE and rng.random() < 0.1 else c for c in line) for line in lines]
    assert CLASSIFIER.classify([page_of(spoiled)]).type == wanted


def test_the_title_may_be_missing() -> None:
    assert CLASSIFIER.classify([page_of([line for line in MEDICAL if "تقرير طبي" not in line])]).type == "medical-report"


def test_enclosures_are_no_titles() -> None:
    found = CLASSIFIER.classify([page_of(LETTER_OF_REQUEST)])
    assert found.type == "application-letter"
    assert "medical-report" not in dict(found.rivals) or dict(found.rivals)["medical-report"] < 0.1


def test_the_department_on_a_letterhead_is_no_title() -> None:
    lines = [
        "وزارة الشؤون الاجتماعية والعمل", "مديرية بطاقة الإعاقة", "الرقم: ٢٢٣/ص", "السيد محافظ حمص", "الموضوع: طلب معينات حركية",
        "نحيل إليكم معاملة السيدة رنا الغيم لبيان الرأي وموافاتنا بالنتيجة في أقرب وقت ممكن", "صورة إلى: الديوان",
    ]  # fmt: skip
    assert CLASSIFIER.classify([page_of(lines)]).type == "outgoing-letter"


@pytest.mark.parametrize(
    "lines", [["مكتبة الكوكب", "عرض أسعار", "أقلام", "٢٢٠٠٠"], ["12 34 56"], ["قصيدة في وصف البحر والموج والقمر"]]
)
def test_what_no_wording_speaks_for_is_never_surely_something(lines: list[str]) -> None:
    found = CLASSIFIER.classify([page_of(lines)])
    assert not found.sure
    assert found.confidence < 0.8


def test_new_types_come_with_the_catalogue_alone() -> None:
    text = CATALOGUE.text + (
        '\n[[type]]\ncode = "lease"\ntab = "supporting"\nar = "عقد إيجار"\nen = "Lease"\ntitle = ["عقد إيجار"]\n'
        'strong = ["الفريق الأول المؤجر", "الفريق الثاني المستأجر", "بدل الإيجار", "مدة الإيجار"]\n'
    )
    classifier = KeywordClassifier(parse_catalogue(text))
    page = page_of(
        [
            "|عقد إيجار",
            "الفريق الأول المؤجر: نبيل القمر",
            "الفريق الثاني المستأجر: سعاد الزهرة",
            "مدة الإيجار سنة",
            "بدل الإيجار مئة",
        ]
    )
    assert classifier.classify([page]).type == "lease"


def test_the_skeleton_forgets_dots_spaces_and_signs() -> None:
    assert skeleton("الرقم  الوطنيّ:") == skeleton("الرفمالوطبي")


OFFICE = ["الجمهورية العربية السورية", "وزارة الشؤون الاجتماعية", "والعمل", "الرقم: ٢٢٣/ص", "التاريخ: ٥/٣/٢٠٢١"]


def test_a_negation_turns_what_follows() -> None:
    lines = [
        *OFFICE,
        "السيد سامر نجم الدين",
        "بعد الاطلاع على طلبكم نبين أنه لم تتم الموافقة على الطلب المقدم من قبلكم لعدم توفر الشروط المطلوبة",
    ]
    found = CLASSIFIER.classify([page_of(lines)])
    assert found.type == "rejection"
    assert dict(found.rivals).get("approval", 0.0) < 0.2


def test_what_is_agreed_to_is_not_refused() -> None:
    """The negation of a wording is the one word that may not be missing, and none stands in the place of another."""
    _, reasons = CLASSIFIER.scores([page_of([*OFFICE, "|الموضوع: الموافقة على نشاط"])])
    assert not any(reason.startswith("strong") for reason in reasons["rejection"])
    assert "title: الموافقة على" in reasons["approval"]
    _, reasons = CLASSIFIER.scores([page_of([*OFFICE, "نبين لكم عدم الموافقة على النشاط"])])
    assert "strong: تمت الموافقة على" not in reasons.get("approval", ())


def test_the_stamp_of_the_diwan_says_nothing_of_what_came() -> None:
    stamp = ["ورد إلى الديوان", "الرقم: ٤٠٧٧/و", "التاريخ: ١٣/٨/٢٠٢٠"]
    bare, stamped = (CLASSIFIER.scores([page_of([*LETTER_OF_REQUEST, *more])])[0] for more in ([], stamp))
    assert stamped.get("incoming-letter", 0.0) <= bare.get("incoming-letter", 0.0) + 0.1


def test_a_letter_of_another_body_bears_its_number() -> None:
    lines = ["السيد مدير مركز خدمة المواطن المحترم", "الموضوع: تعديل النظام", "نرجو النظر فيما ورد أعلاه من أمور مع الأوراق كلها"]
    numbered, bare = (CLASSIFIER.scores([page_of([*more, *lines])])[0] for more in (["الرقم: ٢٢٣/ص"], []))
    assert bare["incoming-letter"] < numbered["incoming-letter"] - 1.5


def test_a_short_letter_with_a_list_is_no_form() -> None:
    lines = [
        *OFFICE,
        "السيد مدير الأشغال في حلب",
        "الموضوع: معينات حركية",
        "تحية طيبة",
        "نعرض لكم ما ورد إلينا من صاحب العلاقة في هذا الشأن مع الأوراق كلها",
        "مع الشكر",
        *("المرفقات", "- طلب", "- صورة", "- جدول", "- بيان", "سامر نجم الدين"),
    ]
    found = CLASSIFIER.classify([page_of(lines)])
    assert (found.type, "official-letter" in found.reasons) == ("outgoing-letter", True)


def test_the_end_of_a_sentence_is_no_title() -> None:
    sentence = "يرجى مراجعة المركز لاستلام النتيجة في الموعد المحدد مع إحضار ما يثبت الشخصية وهو"
    scores = [CLASSIFIER.scores([page_of([sentence, f"البطاقة الشخصية{stop}"])])[0]["national-id"] for stop in ("", ".")]
    assert scores[1] < 0.5 * scores[0]


def test_a_misread_letter_hides_no_subject() -> None:
    assert [is_subject(line) for line in view_page(page_of(["القوضوع: نشاط", "القوضيع: نشاط"])).lines] == [True, False]


def test_a_wording_inside_a_longer_one_of_another_type_says_nothing() -> None:
    scores, _ = CLASSIFIER.scores([page_of(["|إخراج قيد عائلي"])])
    assert scores["family-statement"] > 4
    assert scores["civil-extract"] < 1


def test_short_wordings_are_words_and_no_parts_of_words() -> None:
    _, reasons = CLASSIFIER.scores([page_of(["مؤسسة النقد العربي للتنمية والرسومات المنقولة حتى الإبداع"])])
    assert not reasons.get("receipt")


def test_every_word_of_a_wording_must_be_there() -> None:
    _, reasons = CLASSIFIER.scores([page_of(["|نموذج تقديم شكوى"])])
    assert "title: نموذج تقديم طلب" not in reasons.get("application-form", ())


@pytest.mark.parametrize(
    ("letterhead", "addressee", "wanted"),
    [
        (OFFICE[:3], "إلى مديرية الشؤون الاجتماعية والعمل في حمص", "outgoing-letter"),
        (["وزارة الشؤون الاجتماعية والعمل", "مديرية السويداء"], "إلى وزارة الشؤون الاجتماعية والعمل", "incoming-letter"),
        (["محافظة السويداء", "مديرية الشؤون الاجتماعية والعمل"], "إلى وزارة الشؤون الاجتماعية والعمل", "incoming-letter"),
    ],
    ids=["to a sister office", "from a sister office", "from a sister office under its governorate"],
)
def test_letters_between_sister_offices(letterhead: list[str], addressee: str, wanted: str) -> None:
    body = "نرفق لكم المعاملة المذكورة أعلاه مع الأوراق التي وردت معها للتفضل بالعلم"
    found = CLASSIFIER.classify([page_of([*letterhead, *OFFICE[3:], addressee, "الموضوع: معينات حركية", body])])
    assert found.type == wanted
    assert ("writer=outside" in found.reasons) == (wanted == "incoming-letter")


def test_the_types_of_a_service_are_likelier() -> None:
    page = page_of(["بيان بالوضع", "اسم المريض: سامر نجم الدين"])
    alone, expected = CLASSIFIER.classify([page]), CLASSIFIER.classify([page], ["medical-report", "receipt"])
    assert alone.type == expected.type == "medical-report"
    assert expected.confidence > alone.confidence
    assert "expected-in-service" in expected.reasons
    assert CLASSIFIER.classify([page_of(["قصيدة"])], ["medical-report"]).type == "other"


@pytest.mark.parametrize(
    ("heading", "wanted"),
    [("رفضه طلي", "rejection"), ("كتان مواف ة", "approval")],
)
def test_a_poorly_read_title_is_the_one_it_is_most_like(heading: str, wanted: str) -> None:
    found = CLASSIFIER.classify(
        [page_of(["الجمهورية العربية السورية", f"|{heading}", "سامر محمود النجار", "يراجع المركز في أثناء الأسبوع القادم"])]
    )
    assert found.type == wanted
    assert any(reason.startswith("like title: ") for reason in found.reasons)


def test_where_a_title_is_read_no_other_line_is_like_one() -> None:
    found = CLASSIFIER.classify([page_of(["|كتاب موافقة", "|رفضه طلي", "سامر محمود النجار"])])
    assert found.type == "approval"
    assert not any(reason.startswith("like title: ") for reason in found.reasons)
