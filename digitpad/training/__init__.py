"""Training: recipes, and the loop as a generator of progress events."""
