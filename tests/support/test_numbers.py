"""Numbers as people read them."""

import pytest

from digitpad.support.numbers import (
    number,
    readable,
    shape_text,
    short,
    signed,
    three_digits,
    whole_or_readable,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (number(-1.23456), "−1.235"),
        (number(-0.0004), "0.000"),
        (number(12, 0), "12"),
        (signed(1.2, 2), "+1.20"),
        (signed(-1.2, 2), "−1.20"),
        (signed(-0.001, 2), "0.00"),
        (readable(-0.000012), "−1.2e−5"),
        (readable(-0.0), "0"),
        (readable(3.14159, 3), "3.14"),
        (three_digits(-0.1), "−0.100"),
        (three_digits(123), "123"),
        (three_digits(0), "0"),
        (short(float("nan")), "nan"),
        (short(-float("inf")), "−inf"),
        (whole_or_readable(float("nan")), "nan"),
        (whole_or_readable(-float("inf")), "−inf"),
        (whole_or_readable(-48000), "−48,000"),
        (whole_or_readable(0.98765), "0.9877"),
        (whole_or_readable(1234.5), "1,234"),
        (short(-3), "−3"),
        (short(0.126), "0.13"),
        (short(-0.001), "0.00"),
        (short(123.4), "123"),
        (short(-250_000), "−2e+05"),
    ],
)
def test_a_number_has_the_digits_that_say_something_and_a_minus_sign(text, expected):
    assert text == expected


def test_a_shape_has_a_times_sign_between_its_sizes():
    assert [shape_text(shape) for shape in ((8, 28, 28), (10,))] == ["8 × 28 × 28", "10"]
