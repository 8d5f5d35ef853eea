"""Files inside a file: a mail's message and attachments, a protected PDF's pages. Each becomes a scan of its own.

The parts are taken in one after another and the whole is settled last, so a crash in between leaves parts to be known again.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from domain.documents import Scan
from ingest.mail import Part
from pipeline.intake import CHUNK, Terms, accession
from pipeline.services import Services

CHANNEL = "part"


def take_parts(services: Services, whole: Scan, parts: Sequence[Part], seconds: float) -> list[Scan]:
    """Take the parts of a scan into custody under the terms of the whole, then settle the whole.

    A part already taken by an attempt that broke off is the scan it was, as any file met again.
    """
    taken = [_take(services, whole, part) for part in parts]
    with services.archive.write(services.agent) as tx:
        tx.unpacked(whole.id, [scan.id for scan in taken], seconds)
    return taken


def _take(services: Services, whole: Scan, part: Part) -> Scan:
    with part.path.open("rb") as file:
        sha256, size = services.objects.put(iter(partial(file.read, CHUNK), b""))
    source = replace(whole.source, path=f"{whole.source.path}{os.sep}{part.name}", channel=CHANNEL, size=size)
    terms = Terms(whole.centre, whole.given, whole.register, whole.default_service)
    return accession(services, source, sha256, size, terms, part_of=whole.id)
