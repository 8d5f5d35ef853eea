"""Held and quarantined scans tried again, once a person has mended the cause or given the password."""

from __future__ import annotations

import time

from domain.documents import Scan
from domain.errors import InvalidRequest, Unacceptable
from domain.messages import Message, Reason
from pipeline import work
from pipeline.one_worker import one_worker
from pipeline.parts import take_parts
from pipeline.services import Services


def release(services: Services, scan_id: str, password: str | None = None) -> Scan:
    """Let a quarantined or held scan be tried again, after its cause was mended. With the `password` of a protected PDF its pages
    become a scan that is part of this one. Raises InvalidRequest where the password is wrong or the scan needs none.
    """
    with services.archive.read() as reader:
        scan = reader.scan(scan_id)
    if password is None:
        with services.archive.write(services.agent) as tx:
            tx.release(scan.id)
    else:
        _unlock(services, scan, password)
    with services.archive.read() as reader:
        return reader.scan(scan.id)


def _unlock(services: Services, scan: Scan, password: str) -> None:
    if scan.reason is not Reason.ENCRYPTED:
        raise InvalidRequest(
            Message(ar=f"الدفعة {scan.id} لا تنتظر كلمة سر.", en=f"Scan {scan.id} does not wait for a password.")
        )
    with one_worker(services) as hand:
        began = time.monotonic()
        try:
            parts = hand.run(
                work.unlock, (services.objects.path(scan.sha256), hand.folder, password), services.limits.seconds_per_page
            )
        except Unacceptable as error:
            if error.reason is Reason.ENCRYPTED:
                raise InvalidRequest(Message(ar="كلمة السر غير صحيحة.", en="The password is wrong.")) from error
            raise
        take_parts(services, scan, parts, time.monotonic() - began)
