"""A foreign office's database: a table of requests in its own words, and a view of it that a reader may read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, text

from archive_store.foreign import ForeignRecords
from tests.postgresql import ThrowawayCluster

MAPPING = {
    "request_no": "moamala_no",
    "service_code": "khidma",
    "applicant_name": "ism",
    "national_no": "raqm_watani",
    "phone": "hatif",
    "submitted_on": "tarikh",
}
COLUMNS = (*MAPPING.values(), "taghyir", "mahdhuf")
ROWS: tuple[tuple[Any, ...], ...] = (
    ("2021-000123", "mobility-aid", "سلمى غسان الصنوبري", 1614596181, 956321172, "2021-01-26", "2021-01-26 09:00:00", 0),
    ("2021-000124", "job-placement", "وديع شاهين النحاسي", 9999999999, None, "2021-01-27", "2021-01-27 09:00:00", 0),
    ("2021-000125", "mobility-aid", "محذوف محذوف محذوف", None, None, "2021-01-28", "2021-01-28 09:00:00", 1),
)


@dataclass(frozen=True)
class ForeignDatabase:
    """The database as its owner sees it, and the URL and schema of the reader."""

    engine: Engine
    url: str
    schema: str | None

    def run(self, statement: str, **values: Any) -> None:
        """What the foreign program writes; `{requests}` stands for its table."""
        table = f"{self.schema}.requests" if self.schema else "requests"
        with self.engine.begin() as connection:
            connection.execute(text(statement.format(requests=table)), values)

    def add(self, *rows: Sequence[Any]) -> None:
        marks = ", ".join(f":{name}" for name in COLUMNS)
        for row in rows:
            self.run(f"INSERT INTO {{requests}} VALUES ({marks})", **dict(zip(COLUMNS, row, strict=True)))

    def source(self, **changes: Any) -> ForeignRecords:
        """The view as a source of records."""
        given: dict[str, Any] = {"table": "open_requests", "mapping": MAPPING, "schema": self.schema}
        return ForeignRecords(self.url, **(given | {"where": "mahdhuf = 0", "updated_at": "taghyir"} | changes))


def on_sqlite(folder: Path) -> ForeignDatabase:
    file = folder / "office.db"
    database = ForeignDatabase(create_engine(f"sqlite:///{file}"), f"sqlite:///{file}", None)
    database.run(
        "CREATE TABLE {requests} (moamala_no TEXT, khidma TEXT, ism TEXT, raqm_watani INTEGER, hatif INTEGER, tarikh TEXT, "
        "taghyir TEXT, mahdhuf INTEGER)"
    )
    database.run("CREATE VIEW open_requests AS SELECT * FROM {requests}")
    database.add(*ROWS)
    return database


def on_postgresql(cluster: ThrowawayCluster) -> ForeignDatabase:
    """A schema of its own, and a role that may read the view and nothing else."""
    url = cluster.database()[1]
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    database = ForeignDatabase(engine, url.replace("//warraq@", "//reader:secret-word@"), "office")
    for statement in (
        "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'reader') THEN CREATE ROLE reader LOGIN; END IF; END $$",
        "CREATE SCHEMA office",
        "CREATE TABLE {requests} (moamala_no varchar(20), khidma text, ism text, raqm_watani bigint, hatif numeric, tarikh date, "
        "taghyir timestamptz, mahdhuf integer)",
        "CREATE VIEW office.open_requests AS SELECT * FROM {requests}",
        "GRANT USAGE ON SCHEMA office TO reader",
        "GRANT SELECT ON office.open_requests TO reader",
    ):
        database.run(statement)
    database.add(*ROWS)
    return database
