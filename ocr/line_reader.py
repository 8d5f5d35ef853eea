"""Reads line crops with the project's own network (ONNX, on the CPU): text, and for every sign how sure and where.

The network and its training are in `ocr/training`; here only numpy and onnxruntime are needed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

from domain.errors import MissingPart
from domain.messages import Message
from ocr.charset import CHARS, to_logical
from ocr.digit_beam import digit_beam
from ocr.line_image import HEIGHT, MARGIN, Grey, Rows, line_image

MODEL = Path(__file__).with_name("models") / "line_reader.onnx"
STRIDE = 4  # columns of the picture per frame of the network's output
BATCH_LINES = 8
BATCH_COLUMNS = 2400  # of all lines of a batch together: what the network holds at once grows with them, its speed does not
BATCH_STRETCH = 1.12  # widest to narrowest line of a batch at most: padding is computed for nothing
SPACE = " "
_YEAR = r"(?:19|20|١٩|٢٠)\d\d"
_BROKEN = re.compile(
    r"(?<![\d-])(?:\d{4} ?- ?\d{6}|\d{6} ?- ?\d{4}|\d{4} ?- ?\d\d ?- ?\d\d|\d\d ?- ?\d\d ?- ?\d{4})(?![\d-])"
    # Eleven digits in two parts, neither a year nor a small count, are a national number.
    rf"|(?<![\d./,:-])(?!{_YEAR} |\d+ {_YEAR}\b)(?=\d{{3,8}} \d{{3,8}}(?![\d./,:-]))(?:\d ?){{10}}\d(?!\d)"
)
_MOST_REACH = 0.75  # a sign reaches at most so many line heights from its middle

LogProbs = npt.NDArray[np.float32]
PathSign = tuple[str, float, int, int]
"""A sign, its probability, its first and its last + 1 frame."""


@dataclass(frozen=True)
class ReadSign:
    """One sign: its probability (0..1) and the columns of the crop that it stands on (fractions of a pixel).

    `settled` is the share of its word's reading among the readings that were weighed against it, 1 where none was.
    """

    char: str
    probability: float
    left: float
    right: float
    settled: float = 1.0


@dataclass(frozen=True, eq=False)
class LineReading:
    """What was read on one crop.

    `signs` are in logical order, spaces among them; `frames` gives for each sign its first and last + 1 frame in `log_probs`
    (frames, classes; natural logarithms, left to right), kept for second looks. `scale` is crop columns per column of the
    network's picture.
    """

    signs: tuple[ReadSign, ...]
    frames: tuple[tuple[int, int], ...]
    log_probs: LogProbs
    scale: float = 1.0

    @property
    def text(self) -> str:
        """The signs as one string, in logical order."""
        return "".join(sign.char for sign in self.signs)

    def span(self, start: int, stop: int) -> tuple[int, int]:
        """Frames of the signs `start` to `stop`, up to their neighbours on the paper on both sides."""
        own = self.frames[start:stop]
        first, last = min(f for f, _ in own), max(f for _, f in own)
        before = [end for _, end in self.frames if end <= first]
        behind = [begin for begin, _ in self.frames if begin >= last]
        return max(before, default=0), min(behind, default=len(self.log_probs))

    def column(self, frame: float) -> float:
        """The column of the crop where a frame stands."""
        return max(0.0, (frame * STRIDE - MARGIN) * self.scale)


@dataclass(frozen=True)
class DigitReading:
    """One way to read a number (logical order) and the natural logarithm of its probability."""

    text: str
    log_probability: float


class LineReader:
    """The network of one ONNX file; not shared between threads.

    Raises MissingPart where the file is not there or was made for another character set.
    """

    def __init__(self, model_path: Path = MODEL, threads: int = 1) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = threads
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        if not model_path.is_file():
            raise _unusable(model_path)
        self._session = onnxruntime.InferenceSession(str(model_path), options, providers=["CPUExecutionProvider"])
        made_for = self._session.get_modelmeta().custom_metadata_map
        if (made_for.get("charset"), made_for.get("height")) != (CHARS, str(HEIGHT)):
            raise _unusable(model_path)

    def read(self, images: Sequence[Grey]) -> list[LineReading]:
        """Read crops: (h, w) uint8 each, dark ink on lighter paper; one reading for each, in the same order.

        A crop of fewer than 4 rows or columns gives an empty reading.
        """
        readings: list[LineReading | None] = [None] * len(images)
        pictures = {number: line_image(image) for number, image in enumerate(images) if min(image.shape) >= 4}
        for numbers in _batches({number: picture.shape[1] for number, picture in pictures.items()}):
            for number, log_probs in zip(numbers, self.log_probs([pictures[n] for n in numbers]), strict=True):
                scale = images[number].shape[1] / pictures[number].shape[1]
                readings[number] = reading_of(log_probs, scale, images[number].shape[1])
        return [reading or LineReading((), (), np.zeros((0, len(CHARS) + 1), np.float32)) for reading in readings]

    def log_probs(self, pictures: Sequence[Rows]) -> list[LogProbs]:
        """Pictures as `line_image` makes them -> (frames, classes) log-probabilities of each, computed as one batch."""
        widths = [picture.shape[1] + 2 * MARGIN for picture in pictures]
        batch = np.zeros((len(pictures), 1, HEIGHT, max(widths) + -max(widths) % STRIDE), np.float32)
        for number, picture in enumerate(pictures):
            batch[number, 0, :, MARGIN : MARGIN + picture.shape[1]] = picture
        (result,) = self._session.run(None, {"image": batch})
        return [np.ascontiguousarray(result[: -(-width // STRIDE), number]) for number, width in enumerate(widths)]


def _unusable(path: Path) -> MissingPart:
    return MissingPart(
        Message(
            ar=f"ملف قارئ السطور {path.name} مفقود أو لا يلائم هذا الإصدار. أعد تثبيت البرنامج: ‎./start",
            en=f"The line reader's file {path.name} is missing or does not fit this version. Install the program again: ./start",
        ),
        remedy="./start",
    )


def _batches(widths: dict[int, int]) -> Iterator[list[int]]:
    """Numbers of lines grouped by like width."""
    batch: list[int] = []
    for number in sorted(widths, key=widths.__getitem__):
        full = len(batch) == BATCH_LINES or (len(batch) + 1) * widths[number] > BATCH_COLUMNS
        if batch and (full or widths[number] > BATCH_STRETCH * widths[batch[0]] + 2 * STRIDE):
            yield batch
            batch = []
        batch.append(number)
    if batch:
        yield batch


def _best_path(log_probs: LogProbs) -> list[PathSign]:
    """The likeliest path, left to right; neighbouring spaces made one, none at the ends."""
    best = log_probs.argmax(axis=1)
    edges = np.flatnonzero(np.diff(best)) + 1
    found: list[PathSign] = []
    for start, stop in zip([0, *edges.tolist()], [*edges.tolist(), len(best)], strict=True):
        if start == stop or best[start] == 0:
            continue
        sign = CHARS[best[start] - 1]
        if sign == SPACE and (not found or found[-1][0] == SPACE):
            continue
        found.append((sign, float(np.exp(log_probs[start:stop, best[start]].max())), start, stop))
    if found and found[-1][0] == SPACE:
        found.pop()
    return found


def _unbroken(path: list[PathSign]) -> list[PathSign]:
    """`path` without the spaces that a wide face shows round the hyphens of a request number or date, or in a national number."""
    inside = {i for found in _BROKEN.finditer("".join(sign[0] for sign in path)) for i in range(*found.span())}
    return [sign for i, sign in enumerate(path) if sign[0] != SPACE or i not in inside]


def _parted(path: list[PathSign]) -> list[PathSign]:
    """`path` with a space between a number and an Arabic word (two letters at least: `2021م` is one), however narrow the gap."""
    result: list[PathSign] = []
    for at, sign in enumerate(path):
        if result and (_number_beside_word(path, at, 1) or _number_beside_word(path, at - 1, -1)):
            result.append((SPACE, min(result[-1][1], sign[1]), result[-1][3], sign[2]))
        result.append(sign)
    return result


def _number_beside_word(path: list[PathSign], letter: int, away: int) -> bool:
    """Whether a digit stands before the letter at `letter`, seen in the direction `away`, and another letter behind it."""
    digit, further = letter - away, letter + away
    if not (0 <= digit < len(path) and 0 <= further < len(path)):
        return False
    return path[digit][0].isdigit() and all("\u0621" <= path[i][0] <= "\u064a" for i in (letter, further))


def _within(column: float, width: float) -> float:
    return min(width, max(0.0, column))


def reading_of(log_probs: LogProbs, scale: float, width: float) -> LineReading:
    """The likeliest reading of (frames, classes) log-probabilities.

    `scale` is crop columns per column of the network's picture, `width` the crop's columns. A sign's columns reach half-way to
    its neighbours, since CTC tells where a sign is but not how wide it is.
    """
    path = _parted(_unbroken(_best_path(log_probs)))
    middles = [(start + stop) / 2 * STRIDE - MARGIN for _, _, start, stop in path]
    text, order = to_logical("".join(sign for sign, _, _, _ in path))
    reach = _MOST_REACH * HEIGHT
    signs, frames = [], []
    for char, at in zip(text, order, strict=True):
        left = (middles[at - 1] + middles[at]) / 2 if at else middles[at] - reach
        right = (middles[at] + middles[at + 1]) / 2 if at + 1 < len(path) else middles[at] + reach
        left, right = max(left, middles[at] - reach), min(right, middles[at] + reach)
        signs.append(ReadSign(char, path[at][1], _within(left * scale, width), _within(right * scale, width)))
        frames.append((path[at][2], path[at][3]))
    return LineReading(tuple(signs), tuple(frames), log_probs, scale)


def digit_hypotheses(reading: LineReading, start: int, stop: int, n: int = 5) -> list[DigitReading]:
    """Other ways to read `reading.signs[start:stop]` as a number: at most `n`, likeliest first, in logical order.

    Their frames are decoded again with digits and separators alone. ValueError for an empty span.
    """
    if not 0 <= start < stop <= len(reading.signs):
        raise ValueError(f"no signs from {start} to {stop} in a reading of {len(reading.signs)}")
    first, last = reading.span(start, stop)
    among_arabic = any("\u0621" <= sign.char <= "\u064a" for sign in reading.signs)
    found = []
    for seen, chance in digit_beam(reading.log_probs[first:last], n):
        # Hyphenated groups are ordered as the line around them is laid out, which an Arabic letter beside them shows.
        text = to_logical(f"{seen} ا")[0].removeprefix("ا ") if among_arabic else to_logical(seen)[0]
        found.append(DigitReading(text, chance))
    return found
