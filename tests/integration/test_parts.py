"""Files inside files: a mail's message and attachments, a protected PDF; each is a scan of its own, part of the first."""

from __future__ import annotations

import io
from email.message import EmailMessage
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from domain.documents import Scan, ScanStatus
from domain.errors import InvalidRequest, Unacceptable
from domain.messages import Reason
from ingest.limits import Limits
from ingest.mail import unpack_mail
from pipeline.owners import Owner
from pipeline.releasing import release
from pipeline.runner import Runner
from pipeline.services import Services, open_services
from pipeline.watching import empty_folders
from pipeline.workers import InlineWorkers
from tests.integration.instant import make_template, picture, read_instantly


def mail(*attachments: tuple[str, bytes], html: bool = False) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = "centre@example.org", "archive@example.org"
    message["Subject"] = "تقرير طبي"
    if html:
        message.set_content("<style>p{}</style><p>السلام عليكم</p><p>المرفق تقرير</p>", subtype="html")
    else:
        message.set_content("السلام عليكم ورحمة الله\n" * 60)
    for name, content in attachments:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return bytes(message)


@pytest.fixture
def services(tmp_path: Path) -> Services:
    make_template(tmp_path / "home")
    return open_services(tmp_path / "home")


def archive_all(services: Services) -> list[Scan]:
    """Empty the inbox; every scan there is, in order."""
    owner = Owner(services.home.run)
    services.home.scratch.mkdir(parents=True, exist_ok=True)
    runner = Runner(services, InlineWorkers(read_instantly, ()), owner, lambda scan: None)
    empty_folders(services, runner, lambda: False, lambda scan: None)
    owner.release()
    with services.archive.read() as reader:
        return list(reader.scans())


def test_a_message_becomes_pages_and_attachments_stay_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "mail.eml").write_bytes(mail(("../../a/تقرير.png", picture(10)), ("b.bin", b"\x00\x01")))
    message, first, second = unpack_mail(tmp_path / "mail.eml", tmp_path, Limits())
    with Image.open(message.path) as pages:
        assert pages.n_frames == 2
        assert (pages.size, pages.mode) == ((1654, 2339), "1")
        assert pages.convert("L").getextrema()[0] == 0, "something is written on the page"
    assert (first.path.read_bytes(), second.path.read_bytes()) == (picture(10), b"\x00\x01")
    assert "/" not in first.name
    assert first.name.endswith("تقرير.png")


def test_html_is_read_as_text(tmp_path: Path) -> None:
    (tmp_path / "mail.eml").write_bytes(mail(html=True))
    (message,) = unpack_mail(tmp_path / "mail.eml", tmp_path, Limits())
    with Image.open(message.path) as pages:
        assert pages.n_frames == 1


def test_too_many_attachments_are_refused(tmp_path: Path) -> None:
    (tmp_path / "mail.eml").write_bytes(mail(*[(f"{n}", b"x") for n in range(501)]))
    with pytest.raises(Unacceptable) as caught:
        unpack_mail(tmp_path / "mail.eml", tmp_path, Limits())
    assert caught.value.reason is Reason.TOO_LARGE


def test_a_mail_is_archived_with_its_parts(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline import work

    def without_message(*args: object) -> list[object]:
        return unpack_mail(*args)[1:]  # type: ignore[arg-type]  # the instant recogniser knows no drawn pages

    monkeypatch.setattr(work, "unpack_mail", without_message)
    inner = mail(("c.png", picture(30)))
    (services.home.inbox / "m.eml").write_bytes(mail(("a.png", picture(10)), ("inner.eml", inner), ("again.png", picture(10))))
    scans = archive_all(services)
    shown = [(Path(scan.source.path).name, scan.status, scan.part_of) for scan in scans]
    assert shown == [
        ("m.eml", ScanStatus.ARCHIVED, None),
        ("1-a.png", ScanStatus.ARCHIVED, "s1"),
        ("2-inner.eml", ScanStatus.ARCHIVED, "s1"),
        ("3-again.png", ScanStatus.DUPLICATE, "s1"),
        ("1-c.png", ScanStatus.ARCHIVED, "s3"),
    ]
    assert list(services.home.inbox.iterdir()) == []
    assert list(services.home.scratch.iterdir()) == []


def protected() -> bytes:
    page, held = Image.open(io.BytesIO(picture(10))), io.BytesIO()
    page.save(held, "PDF")
    locked = io.BytesIO()
    with pikepdf.open(held) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(user="sesame", owner="other"))
    return locked.getvalue()


def test_a_protected_pdf_waits_for_its_password(services: Services) -> None:
    (services.home.inbox / "locked.pdf").write_bytes(protected())
    (held,) = archive_all(services)
    assert (held.status, held.reason) == (ScanStatus.REVIEW, Reason.ENCRYPTED)
    with pytest.raises(InvalidRequest):
        release(services, held.id, "wrong")
    assert release(services, held.id, "sesame").status is ScanStatus.ARCHIVED
    whole, opened = archive_all(services)
    assert (whole.id, opened.part_of) == (held.id, held.id)
    assert opened.documents


def test_a_quarantined_scan_is_tried_again(services: Services) -> None:
    (services.home.inbox / "odd.bin").write_bytes(b"no paper at all")
    (scan,) = archive_all(services)
    assert scan.status is ScanStatus.QUARANTINED
    assert release(services, scan.id).status is ScanStatus.WAITING
    (again,) = archive_all(services)
    assert (again.status, again.reason) == (ScanStatus.QUARANTINED, Reason.UNSUPPORTED)
