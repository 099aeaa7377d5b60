"""Scenarios: what a sequence is to do for a lead, and how what it does differs from that."""

from __future__ import annotations
