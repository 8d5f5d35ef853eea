"""Run by Alembic. The connection, inside a transaction, comes in `config.attributes`."""

from __future__ import annotations

from alembic import context

from archive_store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
