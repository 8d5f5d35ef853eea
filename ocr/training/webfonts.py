"""Turn the web fonts of @fontsource packages into TTF files, Arabic and Latin part joined into one face.

    python -m ocr.training.webfonts node_modules/@fontsource OUT_FOLDER

Such packages split a face by script; office lines mix scripts, so the two parts are merged. Light, regular, medium and bold
weights are taken; a face whose parts do not merge is reported and left out.
"""

import argparse
import sys
from pathlib import Path

from fontTools.merge import Merger, Options
from fontTools.ttLib import TTFont

WEIGHTS = (300, 400, 500, 700)


def plain_file(webfont: Path, folder: Path) -> Path:
    """One WOFF2 file written as TTF; variable and hinting tables dropped."""
    font = TTFont(webfont)
    font.flavor = None
    for table in (
        "fvar",
        "gvar",
        "STAT",
        "avar",
        "HVAR",
        "MVAR",
        "fpgm",
        "prep",
        "cvt ",
        "DSIG",
        "GDEF" if "GPOS" not in font else "",
    ):
        if table in font:
            del font[table]
    path = folder / f"{webfont.stem}.part.ttf"
    font.save(path)
    return path


def join(parts: list[Path], out: Path) -> None:
    """Merge the faces in `parts` into `out`."""
    options = Options()
    options.drop_tables = ["vmtx", "vhea", "MATH"]
    Merger(options).merge([str(p) for p in parts]).save(out)


def main() -> None:
    """Command line: see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    for package in sorted(arguments.packages.iterdir()):
        for weight in WEIGHTS:
            files = [package / "files" / f"{package.name}-{script}-{weight}-normal.woff2" for script in ("arabic", "latin")]
            if not all(f.exists() for f in files):
                continue
            parts = [plain_file(f, arguments.out) for f in files]
            try:
                join(parts, arguments.out / f"{package.name}-{weight}.ttf")
            except Exception as trouble:  # fontTools raises many kinds, and a missing face does no harm
                print(f"{package.name} {weight}: left out, {type(trouble).__name__}: {trouble}", file=sys.stderr)
            for part in parts:
                part.unlink()


if __name__ == "__main__":
    main()
