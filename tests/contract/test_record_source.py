"""What every source of records does, and what a foreign database does besides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive_store.foreign import RecordSource
from domain.errors import InvalidRequest, MissingPart, Unavailable
from tests.foreign_database import MAPPING, ROWS, ForeignDatabase, on_postgresql, on_sqlite
from tests.memory_records import MemoryRecords

FOREIGN = ["sqlite", "postgresql"]


def foreign(kind: str, request: pytest.FixtureRequest, folder: Path) -> ForeignDatabase:
    return on_sqlite(folder) if kind == "sqlite" else on_postgresql(request.getfixturevalue("postgresql")[0])


@pytest.fixture(params=["memory", *FOREIGN])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RecordSource]:
    """Two requests, the second changed a day after the first."""
    if request.param == "memory":
        rows = [(dict(zip(MAPPING, row, strict=False)), dt.datetime.fromisoformat(row[6])) for row in ROWS[:2]]
        yield MemoryRecords("open_requests", rows)
        return
    database = foreign(request.param, request, tmp_path)
    yield database.source()
    database.engine.dispose()


@pytest.fixture(params=FOREIGN)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ForeignDatabase]:
    made = foreign(request.param, request, tmp_path)
    yield made
    made.engine.dispose()


def numbers(source: RecordSource, after: object = None) -> list[str]:
    return [str(row.values["request_no"]) for row in source.rows(after)]


def test_all_rows_come_under_our_names(source: RecordSource) -> None:
    first, second = source.rows()
    assert source.columns == set(MAPPING) == set(first.values)
    assert (first.values["request_no"], second.values["request_no"]) == ("2021-000123", "2021-000124")
    assert (int(first.values["national_no"]), second.values["phone"]) == (1614596181, None)
    assert source.name.endswith("open_requests")


def test_after_a_change_only_what_changed_since_comes(source: RecordSource) -> None:
    newest = max(row.changed for row in source.rows())
    assert numbers(source, newest) == ["2021-000124"]


def test_a_source_may_be_read_again_while_it_is_read(source: RecordSource) -> None:
    reading = source.rows()
    next(reading)
    assert len(numbers(source)) == 2
    assert len(list(reading)) == 1


def test_nothing_can_be_written(database: ForeignDatabase) -> None:
    """Not even by the owner of the table, with rights to do so: a function in a view or a condition could try."""
    owner = database.engine.url.render_as_string(hide_password=False)
    sneaky = "nextval('office.counter') > 0"
    if database.schema:
        database.run("CREATE SEQUENCE office.counter")
        source = database.source(where=sneaky)
        with pytest.raises(InvalidRequest, match="read-only"):
            list(type(source)(owner, source.table, source.mapping, source.schema, sneaky).rows())
    else:
        database.engine.dispose()
        file = Path(str(database.engine.url.database))
        before = file.read_bytes()
        assert numbers(database.source()) == ["2021-000123", "2021-000124"]
        assert file.read_bytes() == before and sorted(path.name for path in file.parent.iterdir()) == [file.name]


def test_a_table_without_the_right_to_read_it_is_told(request: pytest.FixtureRequest) -> None:
    database = on_postgresql(request.getfixturevalue("postgresql")[0])
    with pytest.raises(InvalidRequest, match="permission denied") as caught:
        numbers(database.source(table="requests"))
    assert "secret-word" not in caught.value.message.en + caught.value.message.ar
    database.engine.dispose()


def test_what_is_not_there_is_named_with_what_is(database: ForeignDatabase) -> None:
    with pytest.raises(InvalidRequest, match=r"talabat.*open_requests"):
        numbers(database.source(table="talabat"))
    with pytest.raises(InvalidRequest, match=r"has not: cell.*hatif"):
        numbers(database.source(mapping=MAPPING | {"phone": "cell"}))
    with pytest.raises(InvalidRequest, match="when"):
        numbers(database.source(updated_at="when"))


def test_names_and_conditions_are_taken_as_they_are(database: ForeignDatabase) -> None:
    database.run("UPDATE {requests} SET ism = 'a:b %s 100%' WHERE moamala_no = '2021-000124'")
    assert numbers(database.source(where="ism LIKE 'a:b \\%s 100%' ESCAPE '\\' OR ism = 'a:b %s 100%'")) == ["2021-000124"]
    with pytest.raises(InvalidRequest):
        numbers(database.source(table='open_requests"; DROP TABLE requests; --'))
    assert len(numbers(database.source())) == 2


@pytest.mark.parametrize(
    "url", ["postgresql://reader:secret-word@/office?host=/nowhere", "sqlite:////nowhere/secret-word.db", "sqlite:///."]
)
def test_a_database_that_is_away_is_unavailable(database: ForeignDatabase, url: str) -> None:
    source = database.source()
    with pytest.raises(Unavailable, match="records database") as caught:
        numbers(type(source)(url, source.table, source.mapping))
    assert "secret-word" not in caught.value.detail


def test_a_url_that_is_none_or_has_no_driver_is_told_without_it(database: ForeignDatabase) -> None:
    source = database.source()
    for url, kind in (("secret-word", InvalidRequest), ("nosuch://u:secret-word@h/d", MissingPart)):
        with pytest.raises(kind) as caught:
            numbers(type(source)(url, source.table, source.mapping))
        assert "secret-word" not in f"{caught.value.message} {source!r}"
