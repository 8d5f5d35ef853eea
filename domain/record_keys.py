"""Keys under which a record can be found again from poorly read fields (blocking).

A record gets keys when it is saved, a paper when it is linked; records that share a key are looked at closely. Each key survives
a different kind of error: number keys hold a piece of the number or leave one digit out, name keys hold two parts of a name
without dots and weak letters, run keys five letters of it wherever its words were divided, month keys one word and the month.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from domain.arabic import fold, rasm
from domain.documents import DocumentDraft, FieldKind, FieldValue, Record

# Bump when keys change: stored keys must then be made anew.
KEYS_VERSION = "3"

_LETTERS = re.compile(r"[^\W\d_]+")
_NAME_PREFIXES = frozenset(("عبد", "ابو", "ام", "بن", "ابن", "ال"))
_GENERAL_WORDS = frozenset(  # of names of associations
    "جمعيه الجمعيه لجمعيه بجمعيه وجمعيه موسسه الموسسه منظمه المنظمه الخيريه خيريه الاهليه اهليه السوريه سوريه رابطه مبادره نادي ملتقي اتحاد في "
    "علي من و".split()
)
_MOST_NAME_PARTS = 5
_MOST_ASSOCIATION_WORDS = 4
_RUN = 5
# Months from that of a day on a paper to that of its request: proofs are older than the request, answers younger.
_MONTHS = range(-1, 3)
_MOST_DAYS = 2
# Keys that only the search for a paper's record uses: too many waiting papers share them with a record that has come.
_BROAD = ("g", "t")


def record_keys(record: Record) -> frozenset[str]:
    """The keys of an electronic record."""
    keys: set[str] = set()
    keys.update(request_no_keys(record.request_no))
    keys.update(national_no_keys(record.national_no))
    keys.update(phone_keys(record.phone))
    keys.update(person_keys(_whole_name(record)))
    keys.update(parent_keys(_whole_name(record), record.father_name, record.mother_name))
    keys.update(association_keys(record.organization_name))
    keys.update(member_keys(_whole_name(record), record.organization_name))
    keys.update(member_keys(_first_part(record.mother_name), record.organization_name))
    keys.update(run_keys(_whole_name(record)))
    words = _words((_whole_name(record), _first_part(record.mother_name)), (record.organization_name,))
    keys.update(month_keys(words, record.submitted_on, (0,)))
    return frozenset(keys)


def keys_of_fields(fields: Iterable[FieldValue]) -> frozenset[str]:
    """The keys of the fields read on a paper, all readings considered."""
    named: dict[FieldKind, list[str]] = {}
    keys: set[str] = set()
    for field in fields:
        named.setdefault(field.kind, []).append(field.value)
        if field.kind is FieldKind.PERSON:
            keys.update(person_keys(field.value))
            keys.update(run_keys(field.value))
        elif field.kind is FieldKind.ASSOCIATION:
            keys.update(association_keys(field.value))
        elif field.kind in _NUMBER_KEYS:
            readings = [field.value, *(other.text for other in field.alternatives)]
            keys.update(itertools.chain.from_iterable(_NUMBER_KEYS[field.kind](reading) for reading in readings))
    persons, fathers, mothers, bodies = (named.get(kind, [])[:3] or [""] for kind in _NAMES)
    for person, father, mother in itertools.product(persons, fathers, mothers):
        keys.update(parent_keys(person, father, mother))
    mothers = [_first_part(mother) for mother in mothers]
    for person, body in itertools.product((*persons, *fathers, *mothers), bodies[:2]):
        keys.update(member_keys(person, body))
    words = _words((*persons, *fathers, *mothers), bodies[:2])
    for day in sorted(set(named.get(FieldKind.DATE, ())))[:_MOST_DAYS]:
        keys.update(month_keys(words, _day(day), _MONTHS))
    return frozenset(keys)


def draft_keys(draft: DocumentDraft) -> frozenset[str]:
    """The keys of a document that waits for its record."""
    return frozenset(key for key in keys_of_fields(draft.fields) if not key.startswith(_BROAD))


def _whole_name(record: Record) -> str:
    """The applicant's name with the father's put in where only first and family name are given."""
    parts = record.applicant_name.split()
    if len(parts) == 2 and record.father_name:
        return f"{parts[0]} {record.father_name} {parts[1]}"
    return record.applicant_name


def request_no_keys(text: str) -> Iterator[str]:
    """The serial alone, and year with serial and each digit of it left out in turn: one misread digit still finds the record."""
    found = re.search(r"(?:(\d{4})\D+(\d{3,7}))|(?:(\d{6})\D+(\d{4}))", text)
    if not found:
        return
    year, serial = (found[1], found[2]) if found[1] else (found[4], found[3])
    serial = serial.zfill(6)
    for place in range(len(serial)):
        yield f"r{year}{serial[:place]}_{serial[place + 1 :]}"
    yield f"s{serial}"


def national_no_keys(text: str) -> Iterator[str]:
    """Four digits from the left, four from the middle and four from the right; a digit lost or doubled spares one end."""
    figures = re.sub(r"\D", "", text)
    if len(figures) < 9:
        return
    yield f"a{figures[:4]}{figures[4:6]}"
    yield f"b{figures[3:8]}"
    yield f"c{figures[-5:]}"


def phone_keys(text: str) -> Iterator[str]:
    """The last four digits, and the four before them."""
    figures = re.sub(r"\D", "", text)
    if len(figures) < 8:
        return
    yield f"p{figures[-4:]}"
    yield f"q{figures[-8:-4]}"


@lru_cache(maxsize=65536)
def name_key(word: str) -> str:
    """A part of a name without article, dots, doubled and weak letters: الخطيب and الحطىب are one."""
    folded = fold(word)
    bare = folded[2:] if folded.startswith("ال") and len(folded) > 4 else folded
    skeleton = rasm(bare)
    weak = set(rasm("ا") + rasm("و"))
    kept = "".join(letter for place, letter in enumerate(skeleton) if place == 0 or letter not in weak)
    return re.sub(r"(.)\1+", r"\1", kept)


def name_parts(name: str) -> list[str]:
    """The parts of a person's name, folded, with عبد, أبو and their like joined to what follows."""
    parts: list[str] = []
    joining = ""
    for word in _LETTERS.findall(fold(name)):
        if word in ("بن", "ابن", "بنت", "ابنه"):
            continue
        if word in _NAME_PREFIXES:
            joining += word
            continue
        parts.append(joining + word)
        joining = ""
    return [*parts, joining] if joining else parts


