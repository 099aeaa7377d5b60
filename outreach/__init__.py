"""Outreach, a multichannel outreach automation worker."""

__version__ = "0.1.0"
