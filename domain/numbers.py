"""Numbers that tie a paper to its record, in the one form in which they are compared.

    request number    2021-000123, with a site before it DAM-2021-000123; also printed 000123/2021
    national number   11 digits
    phone             09XXXXXXXX; also +9639XXXXXXXX, 009639XXXXXXXX

Any digit script and any dash or slash will do; spaces around separators are allowed.
"""

from __future__ import annotations

import re

from domain.arabic.folding import fold

_SEPARATOR = r"\s*[-/_.]\s*"
_SITE = rf"(?:([a-z]{{2,6}}){_SEPARATOR})?"
_YEAR = r"((?:19|20)\d\d)"
_YEAR_FIRST = re.compile(rf"{_SITE}{_YEAR}{_SEPARATOR}(\d{{6}})")
_YEAR_LAST = re.compile(rf"{_SITE}(\d{{6}}){_SEPARATOR}{_YEAR}")
_TYPED = re.compile(rf"{_SITE}{_YEAR}{_SEPARATOR}(\d{{1,6}})")
_PHONE = re.compile(r"(?:\+?963|00963)?0?(9\d{8})")


def canonical_request_no(text: str, *, typed: bool = False) -> str | None:
    """`2021-000123` or `DAM-2021-000123`, or None if `text` is no request number.

    `typed`: a person typed it, and may have left out zeros at the front of the second group.
    """
    folded = fold(text).strip()
    if match := _YEAR_FIRST.fullmatch(folded):
        site, year, serial = match.groups()
    elif match := _YEAR_LAST.fullmatch(folded):
        site, serial, year = match.groups()
    elif typed and (match := _TYPED.fullmatch(folded)):
        site, year, serial = match.groups()
    else:
        return None
    number = f"{year}-{serial.zfill(6)}"
    return f"{site.upper()}-{number}" if site else number


def canonical_national_no(text: str) -> str | None:
    """Eleven digits, or None."""
    number = re.sub(r"[\s\-./]", "", fold(text))
    return number if re.fullmatch(r"\d{11}", number) else None


def canonical_phone(text: str) -> str | None:
    """A Syrian mobile number as 09XXXXXXXX, or None."""
    match = _PHONE.fullmatch(re.sub(r"[\s\-./()]", "", fold(text)))
    return f"0{match[1]}" if match else None
