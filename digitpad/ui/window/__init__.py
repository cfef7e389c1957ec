"""The main window, and its own chores."""
