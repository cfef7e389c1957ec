"""A network as a graph of operations: what it does with an image, how each value came to be."""
