"""What a file is, told from its first bytes and never from its name; and which names are none of our business."""

from __future__ import annotations

import re
from pathlib import PurePath

HEAD_BYTES = 4096  # `sniff` wants this much of a file, or all of it

PICTURES = frozenset(("jpeg", "png", "tiff", "heic", "avif", "webp", "jp2", "bmp", "gif", "pnm"))
READABLE = PICTURES | {"pdf", "eml"}

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"II+\x00", "tiff"),
    (b"MM\x00+", "tiff"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "jp2"),
    (b"\xff\x4f\xff\x51", "jp2"),
    (b"8BPS", "psd"),
    (b"AT&TFORM", "djvu"),
    (b"PK\x03\x04", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"{\\rtf", "rtf"),
    (b"\x00\x00\x01\x00", "ico"),
)
_HEIC_BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"))
_AVIF_BRANDS = frozenset((b"avif", b"avis"))
_BMP_HEADERS = frozenset((12, 16, 40, 52, 56, 64, 108, 124))  # sizes of the known information headers
_PNM = re.compile(rb"P[1-6][ \t\r\n]+(?:#[^\n]*\n\s*)*\d")
_MAIL_LINE = re.compile(rb"([!-9;-~]{1,76}):[ \t]?|[ \t]+\S")
_MAIL_FIELDS = frozenset(
    (
        b"from",
        b"to",
        b"subject",
        b"date",
        b"received",
        b"return-path",
        b"message-id",
        b"mime-version",
        b"delivered-to",
        b"cc",
        b"reply-to",
    )
)

_IGNORED = frozenset(("thumbs.db", "ehthumbs.db", "desktop.ini", "$recycle.bin", "system volume information", "@eadir"))
_TEMPORARY_ENDS = (".part", ".partial", ".tmp", ".temp", ".crdownload", ".filepart", ".download", ".swp", ".lock", "~")
_TEMPORARY_STARTS = ("~", "#")


def sniff(head: bytes) -> str | None:
    """The format that a file's first bytes (HEAD_BYTES of them) show, or None. Formats outside READABLE cannot be opened."""
    for signature, name in _SIGNATURES:
        if head.startswith(signature):
            return name
    for looks, name in _LOOKS:
        if looks(head):
            return name
    return _boxed(head)


def is_ignored(name: str) -> bool:
    """True for files that systems leave in folders, and for hidden ones: never taken, never reported."""
    base = PurePath(name).name
    return base.startswith(".") or base.casefold() in _IGNORED


def is_temporary(name: str) -> bool:
    """True for names that a scanner, browser or office program gives a file that it still writes: left alone until renamed."""
    folded = PurePath(name).name.casefold()
    return folded.startswith(_TEMPORARY_STARTS) or folded.endswith(_TEMPORARY_ENDS)


def _is_webp(head: bytes) -> bool:
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


def _is_bmp(head: bytes) -> bool:
    """The two letters alone begin many a text."""
    return head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _BMP_HEADERS


def _is_pnm(head: bytes) -> bool:
    return _PNM.match(head) is not None


def _is_pdf(head: bytes) -> bool:
    """Readers take a header anywhere in the first 1024 bytes (ISO 32000-1, annex H.3, note 13)."""
    return b"%PDF-" in head[:1029]


def _is_mail(head: bytes) -> bool:
    """Header lines of RFC 5322, at least two of them usual ones, up to the first empty line."""
    known: set[bytes] = set()
    lines = head.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").split(b"\n")
    for number, line in enumerate(lines[:-1] if len(head) >= HEAD_BYTES else lines):
        if not line or (number == 0 and line.startswith(b"From ")):
            if line:
                continue
            break
        found = _MAIL_LINE.match(line)
        if not found:
            return False
        known.update({(found[1] or b"").lower()} & _MAIL_FIELDS)
    return len(known) >= 2


def _boxed(head: bytes) -> str | None:
    """HEIC and AVIF by the brands of the `ftyp` box (ISO/IEC 14496-12, 4.3)."""
    if head[4:8] != b"ftyp":
        return None
    size = min(max(int.from_bytes(head[:4], "big"), 16), len(head))
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, size, 4))]
    if _AVIF_BRANDS.intersection(brands) and head[8:12] not in _HEIC_BRANDS - {b"mif1", b"msf1"}:
        return "avif"
    return "heic" if _HEIC_BRANDS.intersection(brands) else None


_LOOKS = ((_is_webp, "webp"), (_is_bmp, "bmp"), (_is_pnm, "pnm"), (_is_pdf, "pdf"), (_is_mail, "eml"))
