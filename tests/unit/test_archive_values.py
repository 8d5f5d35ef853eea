"""Pieces of the archive store that need no database: names, hashes, keys, JSON of values."""

from __future__ import annotations

import dataclasses
import datetime as dt
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive_store import chain, values
from archive_store.columns import PathBytes, Unsigned64, UtcTime, clean_text
from archive_store.ids import document_key, document_name, scan_key, scan_name
from archive_store.keys import hashed
from archive_store.reading.records import number_of, prefix_of
from domain.documents import Alternative, Box, Code, Line, RecognizedPage, Word
from domain.errors import UnknownObject

boxes = st.builds(Box, *[st.integers(-10, 50_000)] * 4)
shares = st.integers(0, 10_000).map(lambda n: n / 10_000)
texts = st.text(st.characters(codec=None, exclude_categories=()), max_size=8)
words = st.builds(Word, texts, boxes, shares, st.lists(st.builds(Alternative, texts, shares), max_size=2).map(tuple))
lines = st.builds(Line, st.lists(words, max_size=3).map(tuple), boxes, st.integers(0, 99))
pages = st.builds(
    RecognizedPage,
    number=st.just(1),
    width=st.just(2480),
    height=st.just(3508),
    dpi=st.just(300.0),
    rotation=st.sampled_from([0, 90, 180, 270]),
    lines=st.lists(lines, max_size=3).map(tuple),
    confidence=shares,
    engine=st.just("fake"),
    blank=st.booleans(),
    codes=st.lists(st.builds(Code, texts, st.just("QRCode"), boxes), max_size=2).map(tuple),
)


@settings(max_examples=40)
@given(pages)
def test_a_page_comes_back_from_its_json(page: RecognizedPage) -> None:
    plain = {field.name: getattr(page, field.name) for field in dataclasses.fields(page)}
    row = SimpleNamespace(**plain, content=values.page_content(page))
    assert values.to_page(row) == page


@given(texts)
def test_cleaned_text_can_be_stored_and_keeps_everything_else(text: str) -> None:
    cleaned = clean_text(text)
    assert "\x00" not in cleaned.encode().decode()
    assert len(cleaned) == len(text)
    assert clean_text(cleaned) == cleaned
    assert all(
        new == old or (new == "\ufffd" and (old == "\x00" or "\ud800" <= old <= "\udfff"))
        for new, old in zip(cleaned, text, strict=True)
    )


@given(st.binary(min_size=1, max_size=20))
def test_any_path_is_kept_byte_for_byte(raw: bytes) -> None:
    column, path = PathBytes(), raw.decode("utf-8", "surrogateescape")
    stored = column.process_bind_param(path, None)  # type: ignore[arg-type]
    assert stored == raw
    assert column.process_result_value(stored, None) == path  # type: ignore[arg-type]


@given(st.integers(0, 2**64 - 1))
def test_any_inode_fits(inode: int) -> None:
    stored = Unsigned64().process_bind_param(inode, None)  # type: ignore[arg-type]
    assert stored is not None and -(2**63) <= stored < 2**63
    assert Unsigned64().process_result_value(stored, None) == inode  # type: ignore[arg-type]


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        UtcTime().process_bind_param(dt.datetime(2026, 1, 1), None)  # type: ignore[arg-type]


@given(st.integers(1, 2**63 - 1))
def test_names_lead_back_to_keys(key: int) -> None:
    assert scan_key(scan_name(key)) == document_key(document_name(key)) == key
    arabic = str(key).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert document_key("D" + arabic) == key


@pytest.mark.parametrize("name", ["", "d", "s1", "dd1", "d0", "d-1", "d 1", "1d", f"d{2**63}"])
def test_what_is_no_name_of_a_document_is_unknown(name: str) -> None:
    with pytest.raises(UnknownObject):
        document_key(name)


def test_the_hash_of_an_event_never_changes() -> None:
    """A golden value: were it to change, every archive in use would be called tampered with."""
    at = dt.datetime(2026, 3, 1, 12, 0, 0, 5, tzinfo=dt.timezone(dt.timedelta(hours=3)))
    event = chain.Event(7, at, "os:سعاد", "archive", "d1", chain.canonical({"b": 1, "a": "ق"}), chain.BEGINNING)
    assert event.detail == '{"a":"\\u0642","b":1}'
    assert event.hash == "22f06104b267b170adffe071d2d7326689f3a410983f7792fb09bcb136976b19"


@given(st.sampled_from(["id", "at", "agent", "action", "object", "detail", "previous"]))
def test_every_part_of_an_event_is_hashed(name: str) -> None:
    event = chain.Event(7, dt.datetime(2026, 3, 1, tzinfo=dt.UTC), "os:a", "archive", "d1", "{}", chain.BEGINNING)
    other = {"id": 8, "at": event.at + dt.timedelta(microseconds=1)}.get(name, "changed")
    assert dataclasses.replace(event, **{name: other}).hash != event.hash


@given(st.frozensets(st.text(max_size=5)))
def test_hashed_keys_are_distinct_signed_64_bit_numbers(keys: frozenset[str]) -> None:
    found = hashed(keys)
    assert len(found) == len(keys)
    assert all(-(2**63) <= key < 2**63 for key in found)


@pytest.mark.parametrize(
    ("spelling", "number", "prefix"),
    [
        ("2021-000123", "2021-000123", ""),
        ("DAM-2021-000123", "2021-000123", "DAM"),
        ("٠٠٠١٢٣/٢٠٢١", "2021-000123", ""),
        ("قديم ٧", "قديم ٧", ""),
    ],
)
def test_spellings_of_a_request_number(spelling: str, number: str, prefix: str) -> None:
    assert (number_of(spelling), prefix_of(spelling)) == (number, prefix)
