"""Draws the text of synthetic lines: prose, labelled fields, phrases, numbers, names, Latin."""

import csv
import random
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from ocr.charset import clean, readable
from ocr.training.figures import Figures
from ocr.training.wording import LABELS, LATIN_WORDS, PHRASES


def law_sentences(corpus: Path) -> list[list[str]]:
    """Sentences of the typed laws, cleaned, split into words."""
    sentences = []
    for path in sorted((corpus / "saudi_laws_typed").glob("*.md")):
        body = path.read_text(encoding="utf-8").split("---", 2)[-1]
        for row in body.splitlines():
            text = clean(re.sub(r"[#*_|>`]|\(http[^)]*\)", " ", row))
            if len(text) > 8 and readable(text):
                sentences.append(text.split())
    return sentences


def _column_values(path: Path, columns: Sequence[str]) -> list[str]:
    with path.open(encoding="utf-8-sig") as file:
        values = {clean(row[column]) for row in csv.DictReader(file) for column in columns}
    return sorted(v for v in values if readable(v))


def _names(lists: Path) -> list[str]:
    found: set[str] = set()
    for path in sorted((lists / "arabic-names_AKhateeb").glob("*.txt")) + sorted(lists.glob("faker*.php")):
        found |= {clean(n) for n in re.findall("[\u0621-\u064a ]{3,}", path.read_text(encoding="utf-8", errors="ignore"))}
    return sorted(n for n in found if readable(n) and len(n) < 24)


