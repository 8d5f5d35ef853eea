"""Search over the archive, and the index kept in step with it."""

from __future__ import annotations

from dataclasses import replace

import structlog

from archive_store.feed import FeedRow
from archive_store.search.hits import SearchResult
from archive_store.search.query import Filters, parse_query
from domain.documents import RecognizedPage
from domain.errors import UnknownObject, WarraqError
from domain.messages import Message
from pipeline.services import Services

EVERYTHING = Filters()
FEW_CHANGES = 2_000  # an index of so few is rebuilt while a person waits
OLD_INDEX = Message(
    ar="فهرس البحث من إصدار سابق: قد تغيب عنه وثائق حديثة. يُعاد بناؤه ما دام warraq watch يعمل، أو شغّل: warraq reindex",
    en="The search index is of an earlier version and may lack recent documents. `warraq watch` rebuilds it while it runs, "
    "or run: warraq reindex",
)
log = structlog.get_logger("search")


def feed_rows(services: Services, after: int, limit: int) -> list[FeedRow]:
    """The rows of the feed after a number."""
    with services.archive.read() as reader:
        return list(reader.feed_after(after, limit))


def follow_index(services: Services) -> int:
    """Bring the search index up to the head of the feed; returns the feed number reached."""
    if services.index.needs_rebuild:
        log.info("search index is of another version, building anew")
        return services.index.rebuild(lambda after, limit: feed_rows(services, after, limit))
    return services.index.follow(lambda after, limit: feed_rows(services, after, limit))


def find(
    services: Services,
    text: str,
    *,
    service: str | None = None,
    type_code: str | None = None,
    tab: str | None = None,
    request: str | None = None,
    since: str | None = None,
    until: str | None = None,
    sort: str = "relevance",
    limit: int = 20,
    offset: int = 0,
    facets: bool = False,
    may_see: Filters = EVERYTHING,
) -> SearchResult:
    """What a person looks for, within what that person `may_see`.

    An index that lags behind (its writer died) is brought up first, where it may be written. A large one of another version
    answers as it is, and the result says so.
    """
    query = parse_query(
        text,
        services.catalogue,
        service=service,
        type=type_code,
        tab=tab,
        request=request,
        since=since,
        until=until,
        sort=sort,
        limit=limit,
        offset=offset,
        facets=facets,
    )
    _catch_up(services)
    result = services.index.search(replace(query, may_see=may_see), lambda document, page: _page(services, document, page))
    return replace(result, message=OLD_INDEX) if result.message is None and services.index.needs_rebuild else result


def _catch_up(services: Services) -> None:
    """Kept up by whoever may write the folder, readers too: the index is derived, nothing of the archive changes."""
    with services.archive.read() as reader:
        head = reader.feed_head()
    old = services.index.needs_rebuild
    if old and head > FEW_CHANGES:  # the watcher rebuilds it; until then the old one answers
        log.info("search index is of another version")
        return
    if services.index.head() >= head and not old:
        return
    try:
        follow_index(services)
    except (WarraqError, OSError) as error:  # an auditor may read an index that only others may write
        log.info("index not brought up to date", error=type(error).__name__)


def _page(services: Services, document: str, number: int) -> RecognizedPage | None:
    try:
        with services.archive.read() as reader:
            return next((page for page in reader.pages_of(document) if page.number == number), None)
    except UnknownObject:
        return None
