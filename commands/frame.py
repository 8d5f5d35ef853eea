"""What every command shares: the home and language options, output of JSON lines, messages, exit codes."""

from __future__ import annotations

import functools
import json
import os
import sys
from collections.abc import Callable, Collection, Iterable
from enum import IntEnum
from pathlib import Path
from typing import Any, Literal, TypeVar

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from commands.language import Command, Group, Option, language, t
from commands.lazy import COMMANDS
from domain.messages import Message
from pipeline.services import Services, open_services

F = TypeVar("F", bound=Callable[..., Any])
HOME_VARIABLE = "WARRAQ_HOME"
FILE_COLUMNS = 160


class Exit(IntEnum):
    """The exit codes that scripts rely on."""

    DONE = 0
    OUR_ERROR = 1
    USAGE = 2
    SOME_LEFT = 3
    INTEGRITY = 4
    MISSING_PART = 5
    STOPPED = 130


def default_home() -> Path:
    """Where the archive is when nobody says."""
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "warraq"


def home_options(function: F, default: Callable[[], Path]) -> F:
    """`--home` and `--lang`, on every command; the home comes to the function as `home`."""

    @functools.wraps(function)
    def with_home(*args: Any, home: Path | None, lang: str | None, **kwargs: Any) -> Any:
        context = click.get_current_context()
        inherited = (context.find_root().obj or {}).get("home")
        chosen = home or inherited or os.environ.get(HOME_VARIABLE) or default()
        return function(*args, home=Path(chosen).absolute(), **kwargs)

    about_home = Message(ar=f"مجلد الأرشيف (أو المتغير {HOME_VARIABLE})", en=f"home folder of the archive (or {HOME_VARIABLE})")
    about_lang = Message(ar="لغة الرسائل", en="language of messages")
    for decorate in (
        click.option("--lang", cls=Option, type=click.Choice(["ar", "en"]), about=about_lang, expose_value=True),
        click.option("--home", cls=Option, type=click.Path(path_type=Path, file_okay=False), about=about_home),
    ):
        with_home = decorate(with_home)
    return with_home  # type: ignore[return-value]  # click's decorators keep the signature open


def command(
    name: str, *, ar: str, en: str, example: str, group: click.Group | None = None, home: Callable[[], Path] = default_home
) -> Callable[[F], click.Command]:
    """Make a command of a function: both languages, an example, `--home` (by default what `home()` says) and `--lang`."""

    def decorate(function: F) -> click.Command:
        made = click.command(name, cls=Command, about=Message(ar, en), example=example)(home_options(function, home))
        if group is not None:
            group.add_command(made)
        return made

    return decorate


def program_command(name: str, *, example: str, home: Callable[[], Path] = default_home) -> Callable[[F], click.Command]:
    """Make a command of the program itself: what it is for stands in `commands.lazy`, which shows it without loading it."""
    about = COMMANDS[name].about
    return command(name, ar=about.ar, en=about.en, example=example, home=home)


def group(name: str, *, example: str, alone: F | None = None) -> Group:
    """An empty group of commands, itself a command of the program. `alone` is what the group does by itself, a command like any
    other; with a verb after it, the group hands its home on.
    """
    about = COMMANDS[name].about
    if alone is None:
        return Group(name, about=about, example=example)
    own = click.command(name, cls=Command, about=about)(home_options(alone, default_home))
    return Group(name, about=about, example=example, params=own.params, callback=own.callback, invoke_without_command=True)


json_flag = click.option(
    "--json", "as_json", is_flag=True, cls=Option, about=Message(ar="كائن JSON في كل سطر", en="one JSON object per line")
)


def write_json(item: Any) -> None:
    """One object on one line of standard output, UTF-8."""
    text = json.dumps(item, ensure_ascii=False)
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.flush()


def tell(ar: str, en: str) -> None:
    """A message for the person, on standard error."""
    click.echo(t(ar, en), err=True)


def out(text: str = "") -> None:
    """A line of the result, on standard output."""
    click.echo(text.encode("utf-8", "backslashreplace").decode("utf-8"))


def console() -> Console:
    """The terminal for results; a file or pipe gets room enough for a row."""
    return Console(highlight=False, soft_wrap=False, width=None if sys.stdout.isatty() else FILE_COLUMNS)


def table(
    columns: Iterable[tuple[str, str]], rows: Iterable[Iterable[str]], title: str | None = None, whole: Collection[str] = ()
) -> None:
    """Print a table; `columns` are (Arabic, English) headings. In Arabic the first column stands on the right.

    Where a row is too wide for the terminal, cells are broken, but not those of the columns whose English heading is in `whole`.
    """
    right_to_left = language() == "ar"
    side: Literal["left", "right"] = "right" if right_to_left else "left"
    grid = Table(title=title, title_justify=side, box=SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
    for ar, en in reversed([*columns]) if right_to_left else columns:
        grid.add_column(t(ar, en), justify=side, overflow="fold", no_wrap=en in whole)
    for row in rows:
        cells = list(row)
        grid.add_row(*(reversed(cells) if right_to_left else cells))
    console().print(grid)


def reading(home: Path) -> Services:
    """The services for a command that only reads."""
    return open_services(home, read_only=True)


def writing(home: Path) -> Services:
    """The services for a command that may write."""
    return open_services(home)
