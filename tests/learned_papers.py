"""Papers of two types that the catalogue names without a single wording: only examples can teach them."""

from __future__ import annotations

import random

from archive_store.archive import Archive
from domain.catalogue import default_catalogue_text
from domain.documents import RecognizedPage
from domain.messages import Reason
from pipeline.services import Services
from tests.archive_values import AGENT, arrival, draft
from tests.paper_pages import page_of

TYPES = ("sponsorship", "volunteer")
CATALOGUE_TEXT = default_catalogue_text() + "".join(
    f'\n[[type]]\ncode = "{code}"\ntab = "unsorted"\nar = "{ar}"\nen = "{code}"\n'
    for code, ar in zip(TYPES, ("تعهد كفالة", "استبيان متطوع"), strict=True)
)
_SENTENCES = {
    "sponsorship": (
        "التزام برعاية يتيم", "يلتزم الراعي بتحويل قسط كل شهر", "قيمة القسط الشهري ثلاثون ألفا", "اليتيم المشمول بالرعاية",
        "يجدد الالتزام كل سنة", "اسم الراعي ومهنته", "طريقة تحويل القسط", "تلتزم الرابطة بإرسال صور اليتيم إلى الراعي",
    ),
    "volunteer": (
        "استبيان الراغبين في التطوع", "الأيام التي تناسبك", "مهاراتك وهواياتك", "هل سبق لك التطوع", "لغات تتقنها",
        "كيف سمعت عن حملاتنا", "مجال التطوع الذي ترغب فيه", "نشكر مبادرتك ونتواصل معك",
    ),
}  # fmt: skip
_LIKE = {letter: group.replace(letter, "") for group in ("بتثني", "جحخ", "دذ", "رز", "سش", "صض", "عغ", "فق") for letter in group}


def paper(kind: str, seed: int) -> RecognizedPage:
    """Five sentences of the type in any order, with one letter in twelve misread."""
    chance = random.Random(f"{kind}/{seed}")
    lines = chance.sample(_SENTENCES[kind], 5)
    return page_of(
        ["".join(chance.choice(_LIKE[c]) if c in _LIKE and chance.random() < 0.08 else c for c in line) for line in lines]
    )


def confirm(archive: Archive, kind: str, seed: int, as_type: str = "") -> str:
    """A paper that waited with an unsure type, and its type as a person set it; returns the document's id."""
    with archive.write(AGENT) as tx:
        scan = tx.accession(arrival(path=f"/inbox/{kind}-{seed}.pdf"))
        tx.claim("one", alive=lambda _owner: True)
        waits = draft(type="other", tab="unsorted", request_no=None, undecided=(Reason.TYPE_UNSURE,))
        (document,) = tx.finish(scan.id, [paper(kind, seed)], [waits], [], [None], 1.0).documents
        tx.decide(document.id, type=as_type or kind, tab="unsorted")
    return document.id


def confirm_some(services: Services, count: int) -> None:
    """So many papers of each type, confirmed as what they are."""
    for seed in range(count):
        for kind in TYPES:
            confirm(services.archive, kind, seed)
