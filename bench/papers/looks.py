"""Looks drawn by lot: typefaces, sizes, digits, forms and tables other than those of the samples."""

from __future__ import annotations

import random

from samples.generator.blocks import Look
from samples.generator.typefaces import typeface
from samples.generator.typeset import Type

FACES = {  # family -> (points that look like 14 points of a common naskh, companion for signs and digits it lacks)
    "AlArabiya": (14.5, "FreeSerif"),
    "KacstBook": (16.0, "FreeSerif"),
    "KacstNaskh": (16.0, "FreeSerif"),
    "KacstLetter": (14.5, "FreeSerif"),
    "Salem": (13.5, "DejaVu Sans"),
    "Lateef": (19.0, "FreeSerif"),
    "Harmattan": (16.0, "DejaVu Sans"),
    "Nazli": (15.0, "FreeSerif"),
    "FreeSerif": (14.0, "FreeSerif"),
    "FreeFarsi": (15.0, "FreeSerif"),
    "Noto Kufi Arabic": (11.5, "DejaVu Sans"),
    "PakType Naskh Basic": (14.0, "FreeSerif"),
    "Thabit": (14.0, "FreeSerif"),
    "Khalid": (14.0, "FreeSerif"),
    "Noto Naskh Arabic UI": (12.5, "DejaVu Sans"),
    "Amiri": (14.0, "FreeSerif"),
    "Scheherazade": (17.0, "FreeSerif"),
    "DejaVu Sans": (11.5, "DejaVu Sans"),
}
HEADINGS = ("Homa", "Titr", "KacstPoster", "Noto Kufi Arabic", "Nazli", "Noto Sans Arabic", "Amiri", "Salem")


def any_look(chance: random.Random, faces: tuple[str, ...] = tuple(FACES)) -> Look:
    """One office's way of printing, by lot; `faces` limits the text faces (for runs with held-out fonts)."""
    family = chance.choice(faces)
    points, companion = FACES[family]
    hyphens = "swapped" if chance.random() < 0.08 else "kept"
    text = Type(typeface(family), points * chance.uniform(0.86, 1.08), companion=companion, hyphens=hyphens)
    head_family = chance.choice((family, family, *HEADINGS))
    head_points = (FACES.get(head_family, (13.0, ""))[0]) * chance.uniform(0.85, 1.0)
    head = Type(
        typeface(head_family),
        head_points,
        bold=head_family not in {"Titr", "Homa", "KacstPoster"},
        companion=companion,
        hyphens=hyphens,
    )
    body = chance.choice(("indic", "indic", "european", "european"))
    return Look(
        text=text,
        heading=head,
        body_digits=body,
        head_digits=body if chance.random() < 0.8 else chance.choice(("indic", "european")),
        margins=(chance.uniform(14, 26), chance.uniform(17, 28), 22.0, chance.uniform(15, 26)),
        leading=chance.uniform(1.45, 2.1) * (0.87 if family in {"Lateef", "Scheherazade"} else 1.0),
        leader=chance.choice(("dots", "dots", "line", "none", "box")),
        grid=chance.choice(("full", "full", "rows", "open")),
        shaded=chance.random() < 0.35,
        numbers=chance.choice(("none", "none", "of", "short", "plain")),
        frame=chance.random() < 0.1,
        colon=chance.choice((":", ":", ":", " :", "")),
    )
