"""The user's own digits: correcting the network, practice, and the window that lists them."""
