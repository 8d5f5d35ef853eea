"""The rasm: letters without their dots. Dots are what fonts, scanners and recognisers lose first.

Letters that share a body become one: ب ت ث, and ن ي inside a word; ج ح خ; د ذ; ر ز; س ش; ص ض; ط ظ; ع غ; ف ق. At the end of
a word ن and ي have bodies of their own and stay.
"""

from __future__ import annotations

import re

from domain.arabic.folding import digits, fold

_BODIES = str.maketrans("تثجخذزشضظغقةى", "ببححدرسصطعفهي", "ء")
_SEATS = str.maketrans("ؤئأإآ", "ويااا")
_INSIDE = re.compile(r"[ني](?=\w)")


def rasm(text: str) -> str:
    """The skeleton of folded or unfolded text; spaces, signs and digits stay. Seats of hamza keep their tooth."""
    return _INSIDE.sub("ب", fold(digits(text).translate(_SEATS)).translate(_BODIES))
