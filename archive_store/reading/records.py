"""Electronic records, by number and by what a paper says."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import fields
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, or_, select

from archive_store.ids import document_key as key_of
from archive_store.keys import hashed
from archive_store.reading.documents import DocumentReader, select_documents
from archive_store.reading.rows import record_of, to_record
from archive_store.schema import document, document_key, fact, record
from domain.documents import Document, DocumentStatus, Record
from domain.numbers import canonical_request_no

#: Postings looked at per key when its rarity is judged, and in all when candidates are ranked: bounds the cost of a lookup.
_COMMON = 800
_BUDGET = 5000


class RecordReader:
    """Questions about records."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def record(self, request_no: str) -> Record | None:
        """The record of this number in any of its spellings (Arabic digits, NNNNNN/YYYY, with or without the site prefix).

        None where there is none, or where the spelling fits several sites.
        """
        exact = self._connection.execute(select(record).where(record.c.request_no == request_no)).first()
        if exact is not None:
            return to_record(exact)
        query = select(record).where(record.c.number == number_of(request_no)).limit(2)
        found = [to_record(row) for row in self._connection.execute(query)]
        prefix = prefix_of(request_no)
        if prefix:
            found = [each for each in found if prefix_of(each.request_no) in ("", prefix)]
        return found[0] if len(found) == 1 else None

    def records(
        self,
        limit: int | None = None,
        offset: int = 0,
        service: str | None = None,
        state: str | None = None,
        text: str | None = None,
    ) -> Iterator[Record]:
        """Records in order of their numbers; `text` is looked for in number, names, national number and phone as written."""
        query = _narrowed(select(record), service, state, text).order_by(record.c.request_no).offset(offset).limit(limit)
        yield from (to_record(row) for row in self._connection.execute(query))

    def record_count(self, service: str | None = None, state: str | None = None, text: str | None = None) -> int:
        """How many records `records` would give without limit."""
        query = _narrowed(select(func.count()).select_from(record), service, state, text)
        count: int = self._connection.execute(query).scalar_one()
        return count

    def candidates(self, keys: Collection[str], cap: int) -> list[Record]:
        """At most `cap` records that share blocking keys with a paper, the likeliest first: a rare key weighs more.

        Keys so common that they tell little are looked at only as far as a fixed budget goes, which bounds the cost.
        """
        weights = self._weights(hashed(keys))
        if not weights:
            return []
        listed = ",".join(f"({key},{weight:.3f})" for key, weight in weights.items())
        ranked = self._connection.exec_driver_sql(
            f"WITH wanted(key, weight) AS (VALUES {listed}) SELECT record_id FROM wanted "
            "CROSS JOIN record_key WHERE record_key.key = wanted.key "
            f"GROUP BY record_id ORDER BY sum(weight) DESC, record_id LIMIT {int(cap)}"
        )
        order = [row[0] for row in ranked.all()]
        rows = self._connection.execute(_RECORDS_BY_ID, {"wanted": order}).all()
        found = {row[0]: record_of(row[1:]) for row in rows}
        return [found[key] for key in order]

    def _weights(self, hashes: list[int]) -> dict[int, float]:
        """Weight of each key worth looking at: the logarithm of its rarity. The numbers in the statement are our own hashes."""
        if not hashes:
            return {}
        listed = ",".join(f"({key})" for key in hashes)
        counted = self._connection.exec_driver_sql(
            f"WITH wanted(key) AS (VALUES {listed}) SELECT key, "
            "(SELECT count(*) FROM (SELECT 1 FROM record_key "
            f"WHERE record_key.key = wanted.key LIMIT {_COMMON}) AS postings) AS n, "
            "(SELECT max(id) FROM record) FROM wanted ORDER BY n, key"
        )
        weights: dict[int, float] = {}
        budget = _BUDGET
        for key, count, total in counted.all():
            if count and (count <= min(budget, _COMMON - 1) or not weights):
                weights[key] = math.log(1 + total / count)
                budget -= count
        return weights

    def request_nos_with(self, column: str, value: str) -> dict[str, dict[str, str]]:
        """The numbers of the records in whose unknown columns `column` is `value`, each with all of those columns."""
        rows = self._connection.execute(select(record.c.request_no, record.c.extra).execution_options(yield_per=5000))
        found = ((number, {name: text for name, text in extra}) for number, extra in rows)
        return {number: extra for number, extra in found if extra.get(column) == value}

    def fact(self, name: str) -> str | None:
        """A fact about the archive itself, None if it was never noted."""
        found: str | None = self._connection.execute(select(fact.c.value).where(fact.c.name == name)).scalar()
        return found

    def keys_version(self) -> str | None:
        """The version of the blocking keys that the archive holds; None if it was never noted (see `rekey`)."""
        return self.fact("keys_version")

    def waiting_for(self, keys: Collection[str], cap: int = 1000) -> list[Document]:
        """Documents in review for want of a record that share blocking keys with a record, most shared keys first."""
        shared = (
            select(document_key.c.document_id)
            .where(document_key.c.key.in_(hashed(keys)))
            .group_by(document_key.c.document_id)
            .order_by(func.count().desc(), document_key.c.document_id)
            .limit(cap)
        )
        order = list(self._connection.execute(shared).scalars())
        query = select_documents().where(document.c.id.in_(order), document.c.status == DocumentStatus.REVIEW)
        return sorted(DocumentReader(self._connection).documents(query), key=lambda each: order.index(key_of(each.id)))


def _narrowed(query: Select[Any], service: str | None, state: str | None, text: str | None) -> Select[Any]:
    if service is not None:
        query = query.where(record.c.service_code == service)
    if state is not None:
        query = query.where(record.c.state == state)
    if text:
        query = query.where(or_(*(column.contains(text, autoescape=True) for column in _SEARCHED)))
    return query


#: In the order of Record's own fields, `extra` last.
_RECORD_COLUMNS = [record.c[each.name] for each in fields(Record)]
_RECORDS_BY_ID = select(record.c.id, *_RECORD_COLUMNS).where(record.c.id.in_(bindparam("wanted", expanding=True)))
_SEARCHED = (
    record.c.request_no,
    record.c.applicant_name,
    record.c.mother_name,
    record.c.organization_name,
    record.c.national_no,
    record.c.phone,
)


def number_of(request_no: str) -> str:
    """What all spellings of a request number share: `YYYY-NNNNNN` without the site prefix; the text itself if it is none."""
    canonical = canonical_request_no(request_no, typed=True)
    return canonical.split("-", 1)[-1] if canonical and canonical[0].isalpha() else canonical or request_no.strip()


def prefix_of(request_no: str) -> str:
    """The site prefix in capitals, empty where there is none."""
    canonical = canonical_request_no(request_no, typed=True)
    return canonical.split("-", 1)[0] if canonical and canonical[0].isalpha() else ""
