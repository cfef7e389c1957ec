"""A network with branches, blocks and a skip, and the flow of a network by itself."""

import torch
from PySide6.QtGui import QColor, QPalette
from torch import nn

from digitpad.graph.flow import flow_of
from digitpad.ui.pages.layers.flow_strip import FlowStrip
from digitpad.ui.theme import LIGHT


class Block(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x):
        return torch.relu(x + self.conv2(torch.relu(self.conv1(x))))


class Net(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.stem = nn.Conv2d(1, 4, 3, stride=2)
        self.left = nn.Conv2d(4, 4, 1)
        self.right = nn.Conv2d(4, 4, 3, padding=1)
        self.blocks = nn.ModuleList([Block(8) for _ in range(5)])
        self.out = nn.Linear(8, classes)

    def forward(self, x):
        x = self.stem(x)
        x = torch.cat([self.left(x), self.right(x)], 1)
        for block in self.blocks:
            x = block(x)
        return self.out(x.mean((2, 3)))


def made_strip(qtbot, graph, unfolded=frozenset()):
    strip = FlowStrip()
    qtbot.addWidget(strip)
    palette = strip.palette()
    palette.setColor(QPalette.ColorRole.Window, QColor(LIGHT.panel))  # as in the window
    strip.setPalette(palette)
    strip.set_flow(flow_of(graph, unfolded))
    strip.resize(max(1000, strip.width_needed() + 40), strip.sizeHint().height())
    strip.show()
    return strip


def cell_of(strip, title):
    return strip.layer_rect([*strip._titles].index(title)), [*strip._titles].index(title)
