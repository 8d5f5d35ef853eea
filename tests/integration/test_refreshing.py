"""Records of a foreign database in the archive: fetched, kept in step, marked when they vanish, and papers linked to them."""

from __future__ import annotations

import datetime as dt
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import structlog

from archive_store.foreign import ForeignRecords
from cli import run
from domain.documents import LinkMethod, ScanStatus
from domain.errors import InvalidRequest, Unavailable
from domain.messages import Reason
from pipeline.health import Pulse, health_server
from pipeline.refreshing import last_refresh, refresh, source_of
from pipeline.services import Services, open_services
from pipeline.watching import watch_folders
from tests.foreign_database import MAPPING, ROWS, ForeignDatabase, on_postgresql, on_sqlite
from tests.integration.instant import RECORD, make_template, picture
from tests.integration.test_health import ask
from tests.integration.test_parts import archive_all
from tests.memory_records import MemoryRecords

LATE = ("2019-777777", "mobility-aid", "وديع شاهين النحاسي", 9999999999, None, "2019-05-02", "2021-02-01 09:00:00", 0)


class Hands:
    """A clock that is moved."""

    def __init__(self) -> None:
        self.now = dt.datetime(2026, 3, 1, 22, 30, tzinfo=dt.UTC)  # in Damascus it is the next day

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ForeignDatabase]:
    made = on_sqlite(tmp_path) if request.param == "sqlite" else on_postgresql(request.getfixturevalue("postgresql")[0])
    yield made
    made.engine.dispose()


