"""The rules, as arithmetic: history, clock readings and dice come in, decisions come out."""
