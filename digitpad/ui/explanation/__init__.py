"""The explanation of one value: every number that it was computed from."""
