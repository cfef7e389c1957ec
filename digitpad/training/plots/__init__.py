"""Curves and charts as pictures, drawn without a window."""
