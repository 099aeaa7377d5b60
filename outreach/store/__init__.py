"""The truth: tables and the functions that read and write them. SQLAlchemy lives here only."""
