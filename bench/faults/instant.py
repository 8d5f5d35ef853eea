"""A recogniser that knows each page by its shade."""

from __future__ import annotations

import io
import random
from collections.abc import Callable

from PIL import Image

from domain.documents import Box, Code, Line, PageImage, RecognizedPage, Record, Word
from pipeline import work

RECORD = Record(
    request_no="2021-000123", service_code="mobility-aid", applicant_name="سلمى غسان الصنوبري", national_no="01614596181"
)
TEXT = "تقرير طبي\nرقم الطلب: 2021-000123\nالاسم: سلمى غسان الصنوبري\nالرقم الوطني: 01614596181\n{more}"
WORDS = (
    "المريض يعاني من ضعف في الساق اليسرى ويحتاج إلى كرسي متحرك وعكاز ومتابعة لدى طبيب مختص بالعلاج الفيزيائي مرة كل أسبوع "
    "وقد أجريت له صورة شعاعية وتحاليل مخبرية تبين منها سلامة القلب والصدر والكلية مع نقص في النظر والسمع منذ الولادة"
).split()
SHADES = range(10, 240)


def text_of(shade: int) -> str:
    """What stands on a page of a shade: a report on the one request, in words of its own."""
    return TEXT.format(more=" ".join(random.Random(shade).sample(WORDS, 20)))


class InstantRecognizer:
    """Knows a page by its shade of grey: `text_of` gives the lines that stand on it."""

    name = "instant"

    def __init__(self, text_of: Callable[[int], str]) -> None:
        self._text_of = text_of

    def recognize(self, page: PageImage, codes: tuple[Code, ...] = (), *, upright: bool = False) -> RecognizedPage:
        lines = tuple(
            Line(
                tuple(Word(word, Box(5 + 30 * place, 5 + 12 * row, 28, 10), 0.97) for place, word in enumerate(text.split())),
                Box(5, 5 + 12 * row, 200, 10),
            )
            for row, text in enumerate(self._text_of(page.pixels[0]).splitlines())
        )
        at, dpi, blank = (page.width, page.height), 100.0, not lines
        return RecognizedPage(page.number, *at, dpi, 0, lines, 0.97, self.name, blank, codes)


def prepare(_setup: work.WorkerSetup) -> None:
    """In the place of `work.prepare`, in each worker."""
    work._engine[:] = [InstantRecognizer(text_of)]


def picture(number: int) -> bytes:
    """A PNG of one page; other bytes for each number."""
    image = Image.new("L", (220, 300), SHADES[number % len(SHADES)])
    image.putpixel((219, 299), number // len(SHADES) % 256)
    held = io.BytesIO()
    image.save(held, "png")
    return held.getvalue()
