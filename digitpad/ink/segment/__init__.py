"""Several digits: ink in parts, rows and groups, of which each is one digit."""
