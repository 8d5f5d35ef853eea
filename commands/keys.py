"""One keystroke an answer: from a terminal, or from a pipe that stands in for one."""

from __future__ import annotations

import sys

import click

from domain.arabic.folding import fold

#: The same keys of an Arabic keyboard: nobody changes the layout to answer.
_SAME_KEY = dict(zip("ضصثقفغعهخحشسيبلاتنمئءؤرىة", "qwertyuiopasdfghjklzxcvnm", strict=True))


class Keys:
    """The keyboard. At the end of a pipe every answer is empty."""

    def key(self) -> str:
        """One key, as a small Latin letter or European digit; empty at the end. Raises KeyboardInterrupt."""
        sys.stdout.flush()
        if sys.stdin.isatty():
            try:
                pressed = click.getchar()
            except EOFError:
                return ""
        else:
            pressed = sys.stdin.read(1)
            while pressed and pressed.isspace():
                pressed = sys.stdin.read(1)
        one = fold(pressed)[:1] or pressed[:1]
        return _SAME_KEY.get(pressed, one.lower())

    def line(self, prompt: str) -> str:
        """A line that is typed; empty for none."""
        click.echo(f"{prompt}: ", nl=False)
        sys.stdout.flush()
        return sys.stdin.readline().strip()
