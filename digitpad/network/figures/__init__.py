"""Figures of what a network does, to take away; drawn by matplotlib, without a window."""
