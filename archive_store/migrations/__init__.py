"""Alembic migrations, run from `archive_store.upgrade`."""
