"""What kind of paper this is.

`KeywordClassifier` works from the first day: it weighs the catalogue's wordings by where they stand, tolerant of poor reading.
`CombinedClassifier` (model.py) joins what was learned from confirmed papers.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from rapidfuzz import fuzz, process

from classify.headings import Correspondents, LineRole, correspondents, looks_like_form, looks_like_letter, roles
from classify.phrases import Match, PhraseTable, Rank
from classify.view import LineView, PageView, skeleton, view_pages
from domain.catalogue import OTHER, Catalogue, DocumentType
from domain.documents import Classification, RecognizedPage

# Weights are in log-odds before TEMPERATURE; set by reasoning, checked on bench/classify (see there).
TITLE, STRONG, WEAK, BODY_TITLE = 6.0, 2.2, 0.7, 1.0
STRONG_LIMIT, WEAK_LIMIT = 6.0, 2.4
WRITER_AGREES, WRITER_DIFFERS = 1.0, -1.5
NUMBERED_BY_PERSON, UNNUMBERED = -1.5, -0.8
SHAPE_AGREES, SHAPE_DIFFERS = 0.8, -0.8
OFFICE_LETTER = 2.2
# Four papers in five of a request are of the seven or so types of its service: log-odds of 2.7; less, for its papers vary.
EXPECTED = 1.2
# Further wordings of one type in one line say little more than the first; one inside the name of a service or a list of
# enclosures little at all.
SAME_LINE, QUOTED = 0.3, 0.25
NOTHING_FOUND, LEAST_SCORE = 2.0, 1.0
TEMPERATURE = 1.1
# On bench/classify at least 98 of 100 are right above these, with a third of the wordings left out too.
SURE, SURE_SCORE = 0.6, 3.0
_MOST_LINES = 150
# A heading that is but like a title: how like, how much liker than to a title of another type, and what it is worth.
_HEADING, _ALIKE, _LIKELIER, _MOST_ALIKE, _SHORTEST_ALIKE = 0.9, 72.0, 8.0, 5, 4
LIKE_TITLE = 3.0
# A title of few letters is too easily misread out of another word to decide alone.
_SHORT_TITLE, SHORT_TITLE = 6, 4.2
_KEPT_REASONS = 8
_LABEL_LETTERS = 8  # of "الموضوع" before the subject itself


class Classifier(Protocol):
    """Tells the type of a document from its pages."""

    def classify(self, pages: Sequence[RecognizedPage], expected: Collection[str] = ()) -> Classification:
        """The type with tab, confidence, and reasons; `sure` only where a person need not look.

        `expected` are the types that come up in the request's service, where it is known.
        """
        ...


@dataclass
class Tally:
    """The points of one type and where they came from."""

    title: float = 0.0
    strong: float = 0.0
    weak: float = 0.0
    layout: float = 0.0
    reasons: list[tuple[float, str]] = field(default_factory=list)

    @property
    def score(self) -> float:
        found = self.title + _saturated(self.strong, STRONG_LIMIT) + _saturated(self.weak, WEAK_LIMIT)
        return found + (self.layout if found > 0.5 else 0.0)


def _saturated(points: float, limit: float) -> float:
    """Grows like `points` at first and never beyond `limit`: ten faint hints are not a proof."""
    return limit * (1 - math.exp(-points / limit))


class KeywordClassifier:
    """Knows types by the wordings of the catalogue; needs no training."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._table = PhraseTable(catalogue)
        titles = [(skeleton(title), title, code) for code, kind in catalogue.types.items() for title in kind.titles]
        self._titles = [row for row in titles if len(row[0]) >= _SHORTEST_ALIKE]

    def classify(self, pages: Sequence[RecognizedPage], expected: Collection[str] = ()) -> Classification:
        """The best type by keywords, with the words that spoke for it."""
        scores, reasons = self.scores(pages, expected)
        return decide(self._catalogue, scores, reasons, decided_by="keywords")

    def scores(
        self, pages: Sequence[RecognizedPage], expected: Collection[str] = ()
    ) -> tuple[dict[str, float], dict[str, tuple[str, ...]]]:
        """Points per type, and the reasons for them, strongest first."""
        views = view_pages(pages)
        lines, line_roles = self._lines_of(views)
        tallies: dict[str, Tally] = defaultdict(Tally)
        matches = self._table.find([role.glued for role in line_roles], [line.starts for line in lines])
        _count(matches, lines, line_roles, tallies)
        _count_wrapped(self._table.find(_wrapped(lines)), matches, tallies)
        if max((tally.title for tally in tallies.values()), default=0.0) < LIKE_TITLE:
            _count_alike(lines, line_roles, self._titles, tallies)
        if views:
            self._weigh_layout(views[0], tallies)
        for code in expected:
            tallies[code].layout += EXPECTED
            tallies[code].reasons.append((EXPECTED, "expected-in-service"))
        scores = {code: tally.score for code, tally in tallies.items() if code != OTHER}
        reasons = {
            code: tuple(text for _, text in sorted(tally.reasons, reverse=True)[:_KEPT_REASONS])
            for code, tally in tallies.items()
        }
        return scores, reasons

    def _weigh_layout(self, first: PageView, tallies: Mapping[str, Tally]) -> None:
        """Who writes to whom, and how the first page looks."""
        who = correspondents(first, self._catalogue)
        shape = "letter" if looks_like_letter(first) else "form" if looks_like_form(first) else ""
        for code, kind in self._catalogue.types.items():
            tally = tallies[code]
            signs = _writer_signs(kind, who)
            if kind.shape == "letter" == shape and _official(kind.writer, who):
                tally.weak += OFFICE_LETTER
                tally.reasons.append((OFFICE_LETTER, "official-letter"))
            if shape and kind.shape:
                signs.append(("shape=" + shape, SHAPE_AGREES if kind.shape == shape else SHAPE_DIFFERS))
            tally.layout = sum(weight for _, weight in signs)
            tally.reasons.extend((weight, sign) for sign, weight in signs if weight > 0)

    def _lines_of(self, views: Sequence[PageView]) -> tuple[list[LineView], list[LineRole]]:
        """The lines that count, with their roles; titles on later pages count little, since a document begins with its title."""
        lines: list[LineView] = []
        line_roles: list[LineRole] = []
        for position, view in enumerate(views):
            for line, role in zip(view.lines, roles(view, self._catalogue), strict=True):
                lines.append(line)
                line_roles.append(role if position == 0 else replace(role, heading=role.heading * 0.4))
        return lines[:_MOST_LINES], line_roles[:_MOST_LINES]


