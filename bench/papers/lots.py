"""Draws lots of papers: whose, of which type, how printed, how scanned, written as files with their truth."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from bench.papers.compose import ALL, UNLINKED, compose
from bench.papers.looks import any_look
from bench.papers.names import NAMES
from bench.papers.prose import with_prose
from bench.papers.wording import Wording
from samples.generator.blocks import Description, Look
from samples.generator.calendar import FORMS
from samples.generator.cases import Case
from samples.generator.files import write_scan
from samples.generator.people import OF_ASSOCIATIONS, OF_DISABLED, Names, Request, person, requests, tab_of
from samples.generator.press import print_paper
from samples.generator.sheet import Sheet
from samples.generator.truth import PrintedPage, page_as_json
from samples.generator.wear import BAD, Scan, truth_of, turned, wear

FOR_ALL = (
    "application-form", "application-letter", "national-id", "civil-extract", "criminal-record", "power-of-attorney",
    "incoming-letter", "outgoing-letter", "decision", "approval", "rejection", "receipt", "notice",
)  # fmt: skip
FOR_ASSOCIATIONS = ("bylaws", "meeting-minutes", "activity-plan", "founders-list", "financial-statement")
FOR_DISABLED = ("medical-report", "disability-card", "qualification", "family-statement")
ALL_TYPES = (*FOR_ALL, *FOR_ASSOCIATIONS, *FOR_DISABLED, "complaint-letter", "memo", "other")
PERSONAL = {"national-id", "civil-extract", "criminal-record", "family-statement", "disability-card", "qualification"}


@dataclass(frozen=True)
class Lot:
    """One set of papers: `seed` and the rest decide everything in it."""

    seed: str
    wear: str
    faces: tuple[str, ...]
    size: int
    turned: float
    prose: tuple[str, ...] = ()
    wordings: Mapping[str, Wording] = field(default_factory=lambda: ALL)
    records: list[Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.records.extend(requests(self.size, random.Random(f"{self.seed}/records"), NAMES))


@dataclass(frozen=True)
class Drawn:
    """A composed paper and what is known of it. `evidence`: numbers, names, stranger (no record), none."""

    paper: Description
    request: Request
    evidence: str


def suits(kind: str, service: str) -> bool:
    """Whether a paper of this type comes up in a request for this service."""
    if kind in FOR_ASSOCIATIONS:
        return service in OF_ASSOCIATIONS
    if kind in FOR_DISABLED:
        return service in OF_DISABLED
    if kind == "complaint-letter":
        return service.startswith("complaint")
    return True


def stranger(chance: random.Random) -> Request:
    """A request that the records do not hold."""
    asker = person(Names(NAMES.men, NAMES.women, ("المجهول", "الغريب", "العابر"), NAMES.associations, NAMES.governorates), chance)
    day = dt.date(2021, 1, 4) + dt.timedelta(days=chance.randint(0, 20))
    number = f"2021-{chance.randint(500000, 999999)}"
    return Request(number, "mobility-aid", asker, "", chance.choice(NAMES.governorates), day, day + dt.timedelta(15), None)


def _says(kind: str, evidence: str, chance: random.Random) -> frozenset[str]:
    """The numbers a paper states: personal papers hardly ever the request's."""
    if evidence in {"names", "none"}:
        return frozenset()
    chances = {"request_no": 0.15 if kind in PERSONAL else 0.8, "national_no": 0.95 if kind in PERSONAL else 0.6, "phone": 0.35}
    said = {key for key, share in chances.items() if chance.random() < share}
    return frozenset(said or {"national_no"})


def draw(lot: Lot, kind: str, chance: random.Random, look: Look | None = None, request: Request | None = None) -> Drawn:
    """Composes one paper of a type for a fitting request."""
    evidence = "none" if kind in UNLINKED else chance.choices(("numbers", "names", "stranger"), (0.81, 0.14, 0.05))[0]
    if evidence == "names" and kind in PERSONAL:  # these hardly ever come without the national number
        evidence = "numbers"
    if request is None:
        fitting = [r for r in lot.records if suits(kind, r.service)] or lot.records
        request = stranger(chance) if evidence == "stranger" else chance.choice(fitting)
    elif evidence == "stranger":
        evidence = "numbers"
    on = request.submitted + dt.timedelta(days=chance.randint(0, 40))
    case = Case(
        request, look or any_look(chance, lot.faces), on, str(chance.randint(11, 9999)),
        "hijri" if chance.random() < 0.03 else chance.choice(FORMS), _says(kind, evidence, chance), chance,
    )  # fmt: skip
    return Drawn(with_prose(compose(kind, case, lot.wordings), lot.prose, chance), request, evidence)