def person_keys(name: str) -> Iterator[str]:
    """Every pair of the name's parts in order."""
    parts = [key for key in map(name_key, name_parts(name)[:_MOST_NAME_PARTS]) if key]
    for one, two in itertools.combinations(parts, 2):
        yield f"n{one}.{two}"


def run_keys(name: str) -> Iterator[str]:
    """Every run of five letters of a name, its words glued: one misread letter leaves some, lost and added spaces leave all."""
    bare = rasm("".join(name_parts(name)[:_MOST_NAME_PARTS]).replace("ال", ""))
    glued = re.sub(r"(.)\1+", r"\1", re.sub("[او]", "", bare).replace("ن", "ب").replace("ي", "ب"))
    for start in range(len(glued) - _RUN + 1):
        yield f"g{glued[start : start + _RUN]}"


def month_keys(words: Iterable[str], day: dt.date | None, months: Iterable[int]) -> Iterator[str]:
    """Each word (a key of a part of a name, or of a word of an association) with the month of `day`, moved by each of `months`."""
    if day is None:
        return
    month = 12 * day.year + day.month
    for word, moved in itertools.product(words, months):
        yield f"t{word}.{month + moved}"


def _words(persons: Iterable[str], bodies: Iterable[str]) -> set[str]:
    """The keys of all parts of the names of persons and of the telling words of associations."""
    parts = itertools.chain.from_iterable(name_parts(name)[:_MOST_NAME_PARTS] for name in persons)
    return {key for key in map(name_key, parts) if key}.union(*map(_association_parts, bodies))


def _first_part(name: str) -> str:
    """The first part of a name: a mother's family is often left out."""
    return next(iter(name_parts(name)), "")


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def parent_keys(name: str, father: str, mother: str) -> Iterator[str]:
    """First name with the mother's, and the father's first name with hers."""
    own, fathers, mothers = (next(map(name_key, name_parts(text)), "") for text in (name, father, mother))
    if mothers:
        yield from (f"m{own}.{mothers}",) if own else ()
        yield from (f"f{fathers}.{mothers}",) if fathers else ()


def association_keys(name: str) -> Iterator[str]:
    """Pairs of the words that tell one association from another; the word itself where there is only one."""
    parts = sorted(_association_parts(name))
    if len(parts) == 1:
        yield f"o{parts[0]}"
    for one, two in itertools.combinations(parts, 2):
        yield f"o{one}.{two}"


def _association_parts(name: str) -> set[str]:
    words = [word for word in _LETTERS.findall(fold(name)) if word not in _GENERAL_WORDS]
    return {key for key in map(name_key, words[:_MOST_ASSOCIATION_WORDS]) if key}


def member_keys(name: str, association: str) -> Iterator[str]:
    """Each part of a person's name with each telling word of the association: one sound word of either finds the record."""
    parts = {key for key in map(name_key, name_parts(name)[:_MOST_NAME_PARTS]) if key}
    for word, part in itertools.product(_association_parts(association), parts):
        yield f"x{word}.{part}"


_NAMES = (FieldKind.PERSON, FieldKind.FATHER, FieldKind.MOTHER, FieldKind.ASSOCIATION)
_NUMBER_KEYS = {
    FieldKind.REQUEST_NO: request_no_keys,
    FieldKind.NATIONAL_NO: national_no_keys,
    FieldKind.PHONE: phone_keys,
}
