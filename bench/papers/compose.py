"""Puts a paper together by lot: the wording of its type, what it states, and where on the sheet each thing stands."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bench.papers.names import HOSPITALS, SCHOOLS, somebody
from bench.papers.rolls import table_of
from bench.papers.wording import WORDINGS, Wording
from bench.papers.wording_offices import OFFICE_WORDINGS
from samples.generator.blocks import (
    Block,
    Card,
    Checks,
    Columns,
    Description,
    Fields,
    Gap,
    Heads,
    Items,
    Look,
    Pairs,
    Para,
    Rule,
    Signatures,
    Stamp,
    Title,
)
from samples.generator.cases import Case

ALL = {**WORDINGS, **OFFICE_WORDINGS}
LETTERS_OF_APPLICANT = {
    "application-form", "application-letter", "complaint-letter", "power-of-attorney", "bylaws", "meeting-minutes",
    "activity-plan", "founders-list",
}  # fmt: skip
UNLINKED = {"memo", "other"}
REQUEST_LABELS = ("رقم الطلب", "رقم المعاملة", "الرقم المرجعي", "معاملة رقم", "رقم تسجيل الطلب")
NATIONAL_LABELS = ("الرقم الوطني", "رقم وطني", "الرقم الوطني للمواطن")
PHONE_LABELS = ("الهاتف", "رقم الهاتف", "جوال", "موبايل", "هاتف للتواصل")
INKS = ((40, 50, 150), (95, 40, 130), (165, 30, 45), (0, 100, 95), (35, 35, 45))


class Slots(Mapping[str, str]):
    """Values for the slots of a sentence; numbers without meaning are drawn anew each time. Remembers what was asked."""

    def __init__(self, case: Case, own: str) -> None:
        self.case, self.chance = case, case.chance
        self.used, self.unsaid = set[str](), set[str]()
        request = case.request
        self.known = {
            "name": request.person.full, "mother": request.person.mother, "gov": request.governorate,
            "org": request.organization or "مكتب التشغيل والعمل", "service": case.service, "own": own,
            "hospital": self.chance.choice(HOSPITALS), "school": self.chance.choice(SCHOOLS), "other": somebody(self.chance),
            "date": case.date(), "year": str(case.on.year - self.chance.randint(0, 3)),
            "nat": self._clause("national_no", (" رقمه الوطني {}", " (الرقم الوطني {})", " حامل الرقم الوطني {}")),
            "req": self._clause("request_no", (" رقم {}", " ذات الرقم {}", " (رقم {})", " المسجلة برقم {}")),
        }  # fmt: skip
        self.numbers = {"nat": "national_no", "req": "request_no"}

    def _clause(self, key: str, forms: Sequence[str]) -> str:
        value = printed_number(self.case, key)
        return self.chance.choice(forms).format(value) if value else ""

    def __getitem__(self, key: str) -> str:
        self.used.add(self.numbers.get(key, key))
        draw = self.chance
        fresh = {
            "n": lambda: str(draw.randint(11, 9999)),
            "small": lambda: str(draw.randint(2, 90)),
            "percent": lambda: str(draw.randint(30, 95)),
            "amount": lambda: f"{draw.randint(2, 4000) * 250:,}",
            "hour": lambda: f"{draw.randint(8, 15)}:{draw.choice(('00', '15', '30', '45'))}",
            "date2": lambda: self.case.date(self.case.on - dt.timedelta(days=draw.randint(1, 300))),
        }
        return fresh[key]() if key in fresh else self.known[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.known)

    def __len__(self) -> int:
        return len(self.known)

    def fill(self, sentence: str) -> str:
        return sentence.format_map(self)


def printed_number(case: Case, key: str) -> str:
    """The number as this paper writes it: request numbers at times with the site's prefix or turned round, phones with +963."""
    value = case.number(key)
    if key == "request_no" and value:
        form = random.Random(f"{value}/{case.outside_no}").random()
        year, count = value.split("-")
        return f"DAM-{value}" if form < 0.08 else f"{count}/{year}" if form < 0.2 else value
    if key == "phone" and value and random.Random(value).random() < 0.15:
        return f"+963{value[1:]}"
    return value


def compose(kind: str, case: Case, wordings: Mapping[str, Wording] = ALL) -> Description:
    """A paper of type `kind` for the case."""
    wording, chance = wordings[kind], case.chance
    own = case.outside_no + (f"/{wording.way}" if wording.way else "")
    slots = Slots(replace(case, outside_no=own), own)
    body = {"letter": _letter, "form": _form, "certificate": _certificate, "card": _card, "roll": _roll, "articles": _articles}
    blocks = body[wording.genre](kind, wording, slots)
    top = [] if wording.genre == "card" else [_heads(wording, slots), *_rule(chance)]
    title = [] if wording.genre == "card" else _title(wording, slots)
    missing = [] if kind in UNLINKED or wording.genre == "card" else _missing(wording, slots)
    end = [] if wording.genre == "card" else [_signatures(kind, wording, slots)]
    paper = slots.case.paper(kind, [*top, *title, *missing, *blocks, *end], _stamps(wording, slots), *_stated(slots))
    return replace(paper, look=_with_foot(paper, chance))


