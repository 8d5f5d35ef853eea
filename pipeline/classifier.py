"""The classifier in use: the catalogue's keywords, joined with the learned model that the archive names as active."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import structlog

from archive_store.archive import Archive
from archive_store.objects import FolderObjects
from classify.model import CombinedClassifier, UnusableModel, from_bytes
from classify.types import KeywordClassifier
from domain.catalogue import Catalogue
from domain.documents import Classification, RecognizedPage

log = structlog.get_logger("classifier")


class ActiveClassifier:
    """Loads the active model when first asked, and again after `refresh` where another has become active."""

    def __init__(self, catalogue: Catalogue, archive: Archive, objects: FolderObjects) -> None:
        self._catalogue, self._archive, self._objects = catalogue, archive, objects
        self._version: int | None = None
        self._inner: KeywordClassifier | CombinedClassifier | None = None

    def classify(self, pages: Sequence[RecognizedPage], expected: Collection[str] = ()) -> Classification:
        """As the classifier in use decides. Raises Unavailable where the archive is away before the first paper."""
        if self._inner is None:
            self.refresh()
        assert self._inner is not None
        return self._inner.classify(pages, expected)

    @property
    def version(self) -> int | None:
        """The version of the model in use, None where keywords decide alone."""
        return self._version

    def refresh(self) -> None:
        """Take the active model into use, or none. A model that cannot be used is told in the log and left out."""
        with self._archive.read() as reader:
            active = reader.model()
        version = active.version if active else None
        if self._inner is not None and version == self._version:
            return
        self._version, self._inner = None, KeywordClassifier(self._catalogue)
        if active is None:
            return
        try:
            with self._objects.open(active.object_sha256) as file:
                model = from_bytes(file.read())
        except UnusableModel as error:
            log.warning("model left out", version=active.version, error=str(error))
            return
        self._version, self._inner = active.version, CombinedClassifier(self._catalogue, model, active.version)
