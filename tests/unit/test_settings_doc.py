"""docs/SETTINGS.md names every setting with its default, and no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel

from pipeline.settings import FolderSettings, Settings

DOC = Path(__file__).resolve().parents[2] / "docs" / "SETTINGS.md"


def keys(model: type[BaseModel]) -> Iterator[tuple[str, object]]:
    for name, field in model.model_fields.items():
        if isinstance(field.default, BaseModel):
            yield from keys(type(field.default))
        elif name != "folders":
            yield name, field.default
    if model is Settings:
        yield from keys(FolderSettings)


def shown(default: object) -> str:
    """As it is written in TOML."""
    if isinstance(default, bool):
        return str(default).lower()
    return f'["{default[0]}"]' if isinstance(default, tuple) else str(default)


def test_every_setting_is_told_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*?) \|", DOC.read_text("utf-8"), re.MULTILINE))
    wanted = dict(keys(Settings))
    told = re.findall(r"^\| `(\w+)` \|", DOC.read_text("utf-8"), re.MULTILINE)
    assert sorted(told) == sorted(name for name, _ in keys(Settings))
    for name, default in wanted.items():
        if default not in (None, "", ...) and name != "centre" and "Undefined" not in repr(default):
            assert rows[name] == f"`{shown(default)}`", name