def _worn(drawn: Drawn, dpi: int, worn_as: str, chance: random.Random, turn: int = 0) -> list[tuple[Scan, PrintedPage]]:
    out, colour = [], chance.random() < 0.15
    for sheet in print_paper(drawn.paper, dpi, chance, across=worn_as in BAD):
        picture = np.asarray(sheet.image)
        scan = turned(wear(picture, dpi, worn_as, chance, np.ascontiguousarray(picture[::-1]), colour=colour), turn)
        out.append((scan, truth_of(sheet.page(), scan)))
    return out


def _document(drawn: Drawn, first: int, pages: int) -> dict[str, object]:
    return {
        "type": drawn.paper.kind,
        "tab": tab_of(drawn.paper.kind),
        "request_no": drawn.request.request_no if drawn.evidence in {"numbers", "names"} else None,
        "first_page": first,
        "pages": pages,
        "evidence": drawn.evidence,
        "look": {
            "face": drawn.paper.look.text.face.family,
            "digits": drawn.paper.look.body_digits,
            "hyphens": drawn.paper.look.text.hyphens,
        },
        "fields": drawn.paper.fields,
    }


def make_single(lot: Lot, number: int, out: Path) -> dict[str, object]:
    """One document as one file; types take turns so that each comes up alike often."""
    chance = random.Random(f"{lot.seed}/paper/{number}")
    kind = ALL_TYPES[number % len(ALL_TYPES)]
    drawn = draw(lot, kind, chance)
    worn_as = chance.choice(BAD) if lot.wear == "bad" else lot.wear
    dpi = chance.choice((200, 200, 300)) if worn_as not in {"photo"} else 300
    turn = chance.choice((90, 180, 270)) if chance.random() < lot.turned else 0
    made = _worn(drawn, dpi, worn_as, chance, turn)
    name = f"{lot.wear}_{number:05}{_ending(made, chance)}"
    write_scan([scan for scan, _ in made], out / "inbox" / name, say_dpi=chance.random() < 0.85)
    document = _document(drawn, 1, len(made))
    return {"file": name, "wear": worn_as, "documents": [document], "pages": [page_as_json(page) for _, page in made]}


def _ending(made: list[tuple[Scan, PrintedPage]], chance: random.Random) -> str:
    bilevel = all(scan.bilevel for scan, _ in made)
    if bilevel:
        return chance.choice((".tif", ".pdf"))
    return ".pdf" if len(made) > 1 or chance.random() < 0.15 else ".jpg"


def make_stack(lot: Lot, number: int, out: Path) -> dict[str, object]:
    """Two to nine documents of one to three requests, scanned in one go; the truth holds where each begins, and blank backs."""
    chance = random.Random(f"{lot.seed}/stack/{number}")
    whose = chance.sample(lot.records, chance.choice((1, 1, 2, 3)))
    blanks: list[int] = []
    worn_as = chance.choice(BAD[4:]) if lot.wear == "bad" else lot.wear
    dpi = 200
    documents: list[dict[str, object]] = []
    made: list[tuple[Scan, PrintedPage]] = []
    for request in whose:
        kinds = [kind for kind in ALL_TYPES if kind not in UNLINKED and suits(kind, request.service)]
        for kind in chance.sample(kinds, chance.randint(2, 3) if len(whose) > 1 else chance.randint(2, 6)):
            drawn = draw(lot, kind, chance, request=request)
            sheets = _worn(drawn, dpi, worn_as, chance)
            documents.append(_document(drawn, len(made) + 1, len(sheets)))
            made += sheets
            if chance.random() < 0.12:  # the back of the last sheet was scanned too
                made.append(_blank(dpi, worn_as, chance))
                blanks.append(len(made))
    name = f"stack_{lot.wear}_{number:05}{_ending(made, chance)}"
    write_scan([scan for scan, _ in made], out / "inbox" / name)
    pages = [page_as_json(page) for _, page in made]
    return {"file": name, "wear": worn_as, "documents": documents, "dropped_pages": blanks, "pages": pages}


def _blank(dpi: int, worn_as: str, chance: random.Random) -> tuple[Scan, PrintedPage]:
    sheet = Sheet(dpi)
    picture = np.asarray(sheet.image)
    scan = wear(picture, dpi, worn_as, chance, behind=picture)
    return scan, truth_of(sheet.page(), scan)
