"""A network and its recipe as a plain PyTorch script that needs nothing of digitpad."""
