"""What speaks for and against one record being the one a paper belongs to.

Each field of the paper is compared with the record and falls into a bucket; each bucket weighs ln(m/u), the log of how much more
often it occurs for the right record than for a chance one (I. P. Fellegi, A. B. Sunter, A Theory for Record Linkage, JASA 64,
1969). Weights of names follow their rarity. Reasons are codes, `field=bucket`, kept for the auditor.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from classify.paper_facts import Name, PaperFacts, type_share
from classify.similarity import (
    NO_AGREEMENT,
    RARE,
    NameAgreement,
    association_likeness,
    association_skeleton,
    digit_edits,
    in_text,
    name_agreement,
    same_part,
    share_of,
    skeletons_of,
)
from classify.view import skeleton
from domain.catalogue import OTHER, Catalogue
from domain.documents import Alternative, Record

# ln(m/u) per bucket, for a hundred thousand records; checked in bench/linking. An exact request number weighs less than its
# rarity would allow: numbers are dense, so a misread digit makes another real number.
REQUEST_EXACT, REQUEST_NEAR, REQUEST_DIFFERS = 9.0, 4.0, -6.0
NATIONAL_EXACT, NATIONAL_NEAR, NATIONAL_FAR, NATIONAL_DIFFERS = 12.0, 8.0, 3.5, -5.0
PHONE_EXACT, PHONE_NEAR, PHONE_DIFFERS = 7.5, 4.0, -1.0
NAME_DIFFERS, NAME_DISCOUNT, NAME_LIMIT, IN_TEXT = -3.0, 0.75, 13.0, -1.0
MOTHER_SAME, MOTHER_DIFFERS, FATHER_SAME, FATHER_DIFFERS = 3.5, -2.5, 2.0, -2.0
ASSOCIATION_SAME, ASSOCIATION_NEAR, ASSOCIATION_DIFFERS = 6.5, 3.0, -3.0
GOVERNORATE_SAME, GOVERNORATE_DIFFERS = 1.2, -1.0
SERVICE_NAMED, OTHER_SERVICE_NAMED = 3.0, -2.5
TYPE_LIMIT = 2.0
_ASSOCIATION_SURE, _ASSOCIATION_LIKELY = 0.88, 0.74
# A paper with so many identity numbers is a list of other persons too: that the record's is not among those read says little.
_LIST_OF_PERSONS = 3
_WHOLE_ALIKE = 80  # per cent of the letters of two names of parents
_OLD_DAYS = 3650
# What is read at least this well is taken to be printed so; a number of another person differs in more digits than a misread one.
_WELL_READ, _POORLY_READ, _MISREAD = 0.85, 0.7, 4
_ABOUT_THE_REQUEST = frozenset(("request_no", "date", "service", "type", "association", "stack"))
_ASSOCIATION_TELLS = 3.0
_BEFORE_PAPERS = frozenset(("application-form", "application-letter", "complaint-letter"))
_AFTER_PAPERS = frozenset(("decision", "approval", "rejection", "notice", "receipt", "outgoing-letter"))
LASTING_DAY = 0.25
"""What the day of a lasting paper weighs: it was made out for no request, and chooses between two of one person by chance."""
LASTING_TYPE = 1.0
"""What such a kind may weigh where it is not required: a card is handed in with any request."""
# Made out once for years: an old day on them says nothing.
_LASTING_PAPERS = frozenset(("national-id", "disability-card", "qualification"))


@dataclass
class Evidence:
    """The comparison of a paper with one record: `score` is the sum of the weights, `reasons` the buckets.

    `agrees` names the fields that agree well, `near` those that nearly do; `against` those that speak clearly against.
    `of_request` is the part of the score that tells one request of a person from another, `buckets` its buckets; `days` how many
    lie between the request and the nearest day on the paper.
    """

    record: Record
    score: float = 0.0
    reasons: list[str] = field(default_factory=list)
    agrees: set[str] = field(default_factory=set)
    near: set[str] = field(default_factory=set)
    against: set[str] = field(default_factory=set)
    of_request: float = 0.0
    days: int = _OLD_DAYS
    buckets: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, bucket: str, weight: float) -> None:
        """Counts one bucket."""
        self.score += weight
        if name in _ABOUT_THE_REQUEST:
            self.of_request += min(weight, _ASSOCIATION_TELLS) if name == "association" else weight
            self.buckets[name] = bucket
        self.reasons.append(f"{name}={bucket}")


def weigh(paper: PaperFacts, record: Record, catalogue: Catalogue) -> Evidence:
    """All evidence for one record."""
    evidence = Evidence(record)
    _weigh_request_no(paper, evidence)
    _weigh_number("national_no", paper.national_nos, record.national_no, evidence)
    _weigh_number("phone", paper.phones, record.phone, evidence)
    _weigh_names(paper, evidence)
    _weigh_association(paper, evidence)
    _weigh_governorate(paper, evidence)
    _weigh_date(paper, evidence)
    _weigh_service(paper, evidence, catalogue)
    return evidence


def bare_request_no(number: str) -> str:
    """A request number without its site prefix, digits and hyphen only."""
    return re.sub(r"^[A-Za-z]+-", "", number)


def _weigh_request_no(paper: PaperFacts, evidence: Evidence) -> None:
    if not paper.request_nos:
        return
    wanted = bare_request_no(evidence.record.request_no)
    edits, confidence = min((digit_edits(wanted, bare_request_no(n.text)), -n.confidence) for n in paper.request_nos)
    if edits == 0:
        sure = -confidence >= 0.3
        evidence.add("request_no", "exact" if sure else "possible", REQUEST_EXACT if sure else REQUEST_EXACT - 2.5)
        evidence.agrees.add("request_no")
    elif edits == 1 or (edits == 2 and paper.printed_confidence < _POORLY_READ):
        evidence.add("request_no", "near" if edits == 1 else "far", REQUEST_NEAR if edits == 1 else 0.0)
        evidence.near.update({"request_no"} if edits == 1 else ())
    elif paper.printed_request_no:
        evidence.add("request_no", "differs", REQUEST_DIFFERS)
        evidence.against.add("request_no")


_NUMBER_WEIGHTS = {
    "national_no": (NATIONAL_EXACT, NATIONAL_NEAR, NATIONAL_FAR, NATIONAL_DIFFERS),
    "phone": (PHONE_EXACT, PHONE_NEAR, PHONE_DIFFERS, PHONE_DIFFERS),
}


def _weigh_number(name: str, read: Sequence[Alternative], recorded: str, evidence: Evidence) -> None:
    """Exact, one digit away, two, or another number; numbers of other persons on the paper do no harm if one agrees."""
    if not read or not recorded:
        return
    exact, near, far, differs = _NUMBER_WEIGHTS[name]
    edits, confidence = min((digit_edits(recorded, number.text), number.confidence) for number in read)
    if edits == 0:
        evidence.add(name, "exact", exact)
        evidence.agrees.add(name)
    elif edits == 1:
        evidence.add(name, "near", near)
        evidence.near.add(name)
    elif edits == 2 and name == "national_no":
        evidence.add(name, "far", far)
        evidence.near.add(name)
    else:
        several = len(read) >= _LIST_OF_PERSONS
        evidence.add(name, "differs", differs / 4 if several else differs)
        if name == "national_no" and not several and (edits > _MISREAD or confidence >= _WELL_READ):
            evidence.against.add(name)


def record_name(record: Record) -> tuple[str, ...]:
    """The skeletons of the applicant's name, the father's put in where only two parts are given."""
    parts = skeletons_of(record.applicant_name)
    father = skeletons_of(record.father_name)
    return (parts[0], father[0], parts[1]) if len(parts) == 2 and father and father[0] not in parts else parts


def same_person(one: Record, two: Record) -> bool:
    """Whether two records are of one person: the same identity number, else the same name with nothing against it."""
    if one.national_no and two.national_no:
        return one.national_no == two.national_no
    mothers = skeletons_of(one.mother_name)[:1], skeletons_of(two.mother_name)[:1]
    return record_name(one) == record_name(two) and (mothers[0] == mothers[1] or not all(mothers))


def _weigh_names(paper: PaperFacts, evidence: Evidence) -> None:
    recorded = record_name(evidence.record)
    agreement, found_in_text = _best_agreement(recorded, paper)
    if agreement.matched:
        _weigh_person(agreement, recorded, found_in_text, evidence)
    elif paper.persons and recorded:
        evidence.add("name", "differs", NAME_DIFFERS)
        evidence.against.add("name")
    for name, read, own, same, differs in (
        ("mother", paper.mothers, evidence.record.mother_name, MOTHER_SAME, MOTHER_DIFFERS),
        ("father", paper.fathers, evidence.record.father_name, FATHER_SAME, FATHER_DIFFERS),
    ):
        _weigh_parent(name, read, skeletons_of(own), (same, differs), evidence)


def _best_agreement(recorded: tuple[str, ...], paper: PaperFacts) -> tuple[NameAgreement, bool]:
    """The best agreement with a person named on the paper; failing that, with the letters of its text."""
    best = max((name_agreement(recorded, read) for read in paper.persons), key=_rank, default=NO_AGREEMENT)
    if not best.whole and paper.text:
        somewhere = in_text(recorded, paper.text)
        if somewhere.whole:
            return somewhere, True
    return best, False


def _rank(agreement: NameAgreement) -> tuple[int, float]:
    return len(agreement.matched), agreement.score


def _weigh_person(agreement: NameAgreement, recorded: Sequence[str], found_in_text: bool, evidence: Evidence) -> None:
    rarity = sum(-math.log(max(share_of(part), RARE)) for part in agreement.matched)
    likeness = agreement.score * len(recorded) / max(len(agreement.matched), 1)  # of the parts that were found
    weight = min(NAME_LIMIT, NAME_DISCOUNT * rarity * likeness**2)
    if agreement.whole and len(agreement.matched) >= 3:
        evidence.add("name", "in-text" if found_in_text else "whole", weight + (IN_TEXT if found_in_text else 0.0))
        evidence.agrees.add("name")
    elif agreement.likely_first and agreement.last and len(agreement.matched) >= 2:
        missing = len(recorded) - len(agreement.matched)
        evidence.add("name", "first-and-last" if agreement.first else "likely-first", 0.75 * weight - missing)
        evidence.near.add("name")
    elif not agreement.likely_first:
        evidence.add("name", "relative", NAME_DIFFERS)
        evidence.against.add("name")
    else:
        evidence.add("name", "part", 0.3 * weight - 1.0)


def _weigh_parent(
    name: str, read: Sequence[Name], own: tuple[str, ...], weights: tuple[float, float], evidence: Evidence
) -> None:
    """Compares first names, for a mother's family is often left out; where it stands there, the whole name as well."""
    if not read or not own:
        return
    same, differs = weights
    if any(same_part(own[0], parts[0]) or _alike_as_a_whole(own, parts) for parts, _ in read):
        evidence.add(name, "same", min(same, -math.log(share_of(own[0])) * 0.8))
        evidence.agrees.add(name)
    elif max(confidence for _, confidence in read) < _POORLY_READ:
        evidence.add(name, "poorly-read", differs / 2)
    else:
        evidence.add(name, "differs", differs)
        evidence.against.add(name)


