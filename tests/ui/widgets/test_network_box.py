"""The box of networks: what it offers, what stays chosen, and which network a key is."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from digitpad.network.files.architecture_file import save_architecture
from digitpad.network.presets import PRESETS
from digitpad.support.errors import ModelError
from digitpad.support.folders import networks_folder
from digitpad.ui.widgets.network_box import DESIGN, OPEN, NetworkBox

MINE = replace(PRESETS["lenet"], name="mine")


@pytest.fixture
def box(qtbot):
    box = NetworkBox("networkBox", 8)
    qtbot.addWidget(box)
    return box


def keys(box):
    return [box.itemData(place) for place in range(box.count())]


def test_it_offers_presets_saved_networks_the_designed_and_the_open_one(box):
    assert keys(box) == list(PRESETS)
    networks_folder().mkdir(parents=True, exist_ok=True)
    save_architecture(networks_folder() / "own.json", MINE)
    box.design, box.open = MINE, SimpleNamespace(name="net.py:Net")
    told = []
    box.currentIndexChanged.connect(told.append)
    box.refresh()
    assert keys(box) == [*PRESETS, "saved:own.json", DESIGN, OPEN]
    texts = [box.itemText(place) for place in range(box.count())]
    assert texts[-3:] == ["own", "mine *", "net.py:Net"]
    assert told == []


def test_the_choice_stays_and_one_that_is_gone_becomes_the_first(box):
    box.design = MINE
    box.refresh()
    box.choose(DESIGN)
    box.refresh()
    assert box.currentData() == DESIGN
    box.design = None
    box.refresh()
    assert box.currentData() == next(iter(PRESETS))
    box.choose("lenet")
    box.choose("no such network")
    assert box.currentIndex() == 0


def test_each_key_is_its_network(box):
    networks_folder().mkdir(parents=True, exist_ok=True)
    save_architecture(networks_folder() / "own.json", MINE)
    box.design, box.open = PRESETS["dense"], SimpleNamespace(name="net.py:Net")
    box.refresh()
    for key, network in (
        ("deep", PRESETS["deep"]), ("saved:own.json", MINE), (DESIGN, PRESETS["dense"]),
        (OPEN, box.open),
    ):  # fmt: skip
        box.choose(key)
        found = box.network()
        assert getattr(found, "layers", found) == getattr(network, "layers", network), key
    (networks_folder() / "own.json").write_text("{")
    box.choose("saved:own.json")
    with pytest.raises(ModelError):
        box.network()
