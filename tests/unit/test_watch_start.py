"""A service that starts while its store is away waits for it."""

from pathlib import Path

import pytest

from commands import taking
from domain.errors import InvalidRequest, Unavailable
from domain.messages import Message


def test_a_store_that_is_away_is_waited_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    answers = [Unavailable("database: disk I/O error"), Unavailable("database: disk I/O error"), "services"]
    pauses: list[float] = []

    def writing(_home: Path) -> object:
        answer = answers.pop(0)
        if isinstance(answer, Unavailable):
            raise answer
        return answer

    monkeypatch.setattr(taking, "writing", writing)
    monkeypatch.setattr(taking.time, "sleep", pauses.append)
    assert taking._opened_when_it_can_be(tmp_path) == "services"
    assert pauses == [0.5, 1.0]


def test_a_home_that_is_none_is_told_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def writing(_home: Path) -> object:
        raise InvalidRequest(Message(ar="لا أرشيف هنا", en="no archive here"))

    monkeypatch.setattr(taking, "writing", writing)
    with pytest.raises(InvalidRequest):
        taking._opened_when_it_can_be(tmp_path)
