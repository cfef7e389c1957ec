"""The user's own digits: kept, listed, changed, exported and imported, and practised."""

from digitpad.collection.entry import CORRECTION, PRACTICE, Entry
from digitpad.collection.store import (
    MOST_DIGITS,
    Collection,
    Deleted,
    Kept,
    Listing,
    as_samples,
)

__all__ = [
    "CORRECTION", "MOST_DIGITS", "PRACTICE", "Collection", "Deleted", "Entry", "Kept", "Listing",
    "as_samples",
]  # fmt: skip
