"""Networks while they are designed."""
