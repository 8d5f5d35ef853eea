"""Material to develop on that lies beside the project; tests that use it skip where it is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

_CORPUS = Path(__file__).resolve().parent.parent.parent / "shared" / "corpus"


def corpus(name: str) -> Path:
    """The folder of that name, or the test is skipped."""
    if not (_CORPUS / name).is_dir():
        pytest.skip(f"no corpus {name} beside the project")
    return _CORPUS / name
