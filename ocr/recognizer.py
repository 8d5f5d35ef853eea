"""What any reading engine must be able to do, and how one is chosen by name."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Protocol

from domain.documents import Code, PageImage, RecognizedPage
from domain.errors import InvalidRequest
from domain.messages import Message
from ocr.line_reader import MODEL, LineReader
from ocr.second_opinion import TesseractOpinion
from ocr.spelling import SPELLING, Spelling
from ocr.tesseract import TesseractRecognizer
from ocr.warraq_recognizer import WarraqRecognizer


class Recognizer(Protocol):
    """Reads one page. One instance serves one thread; `name` is stored with what it read.

    `codes` were found on the page before; they are handed through, and their boxes are not read as text. `upright`: a person says
    that the page stands as it is to be read, so it is not turned. Raises MissingPart where the engine is not installed,
    Unavailable where it failed in a way that may pass.
    """

    name: str

    def recognize(self, page: PageImage, codes: tuple[Code, ...] = (), *, upright: bool = False) -> RecognizedPage: ...


class ReadingOptions(Protocol):
    """The settings that concern reading."""

    @property
    def tesseract_languages(self) -> str: ...

    @property
    def second_opinion(self) -> bool: ...


ENGINES = ("warraq", "tesseract")


def model_name(*models: Path) -> str:
    """The first digits of the SHA-256 of model files: what is read is kept with the name of what read it."""
    return hashlib.sha256(b"".join(model.read_bytes() for model in models)).hexdigest()[:12]


def recognizer_named(name: str, options: ReadingOptions) -> Recognizer:
    """The engine called `name` (see ENGINES).

    Raises InvalidRequest for an unknown name, MissingPart where a program or its data is missing.
    """
    if name == "tesseract" or (name == "warraq" and not MODEL.is_file()):
        return TesseractRecognizer(options.tesseract_languages)
    if name == "warraq":
        return recognizer_of(MODEL, options)
    raise InvalidRequest(
        Message(
            ar=f"لا يوجد محرك قراءة باسم {name}. الأسماء المقبولة: {'، '.join(ENGINES)}.",
            en=f"There is no reading engine called {name}. Use one of: {', '.join(ENGINES)}.",
        )
    )


def recognizer_of(model: Path, options: ReadingOptions) -> Recognizer:
    """Our engine with the network in the file `model`; raises MissingPart where it is missing or cannot be used."""
    spelling = Spelling(SPELLING)
    opinion = TesseractOpinion(options.tesseract_languages, spelling) if options.second_opinion else None
    return WarraqRecognizer(LineReader(model), spelling, f"warraq {model_name(model, SPELLING)}", opinion)
