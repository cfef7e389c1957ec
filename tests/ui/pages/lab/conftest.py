"""Fixtures of the lab's parts by themselves."""

import pytest


@pytest.fixture
def made(qtbot):
    """Shows a widget in a size."""

    def shown(widget, width=260, height=300):
        qtbot.addWidget(widget)
        widget.resize(width, height)
        widget.show()
        return widget

    return shown
