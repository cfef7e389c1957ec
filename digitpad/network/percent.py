"""A probability as people read it."""


def percent(probability: float) -> str:
    """Return ``98.7 %`` for 0.987, and never 100.0 % for what is not certain."""
    shown = min(probability * 100, 99.9) if probability < 1 else 100.0
    return f"{shown:.1f} %"
