"""`warraq classify` from outside."""

from __future__ import annotations

from pathlib import Path

from pipeline.services import open_services
from tests.acceptance.test_main_job import Program
from tests.learned_papers import CATALOGUE_TEXT, confirm_some


def test_training_and_evaluating_by_hand(tmp_path: Path) -> None:
    program = Program(tmp_path / "home")
    program("init")
    program("classify", "train")
    assert "Too little" in program.said
    (tmp_path / "home" / "catalogue.toml").write_text(CATALOGUE_TEXT, "utf-8")
    confirm_some(open_services(tmp_path / "home"), 12)

    (done,) = program.json("classify", "train")
    assert (done["version"], done["taken"], done["examples"]) == (1, True, 24)
    assert "Model 1 from 24" in program.said
    (told,) = program.json("classify", "evaluate")
    assert told["model"] == 1
    assert told["in_use"]["type_right"] > told["keywords"]["type_right"]
    assert [(version["version"], version["active"]) for version in told["versions"]] == [(1, True)]
    assert "model 1" in program("classify", "evaluate")
