"""From a picture of paper to ink alone."""