def _with_foot(paper: Description, chance: random.Random) -> Look:
    foot = f"دمشق - شارع {chance.choice(('السنونو', 'القنديل', 'المنارة'))} - هاتف 011-{chance.randint(2000000, 6999999)}"
    if chance.random() < 0.3:
        foot += f" - {chance.choice(('info', 'diwan', 'office'))}@{chance.choice(('manara', 'qindil', 'bayan'))}.example"
    return replace(paper.look, foot=foot) if chance.random() < 0.25 else paper.look


def _stated(slots: Slots) -> list[str]:
    """Which fields the paper states, from the slots that were used."""
    keys = {
        "name": "applicant_name",
        "mother": "mother_name",
        "gov": "governorate",
        "service": "service_code",
        "own": "printed_register_no",
    }
    keys |= {"father": "father_name", "birth": "birth_date", "org": "organization_name"}
    return sorted({keys.get(key, key) for key in slots.used - slots.unsaid})


def _heads(wording: Wording, slots: Slots) -> Block:
    """Letterhead: who writes at the right, number and date at the left, below each other, or on a line of their own."""
    chance = slots.chance
    right = tuple(slots.fill(text) for text in chance.choice(wording.heads)) if wording.heads else ()
    left = []
    if wording.own_number:
        left.append(f"{wording.own_number}: {slots['own']}")
    left.append(f"{chance.choice(('التاريخ', 'تاريخ', 'بتاريخ'))}: {slots['date']}")
    number = printed_number(slots.case, "request_no")
    if number and chance.random() < 0.3:
        slots.used.add("request_no")
        left.append(f"{chance.choice(REQUEST_LABELS)}: {number}")
    emblem = chance.random() < 0.3 and len(right) > 1
    way = chance.random()
    if way < 0.15 and right and not emblem:
        return Heads(((*right, *left),))
    if way < 0.25 and right:
        return Heads((tuple(left), right))
    return Heads((right, (), tuple(left)) if emblem or way < 0.6 else (right, tuple(left)), emblem=emblem)


def _rule(chance: random.Random) -> list[Block]:
    return [Rule(chance.choice(("thin", "thick", "double", "dashed")))] if chance.random() < 0.6 else []


def _title(wording: Wording, slots: Slots) -> list[Block]:
    chance, title = slots.chance, slots.fill(slots.chance.choice(wording.titles))
    if not title:
        return []
    gap: list[Block] = [Gap(chance.uniform(1, 8))] if chance.random() < 0.5 else []
    style = chance.choice(("bare", "bare", "underlined", "boxed", "shaded"))
    align = "right" if style in {"bare", "underlined"} and chance.random() < 0.3 else "centre"
    return [*gap, Title(title, chance.uniform(1.15, 1.8), style, align)]


def _missing(wording: Wording, slots: Slots) -> list[Block]:
    """Form lines for what the paper must state and its sentences do not."""
    chance, person = slots.chance, slots.case.request.person
    pairs: list[tuple[str, str]] = []
    labels = {"request_no": REQUEST_LABELS, "national_no": NATIONAL_LABELS, "phone": PHONE_LABELS}
    for key in sorted(slots.case.says - slots.used):
        pairs.append((chance.choice(labels[key]), printed_number(slots.case, key)))
        slots.used.add(key)
    if "name" not in slots.used:
        pairs.insert(0, (chance.choice(wording.person_labels), slots["name"]))
    names_only = not slots.case.says
    if "mother" not in slots.used and (names_only or chance.random() < 0.3):
        pairs += [("اسم الأب", person.father), (chance.choice(("اسم الأم", "اسم ونسبة الأم", "والدته")), slots["mother"])]
        slots.used.add("father")
    if (
        slots.case.request.organization
        and wording.genre != "certificate"
        and "org" not in slots.used
        and (names_only or chance.random() < 0.4)
    ):
        pairs.append((chance.choice(("اسم الجمعية", "الجمعية", "المنظمة")), slots["org"]))
    if "gov" not in slots.used and chance.random() < 0.3:
        pairs.append(("المحافظة", slots["gov"]))
    return [Fields(_rows(pairs, chance))] if pairs else []