def _alike_as_a_whole(own: tuple[str, ...], parts: tuple[str, ...]) -> bool:
    """Whether two names of several parts are one, misread or glued: their families agree, and so do most letters of all."""
    glued, read = "".join(own), "".join(parts)
    ends = same_part(own[-1], parts[-1]) or len(parts) < len(own)
    return len(own) > 1 and ends and fuzz.ratio(glued, read, score_cutoff=_WHOLE_ALIKE) > 0


def _weigh_association(paper: PaperFacts, evidence: Evidence) -> None:
    own = evidence.record.organization_name
    if not own:
        return
    likeness = max((association_likeness(own, read) for read in paper.associations), default=0.0)
    if likeness < _ASSOCIATION_SURE and paper.text:
        glued = association_skeleton(own)
        if len(glued) >= 12 and len(glued) < len(paper.text) and fuzz.partial_ratio(glued, paper.text, score_cutoff=90):
            likeness = _ASSOCIATION_SURE
    if likeness >= _ASSOCIATION_SURE:
        evidence.add("association", "same", ASSOCIATION_SAME)
        evidence.agrees.add("association")
    elif likeness >= _ASSOCIATION_LIKELY:
        evidence.add("association", "near", ASSOCIATION_NEAR)
        evidence.near.add("association")
    elif paper.associations:
        evidence.add("association", "differs", ASSOCIATION_DIFFERS)
        evidence.against.add("association")


