"""A batch is walked in order, each file once; a manifest says what is known of them."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from domain.documents import Given
from domain.errors import InvalidRequest
from ingest.batch import read_manifest, walk


def fill(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")


def test_files_come_by_name_each_once_and_system_files_not_at_all(tmp_path: Path) -> None:
    fill(tmp_path, "b.pdf", "a.pdf", "c/d.pdf", "Thumbs.db", ".x/y.pdf", "z.tmp", "\udcff.pdf", "line\nbreak.pdf")
    os.link(tmp_path / "a.pdf", tmp_path / "e.pdf")
    (tmp_path / "link.pdf").symlink_to(tmp_path / "b.pdf")
    (tmp_path / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    found = [os.path.relpath(item.source.path, tmp_path) for item in walk([str(tmp_path), str(tmp_path / "b.pdf")])]
    assert found == ["a.pdf", "b.pdf", "line\nbreak.pdf", "\udcff.pdf", "c/d.pdf"]


def test_paths_are_reported_as_given_and_known_absolutely(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path, "in/a.pdf", "z.tmp")
    monkeypatch.chdir(tmp_path)
    found = list(walk(["in", "z.tmp", "missing"]))
    assert [item.given_path for item in found] == ["in/a.pdf", "z.tmp"]
    assert [item.source.path for item in found] == [str(tmp_path / "in" / "a.pdf"), str(tmp_path / "z.tmp")]
    assert found[0].source.size == 1
    assert found[0].source.channel == "import"


MANIFEST = "path,request_no,type,date,box\na.pdf,2021-000123,decision,26/1/2021,B7\nsub/b.pdf,,,,\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_manifest_in_any_usual_form(tmp_path: Path, encoding: str, separator: str) -> None:
    text = MANIFEST.replace("path,request_no,type,date,box", "المسار,رقم الطلب,نوع الوثيقة,التاريخ,رقم العلبة").replace(
        ",", separator
    )
    file = tmp_path / "manifest.csv"
    file.write_bytes(text.encode(encoding))
    assert read_manifest(file) == {
        str(tmp_path / "a.pdf"): Given("2021-000123", "decision", dt.date(2021, 1, 26), "B7"),
        str(tmp_path / "sub" / "b.pdf"): Given(),
    }


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("request_no,type\n1,2\n", 1),
        ("path,date\na.pdf,2021-01-26\nb.pdf,soon\n", 3),
        ("path,type\n\n,decision\n", 3),
        ('path,type\n"a\nb.pdf",x\na.pdf,y\na.pdf,z\n', 5),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    file = tmp_path / "manifest.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidRequest) as caught:
        read_manifest(file)
    assert f"line {line}:" in caught.value.message.en
    assert f"السطر {line}:" in caught.value.message.ar
