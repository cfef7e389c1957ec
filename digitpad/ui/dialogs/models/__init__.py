"""The saved models."""
