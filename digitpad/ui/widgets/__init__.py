"""Widgets that several pages and dialogs are made of."""
