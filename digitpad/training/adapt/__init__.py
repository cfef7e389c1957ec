"""Adapting a network to one person's hand: from a few digits, in a few seconds."""
