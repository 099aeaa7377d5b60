"""Alembic migrations; `outreach.store.migrate` runs them."""
