"""The character set of the line recogniser, the cleaning of its labels, and the way between logical and visual order.

The network reads the columns of a line picture from left to right, so it is trained on, and gives back, text in *visual* order:
the signs as they stand on the paper.  `to_visual` makes that order out of logical text; `to_logical` undoes it and also tells,
for every sign of the result, which sign of the visual text it came from, so that probabilities and places can follow.

The rules are those of the Unicode bidirectional algorithm (UAX #9) as far as office lines need them: numbers and Latin words run
left to right, a comma, stop, slash or colon between two digits belongs to the number, everything else runs right to left, and
the groups of a hyphenated number in Arabic text change places.
"""

import re
import unicodedata

ARABIC = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيً" + "پچژگڤ"
INDIC = "٠١٢٣٤٥٦٧٨٩"
EUROPEAN = "0123456789"
LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
SIGNS = " .,:;!?()[]{}<>\"'-/\\%٪،؛؟«»+=*&#@_|~$€°×•…٫٬"
CHARS = ARABIC + INDIC + EUROPEAN + LATIN + SIGNS
"""Class 0 of the network is the CTC blank; class i is `CHARS[i - 1]`."""
CLASSES = len(CHARS) + 1
INDEX = {sign: number for number, sign in enumerate(CHARS, start=1)}

_FATHATAN = "\u064b"
_PERSIAN_DIGITS = {chr(0x6F0 + i): INDIC[i] for i in range(10)}
_LOOK_ALIKES = str.maketrans(
    {
        **_PERSIAN_DIGITS,
        **dict.fromkeys("یۍېے", "ي"),
        **dict.fromkeys("کڪ", "ك"),
        **dict.fromkeys("ھہە", "ه"),
        **dict.fromkeys("“”„", '"'),
        **dict.fromkeys("’‘`´", "'"),
        **dict.fromkeys("–—−‐‑", "-"),
        **dict.fromkeys("\u00a0\u202f\u2009\t\n\r", " "),
        **dict.fromkeys("❊٭", "*"),
        "ۃ": "ة",
        "ۇ": "و",
        "ٱ": "ا",
        "۔": ".",
        "·": ".",
        "ـ": None,
        "‹": "«",
        "›": "»",
    }
)
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
_VOWEL_MARKS = re.compile("[\u064c-\u065f\u0670\u06d6-\u06ed]")
_MIRROR = str.maketrans("()[]{}<>«»", ")(][}{><»«")


def _plain_forms(text: str) -> str:
    """Presentation forms (U+FB50.., U+FE70..) replaced by the letters they show."""
    return "".join(
        unicodedata.normalize("NFKC", c) if "\ufb50" <= c <= "\ufdf9" or "\ufe70" <= c <= "\ufefc" else c for c in text
    )


def clean(text: str) -> str:
    """Bring label text (logical order) into the spelling that the recogniser writes.

    Presentation forms undone, look-alike code points made one, no vowel mark but the fathatan (which office prose writes;
    always behind its alef), no tatweel, no invisible sign, no space before closing or after opening punctuation.
    """
    text = _plain_forms(unicodedata.normalize("NFC", text))
    text = _VOWEL_MARKS.sub("", _INVISIBLE.sub("", text).translate(_LOOK_ALIKES)).replace("...", "…")
    text = re.sub(rf"(\S)\s+{_FATHATAN}\s*", rf"\1{_FATHATAN} ", text)  # a fathatan that slid behind the space
    text = re.sub(rf"{_FATHATAN}+", _FATHATAN, text)
    text = text.replace(f"{_FATHATAN}ا", f"ا{_FATHATAN}").replace(f"{_FATHATAN}ى", f"ى{_FATHATAN}")
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r" +([.,:;!?،؛؟)\]}»…])", r"\1", text)
    return re.sub(r"([(\[{«]) +", r"\1", text)


def readable(text: str) -> bool:
    """Tell whether every sign of a cleaned text is in the character set (and there is one)."""
    return bool(text) and all(c in INDEX for c in text)