def _rows(pairs: Sequence[tuple[str, str]], chance: random.Random) -> tuple[Pairs, ...]:
    """The pairs on lines: long values alone, short ones at times two to a line."""
    rows: list[Pairs] = []
    for pair in pairs:
        short = len(pair[0]) + len(pair[1]) < 34
        if rows and short and len(rows[-1]) == 1 and len(rows[-1][0][0]) + len(rows[-1][0][1]) < 34 and chance.random() < 0.55:
            rows[-1] = (*rows[-1], pair)
        else:
            rows.append((pair,))
    return tuple(rows)


def _chosen(wording: Wording, slots: Slots) -> list[str]:
    sentences = [slots.fill(slots.chance.choice(group)) for group in wording.sentences]
    extras = slots.chance.sample(wording.extras, slots.chance.randint(0, len(wording.extras)))
    return sentences + [slots.fill(text) for text in extras]


def _letter(kind: str, wording: Wording, slots: Slots) -> list[Block]:
    chance = slots.chance
    blocks: list[Block] = []
    if wording.addressees:
        to = slots.fill(chance.choice(wording.addressees))
        blocks += [Para(to, chance.choice(("centre", "right")), bold=True, scale=1.08)] if to else []
    if chance.random() < 0.5 and kind not in UNLINKED | {"complaint-letter", "decision"}:
        blocks.append(
            Para(
                f"{chance.choice(('الموضوع', 'الموضوع', 'بشأن'))}: {slots['service']}",
                chance.choice(("centre", "right")),
                bold=True,
            )
        )
    if chance.random() < 0.3 and kind not in UNLINKED | {"decision", "notice"}:
        blocks.append(Para(chance.choice(("تحية طيبة وبعد:", "تحية عربية وبعد،", "السلام عليكم ورحمة الله وبركاته"))))
    align, indent = chance.choice(("justify", "right")), chance.random() < 0.6
    sentences = _chosen(wording, slots)
    if chance.random() < 0.5:
        sentences = [" ".join(sentences[:2]), *sentences[2:]]
    return blocks + [Para(text, align, indent) for text in sentences]


def _person_rows(wording: Wording, slots: Slots) -> list[tuple[str, str]]:
    """What a form asks of a person, in one of several orders."""
    chance, person, case = slots.chance, slots.case.request.person, slots.case
    pairs = [(chance.choice(wording.person_labels), slots["name"])]
    parents = [("اسم الأب", person.father), (chance.choice(("اسم الأم", "الأم", "اسم الأم وكنيتها")), slots["mother"])]
    born = [
        (chance.choice(("تاريخ الولادة", "تولد", "المواليد")), case.date(person.born)),
        (chance.choice(("مكان الولادة", "المحافظة")), slots["gov"]),
    ]
    slots.used |= {"father", "birth"}
    groups = [parents, born]
    labels = {"request_no": REQUEST_LABELS, "national_no": NATIONAL_LABELS, "phone": PHONE_LABELS}
    for key in sorted(case.says - slots.used):
        if key != "request_no" or wording.genre == "form":
            groups.append([(chance.choice(labels[key]), printed_number(case, key))])
            slots.used.add(key)
    chance.shuffle(groups)
    return pairs + [pair for group in groups for pair in group]


def _form(kind: str, wording: Wording, slots: Slots) -> list[Block]:
    chance, case = slots.chance, slots.case
    pairs = _person_rows(wording, slots)
    pairs.insert(chance.randint(0, 1), (chance.choice(("الخدمة المطلوبة", "نوع المعاملة", "الغاية من الطلب")), slots["service"]))
    if case.request.organization:
        pairs.append((chance.choice(("اسم الجمعية", "اسم المنظمة", "الجهة")), slots["org"]))
    if kind == "receipt":
        pairs.append((chance.choice(("المبلغ", "القيمة", "مبلغ وقدره")), f"{slots['amount']} ل.س"))
    else:
        pairs += chance.sample(
            [("العنوان", ""), ("المهنة", ""), ("الوضع العائلي", "متزوج"), ("البريد الإلكتروني", ""), ("المؤهل العلمي", "ثانوية")],
            2,
        )
    blocks: list[Block] = [Fields(_rows(pairs, chance))]
    if chance.random() < 0.6:
        options = chance.sample(("أصالة", "وكالة", "ذكر", "أنثى", "عاجل", "عادي", "مرفق ربطاً", "يستكمل لاحقاً"), 3)
        ticked = chance.randrange(3)
        blocks.append(
            Checks(
                chance.choice(("الصفة:", "طريقة التقديم:", "المرفقات:")), tuple((o, i == ticked) for i, o in enumerate(options))
            )
        )
    return blocks + [Para(text, scale=0.95) for text in _chosen(wording, slots)]


