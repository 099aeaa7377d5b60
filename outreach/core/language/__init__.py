"""The sequence language: YAML nodes into steps, or every complaint about them."""
