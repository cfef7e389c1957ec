"""Figures to take away: what the network makes of a drawing, as pictures and tables."""