def _certificate(kind: str, wording: Wording, slots: Slots) -> list[Block]:
    fields: list[Block] = (
        [] if kind in {"power-of-attorney", "qualification"} else [Fields(_rows(_person_rows(wording, slots), slots.chance))]
    )
    return [*fields, *(Para(text, indent=slots.chance.random() < 0.5) for text in _chosen(wording, slots))]


def _card(kind: str, wording: Wording, slots: Slots) -> list[Block]:
    chance, case, person = slots.chance, slots.case, slots.case.request.person
    pairs = _person_rows(wording, slots)
    if kind == "national-id" and pairs[0][0] == "الاسم":
        pairs[0:1] = [("الاسم", person.first), ("النسبة", person.family)]
        slots.unsaid.add("name")  # first and family name stand apart
    if kind == "disability-card":
        pairs += [
            ("نوع الإعاقة", chance.choice(("حركية", "بصرية", "سمعية", "ذهنية"))),
            ("رقم البطاقة", slots["own"]),
            ("صالحة لغاية", slots["date2"]),
        ]
    heads = (*chance.choice(wording.heads), chance.choice(wording.titles))
    photo = chance.random() < 0.8
    card = Card(heads, tuple((pair,) for pair in pairs), photo, chance.uniform(108, 135))
    back = Card(
        (),
        (
            (("الجنس", "أنثى" if person.woman else "ذكر"), ("زمرة الدم", chance.choice(("A+", "B+", "O-", "AB+")))),
            (("تاريخ المنح", slots["date"]),),
        ),
        False,
        108,
    )
    copy = Para(chance.choice(("صورة طبق الأصل", "نسخة مصدقة عن الهوية", "صورة مصدقة")), "centre", bold=True)
    numbers = printed_number(case, "request_no") if "request_no" in case.says - slots.used else ""
    note = [Fields((((chance.choice(REQUEST_LABELS), numbers),),))] if numbers else []
    slots.used |= {"request_no"} if numbers else set()
    return [Gap(chance.uniform(5, 25)), card, Gap(chance.uniform(4, 12)), back, *note, *([copy] if chance.random() < 0.6 else [])]


def _roll(kind: str, wording: Wording, slots: Slots) -> list[Block]:
    first, *rest = _chosen(wording, slots)
    return [Para(first, "right"), table_of(kind, slots), *(Para(text) for text in rest)]


def _articles(kind: str, wording: Wording, slots: Slots) -> list[Block]:
    chance, sentences = slots.chance, _chosen(wording, slots)
    if kind == "bylaws":
        marker = chance.choice(("article", "article", "number", "bracket"))
        if chance.random() < 0.5:  # a longer statute, of several pages
            sentences += [slots.fill(chance.choice(chance.choice(wording.sentences))) for _ in range(chance.randint(6, 22))]
        articles = Items(tuple(sentences), marker)
        return [Columns((articles,)) if chance.random() < 0.3 else articles]
    opening, *middle = sentences
    blocks: list[Block] = [Para(opening, indent=True), Items(tuple(middle[:-1]), chance.choice(("number", "dash", "bracket")))]
    if chance.random() < 0.5:
        blocks.append(table_of(kind, slots))
    return [*blocks, Para(middle[-1])]


def _signatures(kind: str, wording: Wording, slots: Slots) -> Block:
    chance, pairs = slots.chance, []
    for i, offices in enumerate(wording.signers):
        office = slots.fill(chance.choice(offices))
        name = somebody(chance) if chance.random() < 0.7 else ""
        if i == 0 and kind in LETTERS_OF_APPLICANT:
            name = slots["name"]
        pairs.append((office, name))
    return Signatures(tuple(pairs), signed=chance.random() < 0.8)


def _stamps(wording: Wording, slots: Slots) -> list[Stamp]:
    """A round stamp beside the signatures on most papers, a diwan stamp below on some."""
    chance, out = slots.chance, []
    texts = tuple(slots.known[text[1:-1]] if text.startswith("{") else text.format_map(slots.known) for text in wording.stamp)
    if chance.random() < 0.65:
        shape = chance.choice(("round", "round", "oval"))
        out.append(
            Stamp(
                shape,
                texts,
                (chance.uniform(0.38, 0.62), -1.0),
                chance.choice(INKS),
                chance.uniform(-25, 25),
                chance.uniform(28, 36),
            )
        )
    if chance.random() < 0.25:
        rows = ("ديوان الوزارة - وارد", f"الرقم {chance.randint(11, 9999)}/و", f"التاريخ {slots.case.date()}")
        place = (chance.choice((0.24, 0.76)), chance.uniform(0.84, 0.9))
        out.append(Stamp("diwan", rows, place, chance.choice(INKS), chance.uniform(-8, 8), chance.uniform(38, 48)))
    return out
