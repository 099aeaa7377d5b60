"""The numbers by which people name things: none is larger than the database counts."""

LARGEST = 2**63 - 1
