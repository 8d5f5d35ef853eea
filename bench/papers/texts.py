"""Papers as text alone, with the errors of a poor reading put in: about a thousand a minute, for measuring types and links.

    python -m bench.papers.texts --out DIR --count 3000 --errors 0.05 --seed 5 [--records 5000]

Writes DIR/texts.jsonl, one paper a line: {"text", "type", "tab", "request_no", "evidence", "fields"}, and DIR/records.csv.
The errors are those that readers of Arabic make: dots lost or gained, teeth run together, letters of like bodies, digits of
like shapes, spaces lost or put in; `--errors` is the share of characters hit, digits half as often.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

from bench.papers.looks import FACES
from bench.papers.lots import ALL_TYPES, Drawn, Lot, draw
from samples.generator.people import tab_of, write_records
from samples.generator.press import print_paper

DPI = 60  # the pictures are thrown away: as small as leaves the lines their length
LIKE = {
    letter: group.replace(letter, "")
    for group in ("بتثنيئ", "جحخ", "دذ", "رزو", "سش", "صضط", "طظ", "عغ", "فق", "كل", "اأإآل", "هةم", "وؤ", "ىي", "مه", "ءئ")
    for letter in group
}
LIKE_DIGITS = {"٠": ".", "١": "ا٢", "٢": "٣١", "٣": "٢", "٤": "٣٦", "٥": "ه٠", "٦": "٢", "٧": "٨", "٨": "٧", "٩": "٦١"}
LIKE_DIGITS |= {"0": "8", "1": "7", "2": "7", "3": "8", "4": "1", "5": "6", "6": "5", "7": "1", "8": "3", "9": "0"}


def misread(text: str, share: float, chance: random.Random) -> str:
    """The text with about `share` of its letters, and half that share of its digits, misread."""
    out = []
    for sign in text:
        hit = chance.random()
        if sign in LIKE_DIGITS and hit < share / 2:
            out.append(chance.choice(LIKE_DIGITS[sign]))
        elif sign == " " and hit < share / 3:
            continue
        elif sign in LIKE and hit < share:
            out.append(_hit(sign, chance))
        else:
            out.append(sign)
    return "".join(out)


def _hit(letter: str, chance: random.Random) -> str:
    """Mostly a letter of like body; else lost, doubled or parted from the next."""
    way = chance.random()
    if way < 0.7:
        return chance.choice(LIKE[letter])
    return "" if way < 0.85 else letter + (letter if way < 0.9 else " ")


def text_of(drawn: Drawn) -> str:
    """The lines of the paper in reading order."""
    sheets = print_paper(drawn.paper, DPI, random.Random(1))
    return "\n".join(line.text for sheet in sheets for line in sheet.lines)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.papers.texts", description="Makes papers as misread text.")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--errors", type=float, default=0.02, help="share of characters misread (default 0.02)")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--records", type=int, default=3000)
    given = parser.parse_args()
    lot = Lot(f"{given.seed}/texts", "clean", tuple(FACES), given.records, 0.0)
    given.out.mkdir(parents=True, exist_ok=True)
    write_records(lot.records, given.out / "records.csv")
    with (given.out / "texts.jsonl").open("w", encoding="utf-8") as file:
        for number in range(given.count):
            chance = random.Random(f"{lot.seed}/text/{number}")
            drawn = draw(lot, ALL_TYPES[number % len(ALL_TYPES)], chance)
            known = drawn.request.request_no if drawn.evidence in {"numbers", "names"} else None
            row = {
                "text": misread(text_of(drawn), given.errors, chance),
                "type": drawn.paper.kind,
                "tab": tab_of(drawn.paper.kind),
                "request_no": known,
                "evidence": drawn.evidence,
                "fields": drawn.paper.fields,
            }
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    print(f"{given.count} texts, {len(lot.records)} records in {given.out}")


if __name__ == "__main__":
    main()
