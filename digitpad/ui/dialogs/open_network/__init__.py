"""Opening somebody's own network from its code."""
