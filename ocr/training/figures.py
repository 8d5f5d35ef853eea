"""Numbers of office paper in all their forms, written with European digits; `in_script` turns a text's digits into one script."""

import random
import re

from ocr.charset import INDIC
from ocr.training.wording import HIJRI_MONTHS, MONTHS, REGISTER_LETTERS, WEEKDAYS

_TO_INDIC = str.maketrans("0123456789", INDIC)


class Figures:
    """Draws numbers; the generator given is the only source of chance."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def digits(self, length: int) -> str:
        """`length` digits; a third of the time with long runs of one digit, zeros above all, which readers count wrongly."""
        chance = self.chance
        if chance.random() < 0.33:
            figures = ""
            while len(figures) < length:
                figures += chance.choice("0000123456789") * chance.randint(1, 5)
            return figures[:length]
        return "".join(chance.choices("0123456789", k=length))

    def count(self) -> str:
        """1 to 30,000, small ones more often."""
        return str(int(10 ** self.chance.uniform(0, 4.5)))

    def small(self) -> str:
        """1 to 60."""
        return str(self.chance.randint(1, 60))

    def year(self) -> str:
        """A civil or Hijri year."""
        chance = self.chance
        return str(chance.choice([chance.randint(1930, 2030), chance.randint(1995, 2027), chance.randint(1340, 1449)]))

    def date(self) -> str:
        """A civil date in any of the usual forms."""
        chance = self.chance
        year, day, month = self.year(), chance.randint(1, 31), chance.randint(1, 12)
        padded = chance.random() < 0.5
        d, m = (f"{day:02d}", f"{month:02d}") if padded else (str(day), str(month))
        forms = [
            (5, f"{d}/{m}/{year}"),
            (3, f"{year}/{m}/{d}"),
            (1.5, f"{year}-{month:02d}-{day:02d}"),
            (1.5, f"{d}-{m}-{year}"),
            (0.7, f"{d}.{m}.{year}"),
            (2.5, f"{day} {MONTHS[month - 1]} {year}"),
            (0.7, f"{day} {MONTHS[month - 1]}، {year}"),
            (0.5, f"{d}/{m}/{year[2:]}"),
            (0.5, f"{d} / {m} / {year}"),
            (0.4, f"{chance.choice(WEEKDAYS)} {d}/{m}/{year}"),
            (0.4, f"{d}/{m}/{year}م"),
        ]
        return self._weighed(forms)

    def hijri(self) -> str:
        """A Hijri date."""
        chance = self.chance
        year, day, month = chance.randint(1345, 1450), chance.randint(1, 30), chance.randint(1, 12)
        suffix = chance.choice([" هـ", "هـ", "هـ", ""])
        return chance.choice([f"{day}/{month}/{year}{suffix}", f"{day} {chance.choice(HIJRI_MONTHS)} {year}{suffix}"])

    def money(self) -> str:
        """An amount, with or without thousands marks and a fraction."""
        value = int(10 ** self.chance.uniform(2, 8.5))
        value = max(1, value // 10 ** (zeros := self.chance.randint(0, 5))) * 10**zeros
        return self.chance.choice([f"{value:,}", f"{value:,}", str(value), f"{value:,}.{self.chance.randint(0, 99):02d}"])

    def phone(self) -> str:
        """A mobile number or a land line."""
        chance = self.chance
        forms = [
            (4, "09" + self.digits(8)),
            (1.5, "+9639" + self.digits(8)),
            (0.5, "00963" + self.digits(9)),
            (1, f"0{chance.randint(11, 55)}-{self.digits(7)}"),
            (0.5, "011" + self.digits(7)),
            (0.5, f"09{self.digits(2)} {self.digits(3)} {self.digits(3)}"),
        ]
        return self._weighed(forms)

    def national(self) -> str:
        """A national number, 11 digits, most of them beginning with a governorate's 01 to 14."""
        return (f"{self.chance.randint(1, 14):02d}" if self.chance.random() < 0.7 else self.digits(2)) + self.digits(9)

    def request(self) -> str:
        """A request number in each of its forms, hyphenated groups in either order (programs lay them out differently)."""
        chance = self.chance
        year = str(chance.randint(2015, 2030))
        serial = f"{int(10 ** chance.uniform(0, 6)) % 1000000:06d}" if chance.random() < 0.6 else self.digits(6)
        forms = [
            (4, f"{year}-{serial}"),
            (1.5, f"{serial}-{year}"),
            (2.5, f"{serial}/{year}"),
            (0.7, f"{year}/{serial}"),
            (1, f"{chance.choice(['DAM', 'DAM', 'ALP', 'HMS', 'LAT', 'TRT', 'HAM'])}-{year}-{serial}"),
        ]
        return self._weighed(forms)

    def register(self) -> str:
        """A register number, most of them with the book's letter."""
        letter = self.chance.choice(REGISTER_LETTERS)
        forms = [
            (5, f"{self.count()}/{letter}"),
            (1, f"{letter}/{self.count()}"),
            (1, self.count()),
            (0.7, f"{self.count()}/{letter}/{self.year()}"),
        ]
        return self._weighed(forms)

    def clock(self) -> str:
        """A time of day."""
        return f"{self.chance.randint(0, 23)}:{self.chance.randint(0, 59):02d}"

    def per_cent(self) -> str:
        """A percentage."""
        return f"{self.chance.randint(1, 100)}" + self.chance.choice(["%", "%", ".5%"])

    def any(self) -> str:
        """A number of any kind, the keys of papers most often."""
        chance = self.chance
        forms = [
            (2, self.count),
            (1, self.year),
            (3, self.date),
            (0.5, self.hijri),
            (1.2, self.money),
            (1.5, self.phone),
            (3.5, self.national),
            (3.5, self.request),
            (1.5, self.register),
            (0.5, self.clock),
            (0.5, self.per_cent),
            (1.2, lambda: self.digits(chance.randint(1, 16))),
            (0.6, lambda: f"{self.count()}/{self.year()}"),
            (0.3, lambda: f"{chance.randint(0, 99)}.{chance.randint(0, 99)}"),
            (0.3, lambda: f"({self.count()})"),
            (0.6, lambda: self.digits(1)),
        ]
        maker = chance.choices([make for _, make in forms], [weight for weight, _ in forms])[0]
        return maker()

    def in_script(self, text: str) -> str:
        """One digit script for the line: Arabic-Indic, European, or now and then one per number."""
        part = self.chance.random()
        if part < 0.48:
            return text.translate(_TO_INDIC).replace("%", self.chance.choice("٪%"))
        if part < 0.93:
            return text
        return re.sub(r"\d[\d.,/:-]*", lambda m: m[0].translate(_TO_INDIC) if self.chance.random() < 0.5 else m[0], text)

    def _weighed(self, forms: list[tuple[float, str]]) -> str:
        return self.chance.choices([form for _, form in forms], [weight for weight, _ in forms])[0]
