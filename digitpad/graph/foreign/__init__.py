"""A graph from anybody's torch module: what it calls is written down while it reads one image."""
