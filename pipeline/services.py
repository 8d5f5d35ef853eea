"""The composition root: from a home and its settings to everything the steps may use, chosen once at start-up."""

from __future__ import annotations

import datetime as dt
import getpass
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from archive_store.archive import Archive
from archive_store.filesystem import FileSystem, RealFileSystem
from archive_store.objects import FolderObjects
from archive_store.search.index import SearchIndex
from domain.catalogue import Catalogue, default_catalogue_text, parse_catalogue
from domain.errors import InvalidRequest, MissingPart
from domain.messages import Message
from domain.record_keys import KEYS_VERSION, draft_keys, record_keys
from ingest.limits import Limits
from pipeline.classifier import ActiveClassifier
from pipeline.memory import share_one_pool
from pipeline.settings import DEFAULT_SETTINGS, SETTINGS_FILE, Settings, read_settings

CATALOGUE_FILE = "catalogue.toml"
DATABASE_FILE = "warraq.db"
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Home:
    """The folder of one archive and the places in it."""

    root: Path

    @property
    def inbox(self) -> Path:
        return self.root / "inbox"

    @property
    def store(self) -> Path:
        return self.root / "store"

    @property
    def index(self) -> Path:
        return self.root / "index"

    @property
    def run(self) -> Path:
        return self.root / "run"

    @property
    def scratch(self) -> Path:
        return self.root / "run" / "tmp"

    @property
    def catalogue(self) -> Path:
        return self.root / CATALOGUE_FILE

    @property
    def settings(self) -> Path:
        return self.root / SETTINGS_FILE

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    def database_url(self, settings: Settings) -> str:
        return settings.database or f"sqlite:///{self.root / DATABASE_FILE}"


@dataclass(frozen=True)
class Services:
    """Everything a step may use."""

    home: Home
    settings: Settings
    catalogue: Catalogue
    archive: Archive
    objects: FolderObjects
    index: SearchIndex
    classifier: ActiveClassifier
    fs: FileSystem
    clock: Callable[[], dt.datetime]
    agent: str

    @property
    def zone(self) -> ZoneInfo:
        """Civil time of the centre."""
        return ZoneInfo(self.settings.timezone)

    @property
    def limits(self) -> Limits:
        """The limits on one foreign file, as the ingest room knows them."""
        own = self.settings.limits
        return Limits(
            max_pixels=own.page_megapixels * 1_000_000,
            max_pages=own.pages,
            max_file_bytes=own.file_megabytes * MEGABYTE,
            memory_bytes=own.worker_megabytes * MEGABYTE,
            seconds_per_page=own.page_seconds,
        )


def utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def initialise(root: Path) -> list[str]:
    """Make the home, or bring an older one up to date. Idempotent; returns what was made, by name."""
    home = Home(root)
    made = [path.name for path in (root, home.inbox, home.store, home.run, home.scratch) if _make_folder(path)]
    made += [
        path.name
        for path, text in ((home.settings, DEFAULT_SETTINGS), (home.catalogue, default_catalogue_text()))
        if _make_file(path, text)
    ]
    settings = read_settings(root)
    copy = Archive.upgrade(home.database_url(settings), home.backups)
    made += [copy.name] if copy else []
    services = open_services(root)
    text = home.catalogue.read_text("utf-8")
    with services.archive.read() as reader:
        known = reader.keys_version()
    with services.archive.write(services.agent) as tx:
        tx.save_catalogue(services.catalogue.version, text)
        if known != KEYS_VERSION:
            tx.rekey(KEYS_VERSION)
    return made


def open_services(
    root: Path,
    *,
    read_only: bool = False,
    fs: FileSystem | None = None,
    clock: Callable[[], dt.datetime] = utc_now,
    agent: str | None = None,
) -> Services:
    """Open an existing home. Raises MissingPart (none there, another version) or InvalidRequest (its files are wrong)."""
    if not read_only:
        share_one_pool()
    home, fs = Home(root), fs or RealFileSystem()
    settings = read_settings(root)
    catalogue = parse_catalogue(_read_catalogue(home))
    archive = Archive.open(
        home.database_url(settings),
        clock=clock,
        timezone=_zone(settings.timezone),
        book_of=catalogue.book_of,
        record_keys=record_keys,
        draft_keys=draft_keys,
        read_only=read_only,
    )
    objects = FolderObjects(home.store, fs)
    return Services(
        home=home,
        settings=settings,
        catalogue=catalogue,
        archive=archive,
        objects=objects,
        index=SearchIndex.open(home.index, read_only=read_only and not os.access(root, os.W_OK)),
        classifier=ActiveClassifier(catalogue, archive, objects),
        fs=fs,
        clock=clock,
        agent=agent or f"os:{_user()}",
    )


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a service user without an entry in the password file
        return "unknown"


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise InvalidRequest(
            Message(
                ar=f"المنطقة الزمنية {name} في الإعدادات غير معروفة. مثال: Asia/Damascus",
                en=f"Unknown timezone {name} in the settings. For example: Asia/Damascus",
            )
        ) from error


def _read_catalogue(home: Home) -> str:
    try:
        return home.catalogue.read_text("utf-8")
    except FileNotFoundError as error:
        raise MissingPart(
            Message(ar=f"ملف الفهرس {home.catalogue} مفقود.", en=f"The catalogue {home.catalogue} is missing."),
            remedy=f"warraq --home {home.root} init",
        ) from error


def _make_folder(path: Path) -> bool:
    if path.is_dir():
        return False
    path.mkdir(parents=True, exist_ok=True)
    return True


def _make_file(path: Path, text: str) -> bool:
    if path.exists():
        return False
    part = path.with_suffix(".new")
    part.write_text(text, "utf-8")
    shutil.move(part, path)
    return True
