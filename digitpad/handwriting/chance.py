"""Chance without a generator's state: each number follows from a key and a name alone.

So what one digit looks like does not depend on how many others are made beside it.
"""

import functools
import hashlib

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Values = NDArray[np.float64]

SALT = 8  # bytes


@functools.cache
def _salt(name: str) -> np.uint64:
    digest = hashlib.blake2b(name.encode(), digest_size=SALT).digest()
    return np.uint64(int.from_bytes(digest, "little"))


def derived(keys: Keys, name: str) -> Keys:
    """Return keys, of the same shape as ``keys``, that belong to ``name``; well mixed.

    Source: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014.
    """
    z = (keys ^ _salt(name)) + np.uint64(0x9E3779B97F4A7C15)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        z = (z ^ (z >> np.uint64(shift))) * np.uint64(factor)
    return np.asarray(z ^ (z >> np.uint64(31)))


def numbered(key: int, first: int, count: int, name: str) -> Keys:
    """Return (count,) keys for the numbers from ``first`` on, below one ``key``."""
    base = derived(np.array([key % 2**64], dtype=np.uint64), name)
    numbers = np.arange(first, first + count, dtype=np.uint64)
    return derived(base ^ derived(numbers, "number"), name)


def branches(keys: Keys, name: str, count: int) -> Keys:
    """Return (n, count): for each of ``keys`` (n,) as many that belong to ``name``."""
    numbers = np.arange(count, dtype=np.uint64)[None, :]
    return np.asarray(derived(keys, name)[:, None] ^ derived(numbers, "branch"), dtype=np.uint64)


def uniform(keys: Keys, name: str) -> Values:
    """Return one number in 0..1 for each of ``keys``."""
    return np.asarray((derived(keys, name) >> np.uint64(11)).astype(np.float64) * 2.0**-53)


def normal(keys: Keys, name: str, count: int = 0) -> Values:
    """Return one standard normal number for each of ``keys`` (n,), or (n, count) of them."""
    if count:
        keys = branches(keys, name, count)
    radius = np.sqrt(-2.0 * np.log1p(-uniform(keys, name + ", radius")))
    return np.asarray(radius * np.cos(2 * np.pi * uniform(keys, name + ", angle")))


def chosen(keys: Keys, name: str, weights: Values) -> NDArray[np.intp]:
    """Return for each of ``keys`` (n,) an index below m, as often as ``weights`` (n, m) say."""
    ends = np.cumsum(weights, axis=-1)
    return np.asarray((uniform(keys, name)[:, None] * ends[:, -1:] >= ends[:, :-1]).sum(axis=1))
