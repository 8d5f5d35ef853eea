"""What a check finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """`kind` is `object`, `register`, `audit`, `index` or `database`; `where` names the object, entry, event or document."""

    kind: str
    where: str
    detail: str
