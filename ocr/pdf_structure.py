"""The structure tree (ISO 32000-1, 14.7): for each marked word its text in logical order, as ActualText."""

from __future__ import annotations

from collections.abc import Sequence

from pikepdf import Array, Dictionary, Name, Pdf, String


def add_structure(pdf: Pdf, texts: Sequence[Sequence[str]]) -> None:
    """Give each page of `pdf` a division, and in it a span for each of its `texts`; their MCIDs count from 0 on each page."""
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    document = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=root))
    divisions, numbers = [], []
    for index, (page, page_texts) in enumerate(zip(pdf.pages, texts, strict=True)):
        if not page_texts:
            continue
        division = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Div, P=document, Pg=page.obj))
        spans = [
            pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Span, P=division, K=mcid, ActualText=String(text)))
            for mcid, text in enumerate(page_texts)
        ]
        for span in spans:
            span.Pg = page.obj
        division.K = Array(spans)
        divisions.append(division)
        numbers += [index, pdf.make_indirect(Array(spans))]
        page.obj.StructParents = index
    document.K = Array(divisions)
    root.K = document
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=Array(numbers)))
    root.ParentTreeNextKey = len(pdf.pages)
    pdf.Root.StructTreeRoot = root
