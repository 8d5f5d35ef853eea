"""The program's help: a line for each command in both languages, told without loading any of them."""

from __future__ import annotations

import importlib
import sys
from subprocess import run

import click
import pytest
from click.testing import CliRunner

import cli
from commands.language import choose_language
from commands.lazy import COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_stands_where_the_help_says_and_says_the_same_of_itself(name: str) -> None:
    lazy = COMMANDS[name]
    found = importlib.import_module(lazy.module).COMMANDS[name]
    assert (found.name, found.about) == (name, lazy.about)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_command_is_listed_in_the_reader_s_language(language: str) -> None:
    choose_language(["--lang", language])
    shown = " ".join(CliRunner().invoke(cli.program, ["--help"]).output.split())
    for name, lazy in COMMANDS.items():
        assert f"{name} {lazy.about.in_language(language)}" in shown
    choose_language([], {})


def test_no_command_is_loaded_for_the_help() -> None:
    """Loading them all took more than a second."""
    told = "import sys, cli; code = cli.run(['--help']); print(sorted(name for name in sys.modules if name.split('.')[0] in "
    told += "('pipeline', 'archive_store', 'ocr', 'classify', 'sqlalchemy', 'numpy', 'cv2')), code)"
    done = run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[] 0"


def test_an_unknown_command_is_refused() -> None:
    with pytest.raises(click.UsageError):
        cli.program.main(["shelve"], standalone_mode=False)
