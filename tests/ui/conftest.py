"""Fixtures of the window's pages."""

import pytest

from .layers import follow
from .pens import SEVEN, mouse


@pytest.fixture
def page(window):
    assert window.pages.currentWidget() is window.pages.layers
    return window.pages.layers


@pytest.fixture
def drawn(qtbot, window, page):
    mouse(window.canvas, SEVEN)
    follow(qtbot, window, page)
    return page
