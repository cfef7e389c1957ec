"""Taking figures and values away."""
