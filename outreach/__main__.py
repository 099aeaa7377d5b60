"""Runs the command line, for `python -m outreach`."""

from __future__ import annotations

from outreach.cli.main import main

main()
