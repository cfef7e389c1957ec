"""The Layers page: what the network does to the drawing."""
