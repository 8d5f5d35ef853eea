"""The audit chain: each event carries the hash of the one before, so that none can be altered or taken out unseen.

hash = SHA-256 over the canonical JSON (keys sorted, no spaces, ASCII) of id, at, agent, action, object, detail, previous.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from archive_store.columns import clean_text

#: `previous` of the first event.
BEGINNING = "0" * 64


def canonical(value: Mapping[str, Any]) -> str:
    """The one JSON text of `value`."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def digest(value: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


@dataclass(frozen=True)
class Event:
    """One line of the audit trail. `detail` is canonical JSON."""

    id: int
    at: dt.datetime
    agent: str
    action: str
    object: str
    detail: str
    previous: str

    @property
    def hash(self) -> str:
        """What the next event carries as `previous`."""
        return digest(
            {
                "id": self.id,
                "at": self.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
                "agent": clean_text(self.agent),
                "action": self.action,
                "object": clean_text(self.object),
                "detail": self.detail,
                "previous": self.previous,
            }
        )
