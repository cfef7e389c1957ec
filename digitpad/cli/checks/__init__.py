"""Checks of an installation: what is wrong here, and how to mend it."""
