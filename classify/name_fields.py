"""Names of persons and associations in the values of labels and in running text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from classify.labels import Piece
from classify.view import skeleton
from domain.arabic import fold
from domain.documents import FieldKind, Word

# Words at which a person's name ends.
_NAME_ENDS = (
    "المحترم", "المحترمة", "والدته", "والدتها", "والده", "والدها", "وأمه", "أمه", "أمها", "تولد", "مواليد", "المولود", "المولودة", "المقيم",
    "المقيمة", "رقم", "الرقم", "رقمه", "من", "في", "على", "إلى", "عن", "الذي", "التي", "قد", "بتاريخ", "تاريخ", "هاتف", "وذلك", "يعاني",
    "تعاني", "بصفته", "بصفتها", "لدى", "صاحب", "صاحبة", "رئيس", "مدير", "المدير", "بموجب", "حامل", "حاملة", "وعضوية", "عضو", "ممثل", "مبلغ",
    "مبلغا", "الرجاء", "أتقدم", "أرجو", "بطلب", "قيد", "نسبة", "خانة", "والسيد", "والسيدة", "السيد", "السيدة", "المذكور", "المذكورة", "كان", "هو",
    "هي", "لا", "لم", "غير", "حتى", "منذ", "مع", "ذكر", "أنثى", "التوقيع", "توقيع", "الختم", "العنوان", "المفوض", "العمر", "عمره", "عمرها",
    "سوري", "سورية", "عازب", "متزوج", "متزوجة", "بأن", "أنه", "أنها", "له", "لها", "الرمز", "يحمل", "تحمل", "تقدم", "تقدمت", "مقدم", "مقدمة",
    "أدناه", "المواطن", "المواطنة", "جمعية", "الجمعية", "محافظة", "دمشق", "وقد", "ولد", "ولدت", "لاستلام", "لتقديم", "لمراجعة", "بخصوص", "حول",
    "وقرر", "فأقر", "وكالة", "عدلية", "والذي", "والتي", "ورقمه", "ورقمها", "وهو", "وهي", "أعلاه", "مستخرجة", "البيانات", "وأنه", "وأنها", "يرجى",
    "الحامل", "المسجل", "المسجلة", "المدونة", "ذي", "ذات", "المحامي", "الموكل", "الوكيل", "والمقيم", "والمتضمن", "المتضمن", "لمدة", "لغاية",
    "المحترمين", "أن", "إن", "أنا", "شكلا", "للقيام", "معاملته", "معاملتها", "طلبه", "طلبها", "بصفة", "عبر", "ثم", "وفق", "وفقا", "حسب",
    "وبحضور", "بحضور", "واقتراح", "بعد", "قبل", "مراجعة", "بمتابعة", "بتنفيذ", "باستكمال", "وعلى", "وإلى", "وعليه", "لذلك", "وكل", "وكلت",
)  # fmt: skip
# Words that show that what stands where a name is expected is an office or a phrase.
_NOT_NAMES = (
    "مدير", "مديرة", "وزير", "وزيرة", "محافظ", "رئيس", "معاون", "السادة", "أعضاء", "مركز", "مديرية", "وزارة", "الموظف", "القاضي", "المدعي",
    "العام", "الجهة", "الخدمة", "طلب", "رقم", "تاريخ", "توقيع", "الأول", "الثاني", "مجلس", "المحترمين", "الكريم", "قائد", "عميد", "نقيب", "مدراء",
    "الوارد", "المذكور", "أدناه", "أعلاه", "صفة", "الصفة", "إدارة", "الإدارة", "جمعية", "الجمعية", "السر", "الصندوق", "السجل",
    "نائب", "أمين", "مسؤول", "مسؤولة", "مستلم", "مدقق", "مدققة", "مستلمة", "كاتب", "نوع", "شاكرين", "شاكرا", "موظف", "موظفة", "مراجع", "المعاملة", "وأعضاءها",
)  # fmt: skip
_TITLES = (
    "السيد",
    "السيدة",
    "الآنسة",
    "الدكتور",
    "الدكتورة",
    "المهندس",
    "المهندسة",
    "الأستاذ",
    "الأستاذة",
    "المحامي",
    "المدعو",
    "المدعوة",
    "المواطن",
    "المواطنة",
    "د",
    "م",
    "أ",
    "الطفل",
    "الطفلة",
)
_SONS = ("بن", "ابن", "بنت", "ابنة")
_MOTHERS = ("والدته", "والدتها", "وأمه", "وأمها", "أمه", "أمها", "ووالدته", "ووالدتها")
_FATHERS = ("والده", "والدها", "ووالده")
_ASSOCIATIONS = (
    "جمعية", "لجمعية", "بجمعية", "وجمعية", "مؤسسة", "لمؤسسة", "منظمة", "لمنظمة", "رابطة", "مبادرة", "نادي", "ملتقى", "اتحاد",
)  # fmt: skip
_THE_ASSOCIATION = ("الجمعية", "المؤسسة", "المنظمة")  # `الجمعية السورية لهواة الطوابع`
_MOST_OF_A_PHRASE = 2
_ASSOCIATION_ENDS = (
    "المشهرة", "المرخصة", "رقم", "بتاريخ", "تاريخ", "إلى", "على", "التي", "المسجلة", "قيد", "مقرها", "محافظة", "بمحافظة", "المحترمين", "المحترم",
    "المحترمة", "عن", "حول", "وذلك", "بطلب", "تحية", "عقد", "من", "هيئتها", "لعام", "بشأن", "وفق", "بناء", "لدى", "الرقم", "برئاسة", "بدعوة", "مجلس",
    "اجتماع", "اجتماعها", "الموافقة", "يرجى", "نرجو", "تتقدم", "تقدمت", "أن", "بأن", "تهديكم", "رئيس", "السيد", "السيدة", "بخصوص", "هاتف", "المحافظة",
    "بحضور", "وقد", "لإقامة", "لتنفيذ", "بتنفيذ", "بإقامة", "بعقد", "موضوع", "المؤسسين", "النظام", "إشهار", "تعديل", "خلال", "نظامها", "بكتابها",
    "الأهلية", "وبناء", "ومقرها", "يمثلهم", "يمثلها", "ويمثلها", "تعتزم", "حامل", "وتتخذ", "والمقدم", "والمقدمة", "رغم", "بسبب", "وعملا", "المتضمن", "تأسست", "اجتمعت", "مركزها", "والمشهرة",
)  # fmt: skip
# A name begins with no article, but for given names that only look so; and no part of one is joined to a word before it.
_ARTICLE = "ال"
_LIKE_ARTICLES = ("إلياس", "إلهام", "آلاء", "ألفت", "ألين", "إليسار", "إليان", "إلين", "ألماس", "ألطاف")
_JOINED_ARTICLES = ("وال", "لل", "ولل", "بال", "وبال", "فال")
_SERVANT = "عبد"  # of عبد الكريم
_SURE_LETTERS = 6
_JOINED_LETTERS = 4  # بالي, والي are names
# Words after the word for association that name none: `جمعية أهلية`, `منظمة غير حكومية`, `جمعية أخرى`.
_ANY_ASSOCIATION = ("أهلية", "غير", "أخرى", "واحدة", "معتمدة", "ما", "أو", "قيد")
_MOST_NAME_WORDS = 6
_SENTENCE_ENDS = (".", "،", "؛", ",", ")")
_MOST_ASSOCIATION_WORDS = 7


@dataclass(frozen=True, slots=True)
class NameReading:
    """A name as read, its words, and how much to trust it."""

    kind: FieldKind
    value: str
    words: tuple[Word, ...]
    confidence: float


@lru_cache(maxsize=64)
def _skeletons(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(skeleton(word) for word in words)


@lru_cache(maxsize=64)
def _folded(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(fold(word) for word in words)


def _is_one_of(piece: Piece, words: tuple[str, ...]) -> bool:
    """Exact for short words; one lost or misread letter is forgiven in longer ones."""
    known = _skeletons(words)
    if piece.glued in known:
        return True
    return len(piece.glued) >= 6 and any(len(word) >= 6 and fuzz.ratio(word, piece.glued) >= 88 for word in known)


def _is_name_word(piece: Piece) -> bool:
    return len(piece.glued) >= 2 and not any(c.isdigit() for c in piece.glued) and not piece.text.isascii()


def reading_of(kind: FieldKind, pieces: Sequence[Piece], quality: float) -> NameReading:
    """The name that these pieces make."""
    words = tuple(dict.fromkeys(piece.word for piece in pieces))
    confidence = sum(word.confidence for word in words) / len(words)
    return NameReading(kind, " ".join(piece.text for piece in pieces), words, round(confidence * quality, 4))


def person_pieces(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces of a person's name at the start of `pieces`, without titles and without `بن`."""
    name: list[Piece] = []
    for piece in pieces:
        if (_is_one_of(piece, _TITLES) and not name) or (piece.glued in _skeletons(_SONS) and name):
            continue
        ends = not _is_name_word(piece) or _ends_name(piece, len(name))
        if ends or len(name) == _MOST_NAME_WORDS:
            break
        name.append(piece)
        if piece.closes or piece.word.text.endswith(_SENTENCE_ENDS):
            break
    return name


