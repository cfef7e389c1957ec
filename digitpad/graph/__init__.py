"""A network as a graph of operations: what it does with one image, and how each value came to be."""
