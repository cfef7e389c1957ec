"""A network and its recipe as a plain PyTorch script that needs nothing of digitpad."""

from digitpad.training.plain_code.script import plain_code, recipe_of

__all__ = ["plain_code", "recipe_of"]