def _ends_name(piece: Piece, words: int) -> bool:
    """Before a name has two words, only a word spelt as one that ends it: without their dots some names look like others."""
    if piece.text == "علي" or len(piece.glued) < 2:
        return False
    if len(piece.glued) > _JOINED_LETTERS and fold(piece.text).startswith(_JOINED_ARTICLES):
        return True
    return fold(piece.text) in _folded(_NAME_ENDS) or (words >= 2 and piece.glued in _skeletons(_NAME_ENDS))


def persons(pieces: Sequence[Piece], quality: float) -> Iterator[NameReading]:
    """The person named at the start of `pieces`, and the parents named after."""
    name = person_pieces(pieces)
    if len(name) >= 2 and may_name_a_person(name):
        yield reading_of(FieldKind.PERSON, name, quality)
    yield from parents(pieces, quality)


def may_name_a_person(name: Sequence[Piece]) -> bool:
    """Whether the words where a name is expected may be one, and are no office and no phrase."""
    first = fold(name[0].text)
    if first.startswith(_ARTICLE) and first not in _folded(_LIKE_ARTICLES):
        return False
    if any(fold(piece.text) in _folded(_NOT_NAMES) for piece in name[: 1 if first == _SERVANT else 2]):
        return False
    return not any(len(piece.glued) >= _SURE_LETTERS and piece.glued in _skeletons(_NOT_NAMES) for piece in name[:1])


