"""The JSON Schemas of sequences and scenarios, made of the tables that the reader goes by.

Draft 7, the newest that the language server of YAML editors speaks. It knows the shape of
a file; what names what, only `check` can tell.
"""

from __future__ import annotations

from outreach.core.schema.scenario import scenario_schema
from outreach.core.schema.sequence import sequence_schema

__all__ = ["scenario_schema", "sequence_schema"]
