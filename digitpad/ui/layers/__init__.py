"""The Layers page: every layer of the network for the current drawing."""
