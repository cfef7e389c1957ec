"""The Test page: how well the network reads a test set."""