def _official(writer: str, who: Correspondents) -> bool:
    """Whether a numbered letter goes out from this office, or comes in from another body."""
    outgoing = who.from_office and not who.to_office
    return who.numbered and writer == ("office" if outgoing else "outside")


def _writer_signs(kind: DocumentType, who: Correspondents) -> list[tuple[str, float]]:
    """What letterhead, addressee and diwan number say of a type written by the office, by other bodies, or by citizens."""
    signs = []
    if kind.writer and who.from_office != who.to_office:
        if who.from_office != (kind.writer == "office"):
            signs.append(("writer", WRITER_DIFFERS))
        elif who.from_office or kind.shape == "letter":  # only letters are addressed to anyone
            signs.append((f"writer={'office' if who.from_office else 'outside'}", WRITER_AGREES))
    if kind.writer == "person" and who.numbered:
        signs.append(("numbered", NUMBERED_BY_PERSON))
    if kind.writer == "outside" and kind.shape == "letter" and not who.numbered:
        signs.append(("unnumbered", UNNUMBERED))
    return signs


def _wrapped(lines: Sequence[LineView]) -> list[str]:
    """The end of each line with the beginning of the next, for wordings that a line break divides."""
    return [one.glued[-18:] + two.glued[:18] for one, two in itertools.pairwise(lines)]


def _count(
    matches: Sequence[Match], lines: Sequence[LineView], line_roles: Sequence[LineRole], tallies: dict[str, Tally]
) -> None:
    """Adds each wording once, at its best place."""
    best: dict[tuple[str, str], tuple[float, Rank, str, int]] = {}
    for match in matches:
        points = _points(match, lines[match.line], line_roles[match.line])
        key = (match.phrase.type, match.phrase.glued)
        if points > best.get(key, (0.0,))[0]:
            best[key] = (points, match.phrase.rank, f"{match.phrase.rank.value}: {match.phrase.text}", match.line)
    seen_lines: set[tuple[str, int]] = set()
    for (code, _), (points, rank, reason, line) in sorted(best.items(), key=lambda pair: -pair[1][0]):
        tally = tallies[code]
        if rank is Rank.TITLE:
            tally.title = max(tally.title, points)
            tally.reasons.append((points, reason))
            continue
        said = points * (SAME_LINE if (code, line) in seen_lines else 1.0)
        seen_lines.add((code, line))
        if rank is Rank.STRONG:
            tally.strong += said
        else:
            tally.weak += said
        tally.reasons.append((said, reason))


