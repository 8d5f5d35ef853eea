"""A file is whole when its end is there: cut, filled up, padded and mutated files of every format."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.limits import Limits
from ingest.second_look import decodes_whole, decodes_whole_apart
from ingest.wholeness import Wholeness, whole
from tests.scan_files import encoded, every_format, picture, scanned_pdf

FORMATS = every_format()
OPEN_ENDED = {"eml"}  # the text part of a message may be all there is
COMPRESSED = [name for name in FORMATS if name not in {"bmp", "tiff-big", "eml"}]  # plain rows may well be black
JUNK = b"\r\n\0\0scanner 7\n" * 20


def judged(folder: Path, content: bytes) -> Wholeness:
    file = folder / "file"
    file.write_bytes(content)
    return whole(file)


@pytest.mark.parametrize("name", FORMATS)
def test_whole_files_are_whole(name: str, tmp_path: Path) -> None:
    assert judged(tmp_path, FORMATS[name]) is Wholeness.WHOLE


@pytest.mark.parametrize("tenths", range(1, 10))
@pytest.mark.parametrize("name", sorted(set(FORMATS) - OPEN_ENDED))
def test_a_file_cut_anywhere_is_incomplete(name: str, tenths: int, tmp_path: Path) -> None:
    content = FORMATS[name]
    assert judged(tmp_path, content[: len(content) * tenths // 10]) is Wholeness.INCOMPLETE


def test_a_message_cut_in_its_attachment_is_incomplete(tmp_path: Path) -> None:
    assert judged(tmp_path, FORMATS["eml"][:-200]) is Wholeness.INCOMPLETE


@pytest.mark.parametrize("tenths", [1, 5, 9])
@pytest.mark.parametrize("name", COMPRESSED)
def test_room_that_is_not_yet_filled_is_no_end(name: str, tenths: int, tmp_path: Path) -> None:
    content = FORMATS[name]
    there = len(content) * tenths // 10
    assert judged(tmp_path, content[:there] + bytes(len(content) - there + 600)) is Wholeness.INCOMPLETE


@pytest.mark.parametrize("name", ["jpeg", "png", "tiff", "pdf", "pdf-drawn", "gif", "webp", "jp2"])
def test_junk_behind_the_end_is_of_no_matter(name: str, tmp_path: Path) -> None:
    assert judged(tmp_path, FORMATS[name] + JUNK) is Wholeness.WHOLE


def test_nothing_and_strangers(tmp_path: Path) -> None:
    assert judged(tmp_path, b"") is Wholeness.EMPTY
    assert judged(tmp_path, b"some text") is Wholeness.UNKNOWN
    assert judged(tmp_path, bytes(5000)) is Wholeness.INCOMPLETE


def test_a_pdf_update_that_broke_off(tmp_path: Path) -> None:
    update = b"\n7 0 obj\n<< /Type /Annot >>\nendobj\n"
    table = b"xref\n0 0\ntrailer\n<< /Size 8 /Prev 9 >>\nstartxref\n99\n%%EOF\n"
    content = FORMATS["pdf-drawn"]
    assert judged(tmp_path, content + update) is Wholeness.INCOMPLETE
    assert judged(tmp_path, content + update + table) is Wholeness.WHOLE


def test_a_pdf_that_only_lacks_its_last_mark(tmp_path: Path) -> None:
    content = FORMATS["pdf-drawn"]
    assert judged(tmp_path, content[: content.rindex(b"%%EOF")]) is Wholeness.WHOLE
    assert judged(tmp_path, content[: content.rindex(b"xref", 0, content.rindex(b"startxref"))]) is Wholeness.INCOMPLETE


def test_a_linearized_pdf_must_have_its_stated_length(tmp_path: Path) -> None:
    head = b"%PDF-1.5\n1 0 obj\n<< /Linearized 1 /L 5000 /N 1 >>\nendobj\nxref\ntrailer\n<< /Size 2 >>\nstartxref\n0\n%%EOF\n"
    assert judged(tmp_path, head) is Wholeness.INCOMPLETE


def test_a_tiff_whose_directories_run_in_a_circle_ends(tmp_path: Path) -> None:
    content = bytearray(FORMATS["tiff-g4"])
    first = int.from_bytes(content[4:8], "little")
    after = first + 2 + 12 * int.from_bytes(content[first : first + 2], "little")
    content[after : after + 4] = first.to_bytes(4, "little")
    assert judged(tmp_path, bytes(content)) is Wholeness.WHOLE


def test_a_second_picture_that_is_promised_must_be_there(tmp_path: Path) -> None:
    both = encoded(picture(), "MPO", save_all=True, append_images=[picture(seed=2)])
    assert judged(tmp_path, both) is Wholeness.WHOLE
    assert judged(tmp_path, both[:-100]) is Wholeness.INCOMPLETE


@pytest.mark.parametrize("name", ["jpeg", "png", "tiff", "tiff-g4", "pdf", "heic", "gif", "jp2", "webp", "eml"])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=12))
def test_mutated_files_are_judged_without_error(name: str, tmp_path: Path, changes: list[tuple[int, int]]) -> None:
    content = bytearray(FORMATS[name])
    for place, value in changes:
        content[place % len(content)] = value
    assert judged(tmp_path, bytes(content)) in Wholeness


def test_what_the_decoder_reads_to_its_end_is_whole(tmp_path: Path) -> None:
    png = tmp_path / "a"
    png.write_bytes(FORMATS["png"][:-12])
    assert whole(png) is Wholeness.INCOMPLETE
    assert decodes_whole_apart(str(png), Limits(), 60)
    png.write_bytes(FORMATS["png"][:-300])
    assert not decodes_whole_apart(str(png), Limits(), 60)


@pytest.mark.parametrize("name", ["tiff", "pdf-drawn", "pdf", "heic", "jpeg"])
def test_what_the_decoder_mends_is_not_whole(name: str, tmp_path: Path) -> None:
    file = tmp_path / "cut"
    content = FORMATS[name]
    for tenths in range(3, 8 if name.startswith("pdf") else 10):  # the last part of a PDF may be its table, which can be mended
        file.write_bytes(content[: len(content) * tenths // 10])
        assert not decodes_whole(file, name.split("-", maxsplit=1)[0], Limits())


def test_a_pdf_without_table_but_with_every_object_is_whole(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    content = scanned_pdf(encoded(picture(), "JPEG"))
    file.write_bytes(content[: content.rindex(b"\nxref") + 1])
    assert whole(file) is Wholeness.INCOMPLETE
    assert decodes_whole(file, "pdf", Limits())
