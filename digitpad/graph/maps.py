"""Values of any shape as maps, which can be looked at: where each value is on them, and back."""

from __future__ import annotations

import math
from itertools import product

import numpy as np

from digitpad.graph.operation import Array
from digitpad.graph.receptive_field import Region


def maps_shape(shape: tuple[int, ...]) -> tuple[int, int, int]:
    """Return ``shape`` as (channels, height, width): a unit is a map of one pixel.

    Rows and columns alone are one map; of more than three axes all before the last two count.
    """
    if len(shape) == 1:
        return shape[0], 1, 1
    return math.prod(shape[:-2]), shape[-2], shape[-1]


def as_maps(values: Array) -> Array:
    """Return ``values`` as (channels, height, width), see ``maps_shape``."""
    return values.reshape(maps_shape(values.shape))


def on_maps(region: Region, shape: tuple[int, ...]) -> Region:
    """Return ``region`` of values of ``shape`` as (channels, rows, columns) of its maps."""
    if len(shape) == 1:
        return region[0], (0,), (0,)
    places = product(*region[:-2])
    channels = tuple(int(np.ravel_multi_index(place, shape[:-2] or (1,))) for place in (
        places if len(shape) > 2 else ((0,),)
    ))  # fmt: skip
    return channels, region[-2], region[-1]


def of_maps(place: tuple[int, int, int], shape: tuple[int, ...]) -> tuple[int, ...]:
    """Return the position in values of ``shape`` of a place on their maps."""
    if len(shape) == 1:
        return place[:1]
    before = np.unravel_index(place[0], shape[:-2]) if len(shape) > 2 else ()
    return (*(int(n) for n in before), *place[1:])


def channel_on_maps(number: int, shape: tuple[int, ...]) -> Region:
    """Return where all values of channel ``number``, along the first axis, are on the maps."""
    return on_maps(((number,), *(tuple(range(size)) for size in shape[1:])), shape)
