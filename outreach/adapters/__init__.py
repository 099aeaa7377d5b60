"""The vendors behind the ports, one a module; none knows another."""
