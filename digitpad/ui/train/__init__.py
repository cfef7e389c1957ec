"""The Train page: what to learn, with which recipe, and how it goes."""
