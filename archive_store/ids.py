"""Names of scans and documents: a letter and the integer key, as in `s12` and `d345`."""

from __future__ import annotations

import hashlib
import os
import re

from domain.errors import UnknownObject
from domain.messages import Message

_LARGEST_KEY = (1 << 63) - 1


def scan_name(key: int) -> str:
    """The name of the scan with this key."""
    return f"s{key}"


def document_name(key: int) -> str:
    """The name of the document with this key."""
    return f"d{key}"


def scan_key(name: str) -> int:
    """The key in `s12`, `S12`, `12` or `١٢`. Raises UnknownObject for anything else."""
    return _key(name, "s", unknown_scan(name))


def document_key(name: str) -> int:
    """The key in `d12`, `D12`, `12` or `١٢`. Raises UnknownObject for anything else."""
    return _key(name, "d", unknown_document(name))


def _key(name: str, letter: str, error: UnknownObject) -> int:
    found = re.fullmatch(rf"[{letter}{letter.upper()}]?(\d{{1,19}})", name.strip())
    key = int(found[1]) if found else -1
    if not 0 < key <= _LARGEST_KEY:
        raise error
    return key


def unknown_scan(name: str) -> UnknownObject:
    """The error for a scan that is not there."""
    return UnknownObject(
        Message(
            ar=f"لا توجد دفعة مسح بالرقم {name}. اعرض الموجود: warraq scans", en=f"There is no scan {name}. See: warraq scans"
        )
    )


def unknown_document(name: str) -> UnknownObject:
    """The error for a document that is not there."""
    return UnknownObject(
        Message(
            ar=f"لا توجد وثيقة بالرقم {name}. ابحث عنها: warraq search", en=f"There is no document {name}. See: warraq search"
        )
    )


def unknown_record(number: str) -> UnknownObject:
    """The error for a record that is not there."""
    return UnknownObject(
        Message(
            ar=f"لا يوجد سجل إلكتروني للطلب {number}. اعرض السجلات: warraq records list",
            en=f"There is no electronic record of request {number}. See: warraq records list",
        )
    )


def path_digest(path: str) -> str:
    """SHA-256 of a path's bytes: what paths are looked up by."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()
