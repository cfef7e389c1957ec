"""The Test page: how well the model reads the test digits, and which ones it does not."""
