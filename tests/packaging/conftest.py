"""Lets the tests import what builds and tries a bundle."""

import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent.parent
sys.path.append(str(CHECKOUT / "packaging" / "bundling"))


@pytest.fixture
def checkout():
    return CHECKOUT
