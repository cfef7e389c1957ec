"""The network designer: blocks to add, reorder, remove and set, their shapes and cost."""
