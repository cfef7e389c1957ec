"""Values as colours: one diverging scale around zero, one sequential scale from zero.

The scales are matplotlib's. RdBu and berlin, for light and dark surroundings, have their middle in
the background's lightness and two ends that colour-blind eyes tell apart; viridis grows in
lightness alone.
"""

from __future__ import annotations

from base64 import b64decode
from functools import cache

import numpy as np
from numpy.typing import NDArray

Shades = NDArray[np.uint32]  # 0xffRRGGBB

SMALLEST = 1e-35  # a scale's end: the share of a smaller one would be beyond float32
STEPS = 255  # odd: zero has a shade of its own

# matplotlib's RdBu_r, berlin and viridis, three bytes a shade: to import matplotlib takes longer
# than to read a digit.
_RED_BLUE = (
    "BTBhBjJjBzRmCDZpCThsCjpvCzxyDD51DUB4DkN7D0V+EUeBEkmEE0uHFE2KFU+NFlGQF1STGFaVGViYGlqbHFyeHV6h"
    "HmCkH2KnIGSqIWasI2itJGquJWyvJ22wKG+wKXGxK3OyLHWzLXa0L3i1MHq2MXy3M324NH+5NYG5N4O6OIS7OYa8O4i9"
    "PIq+PYu/P43AQI/BQZHCQ5PDRpTESZbFTJjGT5rHUpzIVZ7JWKDKW6LLXqTMYabNZajOaKrPa6zQbq7RcbDSdLLTd7TV"
    "erbWfbjXgLrYhLzZh77aisDbjcLckMTdk8XelcbfmMjfmsngncrhn8vhos3ipM7jp8/kqdDkq9LlrtPmsNTms9Xntdfo"
    "uNjoutnpvdrqv9zrwt3rxN7sx9/tyeHtzOLuzuPv0eXw0uXw0+bw1efw1ufx2Ojx2enx2+nx3Ory3uvy3+zy4ezz4u3z"
    "5O7z5e7z5+/06PD06vH06/H07fL17vP18PP18fT28/X29PX29/b29/X09/Ty9/Pw+PLu+PDs+O/q+O7o+e3n+ezl+evj"
    "+erh+enf+ujd+ufb+uXZ+uTX++PW++LU++HS++DQ/N/O/N7M/N3K/NzI/dvH/NjE/NbB+9S++9K8+9C5+s62+sy0+sqx"
    "+ceu+cWr+cOp+MGm+L+j+L2h97ue97mb97eZ9rSW9rKT9bCQ9a6O9ayL9KqI9KiG9KaD86OA8qB+8Z5875t67ph47ZZ2"
    "7JN065By6o5w6Itu54hs5oVq5YNo5IBl4n1j4Xth4Hhf33Vd3nJb3XBZ221X2mpV2WhT2GVR12JP1mBN1F1L01pK0VdJ"
    "0FRHzlFGzU9FzExDyklCyUZBx0M/xkA+xT48wzs7wjg6wDU4vzI3vjA2vC00uyozuScyuCQxtiEvtR8utBwtshkrsBcq"
    "rRYqqhUppxQppBMooRIonhEnmxAnmRAnlg8mkw4mkA0ljQwligskhwokhAkjgQgjfgciewYieAUhdQQhcgMgbwIgbAEf"
    "aQAfZwAf"
)
_BERLIN = (
    "nq/+nK/9ma/8l6/7la76kq75kK74jq73i632ia31h630hK3ygqzxf6zwfazve6vueKvtdqrrc6rqcanpbqnnbKjmaajk"
    "Z6fjZKbhYqbgX6XeXaTcWqPaWKLZVaHXU6DVUZ/TTp7RTJzOSpvMSJnKRpjIRJbFQpXDQJPAP5G+PZC7PI65Ooy2OYq0"
    "N4mxNoevNYWsNIOqM4GnMn+lMX2jMHygL3qeLnibLnaZLXSWLHKUK3CRKm6PKm2NKWuKKGmIJ2eFJ2WDJmOBJWJ+JWB8"
    "JF56I1x3I1p1IllzIVdwIFVuIFNsH1FpHlBnHk5lHUxjHUpgHEleG0dcG0VaGkRXGUJVGUBTGD5RFz1PFztMFjlKFjhI"
    "FTZGFTVEFDNCFDFAEzA+Ey48Ei05Eis3Eio1ESgzEScxESUvECQuECIsECEqEB8oEB4mEB0kEBwiEBohEBkfEBgdEBcc"
    "EBYaEBUZERQXERMWERIVEhETEhASEw8QFA4PFQ4OFg0MFwwLGQsIGgsHGwsGHAsFHQsEHgsEHwsDIAsCIQsCIgsCIwwB"
    "JAwBJgwBJw0AKA0AKQ0AKg0ALA4ALQ4ALg4ALw4AMQ4AMg8AMw8ANQ8ANg8AOBAAORAAOhAAPBEAPREAPxEAQBIAQhIA"
    "QxMBRRMBRhQBSBQBSRUBSxUCTBYCThYCUBcDUhgDUxkEVRkFVxoFWRsGWxwHXR0IXx4JYSALYyEMZSINZyMOaSUPayYR"
    "bigScCkUcisVdC0Xdi4YeTAaezIcfTMefzUggTchgzkjhTsliDwnij4pjEArjkIukEQwkkUylEc0lkk2mEs4mk06nE88"
    "nlE/oFJBolRDpFZFpVhHp1pKqVxMq15OrWBQr2FTsWNVs2VXtWdZt2lcuWteu21gvW9jv3FlwnNnxHVqxndsyHhuynpx"
    "zHxzzn510IB40oJ61IR81oZ/2IiB2oqD3IyG346I4ZCL45KN5ZSP55aS6ZiU65qX7ZyZ756c8qGe9KOh9qWj+Kel+qmo"
    "/Kuq/q2t"
)
_VIRIDIS = (
    "RAFURAJVRANXRQVYRQZaRQhbRglcRgteRgxfRg5hRw9iRxFjRxJlRxRmRxVnRxZpRxhqSBlrSBpsSBxuSB1vSB5wSCBx"
    "SCFySCJzSCN0RyV1RyZ2Ryd3Ryh4Ryp5Ryt6Ryx7Ri18Ri98RjB9RjF+RTJ/RTR/RTWARTaBRDeBRDmCQzqDQzuDQzyE"
    "Qj2EQj6FQkCFQUGGQUKGQEOHQESHP0WHP0eIPkiIPkmJPUqJPUuJPUyJPE2KPE6KO1CKO1GKOlKLOlOLOVSLOVWLOFaL"
    "OFeMN1iMN1mMNlqMNluMNVyMNV2MNF6NNF+NM2CNM2GNMmKNMmONMWSNMWWNMWaNMGeNMGiNL2mNL2qNLmuOLmyOLm2O"
    "LW6OLW+OLHCOLHGOLHKOK3OOK3SOKnWOKnaOKneOKXiOKXmOKHqOKHqOKHuOJ3yOJ32OJ36OJn+OJoCOJoGOJYKOJYON"
    "JISNJIWNJIaNI4eNI4iNI4mNIomNIoqNIouNIYyNIY2MIY6MIJCMIJGMH5KMH5OLH5SLH5WLH5aLHpeKHpiKHpmKHpmK"
    "HpqJHpuJHpyJHp2IHp6IHp+IHqCHH6GHH6KGH6OGIKSFIKWFIaaFIaeEIqeEI6iDI6mCJKqCJauBJqyBJ62AKK5/Ka9/"
    "KrB+K7F9LLF9LrJ8L7N7MLR6MrV6M7Z5Nbd4Nrh3OLl2Obl2O7p1Pbt0PrxzQL1yQr5xRL5wRb9vR8BuScFtS8JsTcJr"
    "T8NpUcRoU8VnVcZmV8ZlWcdkW8hiXslhYMlgYspfZMtdZ8xcacxba81Zbc5YcM5Wcs9VdNBUd9BSedFRfNJPftJOgdNM"
    "g9NLhtRJiNVHi9VGjdZEkNZDktdBldc/l9g+mtg8ndk6n9k4oto3pdo1p9szqtsyrdwwr9wust0std0rt90put4nvd4m"
    "v98kwt8ixd8hx+AfyuAezeAdz+Ec0uEb1OEa1+IZ2uIY3OIY3+MY4eMY5OMY5+QZ6eQZ7OQa7uUb8eUc8+Ue9uYf+OYh"
    "+uYi/eck"
)


