"""Experiments: several networks or recipes trained one after the other, and compared."""
