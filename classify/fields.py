"""The fields of a paper: by label, by shape, and by the words around them; each with page, box, confidence and other readings."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from classify.date_fields import DateReading, date_into_next_line, first_date, other_dates
from classify.labels import Asked, Asks, Piece, asked_values, pieces_of
from classify.name_fields import (
    NameReading,
    association_value,
    associations_in,
    may_name_a_person,
    parents,
    persons,
    single_name,
)
from classify.number_fields import NumberReading, canonical, labelled_number, register_number, shaped_numbers
from classify.place_fields import governorate_in, governorates_named
from classify.view import PageView, view_page
from domain.catalogue import Catalogue
from domain.documents import Alternative, Box, FieldKind, FieldValue, RecognizedPage, Word

_UNLABELLED_NAME = 0.6
_GENERAL_LABEL = 0.8
_MOST_SUBJECT_CHARACTERS = 160
_DATE_KINDS = (Asks.DATE, Asks.OTHER_DATE)


def read_fields(pages: Sequence[RecognizedPage], catalogue: Catalogue) -> tuple[FieldValue, ...]:
    """All fields of a document, those of earlier pages first; the same value of a kind stands once, with its best confidence."""
    found: dict[tuple[FieldKind, str], FieldValue] = {}
    for page in pages:
        view = view_page(page)
        for value in _fields_of_page(view, catalogue):
            key = (value.kind, value.value)
            known = found.get(key)
            if known is None or value.confidence > known.confidence:
                found[key] = value if known is None else replace(value, alternatives=value.alternatives or known.alternatives)
    return tuple(found.values())


def _fields_of_page(view: PageView, catalogue: Catalogue) -> Iterator[FieldValue]:
    asked = list(asked_values(view))
    reader = _PageReader(view, catalogue)
    for item in asked:
        yield from reader.labelled(item)
    yield from reader.composed_name(asked)
    yield from reader.places(any(item.asks is Asks.GOVERNORATE for item in asked))
    labelled = [first_date(_words(item.pieces)) for item in asked if item.asks in _DATE_KINDS]
    used = {id(word) for date in labelled if date is not None for word in date.words}
    others = {id(word) for item in asked if item.asks is Asks.OTHER_DATE for word in _words(item.pieces)}
    for line, following in itertools.zip_longest(view.lines, view.lines[1:]):
        pieces = pieces_of(line.words)
        for number in shaped_numbers(line.words):
            yield reader.number(number)
        for name in (*associations_in(pieces, 0.85), *parents(pieces, 0.9)):
            yield reader.name(name)
        for date in other_dates([word for word in line.words if id(word) not in used]):
            yield reader.date(date, 0.7)
        ending = [word for word in line.words if id(word) not in others]
        if following is not None and (broken := date_into_next_line(ending, following.words)):
            yield reader.date(broken, 0.7)


class _PageReader:
    """Turns readings into fields of one page."""

    def __init__(self, view: PageView, catalogue: Catalogue) -> None:
        self._view = view
        self._catalogue = catalogue
        self._by_label: dict[Asks, Callable[[Asked], Iterator[FieldValue]]] = {
            Asks.REQUEST_NO: self._request_no,
            Asks.NUMBER: self._number,
            Asks.NATIONAL_NO: lambda item: self._one_number(FieldKind.NATIONAL_NO, item),
            Asks.PHONE: lambda item: self._one_number(FieldKind.PHONE, item),
            Asks.DATE: self._date,
            Asks.PERSON: self._person,
            Asks.FATHER: lambda item: self._single(FieldKind.FATHER, item),
            Asks.MOTHER: lambda item: self._single(FieldKind.MOTHER, item),
            Asks.ASSOCIATION: self._association,
            Asks.GOVERNORATE: self._governorate,
            Asks.SUBJECT: self._subject,
        }

    def labelled(self, item: Asked) -> Iterator[FieldValue]:
        """The fields that a label and its value give."""
        read = self._by_label.get(item.asks)
        if read is not None and item.pieces:
            yield from read(item)

    def places(self, asked_for: bool) -> Iterator[FieldValue]:
        """Governorates named without a label; `asked_for`: a label asks for one besides."""
        for reading in governorates_named(self._view, self._catalogue, asked_for):
            yield self.name(reading)

    def number(self, reading: NumberReading) -> FieldValue:
        return self._field(reading.kind, reading.value, reading.words, reading.confidence, reading.alternatives, reading.text)

    def name(self, reading: NameReading) -> FieldValue:
        return self._field(reading.kind, reading.value, reading.words, reading.confidence)

    def date(self, reading: DateReading, quality: float) -> FieldValue:
        others = tuple(Alternative(iso, 0.3) for iso in reading.alternatives)
        return self._field(FieldKind.DATE, reading.iso, reading.words, reading.confidence * quality, others)

    def composed_name(self, asked: Sequence[Asked]) -> Iterator[FieldValue]:
        """First name, father and family from a form that asks for them apart, put together."""
        parts: dict[Asks, NameReading] = {}
        for item in asked:
            wanted = item.asks in (Asks.GIVEN, Asks.FAMILY, Asks.FATHER) or (item.asks is Asks.PERSON and len(item.pieces) == 1)
            if not wanted or not item.pieces:
                continue
            asks = Asks.GIVEN if item.asks is Asks.PERSON else item.asks
            if asks is Asks.GIVEN and not may_name_a_person(item.pieces):
                continue
            name = single_name(FieldKind.PERSON, item.pieces, item.quality)
            if name and asks not in parts:
                parts[asks] = name
        order = [parts[asks] for asks in (Asks.GIVEN, Asks.FATHER, Asks.FAMILY) if asks in parts]
        if Asks.GIVEN in parts and len(order) >= 2:
            words = tuple(word for name in order for word in name.words)
            first_father = [parts[Asks.FATHER].value.split()[0]] if Asks.FATHER in parts else []
            family = [parts[Asks.FAMILY].value] if Asks.FAMILY in parts else []
            value = " ".join([parts[Asks.GIVEN].value, *first_father, *family])
            yield self._field(FieldKind.PERSON, value, words, min(name.confidence for name in order))

    def _field(
        self,
        kind: FieldKind,
        value: str,
        words: Sequence[Word],
        confidence: float,
        alternatives: tuple[Alternative, ...] = (),
        text: str | None = None,
    ) -> FieldValue:
        printed = " ".join(word.text for word in words) if text is None else text
        box = Box.around(word.box for word in words)
        return FieldValue(kind, value, printed, self._view.number, box, round(min(max(confidence, 0.0), 1.0), 4), alternatives)

    def _one_number(self, kind: FieldKind, item: Asked) -> Iterator[FieldValue]:
        reading = labelled_number(kind, _words(item.pieces), item.quality)
        if reading is not None:
            yield self.number(reading)

    def _request_no(self, item: Asked) -> Iterator[FieldValue]:
        words = _words(item.pieces)
        reading = labelled_number(FieldKind.REQUEST_NO, words, item.quality)
        if reading is not None:
            yield self.number(reading)

    def _number(self, item: Asked) -> Iterator[FieldValue]:
        """`الرقم`: a request number if it has that shape, an identity number if it has eleven digits, else a register's."""
        words = _words(item.pieces)
        for kind in (FieldKind.REQUEST_NO, FieldKind.NATIONAL_NO):
            reading = labelled_number(kind, words[:3], item.quality * _GENERAL_LABEL)
            if reading is not None and canonical(kind, reading.value):
                return  # found again by its shape, on the line
        register = register_number(words, item.quality)
        if register is not None:
            yield self.number(register)

    def _date(self, item: Asked) -> Iterator[FieldValue]:
        reading = first_date(_words(item.pieces))
        if reading is not None:
            yield self.date(reading, item.quality)

    def _person(self, item: Asked) -> Iterator[FieldValue]:
        for reading in persons(item.pieces, item.quality):
            yield self.name(reading)

    def _single(self, kind: FieldKind, item: Asked) -> Iterator[FieldValue]:
        reading = single_name(kind, item.pieces, item.quality)
        if reading is not None:
            yield self.name(reading)

    def _association(self, item: Asked) -> Iterator[FieldValue]:
        reading = association_value(item.pieces, item.quality)
        if reading is not None:
            yield self.name(reading)

    def _governorate(self, item: Asked) -> Iterator[FieldValue]:
        reading = governorate_in(item.pieces, self._catalogue.governorates, item.quality)
        if reading is not None:
            yield self.name(reading)

    def _subject(self, item: Asked) -> Iterator[FieldValue]:
        line = self._view.lines[item.line]
        words = [word for word in line.words if any(piece.word is word for piece in pieces_after(item, line.words))]
        text = " ".join(word.text for word in words).strip(" :.،-–/")[:_MOST_SUBJECT_CHARACTERS]
        if len(text) >= 3:
            yield self._field(FieldKind.SUBJECT, text, words, sum(w.confidence for w in words) / len(words) * item.quality)


def pieces_after(item: Asked, words: Sequence[Word]) -> list[Piece]:
    """All pieces from the first of the value to the end of its line: a subject may hold words that look like labels."""
    pieces = pieces_of(words)
    start = next((n for n, piece in enumerate(pieces) if piece == item.pieces[0]), len(pieces))
    return pieces[start:]


def _words(pieces: Sequence[Piece]) -> list[Word]:
    """The words of pieces, each once, cut to the piece where a colon divides them."""
    words: list[Word] = []
    for piece in pieces:
        word = (
            piece.word if piece.text in piece.word.text and ":" not in piece.word.text else replace(piece.word, text=piece.text)
        )
        if not words or words[-1] != word:
            words.append(word)
    return words
