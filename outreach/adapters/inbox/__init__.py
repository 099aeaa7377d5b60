"""Mailboxes to hear answers in."""
