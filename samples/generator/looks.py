"""The looks of the sample offices: seven typefaces, both digit systems, ruled, dotted and boxed forms."""

from __future__ import annotations

from samples.generator.blocks import Look
from samples.generator.typefaces import typeface
from samples.generator.typeset import Type

POINTS = {  # sizes that make the faces look alike on paper
    "Amiri": 14.0, "Noto Naskh Arabic": 13.0, "Noto Sans Arabic": 12.0, "KacstOffice": 15.0, "KacstOne": 13.0,
    "DejaVu Sans": 12.0, "Scheherazade": 17.0,
}  # fmt: skip
COMPANIONS = {"Noto Sans Arabic": "DejaVu Sans", "DejaVu Sans": "DejaVu Sans", "KacstOne": "DejaVu Sans"}


def printed_in(family: str, scale: float = 1.0) -> Type:
    return Type(typeface(family), POINTS[family] * scale, companion=COMPANIONS.get(family, "FreeSerif"))


def look(family: str, heading: str = "", digits: str = "indic", head_digits: str = "", **more: object) -> Look:
    """A look in one face, headings bold in the same or another one; `digits` also in the head unless it says otherwise."""
    text = printed_in(family)
    head = printed_in(heading or family, 0.95)
    return Look(text, head.sized(head.points, True), digits, head_digits or digits, **more)  # type: ignore[arg-type]


def offices() -> dict[str, Look]:
    """name -> Look"""
    return {
        "centre": look("Amiri", digits="indic", leader="dots", shaded=True),
        "centre-latin": look("Noto Naskh Arabic", digits="european", leader="line"),
        "hospital": look("Noto Sans Arabic", digits="european", leader="none", leading=1.9),
        "civil": look("KacstOffice", "KacstOne", digits="indic", leader="dots", grid="full", frame=True),
        "association": look("KacstOne", digits="indic", leader="line", grid="rows", numbers="of"),
        "association-plain": look("DejaVu Sans", digits="european", leader="dots", shaded=True, numbers="of", leading=1.6),
        "ministry": look("Scheherazade", digits="indic", head_digits="european", leader="none", leading=1.45),
        "citizen": look("Noto Naskh Arabic", "Amiri", digits="indic", leader="dots", leading=2.0),
        "university": look("Amiri", "Scheherazade", digits="european", leader="none", frame=True, leading=2.0),
        "law": look("KacstOffice", digits="indic", leader="line", leading=1.85, numbers="of"),
    }