@pytest.fixture
def services(office: ForeignDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Services:
    """A home whose settings name the office's view; the URL comes from a file beside."""
    home = tmp_path / "home"
    make_template(home)
    (tmp_path / "secret").write_text(office.url + "\n")
    lines = ["[records]", f'url_file = "{tmp_path}/secret"', 'table = "open_requests"', 'where = "mahdhuf = 0"']
    lines += [f'database_schema = "{office.schema}"'] if office.schema else []
    lines += ['updated_at = "taghyir"', "[records.columns]", *(f'{ours} = "{theirs}"' for ours, theirs in MAPPING.items())]
    (home / "settings.toml").write_text("\n".join(lines), "utf-8")
    return open_services(home, clock=Hands())


def results(services: Services, *, full: bool = False) -> dict[str | None, str]:
    source = source_of(services)
    assert source is not None
    return {result.request_no: result.result for result in refresh(services, source, full=full)}


def test_records_are_cleaned_merged_and_kept_in_step(services: Services, office: ForeignDatabase) -> None:
    assert results(services) == {"2021-000123": "updated", "2021-000124": "added"}
    with services.archive.read() as reader:
        known, new = reader.record("2021-000123"), reader.record("2021-000124")
    assert known is not None and new is not None
    assert (new.national_no, new.phone, new.submitted_on) == ("09999999999", "", dt.date(2021, 1, 27))
    assert (known.national_no, known.phone, known.mother_name) == ("01614596181", "0956321172", "ريما البنفسجي")
    assert dict(new.extra) == {"source": office.source().name}

    office.run("UPDATE {requests} SET hatif = 933123456, taghyir = '2021-03-01 09:00:00' WHERE moamala_no = '2021-000124'")
    office.run(
        "UPDATE {requests} SET hatif = 933000000 WHERE moamala_no = '2021-000123'"
    )  # not stamped: the full reading finds it
    assert results(services) == {"2021-000124": "updated"}
    assert results(services, full=True) == {"2021-000123": "updated", "2021-000124": "unchanged"}


def test_a_record_that_vanished_is_kept_and_marked_until_it_comes_back(services: Services, office: ForeignDatabase) -> None:
    results(services)
    office.run("DELETE FROM {requests} WHERE moamala_no = '2021-000124'")
    assert "gone" not in results(services).values()  # what changed is read, not what is there
    assert results(services, full=True)["2021-000124"] == "gone"
    assert "2021-000124" not in results(services, full=True)  # said once
    with services.archive.read() as reader:
        gone = reader.record("2021-000124")
        assert gone is not None and gone.national_no == "09999999999"
        assert dict(gone.extra)["gone_since"] == "2026-03-02"
        assert [event.action for event in reader.events() if event.object == "2021-000124"] == ["record-added", "record-updated"]
    office.add(ROWS[1])
    assert results(services, full=True)["2021-000124"] == "updated"
    with services.archive.read() as reader:
        back = reader.record("2021-000124")
    assert back is not None and "gone_since" not in dict(back.extra)


def test_records_of_other_origin_are_never_marked_nor_is_all_when_nothing_is_seen(
    services: Services, office: ForeignDatabase
) -> None:
    results(services)
    with services.archive.write(services.agent) as tx:
        tx.save_record(replace(RECORD, request_no="2020-000001"), "v")
    office.run("UPDATE {requests} SET mahdhuf = 1")
    assert results(services, full=True) == {}
    with services.archive.read() as reader:
        assert not any("gone_since" in dict(each.extra) for each in reader.records())


def test_a_waiting_paper_is_linked_when_its_record_comes(services: Services, office: ForeignDatabase) -> None:
    (services.home.inbox / "early.png").write_bytes(picture(20))
    (scan,) = archive_all(services)
    assert scan.documents[0].draft.link.reason is Reason.NO_RECORD
    results(services)
    office.add(LATE)
    assert results(services)["2019-777777"] == "added"
    with services.archive.read() as reader:
        assert reader.scan(scan.id).status is ScanStatus.ARCHIVED
        assert reader.document("d1").draft.link.method is LinkMethod.REQUEST_NO


def test_a_row_that_cannot_be_used_is_told_and_the_others_go_in(services: Services, office: ForeignDatabase) -> None:
    office.add(("بلا رقم", "mobility-aid", "س", None, None, "2021-01-26", "2021-01-26 10:00:00", 0))
    assert sorted(results(services).values()) == ["added", "rejected", "updated"]


def test_times_with_a_zone_become_days_of_the_centre(services: Services) -> None:
    late_evening = dt.datetime(2021, 1, 26, 22, 30, tzinfo=dt.UTC)
    row = {"request_no": 2021000555, "submitted_on": late_evening}
    (result,) = refresh(services, MemoryRecords("memory", [(row, late_evening)]))
    with services.archive.read() as reader:
        record = reader.record("2021-000555")
    assert result.result == "added" and record is not None and record.submitted_on == dt.date(2021, 1, 27)


def test_a_source_that_is_away_is_noted_and_what_was_read_stays(services: Services, capsys: pytest.CaptureFixture[str]) -> None:
    source = MemoryRecords("memory", [({"request_no": "2021-000555"}, 1)])
    list(refresh(services, source))
    clock = services.clock
    assert isinstance(clock, Hands)
    clock.now += dt.timedelta(minutes=5)
    source.away = True
    with pytest.raises(Unavailable):
        list(refresh(services, source))
    state = last_refresh(services)
    assert state.age(clock.now) == 300 and state.failed is not None and "away" in state.failed["en"]
    assert run(["--home", str(services.home.root), "status", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["records_source"] == "memory" and shown["records_refresh_error"] == state.failed
    source.away = False
    list(refresh(services, source))
    assert last_refresh(services).failed is None


def test_the_command_refreshes_and_tells(services: Services, office: ForeignDatabase, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["--home", str(services.home.root), "--lang", "en", "records", "refresh", "--json"]
    assert run(command) == 0
    shown = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(each["request_no"], each["result"]) for each in shown] == [("2021-000123", "updated"), ("2021-000124", "added")]
    (services.home.root.parent / "secret").write_text("postgresql://reader:secret-word@/office?host=/nowhere")
    assert run(command) == 1
    said = capsys.readouterr().err
    assert "records database" in said and "secret-word" not in said
    with services.archive.read() as reader:
        assert reader.record("2021-000124") is not None


@pytest.mark.parametrize("left_out", ["table", "url_file", "request_no"])
def test_settings_that_are_not_complete_are_refused(services: Services, left_out: str) -> None:
    file = services.home.settings
    file.write_text("\n".join(line for line in file.read_text("utf-8").splitlines() if not line.startswith(left_out)), "utf-8")
    with pytest.raises(InvalidRequest, match="not complete"):
        source_of(open_services(services.home.root))


def test_settings_with_a_column_that_is_not_ours_are_refused(services: Services) -> None:
    with services.home.settings.open("a", encoding="utf-8") as file:
        file.write('\nrequst_no = "x"\n')
    with pytest.raises(InvalidRequest, match="requst_no"):
        open_services(services.home.root)


def test_a_password_in_the_environment_is_in_no_representation(
    services: Services, office: ForeignDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WARRAQ_RECORDS__URL", "postgresql://reader:secret-word@/office")
    opened = open_services(services.home.root)
    source = source_of(opened)
    assert isinstance(source, ForeignRecords) and "secret-word" in source.url
    assert "secret-word" not in f"{opened!r} {source!r}"


def test_the_watcher_refreshes_from_time_to_time_and_goes_on_while_the_source_is_away(
    services: Services, office: ForeignDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WARRAQ_METRICS__PORT", "0")
    monkeypatch.setenv("WARRAQ_RECORDS__REFRESH_MINUTES", "0.005")
    watched = open_services(services.home.root)
    secret = services.home.root.parent / "secret"
    stop = threading.Event()
    with structlog.testing.capture_logs() as logged:
        watcher = threading.Thread(target=watch_folders, args=(watched, 1, stop.is_set, lambda scan: None))
        watcher.start()
        try:
            eventually(lambda: holds(watched, "2021-000124"))
            secret.write_text("sqlite:////nowhere/at-all.db")
            eventually(lambda: last_refresh(watched).failed is not None)
            with health_server(watched, Pulse()) as port:
                text = ask(port, "/metrics")[1]
            assert "warraq_records_refresh_failed 1.0" in text
            assert "warraq_records_refresh_age_seconds" in text
            office.add(LATE)
            secret.write_text(office.url)
            eventually(lambda: holds(watched, "2019-777777"))
            assert watcher.is_alive()
        finally:
            stop.set()
            watcher.join(20)
    assert not watcher.is_alive()
    assert not any("النحاسي" in str(line) for line in logged)


def holds(services: Services, number: str) -> bool:
    with services.archive.read() as reader:
        return reader.record(number) is not None


def eventually(is_so: object, seconds: float = 30.0) -> None:
    assert callable(is_so)
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.1)
