"""The catalogue: services, tabs, document types and the words by which papers are known. Data that a centre edits.

`parse_catalogue` reads the TOML text of a catalogue (its form is explained at the top of `catalogue.toml`, which ships with the
program) and checks it; a mistake is named with its line and entry, in Arabic and English.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from typing import Any, TypeVar

from domain.arabic import fold
from domain.documents import Book
from domain.errors import InvalidRequest
from domain.messages import Message

OTHER = "other"


@dataclass(frozen=True, slots=True)
class Tab:
    """A heading inside the dossier."""

    code: str
    ar: str
    en: str


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A kind of paper.

    `book` is the register book of such papers, None for no entry. `linkable` is false for papers that belong to no request.
    `writer` is `office`, `outside`, `person` or empty (anyone), `shape` is `form`, `letter` or empty. The
    three lists of wordings are explained in the catalogue file.
    """

    code: str
    tab: str
    ar: str
    en: str
    book: Book | None
    linkable: bool
    writer: str
    shape: str
    titles: tuple[str, ...]
    strong: tuple[str, ...]
    weak: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ServiceGroup:
    """Services that stand together; with `one_row` they are one row of the report."""

    code: str
    ar: str
    en: str
    one_row: bool


@dataclass(frozen=True, slots=True)
class Service:
    """A kind of request: `days` it may take, types its dossier must hold (`required`), and other `usual` types.

    `words` are wordings by which papers name the service, besides its Arabic name.
    """

    code: str
    group: str
    ar: str
    en: str
    days: int
    required: tuple[str, ...]
    usual: tuple[str, ...]
    words: tuple[str, ...]
    named_by_source: bool


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Everything a centre may edit; `version` is twelve hexadecimal digits of the SHA-256 of `text`."""

    version: str
    text: str
    office_names: tuple[str, ...]
    governorates: tuple[str, ...]
    groups: Mapping[str, ServiceGroup]
    tabs: Mapping[str, Tab]
    types: Mapping[str, DocumentType]
    services: Mapping[str, Service]

    @cached_property
    def _service_names(self) -> dict[str, str]:
        named = ((fold(text), code) for code, service in self.services.items() for text in (code, service.ar, service.en))
        return dict(named)

    def service_named(self, text: str) -> str | None:
        """The code of the service that is named by its code or its Arabic or English name, or None."""
        return self._service_names.get(fold(text).strip())

    def tab_of_type(self, type_code: str) -> str:
        """The code of the tab under which papers of a type stand; unknown types stand where `other` stands."""
        return (self.types.get(type_code) or self.types[OTHER]).tab

    def book_of(self, type_code: str) -> Book | None:
        """The register book of a type; unknown types are entered where `other` is."""
        return (self.types.get(type_code) or self.types[OTHER]).book

    def linkable(self, type_code: str) -> bool:
        """False for types that belong to no request."""
        kind = self.types.get(type_code)
        return kind is None or kind.linkable


def default_catalogue_text() -> str:
    """The text of the catalogue that ships with the program."""
    return resources.files("domain").joinpath("catalogue.toml").read_text(encoding="utf-8")


def parse_catalogue(text: str) -> Catalogue:
    """Read and check a catalogue.

    Raises InvalidRequest, naming line and entry, for text that is not TOML, a missing or mistyped value, a code used twice, or a
    reference to a code that is not there.
    """
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _error(f"ليس ملف TOML صحيحًا: {error}", f"not valid TOML: {error}") from error
    reader = _Reader(text, tree)
    catalogue = Catalogue(
        version=hashlib.sha256(text.encode("utf-8")).hexdigest()[:12],
        text=text,
        office_names=reader.office_list("names"),
        governorates=reader.office_list("governorates"),
        groups=reader.entries("group", _group),
        tabs=reader.entries("tab", _tab),
        types=reader.entries("type", _type),
        services=reader.entries("service", _service),
    )
    _check_references(reader, catalogue)
    return catalogue


def _error(ar: str, en: str) -> InvalidRequest:
    return InvalidRequest(
        Message(
            ar=f"ملف الفهرس (catalogue.toml) فيه خطأ: {ar}. صحّحه ثم أعد المحاولة.",
            en=f"The catalogue (catalogue.toml) has a mistake: {en}. Mend it and try again.",
        )
    )


_Entry = TypeVar("_Entry", ServiceGroup, Tab, DocumentType, Service)


@dataclass(frozen=True, slots=True)
class _Place:
    """An entry of the file: its values, and where it stands, for messages."""

    kind: str
    position: int
    line: int
    values: Mapping[str, Any]

    def error(self, ar: str, en: str) -> InvalidRequest:
        name = f"[[{self.kind}]] {self.values.get('code', f'#{self.position}')}"
        return _error(f"السطر {self.line}، المدخل {name}: {ar}", f"line {self.line}, entry {name}: {en}")

    def words(self, key: str, default: str | None = None) -> str:
        """A text value; `default` None means that it must be there."""
        value = self.values.get(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.error(f"القيمة «{key}» يجب أن تكون نصًا", f"`{key}` must be a text")
        return value

    def one_of(self, key: str, allowed: Sequence[str], default: str) -> str:
        value = self.words(key, default)
        if value not in allowed:
            choice = " | ".join(item or '""' for item in allowed)
            raise self.error(f"القيمة «{key}» يجب أن تكون من: {choice}", f"`{key}` must be one of: {choice}")
        return value

    def list_of_words(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self.error(f"القيمة «{key}» يجب أن تكون قائمة نصوص", f"`{key}` must be a list of texts")
        return tuple(value)

    def switch(self, key: str, default: bool) -> bool:
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            raise self.error(f"القيمة «{key}» يجب أن تكون true أو false", f"`{key}` must be true or false")
        return value

    def days(self, key: str) -> int:
        value = self.values.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self.error(f"القيمة «{key}» يجب أن تكون عدد أيام (1 فأكثر)", f"`{key}` must be a number of days, 1 or more")
        return value


class _Reader:
    """The file's tree beside its text, so that messages can name lines."""

    def __init__(self, text: str, tree: Mapping[str, Any]) -> None:
        self._text = text
        self._tree = tree

    def office_list(self, key: str) -> tuple[str, ...]:
        office = self._tree.get("office", {})
        line = next(iter(self._lines("[office]")), 1)
        return _Place("office", 1, line, office if isinstance(office, dict) else {}).list_of_words(key)

    def places(self, kind: str) -> list[_Place]:
        rows = self._tree.get(kind)
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise _error(f"لا يوجد أي مدخل [[{kind}]]", f"there is no [[{kind}]] entry")
        lines = self._lines(f"[[{kind}]]")
        return [_Place(kind, n, lines[n - 1] if n <= len(lines) else 1, row) for n, row in enumerate(rows, start=1)]

    def entries(self, kind: str, make: Callable[[_Place], _Entry]) -> dict[str, _Entry]:
        seen: set[str] = set()
        made = []
        for place in self.places(kind):
            code = place.words("code")
            if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", code):
                raise place.error("الرمز code أحرف لاتينية صغيرة وأرقام وشرطات فقط", "`code` takes a-z, 0-9 and hyphens only")
            if code in seen:
                raise place.error("الرمز مستعمل مرتين", "this code is used twice")
            seen.add(code)
            made.append(make(place))
        return {entry.code: entry for entry in made}

    def _lines(self, header: str) -> list[int]:
        """The numbers of the lines that begin an entry of this kind."""
        return [number for number, line in enumerate(self._text.splitlines(), start=1) if line.strip().startswith(header)]


