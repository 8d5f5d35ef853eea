"""An e-mail file taken apart: the message as pages that can be read like any paper, and each attachment as it was sent.

Runs inside a worker process, since mails come from anywhere.
"""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.message import EmailMessage, MIMEPart
from html.parser import HTMLParser
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from domain.errors import MissingPart, Unacceptable
from domain.messages import Message, Reason
from ingest.limits import Limits
from ingest.wholeness import Wholeness, whole

FONT, FONT_PACKAGE = "DejaVuSans.ttf", "fonts-dejavu-core"
MOST_PARTS = 500
_MOST_LINES = 4000
_DPI, _WIDTH, _HEIGHT, _MARGIN, _SIZE, _LEADING = 200, 1654, 2339, 150, 34, 58
_HEADERS = (("From", "من"), ("To", "إلى"), ("Date", "التاريخ"), ("Subject", "الموضوع"))
_NOT_PAPERS = frozenset(("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"))
_ARABIC = re.compile("[\u0600-\u06ff]")
# What the parser raises on mails that are odd beyond its patience (nested a thousand deep, header fields that contradict).
_ODD = (LookupError, ValueError, TypeError, AttributeError, AssertionError, RecursionError, MessageError)
_UNSAFE = re.compile(r"[\x00-\x1f/\\]+")


@dataclass(frozen=True, slots=True)
class Part:
    """A file that was inside another: its name there, and where its bytes lie now."""

    name: str
    path: Path


def unpack_mail(path: Path, folder: Path, limits: Limits) -> list[Part]:
    """Write the message (`message.tif`, black and white pages of A4) and every attachment of the mail at `path` into `folder`.

    The same mail gives the same parts with the same bytes. Raises Unacceptable (not a mail that can be taken apart, too many
    or too large parts) and MissingPart (the font for the message is not installed).
    """
    if path.stat().st_size > limits.max_file_bytes:
        raise Unacceptable(Reason.TOO_LARGE, f"{path.stat().st_size} bytes")
    if whole(path) is Wholeness.INCOMPLETE:
        raise Unacceptable(Reason.INCOMPLETE, "breaks off")
    try:
        text, attachments = _taken_apart(path)
    except _ODD as error:
        raise Unacceptable(Reason.DAMAGED, f"mail: {type(error).__name__}") from error
    if len(attachments) > MOST_PARTS:
        raise Unacceptable(Reason.TOO_LARGE, f"{len(attachments)} attachments")
    parts = [Part("message.tif", folder / "0")]
    _draw(text, parts[0].path)
    for number, (name, content) in enumerate(attachments, 1):
        parts.append(Part(f"{number}-{name}", folder / str(number)))
        parts[-1].path.write_bytes(content)
    return parts


def _taken_apart(path: Path) -> tuple[list[str], list[tuple[str, bytes]]]:
    """The paragraphs of the message, and what is attached to it."""
    with path.open("rb") as file:
        mail = email.message_from_binary_file(file, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)  # by that policy
    return _text_of(mail), list(_attachments(mail))


def _attachments(mail: EmailMessage) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of whatever is not the text of the message itself; a mail inside the mail stays whole."""
    body = mail.get_body(("plain", "html"))
    for part in _leaves(mail):
        kind = part.get_content_type()
        if part is body or kind in _NOT_PAPERS:
            continue
        if kind in {"text/plain", "text/html"} and not part.get_filename() and part.get_content_disposition() != "attachment":
            continue  # the same text in another form
        if kind == "message/rfc822":
            inner = part.get_content()
            yield "mail.eml", bytes(inner)
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            yield _UNSAFE.sub("_", part.get_filename() or "attachment")[:120], content


def _leaves(part: MIMEPart) -> Iterator[MIMEPart]:
    if part.is_multipart() and part.get_content_maintype() == "multipart":
        for inner in part.iter_parts():
            yield from _leaves(inner)
    else:
        yield part


def _text_of(mail: EmailMessage) -> list[str]:
    """The headers that matter and the body, in paragraphs."""
    headers = [f"{arabic}: {mail[name]}" for name, arabic in _HEADERS if mail[name]]
    body = mail.get_body(("plain", "html"))
    content = body.get_content() if body is not None else ""
    if body is not None and body.get_content_subtype() == "html":
        content = _plain(content)
    return [*headers, "", *content.splitlines()]


class _Plain(HTMLParser):
    """The text of HTML; blocks begin lines."""

    _BLOCKS = frozenset(("p", "div", "br", "tr", "li", "h1", "h2", "h3", "table"))
    _UNSEEN = frozenset(("style", "script", "head", "title"))

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in self._UNSEEN
        if tag in self._BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._unseen = max(0, self._unseen - (tag in self._UNSEEN))

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.pieces.append(re.sub(r"\s+", " ", data))


def _plain(html: str) -> str:
    parser = _Plain()
    parser.feed(html)
    return re.sub(r"\n\s*\n+", "\n\n", "".join(parser.pieces))


def _draw(paragraphs: list[str], out: Path) -> None:
    """The text on white pages, as many as it takes; Arabic lines from the right."""
    try:
        font = ImageFont.truetype(FONT, _SIZE, layout_engine=ImageFont.Layout.RAQM)
    except OSError as error:
        raise MissingPart(
            Message(ar=f"الخط {FONT} غير مثبت، ويلزم لعرض نص الرسائل.", en=f"The font {FONT} is not installed; mails need it."),
            remedy=f"apt-get install {FONT_PACKAGE}",
        ) from error
    lines = [line for paragraph in paragraphs for line in _wrapped(paragraph, font)]
    if len(lines) > _MOST_LINES:
        raise Unacceptable(Reason.TOO_LARGE, f"a message of {len(lines)} lines")
    room = (_HEIGHT - 2 * _MARGIN) // _LEADING
    pages = [_page(lines[first : first + room], font) for first in range(0, max(1, len(lines)), room)]
    pages[0].save(out, "TIFF", compression="group4", save_all=True, append_images=pages[1:], dpi=(_DPI, _DPI), resolution_unit=2)


def _page(lines: list[str], font: ImageFont.FreeTypeFont) -> Image.Image:
    page = Image.new("L", (_WIDTH, _HEIGHT), 255)
    pen = ImageDraw.Draw(page)
    for row, line in enumerate(lines):
        arabic = bool(_ARABIC.search(line))
        place = (_WIDTH - _MARGIN if arabic else _MARGIN, _MARGIN + row * _LEADING)
        pen.text(place, line, 0, font=font, anchor="ra" if arabic else "la", direction="rtl" if arabic else "ltr")
    return page.convert("1", dither=Image.Dither.NONE)


def _wrapped(paragraph: str, font: ImageFont.FreeTypeFont) -> Iterator[str]:
    line = ""
    for word in paragraph.split() or [""]:
        longer = f"{line} {word}".strip()
        if line and font.getlength(longer) > _WIDTH - 2 * _MARGIN:
            yield line
            line = word
        else:
            line = longer
    yield line
