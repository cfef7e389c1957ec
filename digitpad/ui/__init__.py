"""The window: Qt only, and nothing that could be computed without one."""