def _points(match: Match, line: LineView, role: LineRole) -> float:
    """What one found wording is worth at the line where it stands."""
    phrase = match.phrase
    places = QUOTED if role.quoted else 1.0
    if phrase.rank is Rank.STRONG:
        return STRONG * match.quality * math.sqrt(phrase.share) * places
    if phrase.rank is Rank.WEAK:
        return WEAK * match.quality * math.sqrt(phrase.share) * places
    cover = min(1.0, len(phrase.glued) / len(line.glued))
    title = TITLE if len(phrase.glued) > _SHORT_TITLE else SHORT_TITLE
    if role.subject:
        opens = match.start <= _LABEL_LETTERS
        return 0.55 * title * match.quality * (1.0 if opens else min(1.0, cover + 0.3)) * places
    as_title = title * role.heading * match.quality * _standing_alone(cover)
    as_mention = BODY_TITLE * match.quality if len(phrase.glued) >= 8 else 0.0
    return max(as_title, as_mention) * places


def _count_alike(
    lines: Sequence[LineView], line_roles: Sequence[LineRole], titles: Sequence[tuple[str, str, str]], tallies: dict[str, Tally]
) -> None:
    """Adds the title that a heading is most like, letter for letter, where none is found among the lines: it was poorly read."""
    spelt = [glued for glued, _, _ in titles]
    for line, role in zip(lines, line_roles, strict=True):
        if role.heading < _HEADING or role.subject or role.quoted:
            continue
        likest = process.extract(line.glued, spelt, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=_MOST_ALIKE)
        if not likest:
            continue
        score, (_, title, code) = likest[0][1], titles[likest[0][2]]
        if all(score - other >= _LIKELIER for _, other, place in likest[1:] if titles[place][2] != code):
            tally = tallies[code]
            points = LIKE_TITLE * role.heading * score / 100
            tally.title = max(tally.title, points)
            tally.reasons.append((points, f"like title: {title}"))


def _standing_alone(cover: float) -> float:
    """1 when the wording is the whole line, less when other words stand beside it, 0 below two fifths."""
    return 0.0 if cover < 0.4 else min(1.0, 0.4 + (cover - 0.4) * 1.2)


def _count_wrapped(matches: Sequence[Match], seen: Sequence[Match], tallies: dict[str, Tally]) -> None:
    """Adds wordings that were found only across a line break."""
    known = {(match.phrase.type, match.phrase.glued) for match in seen}
    for match in matches:
        phrase = match.phrase
        key = (phrase.type, phrase.glued)
        if key in known or phrase.rank is Rank.TITLE or len(phrase.glued) < 8:
            continue
        known.add(key)
        points = (STRONG if phrase.rank is Rank.STRONG else WEAK) * match.quality * math.sqrt(phrase.share)
        tally = tallies[phrase.type]
        if phrase.rank is Rank.STRONG:
            tally.strong += points
        else:
            tally.weak += points
        tally.reasons.append((points, f"{phrase.rank.value}: {phrase.text}"))


def decide(
    catalogue: Catalogue, scores: Mapping[str, float], reasons: Mapping[str, tuple[str, ...]], *, decided_by: str
) -> Classification:
    """From points to a decision: a softmax against `nothing found`, sure only when high and clear.

    `other` is never a sure answer: it says that nothing spoke for any type.
    """
    weights = {code: math.exp(min(score, 40.0) / TEMPERATURE) for code, score in scores.items() if score >= LEAST_SCORE}
    total = sum(weights.values()) + math.exp(NOTHING_FOUND / TEMPERATURE)
    ranked = sorted(((code, weight / total) for code, weight in weights.items()), key=lambda pair: -pair[1])
    if not ranked:
        return Classification(OTHER, catalogue.tab_of_type(OTHER), 0.0, False, ("nothing-found",), (), decided_by)
    best, confidence = ranked[0]
    return Classification(
        type=best,
        tab=catalogue.tab_of_type(best),
        confidence=round(min(confidence, 0.999), 4),
        sure=confidence >= SURE and scores[best] >= SURE_SCORE,
        reasons=reasons.get(best, ()),
        rivals=tuple((code, round(share, 4)) for code, share in ranked[1:4]),
        decided_by=decided_by,
    )
