"""Numbers as they are shown beside maps."""


def number(value: float, decimals: int = 3) -> str:
    """Return ``value`` with as many digits as can be read at a glance; minus as a minus."""
    text = f"{float(value):.{decimals}f}"
    return text.removeprefix("-") if float(text) == 0 else text.replace("-", "−")
