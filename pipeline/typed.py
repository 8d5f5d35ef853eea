"""What people type on a command line, understood or refused with a remedy."""

from __future__ import annotations

import datetime as dt

from domain.dates import parse_date
from domain.errors import InvalidRequest
from domain.messages import Message


def typed_date(text: str) -> dt.date:
    """A date in any form that papers use. Raises InvalidRequest."""
    date = parse_date(text)
    if date is None:
        raise InvalidRequest(
            Message(ar=f"تاريخ غير مفهوم: {text}. مثال: 2021-01-26", en=f"Not a date: {text}. For example: 2021-01-26")
        )
    return date