def parents(pieces: Sequence[Piece], quality: float) -> Iterator[NameReading]:
    """Father and mother named in running text: `والده محمود`, `والدته فاطمة`."""
    for kind, words in ((FieldKind.MOTHER, _MOTHERS), (FieldKind.FATHER, _FATHERS)):
        for number, piece in enumerate(pieces):
            if piece.glued in _skeletons(words):
                name = person_pieces(pieces[number + 1 : number + 4])[:2]
                if name:
                    yield reading_of(kind, name, quality)


def single_name(kind: FieldKind, pieces: Sequence[Piece], quality: float) -> NameReading | None:
    """The value of a label that asks for one name: father, mother (with her family), first name, family."""
    name = person_pieces(pieces)[:3]
    return reading_of(kind, name, quality) if name else None


def association_value(pieces: Sequence[Piece], quality: float) -> NameReading | None:
    """The association named as the value of a label."""
    name = _association_words(pieces)
    long_enough = sum(len(piece.glued) for piece in name) >= 4
    return reading_of(FieldKind.ASSOCIATION, name, quality) if long_enough else None


def associations_in(pieces: Sequence[Piece], quality: float) -> Iterator[NameReading]:
    """Associations named in running text: from the word for association up to a word that cannot belong to the name."""
    starts, known_ones = _skeletons(_ASSOCIATIONS), _skeletons(_THE_ASSOCIATION)
    for number, piece in enumerate(pieces):
        the_one = piece.glued in known_ones
        if piece.glued not in starts and not the_one:
            continue
        name = _association_words(pieces[number + 1 :])
        if the_one and (len(name) < _MOST_OF_A_PHRASE or not fold(name[0].text).startswith(_ARTICLE)):
            continue  # the association spoken of before
        if name and sum(len(part.glued) for part in name) >= 4:
            yield reading_of(FieldKind.ASSOCIATION, [piece, *name], quality)


def _association_words(pieces: Sequence[Piece]) -> list[Piece]:
    name: list[Piece] = []
    if pieces and pieces[0].glued in _skeletons(_ANY_ASSOCIATION):
        return name
    for piece in pieces[:_MOST_ASSOCIATION_WORDS]:
        if piece.glued in _skeletons(_ASSOCIATION_ENDS) or any(c.isdigit() for c in piece.glued):
            break
        name.append(piece)
        if piece.closes or piece.word.text.endswith(_SENTENCE_ENDS):
            break
    return name
