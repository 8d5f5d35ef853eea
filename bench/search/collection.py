"""A collection of pages with office headers, and known-item queries as clerks type them."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bench.search.text import CORPUS, Continuation, real_pages, sentences
from domain.arabic import fold, folded_words

_EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_QUOTED = re.compile(r"'([\u0621-\u064a ]{2,14})'")


@dataclass(frozen=True)
class Query:
    """What is typed, the page (its place in the collection) that it is about, and its kind."""

    text: str
    page: int
    kind: str


@dataclass(frozen=True)
class Header:
    """The keys of an imaginary paper, as printed."""

    request_no: str
    national_no: str
    phone: str
    name: tuple[str, ...]

    def print(self, association: str, date: str, eastern: bool) -> str:
        """The head of the page, digits as the office's typist likes them."""
        text = (
            f"رقم الطلب {self.request_no} التاريخ {date}\nالاسم {' '.join(self.name)} الرقم الوطني {self.national_no}\n"
            f"هاتف {self.phone} الجمعية {association}\n"
        )
        return text.translate(_EASTERN) if eastern else text


@dataclass(frozen=True)
class Collection:
    """Clean pages and the queries about them."""

    pages: list[str]
    queries: list[Query]


def make_collection(count: int, queries: int, seed: str) -> Collection:
    """`count` pages (the corpus' own text first) and `queries` queries, each of which is about one page alone."""
    rng = random.Random(seed)
    paragraphs = sentences()
    chain = Continuation(paragraphs)
    bodies = [*real_pages(paragraphs)][: count // 2]
    bodies += [chain.page(rng) for _ in range(count - len(bodies))]
    rng.shuffle(bodies)
    names = _Names(rng)
    headers = [_header(names, rng) for _ in bodies]
    pages = [
        header.print(
            names.association(), f"{rng.randint(1, 28)}/{rng.randint(1, 12)}/20{rng.randint(10, 24)}", rng.random() < 0.6
        )
        + body
        for header, body in zip(headers, bodies, strict=True)
    ]
    return Collection(pages, _Questions(pages, bodies, headers, rng).ask(queries))


class _Names:
    """Invented names: common ones common, as people are called."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        lists = CORPUS / "reference_lists"
        first = (lists / "arabic-names_AKhateeb" / "male-first--names-in-arabic.txt").read_text("utf-8").split("\n")
        last = (lists / "arabic-names_AKhateeb" / "last-names-in-arabic.txt").read_text("utf-8").split("\n")
        faker = _QUOTED.findall((lists / "faker_ar_JO_Person.php").read_text("utf-8"))
        faker += _QUOTED.findall((lists / "faker_ar_SA_Person.php").read_text("utf-8"))
        self._first = _clean([*first, *faker])
        self._last = _clean([*last, *(name for name in faker if name.startswith("ال"))])
        self._associations = [
            row.split(",")[1].strip()
            for row in (lists / "arab_ngo_names_aihr.csv").read_text("utf-8").splitlines()[1:]
            if row.count(",") >= 2
        ]
        for names in (self._first, self._last):
            rng.shuffle(names)

    def _zipf(self, names: list[str]) -> str:
        return names[min(int(len(names) ** self._rng.random() * 1.1), len(names) - 1)]

    def person(self) -> tuple[str, ...]:
        return (*(self._zipf(self._first) for _ in range(3)), self._zipf(self._last))

    def association(self) -> str:
        return self._rng.choice(self._associations)


def _clean(names: list[str]) -> list[str]:
    return list(dict.fromkeys(name.strip() for name in names if re.fullmatch(r"[\u0621-\u064a ]{2,14}", name.strip())))


def _header(names: _Names, rng: random.Random) -> Header:
    return Header(
        f"20{rng.randint(15, 24)}-{rng.randint(1, 99_999):06}",
        f"{rng.randint(1, 14):02}{rng.randint(0, 999_999_999):09}",
        f"09{rng.randint(10_000_000, 99_999_999)}",
        names.person(),
    )


class _Questions:
    """Queries that one page of the clean collection alone answers in full."""

    def __init__(self, pages: list[str], bodies: list[str], headers: list[Header], rng: random.Random) -> None:
        self._bodies, self._headers, self._rng = bodies, headers, rng
        self._where: dict[str, set[int]] = defaultdict(set)
        for place, page in enumerate(pages):
            for word in folded_words(fold(page)):
                self._where[word].add(place)

    def ask(self, count: int) -> list[Query]:
        kinds: list[tuple[str, int, Callable[[int], list[str]]]] = [
            ("words", count * 3 // 10, self._words),
            ("phrase", count * 3 // 10, self._phrase),
            ("name", count * 2 // 10, self._name),
            ("number", count * 2 // 10, self._number),
        ]
        return [query for kind, share, make in kinds for query in self._some(kind, share, make)]

    def _some(self, kind: str, count: int, make: Callable[[int], list[str]]) -> Iterator[Query]:
        made = 0
        while made < count:
            page = self._rng.randrange(len(self._bodies))
            words = make(page)
            if words and self._only(words, page):
                made += 1
                yield Query(" ".join(self._typed(word, kind) for word in words), page, kind)

    def _only(self, words: list[str], page: int) -> bool:
        sets = [self._where[word] for text in words for word in folded_words(fold(text))]
        return bool(sets) and set.intersection(*sets) == {page}

    def _words(self, page: int) -> list[str]:
        body = [word for word in dict.fromkeys(map(_bare, self._bodies[page].split())) if self._tells(word)]
        size = self._rng.randint(2, 4)
        return self._rng.sample(body, size) if len(body) >= size else []

    def _tells(self, word: str) -> bool:
        return len(word) > 3 and not word.isdigit() and len(self._where.get(fold(word), ())) <= len(self._bodies) // 20

    def _phrase(self, page: int) -> list[str]:
        body = [_bare(word) for word in self._bodies[page].split()]
        start = self._rng.randrange(max(1, len(body) - 4))
        words = body[start : start + self._rng.randint(3, 4)]
        return words if all(words) and len(words) >= 3 else []

    def _name(self, page: int) -> list[str]:
        name = list(self._headers[page].name)
        places = sorted(self._rng.sample(range(4), self._rng.randint(2, 4)))
        return [name[place] for place in places]

    def _number(self, page: int) -> list[str]:
        header = self._headers[page]
        return [self._rng.choice((header.request_no, header.national_no, header.phone))]

    def _typed(self, word: str, kind: str) -> str:
        """The word as a clerk types it."""
        rng = self._rng
        if kind == "number":
            return word.translate(_EASTERN) if rng.random() < 0.5 else word
        if kind in ("words", "phrase") and rng.random() < 0.2:
            if word.startswith("ال") and len(word) > 5:
                word = word[2:]
            elif word.startswith("وال"):
                word = word[1:]
            elif len(word) > 3 and kind == "words" and not word.startswith(("و", "ب", "ل")):
                word = "ال" + word
        for one, two in (("أ", "ا"), ("إ", "ا"), ("ة", "ه"), ("ى", "ي")):
            if rng.random() < 0.35:
                word = word.replace(one, two)
        return word


def _bare(word: str) -> str:
    return re.sub(r"^[^\w]+|[^\w]+$", "", word)
