"""Access tokens for logins without a password (OAuth 2.0)."""
