"""Errors that nobody foresaw, told to the user."""
