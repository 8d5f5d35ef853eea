"""Which papers lie in the sample inbox, and what should become of each."""

from __future__ import annotations

from dataclasses import dataclass

NUMBERS = ("request_no", "national_no", "phone")
EITHER = ("archived", "review")


@dataclass(frozen=True)
class Paper:
    """One document: its wording, the service whose sample request it belongs to, its look, and which numbers it states."""

    wording: str
    service: str
    look: str
    says: tuple[str, ...] = NUMBERS
    date_form: str = "slash"


@dataclass(frozen=True)
class Entry:
    """One file of the inbox. `ends` are the outcomes that are right: more than one where a careful archivist may differ."""

    file: str
    papers: tuple[Paper, ...]
    wear: str = "ordinary"
    dpi: int = 200
    turned: int = 0
    bilevel: bool = False
    ends: tuple[str, ...] = ("archived",)
    reason: str | None = None


def _entry(file: str, wording: str, service: str, look: str, *says_form: str, **more: object) -> Entry:
    """`says_form`: the numbers stated, abbreviated r(equest), n(ational), p(hone), then the form of dates."""
    says, form = (*says_form, "rnp", "slash")[:2] if len(says_form) != 1 else (says_form[0], "slash")
    stated = tuple(key for key in NUMBERS if key[0] in says)
    return Entry(file, (Paper(wording, service, look, stated, form),), **more)  # type: ignore[arg-type]


INBOX: tuple[Entry, ...] = (
    _entry("scan_0001.jpg", "mobility_form", "mobility-aid", "centre"),
    _entry("هوية مقدمة الطلب.jpg", "national_id", "mobility-aid", "civil", "n", "padded"),
    _entry("scan_0003.tif", "medical_report", "mobility-aid", "hospital", "rn", bilevel=True),
    _entry("موافقة على معينات.pdf", "approval", "mobility-aid", "ministry", "rn", dpi=300),
    _entry("scan_0005.jpg", "application_form", "disability-card-issue", "centre-latin", dpi=300),
    _entry("scan_0006.tif", "civil_extract", "disability-card-issue", "civil", "n", dpi=300, bilevel=True),
    _entry("scan_0007.jpg", "medical_report", "disability-card-issue", "hospital", "rn", "iso", wear="dirty"),
    _entry("scan_0008.png", "disability_card", "disability-card-issue", "centre", "n", bilevel=True),
    _entry("scan_0009.jpg", "application_form", "job-placement", "centre"),
    _entry("شهادة جامعية.jpg", "qualification", "job-placement", "university", "n", "month"),
    _entry("scan_0011.tif", "disability_card", "job-placement", "hospital", "n", bilevel=True),
    _entry("scan_0012.jpg", "notice", "job-placement", "centre-latin", "rnp"),
    _entry("scan_0013.jpg", "application_letter", "association-founding", "citizen", "rp"),
    _entry("قائمة المؤسسين.jpg", "founders_list", "association-founding", "association-plain", "rnp"),
    _entry("النظام الداخلي.pdf", "bylaws", "association-founding", "law", "r"),
    _entry("scan_0016.jpg", "criminal_record", "association-founding", "civil", "n"),
    _entry("scan_0017.tif", "decision", "association-founding", "ministry", "rn", dpi=300, bilevel=True),
    _entry("scan_0018.jpg", "application_letter", "bylaws-amendment", "centre-latin", "rn"),
    _entry("محضر اجتماع.tif", "meeting_minutes", "bylaws-amendment", "association-plain", "r", bilevel=True),
    _entry("scan_0020.jpg", "meeting_minutes", "general-assembly", "association", "rp", "month", wear="dirty", dpi=200),
    _entry("scan_0021.jpg", "financial_statement", "general-assembly", "association-plain", "rp"),
    _entry("scan_0022.tif", "approval", "general-assembly", "ministry", "rnp", bilevel=True),
    _entry("scan_0023.jpg", "application_letter", "unplanned-activity", "citizen", "rnp", turned=180),
    _entry("خطة نشاطات.jpg", "activity_plan", "unplanned-activity", "association", "rp"),
    _entry("scan_0025.jpg", "rejection", "unplanned-activity", "ministry", "rn"),
    _entry("scan_0026.jpg", "incoming_letter", "emergency-activity", "law", "rn", "month"),
    _entry("scan_0027.pdf", "approval", "emergency-activity", "centre-latin", "rn", bilevel=True),
    _entry("scan_0028.jpg", "activity_plan", "annual-plan", "association-plain", "rp", wear="dirty"),
    _entry("scan_0029.tif", "financial_statement", "annual-plan", "association", "rp", bilevel=True),
    _entry("scan_0030.jpg", "outgoing_letter", "annual-plan", "centre", "rn", dpi=300),
    _entry("scan_0031.jpg", "application_form", "name-enquiry", "centre-latin", "rnp", "iso"),
    _entry("scan_0032.jpg", "receipt", "name-enquiry", "centre", "rp", turned=90),
    _entry("scan_0033.tif", "meeting_minutes", "association-board-change", "association", "rp", "padded", bilevel=True),
    _entry("scan_0034.jpg", "decision", "association-board-change", "ministry", "rn"),
    _entry("scan_0035.jpg", "complaint_letter", "complaint-association", "citizen", "rp"),
    _entry("scan_0036.jpg", "incoming_letter", "complaint-association", "law", "rn", wear="dirty"),
    _entry("شكوى عمالية.jpg", "complaint_letter", "complaint-labour", "association-plain", "rnp"),
    _entry("scan_0038.tif", "notice", "complaint-labour", "centre", "rp", bilevel=True),
    _entry("scan_0039.jpg", "complaint_letter", "complaint-service", "centre-latin", "np", wear="photo", ends=EITHER),
    _entry("scan_0040.jpg", "outgoing_letter", "complaint-service", "ministry", "rn", wear="aged", ends=EITHER),
    _entry("scan_0041.tif", "complaint_letter", "complaint-other", "law", "rp", wear="fax_fine", ends=EITHER),
    _entry("وكالة.jpg", "power_of_attorney", "complaint-other", "law", "rn"),
    _entry("بيان عائلي.jpg", "family_statement", "mobility-aid", "civil", "n"),
    _entry("scan_0044.jpg", "memo", "mobility-aid", "centre", ""),
    _entry("scan_0045.jpg", "other", "mobility-aid", "association-plain", "", ends=("review",)),
    _entry("scan_0046.jpg", "application_letter", "unknown", "citizen", "rnp", ends=("review",), reason="no-record"),
    _entry("scan_0047.tif", "criminal_record", "job-placement", "civil", "n", wear="copy", ends=EITHER),
    _entry("scan_0048.jpg", "financial_statement", "association-board-change", "association", "", wear="ordinary", ends=EITHER),
    Entry(
        "إضبارة كاملة.pdf",
        (
            Paper("application_form", "complaint-other", "centre"),
            Paper("national_id", "complaint-other", "civil", ("national_no",)),
            Paper("receipt", "complaint-other", "centre-latin", ("request_no", "phone")),
        ),
        bilevel=True,
        ends=EITHER,
    ),
)
DUPLICATE = ("scan_0050.jpg", "scan_0013.jpg")  # the same bytes under another name
BROKEN = ("scan_0051.jpg", "scan_0021.jpg", 0.45)  # cut off after this share of its bytes
