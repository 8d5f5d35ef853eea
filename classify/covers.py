"""Codes that steer a stack: our cover sheets and separator sheets. Any other code on a paper is evidence at most."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.documents import RecognizedPage
from domain.numbers import canonical_request_no

COVER_PREFIX, GIVEN_PREFIX, BOX_PREFIX = "WARRAQ:R:", "WARRAQ:G:", "WARRAQ:B:"
SEPARATOR_SYMBOLOGIES = frozenset(("QRCode", "Code39", "Code128"))


def request_no_of_cover(code: str) -> str | None:
    """The request number in the text of a cover sheet's QR code, or None for any other text."""
    text = code.strip()
    return canonical_request_no(text.removeprefix(COVER_PREFIX)) if text.startswith(COVER_PREFIX) else None


def cover_request_no(page: RecognizedPage) -> str | None:
    """The request number of a cover sheet, None for any other page. Only a QR code of ours makes a cover sheet."""
    for code in page.codes:
        if "QR" in code.symbology and (number := request_no_of_cover(code.text)):
            return number
    return None


def is_separator(page: RecognizedPage, texts: Sequence[str]) -> bool:
    """Whether the page bears a code with one of the separators' texts; spaces, case and the signs that begin and end a Code 39
    are of no matter."""
    wanted = {_bare(text) for text in texts}
    return any(_bare(code.text) in wanted for code in page.codes if _normal(code.symbology) in SEPARATOR_SYMBOLOGIES)


def _bare(text: str) -> str:
    return re.sub(r"[\s*]", "", text).upper()


def _normal(symbology: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "", symbology)
