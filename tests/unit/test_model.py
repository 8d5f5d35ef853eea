"""The learned model: it learns what no wording says, always the same, and keeps to its stored form."""

from __future__ import annotations

import io
import random

import numpy as np
import pytest

from classify.model import CombinedClassifier, TypeModel, UnusableModel, features, from_bytes, learn, to_bytes
from classify.types import KeywordClassifier
from domain.catalogue import parse_catalogue
from pipeline.learning import Judgement, no_worse
from tests.learned_papers import CATALOGUE_TEXT, TYPES, paper
from tests.paper_pages import page_of

CATALOGUE = parse_catalogue(CATALOGUE_TEXT)
EXAMPLES = [(features([paper(kind, seed)]), kind) for seed in range(10) for kind in TYPES]


@pytest.fixture(scope="module")
def model() -> TypeModel:
    learned = learn(EXAMPLES, TYPES)
    assert learned is not None
    return learned


def test_it_knows_new_papers_of_types_without_wordings(model: TypeModel) -> None:
    keywords, both = KeywordClassifier(CATALOGUE), CombinedClassifier(CATALOGUE, model, 7)
    for seed in range(100, 120):
        for kind in TYPES:
            page = paper(kind, seed)
            assert keywords.classify([page]).type not in TYPES
            found = both.classify([page])
            assert found.type == kind
            assert found.decided_by == "keywords + model 7"
            assert any(reason.startswith("model 7: +") for reason in found.reasons)


def test_what_it_never_saw_is_not_surely_one_of_its_types(model: TypeModel) -> None:
    found = CombinedClassifier(CATALOGUE, model, 1).classify([page_of(["قصيدة في وصف البحر والموج والقمر", "للشاعر المجهول"])])
    assert not (found.sure and found.type in TYPES)


def test_the_same_examples_give_the_same_model(model: TypeModel) -> None:
    again = learn(EXAMPLES, TYPES)
    assert again is not None
    assert to_bytes(again) == to_bytes(model)


def test_stored_and_read_it_decides_alike(model: TypeModel) -> None:
    read = from_bytes(to_bytes(model))
    assert (read.types, read.counts) == (model.types, {kind: 10 for kind in TYPES})
    page = paper(TYPES[0], 200)
    assert read.chances([page])[TYPES[0]] == pytest.approx(model.chances([page])[TYPES[0]], abs=0.01)


def test_types_with_too_few_examples_teach_what_is_none_of_the_others() -> None:
    learned = learn([*EXAMPLES[::2], *EXAMPLES[1:6:2]], TYPES[:1])
    assert learned is not None
    assert learned.types == (TYPES[0], "")
    page = [paper(TYPES[1], 300)]
    assert learned.chances(page)[""] > 0.5
    assert learned.points(page)[TYPES[0]] < 0


def test_one_kind_alone_teaches_nothing() -> None:
    assert learn(EXAMPLES[::2], TYPES) is None
    assert learn([], TYPES) is None


def test_a_misread_letter_of_the_same_body_changes_no_feature() -> None:
    one, two = (features([page_of([text])]) for text in ("تقرير طبي عن المريض", "نفرير ظبي عن المربص"))
    assert one[0].tolist() == two[0].tolist()


@pytest.mark.parametrize("damage", ["cut", "noise", "empty", "pickle", "form"])
def test_bytes_that_are_no_model_are_refused(model: TypeModel, damage: str) -> None:
    whole = to_bytes(model)
    pickled, other = io.BytesIO(), io.BytesIO()
    np.savez(pickled, about=np.array([{"format": 1}], dtype=object), weights=model.weights, bias=model.bias)
    np.savez(other, about=np.frombuffer(b'{"format": 99, "types": []}', dtype=np.uint8), weights=model.weights, bias=model.bias)
    bad = {
        "cut": whole[: len(whole) // 2],
        "noise": random.Random(1).randbytes(5000),
        "empty": b"",
        "pickle": pickled.getvalue(),
        "form": other.getvalue(),
    }
    with pytest.raises(UnusableModel):
        from_bytes(bad[damage])


@pytest.mark.parametrize(
    ("new", "now", "taken"),
    [
        (Judgement(20, 18, 19, 10, 10), Judgement(20, 18, 19, 9, 9), True),
        (Judgement(20, 17, 19, 18, 17), Judgement(20, 18, 19, 9, 9), False),
        (Judgement(20, 20, 20, 20, 18), Judgement(20, 18, 19, 10, 9), False),
        (Judgement(2, 2, 2, 2, 2), Judgement(2, 0, 0, 0, 0), False),
    ],
    ids=["no worse", "fewer right", "more wrong alone", "too few to judge by"],
)
def test_only_a_model_that_is_no_worse_takes_over(new: Judgement, now: Judgement, taken: bool) -> None:
    assert no_worse(new, now) is taken