@cache
def table(signed: bool, dark: bool) -> Shades:
    """Return (255,), the scale from its lowest to its highest shade."""
    text = (_BERLIN if dark else _RED_BLUE) if signed else _VIRIDIS
    rgb = np.frombuffer(b64decode(text), np.uint8).reshape(-1, 3)
    return packed(*rgb.T.astype(np.uint32))


def packed(red: Shades, green: Shades, blue: Shades) -> Shades:
    """Return three channels, each 0 to 255, as shades."""
    shades: Shades = (0xFF000000 | red << 16 | green << 8 | blue).astype(np.uint32, copy=False)
    return shades


def is_light(shade: int) -> bool:
    """Tell whether black has a higher contrast to ``shade``, 0xRRGGBB, than white has (WCAG 2)."""
    levels = [(shade >> bits & 0xFF) / 255 for bits in (16, 8, 0)]
    red, green, blue = (
        level / 12.92 if level <= 0.04045 else ((level + 0.055) / 1.055) ** 2.4 for level in levels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179


def limit(*maps: NDArray[np.float32]) -> float:
    """Return the largest magnitude of ``maps``: where a scale ends; 1 where all are nothing."""
    largest = max(float(np.abs(values).max(initial=0.0)) for values in maps)
    return largest if largest > SMALLEST and np.isfinite(largest) else 1.0


def activity(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return (channels,), the mean magnitude of each channel of ``values`` (channels, ...)."""
    flat = np.abs(values.reshape(len(values), -1))
    mean: NDArray[np.float32] = flat.mean(axis=1)
    return mean


def shaded(
    values: NDArray[np.float32],
    signed: bool,
    dark: bool,
    *,
    each: bool = False,
    end: float | None = None,
) -> Shades:
    """Return the shades of ``values``, (channels, ...), in their shape.

    signed: the scale goes from -limit to limit, else from 0. each: every channel has a limit of
    its own, else they share one. end: the limit, where others share it.
    """
    if not np.isfinite(values.sum()):
        values = np.nan_to_num(values)
    ends: NDArray[np.float32] | np.float32
    if each:
        ends = np.array([limit(channel) for channel in values], np.float32)
        ends = ends.reshape(-1, *[1] * (values.ndim - 1))
    else:
        ends = np.float32(end or limit(values))
    half = np.float32((STEPS - 1) / 2)
    steps = values * (half / ends) + half if signed else values * (2 * half / ends)
    places = np.rint(np.clip(steps, 0, STEPS - 1)).astype(np.intp)
    shades: Shades = table(signed, dark)[places]
    return shades
