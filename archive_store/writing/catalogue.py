"""Versions of the catalogue, versions of the learned classifier, and events of the service itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, select, update

from archive_store.schema import catalogue, classifier_model
from archive_store.writing.session import Session


class CatalogueWriter:
    """Keeps what decisions were made with."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._connection = session.connection

    def save_catalogue(self, version: str, text: str) -> bool:
        """Keeps a version of the catalogue as long as the archive lives. Returns False if it was kept already."""
        if self._connection.execute(select(catalogue.c.version).where(catalogue.c.version == version)).first():
            return False
        self._connection.execute(insert(catalogue).values(version=version, text=text, at=self._session.now))
        self._session.audit("catalogue", version)
        return True

    def save_model(self, object_sha256: str, score: Mapping[str, Any], *, active: bool) -> int:
        """Keeps a trained model (its bytes are in the object store) with its held-out score; returns its version.

        An active one takes the place of the active one before.
        """
        version = self._session.next_key(classifier_model)
        if active:
            self._connection.execute(update(classifier_model).values(active=False))
        self._connection.execute(
            insert(classifier_model).values(
                version=version, at=self._session.now, object_sha256=object_sha256, score=dict(score), active=active
            )
        )
        self._session.audit("classifier", f"model {version}", {"active": active, "object": object_sha256})
        return version

    def service_event(self, kind: str, detail: str = "") -> None:
        """An event of the service itself: started, stopped, ran out of disk."""
        self._session.audit(kind, "service", {"detail": detail} if detail else None)
