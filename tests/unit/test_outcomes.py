"""Every reason has a short name in both languages."""

from __future__ import annotations

import pytest

from commands.language import choose_language
from commands.outcomes import reason_name
from domain.messages import Reason, message_of


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize("reason", Reason)
def test_reasons_are_named_and_explained(reason: Reason, lang: str) -> None:
    choose_language(["--lang", lang])
    assert 0 < len(reason_name(reason)) <= 16
    assert message_of(reason).in_language(lang)
