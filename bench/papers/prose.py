"""Sentences of real official texts, where a corpus of them is present, so that letters hold words we did not think of."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from pathlib import Path

from samples.generator.blocks import Block, Description, Para, Signatures

FOLDER = "saudi_laws_typed"
PROSE_TYPES = {
    "application-letter",
    "complaint-letter",
    "incoming-letter",
    "outgoing-letter",
    "memo",
    "decision",
    "approval",
    "rejection",
    "notice",
}
_PRINTABLE = re.compile(r"[\u0020-\u007e\u00ab\u00bb\u060c\u061b\u061f\u0621-\u064b\u0660-\u0669]+")
_TO_EUROPEAN = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")


def load_sentences(corpus: Path) -> tuple[str, ...]:
    """Sentences of 6 to 40 words from the texts (front matter and markup left out); none if the folder is not there."""
    found = set()
    for path in sorted((corpus / FOLDER).glob("*.md")):
        body = path.read_text(encoding="utf-8").split("\n---", 1)[-1]
        for row in re.split(r"[\n.]", body):
            text = " ".join(re.sub(r"[#*_|>`]|^\s*[0-9٠-٩]+\s*-", " ", row).split())
            if 6 <= len(text.split()) <= 40 and _PRINTABLE.fullmatch(text):
                found.add(text.translate(_TO_EUROPEAN))
    return tuple(sorted(found))


def with_prose(paper: Description, sentences: tuple[str, ...], chance: random.Random) -> Description:
    """The paper with one to four sentences put before its signatures; other papers than letters as they are."""
    if not sentences or paper.kind not in PROSE_TYPES:
        return paper
    added: list[Block] = [Para(f"{chance.choice(sentences)}.", indent=chance.random() < 0.5) for _ in range(chance.randint(1, 4))]
    at = next((i for i, block in enumerate(paper.blocks) if isinstance(block, Signatures)), len(paper.blocks))
    return replace(paper, blocks=(*paper.blocks[:at], *added, *paper.blocks[at:]))
