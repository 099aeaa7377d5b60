"""The web process: opt-outs, clicks, health and metrics."""
