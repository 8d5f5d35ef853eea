"""What a paper is made of, as values: a description says what stands on the paper, a Look how the office prints it."""

from __future__ import annotations

from dataclasses import dataclass, field

from samples.generator.typeset import Type

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Heads:
    """Blocks of short lines side by side at the top, first the right one; an empty block leaves its column free."""

    columns: tuple[tuple[str, ...], ...]
    emblem: bool = False


@dataclass(frozen=True)
class Title:
    text: str
    scale: float = 1.35
    style: str = "bare"  # bare, underlined, boxed, shaded
    align: str = "centre"


@dataclass(frozen=True)
class Para:
    text: str
    align: str = "justify"  # justify, right, centre, left
    indent: bool = False
    bold: bool = False
    scale: float = 1.0
    kind: str = "text"


@dataclass(frozen=True)
class Items:
    texts: tuple[str, ...]
    marker: str = "number"  # number ("1-"), dash, bracket ("1)"), article ("المادة 1:")
    first: int = 1


@dataclass(frozen=True)
class Fields:
    """Form lines; each row holds one to three (label, value) pairs, right to left. An empty value leaves the leader bare."""

    rows: tuple[Pairs, ...]


@dataclass(frozen=True)
class Table:
    """`widths` are shares of the column, right to left; an empty header row is left out."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()
    scale: float = 0.92


@dataclass(frozen=True)
class Checks:
    label: str
    options: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Signatures:
    """(office, name) pairs side by side; an empty name leaves the place for it. One pair stands at the left."""

    pairs: Pairs
    signed: bool = True


@dataclass(frozen=True)
class Card:
    """A framed card in the middle of the sheet, as identity cards are copied, with or without a photograph."""

    heading: tuple[str, ...]
    rows: tuple[Pairs, ...]
    photo: bool = True
    width_mm: float = 100.0


@dataclass(frozen=True)
class Columns:
    """Two columns of like height, the right one first."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Rule:
    style: str = "thin"  # thin, thick, double, dashed


@dataclass(frozen=True)
class Gap:
    mm: float


@dataclass(frozen=True)
class PageBreak:
    pass


@dataclass(frozen=True)
class Stamp:
    """A stamp set on the page after printing. `place` is its centre in shares of the sheet, a negative
    height means beside the signatures; texts are not to be read."""

    shape: str  # round, diwan, oval, paid
    texts: tuple[str, ...]
    place: tuple[float, float]
    ink: tuple[int, int, int] = (40, 50, 150)
    tilt: float = 0.0
    size_mm: float = 36.0


Block = Columns | Heads | Title | Para | Items | Fields | Table | Checks | Signatures | Card | Rule | Gap | PageBreak


@dataclass(frozen=True)
class Look:
    """How one office prints: faces, digits, margins in millimetres, leaders of forms, tables, page numbers.

    `body_digits` and `head_digits` are "indic" or "european". `leader`: dots, line, none, box. `grid`: full, rows, open.
    `numbers`: none, of ("الصفحة 2 من 3"), short ("2 من 3"), plain ("- 2 -").
    """

    text: Type
    heading: Type
    body_digits: str = "indic"
    head_digits: str = "indic"
    margins: tuple[float, float, float, float] = (20.0, 22.0, 20.0, 22.0)  # top, right, bottom, left
    leading: float = 1.75
    leader: str = "dots"
    grid: str = "full"
    shaded: bool = False
    numbers: str = "none"
    frame: bool = False
    colon: str = ":"
    foot: str = ""


@dataclass(frozen=True)
class Description:
    """A whole paper: its look, what stands on it, the stamps on its last page, and what it says as plain values.

    `fields` are canonical: European digits, ISO dates, names as in the records.
    """

    kind: str
    look: Look
    blocks: tuple[Block, ...]
    stamps: tuple[Stamp, ...] = ()
    fields: dict[str, str] = field(default_factory=dict)
