"""What people confirmed becomes a model: kept, judged, taken into use or refused, beside the watcher's work."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from pipeline.learning import Retraining, enough_new, evaluate, is_held_out, train, versions
from pipeline.services import Services, initialise, open_services
from tests.learned_papers import CATALOGUE_TEXT, TYPES, confirm, confirm_some, paper


@pytest.fixture
def services(tmp_path: Path) -> Services:
    initialise(tmp_path)
    (tmp_path / "catalogue.toml").write_text(CATALOGUE_TEXT, "utf-8")
    return open_services(tmp_path)


def test_a_model_is_learned_kept_and_used(services: Services) -> None:
    assert services.classifier.classify([paper(TYPES[0], 500)]).type not in TYPES
    assert train(services).version is None
    confirm_some(services, 14)
    assert enough_new(services)
    done = train(services)
    assert (done.version, done.taken, done.examples) == (1, True, 28)
    assert done.after.type_right == done.after.documents > done.before.type_right
    assert not enough_new(services)

    found = services.classifier.classify([paper(TYPES[0], 500)])
    assert (found.type, found.decided_by) == (TYPES[0], "keywords + model 1")
    elsewhere = open_services(services.home.root, read_only=True)
    assert elsewhere.classifier.classify([paper(TYPES[1], 501)]).type == TYPES[1]
    keywords, in_use = evaluate(elsewhere)
    assert in_use.type_right > keywords.type_right == 0


def test_a_worse_model_is_kept_and_not_used(services: Services) -> None:
    confirm_some(services, 14)
    assert train(services).taken
    wrong = dict(zip(TYPES, reversed(TYPES), strict=True))
    for seed in range(100, 160):  # careless answers, but not about the papers that judge
        for kind in TYPES:
            name = confirm(services.archive, kind, seed)
            if not is_held_out(name):
                with services.archive.write(services.agent) as tx:
                    tx.decide(name, type=wrong[kind], tab="unsorted")
    done = train(services)
    assert (done.version, done.taken) == (2, False)
    assert done.after.type_right < done.before.type_right
    assert [(model.version, model.active) for model in versions(services)] == [(1, True), (2, False)]
    assert all(services.objects.path(model.object_sha256) for model in versions(services))
    assert services.classifier.classify([paper(TYPES[0], 500)]).decided_by == "keywords + model 1"


def test_a_model_of_another_form_is_left_out(services: Services) -> None:
    digest, _size = services.objects.put([b"not a model"])
    with services.archive.write(services.agent) as tx:
        tx.save_model(digest, {"examples": 0}, active=True)
    assert services.classifier.classify([paper(TYPES[0], 1)]).decided_by == "keywords"


def test_the_watcher_retrains_in_a_process_of_its_own(services: Services) -> None:
    confirm_some(services, 14)
    retraining = Retraining(services, first_look=0.0)
    services.classifier.classify([paper(TYPES[0], 500)])
    end = time.monotonic() + 200
    while services.classifier.version is None and time.monotonic() < end:
        retraining.turn()
        time.sleep(0.05)
    retraining.close()
    assert services.classifier.version == 1
    assert [model.active for model in versions(services)] == [True]
