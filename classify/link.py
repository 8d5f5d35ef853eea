"""Which electronic record a paper belongs to: surely, perhaps, or none.

Rules that no score overrides: never on a name alone; a number read from paper only if a second, independent field agrees (no
check digit would show a misread one); a cover sheet's code alone suffices; what is printed clearly against a record
keeps a person in the loop, and so does a number beside the record's that no record has: its request may be still to come.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from classify.covers import COVER_PREFIX, GIVEN_PREFIX
from classify.evidence import Evidence, bare_request_no, same_person, weigh
from classify.paper_facts import PaperFacts, facts_of, is_told
from classify.similarity import digit_edits
from domain.catalogue import Catalogue
from domain.documents import Box, FieldKind, FieldValue, Given, Link, LinkMethod, Proposal, Record
from domain.messages import Reason
from domain.record_keys import keys_of_fields

Candidates = Callable[[frozenset[str]], Sequence[Record]]
FindRecord = Callable[[str], Record | None]

AUTOMATIC, MARGIN = 11.0, 3.0
WORTH_PROPOSING, WORTH_ASKING = 2.5, 6.0
NONE_OF_THEM = 9.0
_PROPOSALS = 3
_RIVALS = 12
_FITTING = 1.0
# A request number read with this confidence is taken to say what is printed, even one digit away from a likely record.
_CLEARLY_READ = 0.97
_NAMES_ALONE_NEED = 14.0
# Numbers closer than this are of requests of one week or two.
_HANDED_IN_TOGETHER = 1000
_ABOUT_THAT_DAY = ("same-day", "days", "about", "after")
_NUMBER = re.compile(r"(?P<year>\d{4})-(?P<serial>\d{6})")


_NOTHING_GIVEN = Given()


@dataclass(frozen=True, slots=True)
class Around:
    """What is known from outside the paper: given with the file, by a cover sheet, by other papers of the stack, by the clerk."""

    given: Given = _NOTHING_GIVEN
    cover: str | None = None
    stack: str | None = None
    default_service: str | None = None


def link(
    fields: Sequence[FieldValue],
    *,
    type_code: str,
    around: Around,
    candidates: Candidates,
    find_record: FindRecord,
    catalogue: Catalogue,
    text: str = "",
) -> Link:
    """Decides where a paper belongs.

    `fields` are those read on it, `type_code` its type, `text` its plain text where it is at hand (names of candidates are looked
    for in it). `candidates` gives the records that share keys with the paper, `find_record` one by its request number.
    """
    if not catalogue.linkable(type_code):
        return Link(reasons=("type-belongs-to-no-request",))
    paper = facts_of(fields, type_code, catalogue, text)
    told = around.cover or around.given.request_no
    if told:
        method = LinkMethod.QR if around.cover else LinkMethod.GIVEN
        return _as_told(told, method, paper, fields, around, candidates, find_record, catalogue)
    ranked = _ranked(paper, fields, around, candidates, find_record, catalogue)
    return _judged(ranked, paper, around)


def _ranked(
    paper: PaperFacts,
    fields: Sequence[FieldValue],
    around: Around,
    candidates: Candidates,
    find_record: FindRecord,
    catalogue: Catalogue,
) -> list[Evidence]:
    """The evidence for every candidate, best first."""
    keys = keys_of_fields(fields)
    records = {record.request_no: record for record in (candidates(keys) if keys else ())}
    if around.stack and around.stack not in records and (neighbour := find_record(around.stack)):
        records[neighbour.request_no] = neighbour
    ranked = [weigh(paper, record, catalogue) for record in records.values()]
    for evidence in ranked:
        expected = around.default_service and evidence.record.service_code == around.default_service
        if expected and "service" not in evidence.buckets:
            evidence.add("service", "expected", 0.5)
        if around.stack == evidence.record.request_no:
            evidence.add("stack", "same", 4.0)
    ranked.sort(key=_order)
    _even_out(ranked)
    if ranked and _neighbour_to_come(paper, ranked[0], find_record):
        ranked[0].against.add("neighbour")
        ranked[0].reasons.append("neighbour-has-no-record")
    return ranked


def _order(evidence: Evidence) -> tuple[float, int, str]:
    """The best first; of equals the one whose day is nearer."""
    return -evidence.score, evidence.days, evidence.record.request_no


def _even_out(ranked: list[Evidence]) -> None:
    """Among the requests of the best one's person only what tells the requests apart counts: a number that one record lacks, and
    another has, is no evidence for either."""
    if not ranked:
        return
    own = [each for each in ranked if same_person(ranked[0].record, each.record)]
    of_person = max(each.score - each.of_request for each in own)
    for each in own:
        each.score = of_person + each.of_request
    ranked.sort(key=_order)


def _neighbour_to_come(paper: PaperFacts, evidence: Evidence, find_record: FindRecord) -> bool:
    """Whether the number read, a digit away from the record's, may be that of another request, whose record has not come yet.

    Requests that one person hands in together have numbers that lie close; a misread number is mostly that of another record.
    """
    if "request_no" not in evidence.near:
        return False
    own = bare_request_no(evidence.record.request_no)
    prefix = evidence.record.request_no.removesuffix(own)
    read = {bare_request_no(number.text) for number in paper.request_nos}
    return any(find_record(prefix + number) is None for number in read if _close(own, number))


def _close(one: str, two: str) -> bool:
    """Whether two request numbers without prefix are of one year and near in its order."""
    left, right = _NUMBER.fullmatch(one), _NUMBER.fullmatch(two)
    if left is None or right is None or left["year"] != right["year"]:
        return False
    return abs(int(left["serial"]) - int(right["serial"])) < _HANDED_IN_TOGETHER


def _judged(ranked: Sequence[Evidence], paper: PaperFacts, around: Around) -> Link:
    proposals = proposals_of(ranked)
    if not ranked or ranked[0].score < WORTH_ASKING:
        return Link(reason=Reason.NO_RECORD, proposals=proposals, reasons=("no-candidate",) if not ranked else ())
    best = ranked[0]
    method = _carrying(best, around)
    clear = best.score >= AUTOMATIC and all(best.score - rival.score >= MARGIN for rival in ranked[1:_RIVALS])
    if clear and method and _fits_request(best) and not _contradicted(best, paper):
        return Link(best.record.request_no, method, proposals[0].confidence, None, tuple(best.reasons), ())
    if _names_an_unknown_request(best, paper):
        return Link(reason=Reason.NO_RECORD, proposals=proposals, reasons=("printed-number-has-no-record",))
    return Link(reason=Reason.LINK_UNSURE, proposals=proposals, reasons=tuple(best.reasons))


def _fits_request(evidence: Evidence) -> bool:
    """Whether the paper fits this request of the person, and not just the person: by number, day, service or kind of paper."""
    if "request_no" in evidence.agrees | evidence.near or evidence.buckets.get("stack"):
        return True
    date, service = evidence.buckets.get("date"), evidence.buckets.get("service")
    if service == "other-named":
        return False
    strange = evidence.buckets.get("type") == "strange"
    person_is_sure = bool(evidence.agrees & {"national_no", "phone"} or "national_no" in evidence.near)
    if strange and service != "named":  # by names, not even at that day: who hands in one request hands in another with it
        return person_is_sure and date in _ABOUT_THAT_DAY
    if person_is_sure:
        return date not in ("far", "later") or service == "named"
    if date in ("far", "later"):
        return service == "named" and not strange and evidence.of_request >= _FITTING
    return (date in _ABOUT_THAT_DAY or service == "named") and evidence.of_request >= _FITTING


def _carrying(evidence: Evidence, around: Around) -> LinkMethod | None:
    """The evidence that carries an automatic link, or None where the rules forbid one.

    Date, governorate and service are no second field for a request number: requests with neighbouring numbers share them.
    """
    agrees, near = evidence.agrees, evidence.near
    well = agrees | near
    if "request_no" in agrees and well & {"national_no", "phone", "name", "association", "mother"}:
        return LinkMethod.REQUEST_NO
    if well & {"national_no"} and (well & {"name", "request_no"} or agrees & {"phone", "mother", "association"}):
        return LinkMethod.NATIONAL_NO
    if "phone" in agrees and (well & {"name", "request_no"} or "association" in agrees):
        return LinkMethod.PHONE
    if around.stack == evidence.record.request_no and well & {"name", "national_no", "phone", "association", "request_no"}:
        return LinkMethod.STACK
    if "name" in agrees and (
        near & {"phone"} or ("request_no" in near and agrees & {"date", "service", "association", "mother"})
    ):
        return LinkMethod.PHONE if "phone" in near else LinkMethod.REQUEST_NO
    return LinkMethod.NAMES if _names_suffice(evidence) else None


def _names_suffice(evidence: Evidence) -> bool:
    """Whether names carry a link together with fields that are no names of the person."""
    agrees = evidence.agrees
    well, others = agrees | evidence.near, agrees & {"date", "governorate", "service"}
    if evidence.score < _NAMES_ALONE_NEED or "mother" in evidence.against:
        return False
    if {"name", "association"} <= agrees:
        return True
    if "name" in agrees and "association" in well and agrees & {"date", "mother", "service"}:
        return True
    if "association" in agrees and "name" in well and ("mother" in agrees or {"date", "service"} <= agrees):
        return True
    if others and ({"mother", "father", "association"} <= agrees or {"name", "mother"} <= agrees):
        return True
    return "association" in agrees and {"date", "service"} <= others


def _contradicted(evidence: Evidence, paper: PaperFacts) -> bool:
    """Whether something printed on the paper speaks against the record too clearly to link without a person."""
    against = evidence.against
    if against & {"request_no", "neighbour"}:
        return True
    if "request_no" in evidence.near and paper.printed_confidence >= _CLEARLY_READ:
        return True
    if "national_no" in against and "request_no" not in evidence.agrees:
        return True
    if against & {"name", "national_no"} and evidence.agrees <= {"request_no", "date", "governorate", "service", "association"}:
        return True
    return "date" in against and "request_no" not in evidence.agrees


def _names_an_unknown_request(best: Evidence, paper: PaperFacts) -> bool:
    """Whether the paper bears a well read request number that no candidate has: its record has not come yet."""
    return paper.printed_request_no is not None and "request_no" in best.against


def proposals_of(ranked: Sequence[Evidence]) -> tuple[Proposal, ...]:
    """The best three, with the share of belief each holds against the others and against none of them."""
    worth = [evidence for evidence in ranked[:8] if evidence.score >= WORTH_PROPOSING]
    if not worth:
        return ()
    top = worth[0].score
    total = sum(math.exp(e.score - top) for e in worth) + math.exp(min(NONE_OF_THEM - top, 50.0))
    return tuple(
        Proposal(e.record.request_no, round(min(math.exp(e.score - top) / total, 0.9999), 4), tuple(e.reasons))
        for e in worth[:_PROPOSALS]
    )


# ── told from outside ──


def _as_told(
    told: str,
    method: LinkMethod,
    paper: PaperFacts,
    fields: Sequence[FieldValue],
    around: Around,
    candidates: Candidates,
    find_record: FindRecord,
    catalogue: Catalogue,
) -> Link:
    """The request is named by a cover sheet or by the one who gave the file; only a contradiction on the paper is a question."""
    record = find_record(told)
    if record is None:
        return Link(reason=Reason.NO_RECORD, reasons=(f"{method}={told}",))
    own = weigh(paper, record, catalogue)
    if _printed_otherwise(own, paper):
        ranked = _ranked(paper, fields, Around(), candidates, find_record, catalogue)
        rival = next((e for e in ranked if e.record.request_no != record.request_no), None)
        if (rival is not None and "request_no" in rival.agrees and rival.score > own.score) or not _supported(own):
            proposals = proposals_of([own, *(e for e in ranked if e.record.request_no != record.request_no)])
            if not any(proposal.request_no == record.request_no for proposal in proposals):
                proposals = (Proposal(record.request_no, 0.5, (f"{method}",)), *proposals)[:_PROPOSALS]
            return Link(reason=Reason.CONFLICT, reasons=(f"{method}={record.request_no}", *own.reasons), proposals=proposals)
    confidence = 1.0 if method is LinkMethod.QR else 0.999
    return Link(record.request_no, method, confidence, None, (f"{method}={record.request_no}", *own.reasons))


def _printed_otherwise(own: Evidence, paper: PaperFacts) -> bool:
    """Whether a well-formed request number stands on the paper, and it is another."""
    wanted = bare_request_no(own.record.request_no)
    return paper.printed_request_no is not None and all(
        digit_edits(wanted, bare_request_no(n.text)) > 0 for n in paper.request_nos
    )


def _supported(own: Evidence) -> bool:
    """Whether the paper names the person or association of the request it was given with, so that the number is a misreading."""
    return bool((own.agrees | own.near) & {"name", "national_no", "phone"}) and "request_no" in own.near


def told_field(request_no: str, method: LinkMethod, page: int) -> FieldValue:
    """A request number from a cover sheet or given with the file, as a field, so that a later look at the document finds it."""
    prefix = COVER_PREFIX if method is LinkMethod.QR else GIVEN_PREFIX
    return FieldValue(FieldKind.REQUEST_NO, request_no, prefix + request_no, page, Box(0, 0, 1, 1), 1.0)


def around_of_fields(fields: Sequence[FieldValue]) -> Around:
    """What such fields keep of the surroundings of a document."""
    told = {field.text[: len(COVER_PREFIX)]: field.value for field in fields if is_told(field)}
    return Around(Given(request_no=told.get(GIVEN_PREFIX)), told.get(COVER_PREFIX))
