"""Formats are told from bytes; names only say what to leave alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats import HEAD_BYTES, is_ignored, is_temporary, sniff
from tests.scan_files import every_format


@pytest.mark.parametrize(("name", "content"), every_format().items())
def test_each_format_is_known_by_its_first_bytes(name: str, content: bytes) -> None:
    assert sniff(content[:HEAD_BYTES]) == name.split("-", maxsplit=1)[0]


@pytest.mark.parametrize(
    ("head", "fmt"),
    [
        (b"", None),
        (b"hello", None),
        (b"BMW: a car, not a bitmap; long enough for a header", None),
        (b"junk before\n%PDF-1.4\n", "pdf"),
        (b"MM\x00+\x00\x08\x00\x00", "tiff"),
        (b"P4\n# fax\n10 10\n", "pnm"),
        (b"Dear Sir: please\nnote: this\n\nis no mail", None),
        (b"\x00\x00\x00\x20ftypmif1\x00\x00\x00\x00mif1avif", "avif"),
        (b"\x00\x00\x00\x20ftypisom\x00\x00\x00\x00isommp41", None),
        (b"From clerk Tue\r\nFrom: a@b\r\nSubject: x\r\n folded\r\n\r\nbody", "eml"),
    ],
)
def test_odd_beginnings(head: bytes, fmt: str | None) -> None:
    assert sniff(head) == fmt


@given(st.binary(max_size=200))
def test_any_bytes_give_an_answer(head: bytes) -> None:
    assert sniff(head) is None or isinstance(sniff(head), str)


@pytest.mark.parametrize("name", ["Thumbs.db", "THUMBS.DB", "desktop.ini", ".DS_Store", ".scan.tif", "._scan.pdf"])
def test_system_files_are_ignored(name: str) -> None:
    assert is_ignored(name)


@pytest.mark.parametrize(
    "name", ["~WRL01.tmp", "~$letter.docx", "scan.pdf.part", "scan.pdf~", "a.TMP", "x.crdownload", "y.filepart"]
)
def test_unfinished_names_are_left_alone(name: str) -> None:
    assert is_temporary(name)
    assert not is_ignored(name)


@pytest.mark.parametrize("name", ["scan.pdf", "كتاب وارد.tif", "a\nb.jpg", "\udcff.png", "partly.png", "noextension"])
def test_ordinary_names_are_taken(name: str) -> None:
    assert not is_ignored(name)
    assert not is_temporary(name)
