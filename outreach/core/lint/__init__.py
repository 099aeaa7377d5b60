"""What a sequence that can be read still does in vain, or in a way that mail filters punish."""
