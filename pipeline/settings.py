"""The settings of one home, read once by the composition root and handed on as values.

Sources, strongest first: environment (`WARRAQ_…`, nested with `__`), then `settings.toml` in the home, then the defaults here.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from domain.documents import RECORD_COLUMNS
from domain.errors import InvalidRequest, MissingPart
from domain.messages import Message

SETTINGS_FILE = "settings.toml"


class FolderSettings(BaseModel):
    """One watched folder. A relative path is taken from the home."""

    path: Path
    centre: str | None = Field(default=None, description="centre that owns what arrives here; default: the home's centre")
    default_service: str | None = Field(default=None, description="service a paper is for, if nothing on it says otherwise")
    scanner: str = Field(default="", description="name of the source, kept with each scan")
    recursive: bool = True


class WatchSettings(BaseModel):
    """When a file in a watched folder is taken, shown as stuck, or given up. All in seconds."""

    settle_seconds: float = Field(default=2.0, ge=0, description="size and time must not change for this long")
    rescan_seconds: float = Field(default=10.0, gt=0, description="the folders are listed this often, events or not")
    stuck_seconds: float = Field(default=120.0, gt=0, description="an incomplete file that no longer changes is shown as stuck")
    incomplete_seconds: float = Field(default=1800.0, gt=0, description="… and is quarantined as incomplete")


class LimitSettings(BaseModel):
    """What one file may cost before it is refused."""

    page_megapixels: int = Field(default=200, gt=0)
    pages: int = Field(default=5000, gt=0)
    file_megabytes: int = Field(default=2000, gt=0)
    worker_megabytes: int = Field(default=3000, gt=0, description="address space of one worker")
    page_seconds: float = Field(default=45.0, gt=0, description="wall time for one page, reading included")


class OcrSettings(BaseModel):
    """Which engine reads, by name."""

    recognizer: str = Field(default="warraq", description="`warraq` (our own line recogniser) or `tesseract`")
    tesseract_languages: str = Field(default="ara", description="models for Tesseract, joined by +")
    second_opinion: bool = Field(default=True, description="Tesseract reads again what the first engine is unsure of")


class MetricsSettings(BaseModel):
    """Where the watcher answers /metrics and /healthz; off while no port is set."""

    host: str = "127.0.0.1"
    port: int | None = None


class RecordsSettings(BaseModel):
    """A foreign database whose records are read into ours; none is while no table is set."""

    url: SecretStr | None = Field(default=None, description="SQLAlchemy URL of the database, best given by the environment")
    url_file: Path | None = Field(default=None, description="file that holds the URL, in its place")
    database_schema: str | None = None
    table: str = Field(default="", description="table or view that holds a row per request")
    columns: dict[str, str] = Field(default={}, description="our column = their column")
    where: str = Field(default="", description="condition in the database's own SQL")
    updated_at: str = Field(default="", description="their column that says when a row last changed")
    refresh_minutes: float = Field(default=15.0, gt=0)
    full_hours: float = Field(default=24.0, gt=0, description="all rows are read this often, where updated_at spares the others")

    @field_validator("columns")
    @classmethod
    def _known(cls, columns: dict[str, str]) -> dict[str, str]:
        unknown = sorted(set(columns) - set(RECORD_COLUMNS))
        if unknown:
            raise ValueError(f"unknown columns {', '.join(unknown)}; known: {', '.join(RECORD_COLUMNS)}")
        return columns


class Settings(BaseSettings):
    """Everything a centre may set. Frozen: a change takes effect at the next start."""

    model_config = SettingsConfigDict(
        env_prefix="WARRAQ_", env_nested_delimiter="__", frozen=True, extra="forbid", toml_file=SETTINGS_FILE
    )

    centre: str = Field(default="DAM", description="code of this centre, written into records, scans and register entries")
    timezone: str = Field(default="Asia/Damascus", description="civil time of the register")
    database: str = Field(default="", description="SQLAlchemy URL; empty: SQLite in the home")
    jobs: int = Field(default=0, ge=0, description="worker processes; 0: one per core")
    separators: tuple[str, ...] = Field(default=("PATCHT",), description="texts of codes that mean: a new document begins")
    folders: tuple[FolderSettings, ...] = Field(default=(FolderSettings(path=Path("inbox")),))
    watch: WatchSettings = WatchSettings()
    limits: LimitSettings = LimitSettings()
    ocr: OcrSettings = OcrSettings()
    metrics: MetricsSettings = MetricsSettings()
    records: RecordsSettings = RecordsSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment over file; the file is the one of the home being opened."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def worker_count(self) -> int:
        """Worker processes to start."""
        return self.jobs or len(os.sched_getaffinity(0))


def read_settings(home: Path) -> Settings:
    """The settings of `home`. Raises MissingPart where there is no home, InvalidRequest where the file is wrong."""
    file = home / SETTINGS_FILE
    if not file.is_file():
        raise MissingPart(
            Message(ar=f"لا يوجد أرشيف في {home}. أنشئه أولًا.", en=f"There is no archive in {home}. Make one first."),
            remedy=f"warraq --home {home} init",
        )

    class HomeSettings(Settings):
        model_config = SettingsConfigDict(toml_file=file)

    try:
        return HomeSettings()
    except ValidationError as error:
        raise InvalidRequest(_explain(file, error.errors())) from error
    except ValueError as error:  # not TOML at all
        raise InvalidRequest(
            Message(ar=f"ملف الإعدادات {file} غير صحيح: {error}", en=f"The settings file {file} is not valid TOML: {error}")
        ) from error


def _explain(file: Path, errors: list[Any]) -> Message:
    faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in errors)
    return Message(
        ar=f"في الإعدادات ({file} أو متغيرات WARRAQ_) قيم غير مقبولة: {faults}",
        en=f"The settings ({file} or WARRAQ_ variables) hold values that cannot be used: {faults}",
    )


DEFAULT_SETTINGS = """\
# إعدادات ورّاق · settings of this warraq home. Every key is optional; docs/SETTINGS.md lists them all.
# centre = "DAM"
# timezone = "Asia/Damascus"
# jobs = 2

# [[folders]]
# path = "inbox"
# scanner = "front desk"

# [watch]
# settle_seconds = 2.0

# Electronic records from a database; its URL in the variable WARRAQ_RECORDS__URL or in url_file. See docs/RECORDS.md.
# [records]
# table = "requests"
# columns = { request_no = "number", applicant_name = "name" }
"""
