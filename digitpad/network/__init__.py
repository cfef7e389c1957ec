"""Networks: their description, the module made from it, and checkpoints."""
