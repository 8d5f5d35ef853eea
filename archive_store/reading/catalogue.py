"""Versions of the catalogue and of the learned classifier, and what the classifier learns from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Text, select, type_coerce

from archive_store.ids import document_name
from archive_store.schema import catalogue, classifier_model, document
from domain.documents import PERSON, DocumentStatus


@dataclass(frozen=True)
class ModelVersion:
    """A trained classifier: its bytes are in the object store."""

    version: int
    at: dt.datetime
    object_sha256: str
    score: dict[str, Any]
    active: bool


class CatalogueReader:
    """Questions about what decisions are made with."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def catalogue(self, version: str) -> str | None:
        """The text of a version of the catalogue, None if it was never in use."""
        found: str | None = self._connection.execute(select(catalogue.c.text).where(catalogue.c.version == version)).scalar()
        return found

    def catalogue_versions(self) -> list[tuple[str, dt.datetime]]:
        """Versions with the time each came into use, oldest first."""
        query = select(catalogue.c.version, catalogue.c.at).order_by(catalogue.c.at)
        return [(row.version, row.at) for row in self._connection.execute(query)]

    def model(self, version: int | None = None) -> ModelVersion | None:
        """A version of the classifier, or the active one; None if there is none."""
        wanted = classifier_model.c.active.is_(True) if version is None else classifier_model.c.version == version
        row = self._connection.execute(select(classifier_model).where(wanted)).first()
        return ModelVersion(row.version, row.at, row.object_sha256, row.score, row.active) if row else None

    def models(self) -> list[ModelVersion]:
        """Every version of the classifier, in use or not, oldest first."""
        rows = self._connection.execute(select(classifier_model).order_by(classifier_model.c.version))
        return [ModelVersion(row.version, row.at, row.object_sha256, row.score, row.active) for row in rows]

    def confirmed_documents(self) -> Iterator[tuple[str, str]]:
        """Documents whose type a person confirmed or set, with that type: what the classifier may learn from.

        Wrong cuts are not among them: a document that was split or merged is replaced, its pages stand under the new ones.
        """
        by_person = type_coerce(document.c.typing, Text).contains(f'"decided_by":"{PERSON}"')
        query = select(document.c.id, document.c.type).where(document.c.status == DocumentStatus.ARCHIVED, by_person)
        for row in self._connection.execute(query.order_by(document.c.id)):
            yield document_name(row.id), row.type
