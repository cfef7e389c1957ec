"""The Layers page: every stage of the network for the current drawing."""
