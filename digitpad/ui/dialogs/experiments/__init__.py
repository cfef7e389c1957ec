"""Experiments: several trainings, side by side."""