_NUMBER = r"(?:[0-9]+(?:[.,/:][0-9]+)*|[٠-٩]+(?:[.,/:،٫٬][٠-٩]+)*)"
_LATIN_RUN = r"[A-Za-z](?:[A-Za-z0-9 .,'&@/:_+#-]*[A-Za-z0-9])?"
_LEFT_TO_RIGHT = re.compile(f"{_LATIN_RUN}|{_NUMBER}")
_LEFT_TO_RIGHT_ALONE = re.compile(rf"{_LATIN_RUN}|\+?[0-9]+(?:[.,/:+-][0-9]+)*|{_NUMBER}")
_ARABIC_LETTER = re.compile("[\u0620-\u064a\u0671-\u06d3]")


def runs(text: str) -> list[tuple[str, bool]]:
    """Split logical text into `(piece, runs left to right)`, in logical order.

    Where there is no Arabic letter, European digits joined by hyphens stay one left-to-right piece (UAX #9, rule W4).
    """
    pattern = _LEFT_TO_RIGHT if _ARABIC_LETTER.search(text) else _LEFT_TO_RIGHT_ALONE
    pieces: list[tuple[str, bool]] = []
    at = 0
    for match in pattern.finditer(text):
        if match.start() > at:
            pieces.append((text[at : match.start()], False))
        pieces.append((match.group(), True))
        at = match.end()
    if at < len(text):
        pieces.append((text[at:], False))
    return pieces


def _turned(text: str) -> list[int]:
    """Places in `text` in the order that results from turning its runs about; the same rule serves both directions."""
    order: list[int] = []
    end = len(text)
    for piece, left_to_right in reversed(runs(text)):
        start = end - len(piece)
        order += range(start, end) if left_to_right else range(end - 1, start - 1, -1)
        end = start
    return order


def _mirrored(text: str, order: list[int]) -> str:
    """The signs of `text` in the given order; brackets outside left-to-right runs change hands."""
    left_to_right = [flag for piece, flag in runs(text) for _ in piece]
    return "".join(text[i] if left_to_right[i] else text[i].translate(_MIRROR) for i in order)


def to_visual(text: str) -> str:
    """Logical order -> signs as they stand from left to right (brackets as seen)."""
    return _mirrored(text, _turned(text))


# Forms whose groups have a known order whichever way the paper's own program laid them out: request number, land line, date
# parted by hyphens (the year comes first), mobile number with its country's code.
_GROUPS_TURNED = re.compile(
    r"(?<![\w-])(?:(?:[0-9]{6}|[0-9]{1,2}-[0-9]{1,2})-(?:19|20)[0-9]{2}|(?:[٠-٩]{6}|[٠-٩]{1,2}-[٠-٩]{1,2})-(?:١٩|٢٠)[٠-٩]{2}"
    r"|[0-9]{6,7}-0[0-9]{2}|[٠-٩]{6,7}-٠[٠-٩]{2}|(?:[0-9]{11,14}|[٠-٩]{11,14})\+)(?![\w-])"
)


def _known_groups(text: str, order: list[int]) -> None:
    """Put the groups of such forms into their only sensible order."""
    for match in _GROUPS_TURNED.finditer(text):
        pieces = [piece.span() for piece in re.finditer(r"[-+]|[^-+]+", match.group())]
        start = match.start()
        order[start : match.end()] = [at for a, b in reversed(pieces) for at in order[start + a : start + b]]


def to_logical(seen: str) -> tuple[str, list[int]]:
    """Signs from left to right -> (logical text, for each of its signs the place in `seen`).

    A hyphenated number in Arabic text is taken to have been laid out by UAX #9, which swaps its groups, unless only the other
    order makes a request number (`YYYY-NNNNNN`), a telephone number or a date that begins with its year of it.
    """
    order = _turned(seen)
    text = _mirrored(seen, order)
    signs = dict(zip(order, text, strict=True))
    _known_groups(text, order)
    return "".join(signs[i] for i in order), order


def encode(text: str) -> list[int]:
    """Cleaned logical text -> class numbers in visual order; KeyError for a sign outside the set."""
    return [INDEX[c] for c in to_visual(text)]