def _weigh_governorate(paper: PaperFacts, evidence: Evidence) -> None:
    own = skeleton(evidence.record.governorate)
    if own and paper.governorates:
        same = any(skeleton(read) == own for read in paper.governorates)
        evidence.add("governorate", "same" if same else "differs", GOVERNORATE_SAME if same else GOVERNORATE_DIFFERS)
        if same:
            evidence.agrees.add("governorate")


def _weigh_date(paper: PaperFacts, evidence: Evidence) -> None:
    """How the dates on the paper fit the day the request was handed in; the best fitting one counts."""
    submitted = evidence.record.submitted_on
    if not submitted:
        return
    days = [((date - submitted).days, sure) for date, sure in paper.dates if (submitted - date).days < _OLD_DAYS]
    if not days:
        return  # births and other days of long ago
    (bucket, weight), sure = max(((_date_bucket(day, paper.type), sure) for day, sure in days), key=lambda pair: pair[0][1])
    if weight < 0 and sure < _WELL_READ:
        weight /= 2  # the day may be misread
    evidence.add("date", bucket, weight)
    evidence.days = min(abs(day) for day, _ in days)
    if bucket in ("same-day", "days"):
        evidence.agrees.add("date")
    elif bucket == "far" and sure >= _WELL_READ:
        evidence.against.add("date")


