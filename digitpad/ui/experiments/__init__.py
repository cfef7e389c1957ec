"""The window of experiments: several networks or recipes, one after the other, compared."""
