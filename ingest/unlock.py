"""A protected PDF opened with its password. Runs inside a worker process."""

from __future__ import annotations

from pathlib import Path

import pikepdf

from domain.errors import Unacceptable
from domain.messages import Reason


def unlock_pdf(path: Path, out: Path, password: str) -> None:
    """Write the PDF at `path` without its protection to `out`; the same file and password give the same bytes.

    Raises Unacceptable: ENCRYPTED (the password is wrong) or DAMAGED.
    """
    try:
        with pikepdf.open(path, password=password) as pdf:
            pdf.save(out, deterministic_id=True)
    except pikepdf.PasswordError as error:
        raise Unacceptable(Reason.ENCRYPTED, "wrong password") from error
    except pikepdf.PdfError as error:
        raise Unacceptable(Reason.DAMAGED, f"pdf: {error}") from error
