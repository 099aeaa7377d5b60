"""Real servers for the tests: started on demand, on this machine only, and always stopped."""