def _date_bucket(days: int, type_code: str) -> tuple[str, float]:
    """`days` from the request to the paper's date. Applications are written about then; decisions follow; proofs come before."""
    table: tuple[tuple[int, str, float], ...]
    if type_code in _BEFORE_PAPERS:
        table = ((1, "same-day", 4.0), (10, "days", 2.5), (45, "weeks", 0.5))
        return next(((bucket, weight) for reach, bucket, weight in table if abs(days) <= reach), ("far", -4.0))
    if type_code in _AFTER_PAPERS:
        table = ((-8, "far", -4.0), (1, "same-day", 2.0), (10, "days", 2.5), (60, "after", 2.5), (120, "after", 1.0))
        table += ((400, "later", -1.0),)
        return next(((bucket, weight) for reach, bucket, weight in table if days <= reach), ("far", -4.0))
    lasting = type_code in _LASTING_PAPERS
    if lasting and days < -100:
        return "older", 0.0
    table = ((-400, "far", -2.0), (-100, "older", -0.5), (-30, "about", 1.0), (10, "days", 2.0), (60, "about", 0.5))
    table += ((400, "later", -2.0),)
    bucket, weight = next(((bucket, weight) for reach, bucket, weight in table if days <= reach), ("far", -3.0))
    return bucket, weight * (LASTING_DAY if lasting else 1.0)


def _weigh_service(paper: PaperFacts, evidence: Evidence, catalogue: Catalogue) -> None:
    service = catalogue.services.get(evidence.record.service_code)
    if service is None:
        return
    if service.code in paper.services:
        evidence.add("service", "named", SERVICE_NAMED)
        evidence.agrees.add("service")
    elif paper.services:
        evidence.add("service", "other-named", OTHER_SERVICE_NAMED)
    if paper.type != OTHER:
        weight = math.log(type_share(paper.type, service, catalogue) / paper.type_share)
        bucket = "required" if paper.type in service.required else "usual" if paper.type in service.usual else "strange"
        if bucket == "strange" and math.isclose(weight, 0.0, abs_tol=1e-9):
            bucket = "any"  # no service lists this kind: it is strange to none
        limit = LASTING_TYPE if paper.type in _LASTING_PAPERS and bucket != "required" else TYPE_LIMIT
        evidence.add("type", bucket, max(-limit, min(limit, weight)))
