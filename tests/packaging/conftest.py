"""Lets the tests import what builds and tries a bundle, and what extracts texts."""

import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent.parent
sys.path += [str(CHECKOUT / "packaging"), str(CHECKOUT / "packaging" / "bundling")]


@pytest.fixture(scope="session")
def checkout():
    return CHECKOUT
