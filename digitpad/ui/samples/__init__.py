"""Many samples at once, as small pictures with captions."""