def _group(place: _Place) -> ServiceGroup:
    return ServiceGroup(place.words("code"), place.words("ar"), place.words("en"), place.switch("one_row", False))


def _tab(place: _Place) -> Tab:
    return Tab(place.words("code"), place.words("ar"), place.words("en"))


def _type(place: _Place) -> DocumentType:
    book = place.one_of("book", (*Book, "none"), Book.INCOMING)
    return DocumentType(
        code=place.words("code"),
        tab=place.words("tab"),
        ar=place.words("ar"),
        en=place.words("en"),
        book=None if book == "none" else Book(book),
        linkable=place.one_of("request", ("usual", "never"), "usual") == "usual",
        writer=place.one_of("writer", ("office", "outside", "person", ""), ""),
        shape=place.one_of("shape", ("form", "letter", ""), ""),
        titles=place.list_of_words("title"),
        strong=place.list_of_words("strong"),
        weak=place.list_of_words("weak"),
    )


def _service(place: _Place) -> Service:
    return Service(
        code=place.words("code"),
        group=place.words("group"),
        ar=place.words("ar"),
        en=place.words("en"),
        days=place.days("days"),
        required=place.list_of_words("required"),
        usual=place.list_of_words("usual"),
        words=place.list_of_words("words"),
        named_by_source=place.switch("named_by_source", True),
    )


def _check_references(reader: _Reader, catalogue: Catalogue) -> None:
    """Every code that an entry names must exist, and there must be a type for papers of no other type."""
    if OTHER not in catalogue.types:
        raise _error(f"لا بد من نوع رمزه «{OTHER}»", f"there must be a type with the code `{OTHER}`")
    for place in reader.places("type"):
        if place.words("tab") not in catalogue.tabs:
            raise place.error(f"لا يوجد باب رمزه «{place.words('tab')}»", f"there is no tab `{place.words('tab')}`")
    for place in reader.places("service"):
        if place.words("group") not in catalogue.groups:
            raise place.error(f"لا توجد مجموعة رمزها «{place.words('group')}»", f"there is no group `{place.words('group')}`")
        for code in (*place.list_of_words("required"), *place.list_of_words("usual")):
            if code not in catalogue.types:
                raise place.error(f"لا يوجد نوع رمزه «{code}»", f"there is no type `{code}`")
