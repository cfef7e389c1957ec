"""The user's own digits, and adapting to them."""
