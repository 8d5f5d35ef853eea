"""The program `warraq`. Parses, calls, prints; its commands live in `commands/` and are loaded when they are called."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path
from typing import Any

import click

from commands.language import Option, choose_language, t
from commands.lazy import LazyGroup
from commands.logs import set_up_logs
from domain.errors import FixityMismatch, InvalidRequest, MissingPart, WarraqError
from domain.messages import Message


@click.group(
    cls=LazyGroup,
    about=Message(
        ar="ورّاق: رقمنة الوثائق الورقية العربية وأرشفتها",
        en="warraq: digitization and archiving of Arabic paper documents",
    ),
    example="warraq init\nwarraq records import records.csv\nwarraq import SCANS\nwarraq search 'تقرير طبي'",
)
@click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    cls=Option,
    about=Message("مجلد الأرشيف", "home folder of the archive"),
)
@click.option("--lang", type=click.Choice(["ar", "en"]), cls=Option, about=Message("لغة الرسائل", "language of messages"))
@click.version_option(package_name="warraq", prog_name="warraq")
@click.pass_context
def program(ctx: click.Context, home: Path | None, lang: str | None) -> None:
    """Carries the options that stand before the command, and turns on the log that fits it."""
    set_up_logs(ctx.invoked_subcommand)
    ctx.obj = {"home": home}


def main(arguments: list[str] | None = None) -> None:
    """Run the program and exit with its code; every error ends here as a message in the reader's language."""
    arguments = sys.argv[1:] if arguments is None else arguments
    choose_language(arguments)
    sys.exit(run(arguments))


def run(arguments: list[str]) -> int:
    """Run one command line; returns the exit code."""
    try:
        result: Any = program.main(arguments, prog_name="warraq", standalone_mode=False)
        return int(result or 0)
    except click.UsageError as error:
        error.show()
        return 2
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (Exception, KeyboardInterrupt) as error:  # every error ends here, as a message and a code
        return _explain(error)


def _explain(error: BaseException) -> int:
    if isinstance(error, (click.Abort, KeyboardInterrupt)):
        click.echo(t("أُوقف.", "Stopped."), err=True)
        return 130
    if not isinstance(error, WarraqError):
        click.echo("".join(traceback.format_exception(error)), err=True)
        click.echo(
            t("خطأ في ورّاق نفسه. أبلغ مدير النظام بالنص أعلاه.", "An error in warraq itself. Report the text above."), err=True
        )
        return 1
    click.echo(t(error.message.ar, error.message.en), err=True)
    if isinstance(error, MissingPart):
        click.echo(f"  {error.remedy}", err=True)
        return 5
    if isinstance(error, FixityMismatch):
        return 4
    return 2 if isinstance(error, InvalidRequest) else 1


if __name__ == "__main__":
    main()