class LineTexts:
    """Draws one text after another; `chance` is the only source of chance."""

    def __init__(self, corpus: Path, chance: random.Random, more_sentences: Sequence[str] = ()) -> None:
        lists = corpus / "reference_lists"
        self.chance = chance
        self.figures = Figures(chance)
        self.sentences = law_sentences(corpus) + [text.split() for text in more_sentences]
        self.words = sorted({word for sentence in self.sentences for word in sentence})
        self.places = _column_values(
            lists / "syria_communities_pcode.csv", ("gov_ar", "district_ar", "subdistrict_ar", "community_ar")
        )
        self.bodies = _column_values(lists / "arab_ngo_names_aihr.csv", ("arabic_name",))
        self.names = _names(lists)

    def person(self) -> str:
        """One to four names."""
        return " ".join(self.chance.choices(self.names, k=self.chance.choice([1, 2, 2, 3, 3, 4])))

    def prose(self, longest: int) -> str:
        """Up to `longest` words of a sentence; a third with words changed for random ones, so that the net reads and does not
        guess; almost half with numbers put in."""
        chance = self.chance
        sentence = chance.choice(self.sentences)
        length = chance.randint(1, longest)
        start = chance.randint(0, max(0, len(sentence) - length))
        words = sentence[start : start + length]
        if chance.random() < 0.33:
            words = [chance.choice(self.words) if chance.random() < 0.4 else word for word in words]
        if chance.random() < 0.42:
            for _ in range(chance.randint(1, 2)):
                words.insert(chance.randint(0, len(words)), self.figures.any())
        return " ".join(words)

    def phrase(self) -> str:
        """An office phrase with its blanks filled."""
        figures = self.figures
        makers: dict[str, Callable[[], str]] = {
            "n": figures.count,
            "s": figures.small,
            "d": figures.date,
            "h": figures.hijri,
            "y": figures.year,
            "t": figures.clock,
            "m": figures.money,
            "p": figures.per_cent,
            "f": figures.phone,
            "i": figures.national,
            "r": figures.request,
            "g": figures.register,
            "a": self.person,
            "l": lambda: self.chance.choice(self.places),
            "o": lambda: self.chance.choice(self.bodies),
        }
        return re.sub(r"\{(\w)\}", lambda blank: makers[blank[1]](), self.chance.choice(PHRASES))

    def latin(self) -> str:
        """Words, addresses, codes in Latin letters."""
        chance, digits = self.chance, self.figures.digits

        def word() -> str:
            if chance.random() < 0.6:
                return chance.choice([str.lower, str.capitalize, str.upper, str])(chance.choice(LATIN_WORDS))
            letters = "".join(chance.choices("bcdfghjklmnprstvwxyzaeiouaeiouqZXQJ", k=chance.randint(2, 9)))
            return chance.choice([str.lower, str.capitalize, str.upper])(letters)

        def mail(first: str, last: str, host: str) -> str:
            ending = chance.choice(["com", "org", "sy", "gov.sy"])
            return f"{first}{chance.choice(['.', '_', ''])}{last}@{host}.{ending}".lower()

        def site(host: str) -> str:
            return f"www.{host.lower()}.{chance.choice(['com', 'org', 'gov.sy'])}"

        forms: list[Callable[[], str]] = [
            lambda: " ".join(word() for _ in range(chance.randint(1, 5))),
            lambda: mail(word(), word(), word()),
            lambda: site(word()),
            lambda: f"SY{digits(2)} " + " ".join(digits(4) for _ in range(chance.randint(2, 4))),
            lambda: f"{word().upper()[:4]}{chance.choice(['-', '', ' '])}{digits(chance.randint(2, 6))}",
            lambda: f"WARRAQ:R:{self.figures.request()}",
            lambda: f"{word()} {self.figures.any()}",
        ]
        return chance.choice(forms)()

    def value(self) -> str:
        """What stands behind a label."""
        chance = self.chance
        makers: list[tuple[float, Callable[[], str]]] = [
            (5, self.figures.any),
            (2.5, self.person),
            (1.2, lambda: chance.choice(self.places)),
            (0.8, lambda: chance.choice(self.bodies)),
            (1, lambda: self.prose(5)),
            (0.7, self.latin),
            (1, self.phrase),
        ]
        return chance.choices([make for _, make in makers], [weight for weight, _ in makers])[0]()

    def field(self) -> str:
        """A label, what parts it from its value, the value; a leader of dots is a drawing and is put in by `decoration`."""
        chance = self.chance
        parted = chance.choice([": ", ": ", ": ", " : ", " ", ":"])
        return f"{chance.choice(LABELS)}{parted}{self.value()}"

    def bare_number(self) -> str:
        """One or two numbers and little else."""
        chance, figures = self.chance, self.figures
        part = chance.random()
        if part < 0.62:
            return figures.any()
        if part < 0.74:
            return f"{figures.any()}{chance.choice(['  ', '   ', ' - ', ' '])}{figures.any()}"
        if part < 0.9:
            return f"{chance.randint(1, 40)}{chance.choice(['-', '.', ')', ' -', '- '])} {self.value()}"
        return f"{figures.any()}{chance.choice(['.', '.', '،', ':'])}"

    def line(self) -> tuple[str, str]:
        """(kind, logical text before cleaning)."""
        chance = self.chance
        makers: list[tuple[float, str, Callable[[], str]]] = [
            (34, "prose", lambda: self.prose(chance.choice([3, 6, 10, 15]))),
            (20, "field", self.field),
            (4, "field", lambda: f"{self.field()}{' ' * chance.randint(2, 8)}{self.field()}"),
            (15, "phrase", self.phrase),
            (17, "number", self.bare_number),
            (
                6,
                "name",
                lambda: chance.choice(
                    [self.person(), self.person(), chance.choice(self.places), chance.choice(self.bodies), chance.choice(LABELS)]
                ),
            ),
            (2, "latin", self.latin),
            (2, "latin", lambda: f"{self.prose(4)} {self.latin()}"),
            (1, "latin", lambda: f"{chance.choice(LABELS)}: {self.latin()}"),
        ]
        _, kind, make = chance.choices(makers, [weight for weight, _, _ in makers])[0]
        return kind, self.figures.in_script(self._finish(kind, make()))

    def _finish(self, kind: str, text: str) -> str:
        """Brackets, bullets, closing signs; a stop beside a number looks like a zero, so many numbers end a line."""
        chance = self.chance
        if chance.random() < 0.06:
            text = chance.choice(["({})", "«{}»", '"{}"', "- {}", "• {}", "[{}]", "* {}", "{} /", "/{}/"]).format(text)
        if kind in ("prose", "phrase", "field") and chance.random() < 0.12:
            text += f" {self.figures.any()}{chance.choice(['.', '.', '،', ':', ''])}"
        if chance.random() < 0.1:
            text += chance.choice([".", ".", ":", "،", "؛", "؟", "!", "…"])
        return text
