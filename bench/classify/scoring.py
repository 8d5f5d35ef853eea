"""What came out right: types, tabs, fields, cuts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from bench.classify.papers import Read, Truth
from classify.cut import cut
from classify.fields import read_fields
from classify.types import Classifier
from classify.view import skeleton
from domain.catalogue import Catalogue
from domain.documents import FieldKind, FieldValue

# Field of the truth -> kind it must be found as, and whether it must be the same to the letter.
FIELDS = {
    "request_no": (FieldKind.REQUEST_NO, True),
    "national_no": (FieldKind.NATIONAL_NO, True),
    "phone": (FieldKind.PHONE, True),
    "date": (FieldKind.DATE, True),
    "applicant_name": (FieldKind.PERSON, False),
    "father_name": (FieldKind.FATHER, False),
    "mother_name": (FieldKind.MOTHER, False),
    "organization_name": (FieldKind.ASSOCIATION, False),
    "governorate": (FieldKind.GOVERNORATE, False),
    "subject": (FieldKind.SUBJECT, False),
}
ALIKE = 80.0  # two names are the same where their skeletons agree so far: one letter in five misread at most


@dataclass
class Score:
    """Counts over many papers. `confused` counts (true, found) types; fields are counted where the paper states them: `found`
    where one of the readings is right, `surest` where the surest of those `read` is."""

    papers: int = 0
    type_right: int = 0
    tab_right: int = 0
    alone: int = 0
    alone_right: int = 0
    confused: Counter[tuple[str, str]] = field(default_factory=Counter)
    stated: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    read: Counter[str] = field(default_factory=Counter)
    surest: Counter[str] = field(default_factory=Counter)
    gaps: int = 0
    gaps_right: int = 0
    true_cuts: int = 0
    made_cuts: int = 0
    right_cuts: int = 0
    sure_cuts: int = 0
    scans: int = 0
    scans_sure: int = 0
    scans_sure_right: int = 0

    def add_paper(self, paper: Read, classifier: Classifier, catalogue: Catalogue) -> None:
        """One scan of one document: its type, tab and fields."""
        self.add_type(paper, classifier)
        self._add_fields(paper.documents[0][1], read_fields(paper.pages, catalogue))

    def add_type(self, paper: Read, classifier: Classifier) -> None:
        """The type and tab alone."""
        ((_, truth),) = paper.documents
        found = classifier.classify(paper.pages)
        right = found.type == truth.type
        self.papers += 1
        self.type_right += right
        self.tab_right += found.tab == truth.tab
        self.alone += found.sure
        self.alone_right += found.sure and right
        if not right:
            self.confused[(truth.type, found.type)] += 1

    def _add_fields(self, truth: Truth, read: Sequence[FieldValue]) -> None:
        for key, (kind, exact) in FIELDS.items():
            if not truth.fields.get(key):
                continue
            values = [value for value in read if value.kind is kind]
            self.stated[key] += 1
            self.found[key] += any(_same(truth.fields[key], value.value, exact) for value in values)
            if values:
                self.read[key] += 1
                self.surest[key] += _same(truth.fields[key], max(values, key=lambda value: value.confidence).value, exact)

    def add_stack(self, stack: Read, classifier: Classifier, catalogue: Catalogue) -> None:
        """One scan of several documents: where it was cut."""
        division = cut(stack.pages, (), classifier.classify, lambda page: read_fields([page], catalogue))
        kept = sorted(page.number for one in division.cuts for page in one.pages)
        true = {next(n for n in kept if n >= first) for first, _ in stack.documents} - {kept[0]}
        made = {one.pages[0].number for one in division.cuts} - {kept[0]}
        self.true_cuts += len(true)
        self.made_cuts += len(made)
        self.right_cuts += len(true & made)
        self.gaps += len(kept) - 1
        self.gaps_right += len(kept) - 1 - len(true ^ made)
        self.scans += 1
        sure = all(one.sure for one in division.cuts)
        self.scans_sure += sure
        self.scans_sure_right += sure and true == made


def _same(true: str, found: str, exact: bool) -> bool:
    if exact:
        return found.endswith(true)  # a request number may bear its centre before it
    return fuzz.ratio(skeleton(true), skeleton(found)) >= ALIKE


def percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else "–"


def table(scores: dict[str, Score]) -> str:
    """Everything in Markdown, one row a reading."""
    rows = [
        "| reading | papers | type right | tab right | decided alone | of those right | stacks | cuts found | cuts right "
        "| sure stacks | of those right |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name, s in scores.items():
        rows.append(
            f"| {name} | {s.papers} | {percent(s.type_right, s.papers)} | {percent(s.tab_right, s.papers)} "
            f"| {percent(s.alone, s.papers)} | {percent(s.alone_right, s.alone)} | {s.scans} "
            f"| {percent(s.right_cuts, s.true_cuts)} | {percent(s.right_cuts, s.made_cuts)} "
            f"| {percent(s.scans_sure, s.scans)} | {percent(s.scans_sure_right, s.scans_sure)} |"
        )
    for what, part, whole in (("found", "found", "stated"), ("surest right where any is read", "surest", "read")):
        rows += ["", f"| fields {what}: reading | " + " | ".join(FIELDS) + " |", "|---" * (len(FIELDS) + 1) + "|"]
        for name, s in scores.items():
            shares = (percent(getattr(s, part)[key], getattr(s, whole)[key]) for key in FIELDS)
            rows.append(f"| {name} | " + " | ".join(shares) + " |")
    return "\n".join(rows)
