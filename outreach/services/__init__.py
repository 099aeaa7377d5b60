"""The use cases, one verb a file. They know the store and the ports, and no vendor."""
