"""CRMs to keep in step, one vendor a module."""
