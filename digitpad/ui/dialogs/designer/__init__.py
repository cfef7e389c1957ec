"""The designer: networks are put together."""
