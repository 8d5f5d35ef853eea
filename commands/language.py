"""Which language the person at the terminal reads, and help texts in both."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from typing import Any, TypeVar

import click

from domain.messages import Message

F = TypeVar("F", bound=Callable[..., Any])
_language: ContextVar[str] = ContextVar("language", default="en")


def choose_language(arguments: Sequence[str], environment: dict[str, str] | None = None) -> str:
    """`ar` or `en`: from `--lang` among the arguments, else from the locale. Sets it for this program."""
    environment = dict(os.environ) if environment is None else environment
    chosen = _from_arguments(arguments)
    if chosen is None:
        names = (environment.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
        chosen = "ar" if next((name for name in names if name), "").startswith("ar") else "en"
    _language.set(chosen)
    return chosen


def _from_arguments(arguments: Sequence[str]) -> str | None:
    for place, argument in enumerate(arguments):
        value = argument.removeprefix("--lang=") if argument.startswith("--lang=") else None
        if argument == "--lang" and place + 1 < len(arguments):
            value = arguments[place + 1]
        if value in ("ar", "en"):
            return value
    return None


def language() -> str:
    """The chosen language."""
    return _language.get()


def t(ar: str, en: str) -> str:
    """The text in the chosen language."""
    return ar if language() == "ar" else en


class Option(click.Option):
    """An option whose help stands in both languages."""

    def __init__(self, *args: Any, about: Message, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.about = about

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        self.help = self.about.in_language(language())
        return super().get_help_record(ctx)


def option(*names: str, ar: str, en: str, **kwargs: Any) -> Callable[[F], F]:
    """An option with its help in Arabic and English."""
    return click.option(*names, cls=Option, about=Message(ar, en), **kwargs)


class _Bilingual(click.Command):
    """What commands and groups share: help in both languages and an example, where there is one."""

    def __init__(self, *args: Any, about: Message, example: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.about, self.example = about, example

    def get_short_help_str(self, limit: int = 45) -> str:
        return self.about.in_language(language()).split("\n")[0]

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.help = self.about.in_language(language())
        if self.example:
            self.epilog = f"\b\n{t('مثال', 'Example')}:\n" + "\n".join(f"  {line}" for line in self.example.splitlines())
        super().format_help(ctx, formatter)


class Command(_Bilingual):
    """A command."""


class Group(_Bilingual, click.Group):
    """A group of commands."""

    command_class = Command
