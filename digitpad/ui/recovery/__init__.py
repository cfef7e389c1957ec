"""What the last session left when it was not closed: its drawing, and why it ended."""
