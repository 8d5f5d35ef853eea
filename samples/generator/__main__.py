"""Makes the samples anew: `python -m samples.generator [--out DIR]`. The same fonts give the same pictures."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import shutil
from pathlib import Path

import numpy as np

from samples.generator import damage, wording_forms, wording_letters, wording_support
from samples.generator.blocks import Description, Look
from samples.generator.cases import Case
from samples.generator.files import write_scan
from samples.generator.inbox import BROKEN, DUPLICATE, INBOX, Entry, Paper
from samples.generator.looks import offices
from samples.generator.people import Names, Person, Request, person, requests, tab_of, write_records
from samples.generator.press import print_paper
from samples.generator.truth import PrintedPage, page_as_json
from samples.generator.wear import Scan, truth_of, turned, wear

SEED, RECORDS = "warraq-samples-1", 200
REGISTERED = {
    "incoming_letter": "ص",
    "outgoing_letter": "ص",
    "approval": "ص",
    "rejection": "ص",
    "notice": "ص",
    "application_letter": "و",
}


def sample_requests() -> list[Request]:
    return requests(RECORDS, random.Random(SEED))


def unknown_request() -> Request:
    """Asked for by nobody in the records."""
    chance = random.Random(f"{SEED}/unknown")
    asker: Person = person(Names(families=("الأخطبوط",)), chance)
    day = dt.date(2021, 1, 11)
    return Request("2021-000914", "emergency-activity", asker, "جمعية الجزيرة المفقودة", "حمص", day, day + dt.timedelta(7), None)


def one_per_service(found: list[Request]) -> dict[str, Request]:
    """The first request of each service whose asker has a name of his own and no other request."""
    names = [request.person.full for request in found]
    out: dict[str, Request] = {"unknown": unknown_request()}
    for request in found:
        if names.count(request.person.full) == 1:
            out.setdefault(request.service, request)
    return out


def describe(paper: Paper, request: Request, looks: dict[str, Look], chance: random.Random) -> Description:
    number = str(chance.randint(101, 4999))
    if paper.wording in REGISTERED:
        number += f"/{REGISTERED[paper.wording]}"
    on = request.submitted + dt.timedelta(days=chance.randint(0, 20))
    case = Case(request, looks[paper.look], on, number, paper.date_form, frozenset(paper.says), chance)
    for wordings in (wording_forms, wording_support, wording_letters):
        if hasattr(wordings, paper.wording):
            found: Description = getattr(wordings, paper.wording)(case)
            return found
    raise LookupError(f"no wording {paper.wording!r}")


def scan_pages(paper: Description, entry: Entry, chance: random.Random) -> list[tuple[Scan, PrintedPage]]:
    """Prints the paper and scans every sheet of it."""
    out = []
    for sheet in print_paper(paper, entry.dpi, chance):
        picture = np.asarray(sheet.image)
        scan = wear(picture, entry.dpi, entry.wear, chance, behind=np.ascontiguousarray(picture[::-1]))
        if entry.wear == "ordinary":
            scan = damage.as_asked(scan, entry.bilevel, chance)
        scan = turned(scan, entry.turned)
        out.append((scan, truth_of(sheet.page(), scan)))
    return out


def make_entry(entry: Entry, asked: dict[str, Request], looks: dict[str, Look], out: Path) -> dict[str, object]:
    """Writes the file of one entry and returns the truth about it."""
    chance = random.Random(f"{SEED}/{entry.file}")
    documents: list[dict[str, object]] = []
    scans: list[Scan] = []
    pages: list[PrintedPage] = []
    for paper in entry.papers:
        request = asked[paper.service]
        description = describe(paper, request, looks, chance)
        made = scan_pages(description, entry, chance)
        linked = paper.service != "unknown" and paper.wording not in {"memo", "other"}
        documents.append(
            {
                "type": description.kind,
                "tab": tab_of(description.kind),
                "request_no": request.request_no if linked else None,
                "first_page": len(pages) + 1,
                "pages": len(made),
                "fields": description.fields,
            }
        )
        scans += [scan for scan, _ in made]
        pages += [page for _, page in made]
    write_scan(scans, out / "inbox" / entry.file)
    truth = {"status": entry.ends[0], "status_may_be": list(entry.ends), "reason": entry.reason, "wear": entry.wear}
    return {"file": entry.file, **truth, "documents": documents, "pages": [page_as_json(page) for page in pages]}


def add_odd_files(out: Path) -> list[dict[str, object]]:
    """The exact duplicate and the file cut off in the middle."""
    copy, first = DUPLICATE
    shutil.copyfile(out / "inbox" / first, out / "inbox" / copy)
    broken, whole, share = BROKEN
    content = (out / "inbox" / whole).read_bytes()
    (out / "inbox" / broken).write_bytes(content[: int(len(content) * share)])
    nothing: dict[str, object] = {"documents": [], "pages": []}
    return [
        {"file": copy, "status": "duplicate", "status_may_be": ["duplicate"], "reason": None, "duplicate_of": first, **nothing},
        {"file": broken, "status": "quarantined", "status_may_be": ["quarantined"], "reason": "incomplete", **nothing},
    ]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m samples.generator", description="Makes the sample papers and records.")
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parents[1])
    out: Path = parser.parse_args().out
    found, looks = sample_requests(), offices()
    asked = one_per_service(found)
    shutil.rmtree(out / "inbox", ignore_errors=True)
    truth = [make_entry(entry, asked, looks, out) for entry in INBOX] + add_odd_files(out)
    write_records(found, out / "records.csv")
    rows = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in truth)
    (out / "truth.json").write_text(f'{{"papers": [\n{rows}\n]}}\n', encoding="utf-8")
    print(f"{len(truth)} files, {len(found)} records in {out}")


if __name__ == "__main__":
    main()
