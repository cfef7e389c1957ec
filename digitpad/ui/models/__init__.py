"""The window of saved models: use, rename, export, import, delete."""
