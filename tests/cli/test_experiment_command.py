"""The command ``experiment``, broken off: what it leaves on the disk and on the terminal."""

from dataclasses import replace

import pytest
import tqdm

from digitpad.cli.experiment import rows_of
from digitpad.network.architecture import Architecture
from digitpad.network.layers import Flatten, Linear, LogSoftmax
from digitpad.support.errors import DigitpadError
from digitpad.training import loop
from digitpad.training.experiments.experiment import Trial
from digitpad.training.recipe import FAST_RECIPE

SMALL = Architecture("small", (Flatten("flat"), Linear("fc", 10), LogSoftmax("out")))


@pytest.fixture
def rows(data_set, tmp_path):
    """Rows of two trials, with the table in ``r.csv``, which has an older one."""
    (tmp_path / "r.csv").write_text("older", encoding="utf-8")
    trials = (Trial(SMALL, replace(FAST_RECIPE, epochs=1)),) * 2
    return rows_of(trials, data_set, tmp_path, "cpu", tmp_path / "r.csv", True)


def test_an_older_table_stays_until_there_is_a_row(rows, tmp_path, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(loop._Training, "step", interrupted)
    with pytest.raises(KeyboardInterrupt):
        next(rows)
    assert (tmp_path / "r.csv").read_text(encoding="utf-8") == "older"
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def test_the_first_row_takes_its_place(rows, tmp_path):
    next(rows)
    rows.close()
    assert (tmp_path / "r.csv").read_text(encoding="utf-8").startswith("number,network,")


def test_a_table_that_is_a_folder_is_told_before_anything_is_trained(data_set, tmp_path):
    trials = (Trial(SMALL, FAST_RECIPE),)
    rows = rows_of(trials, data_set, tmp_path, "cpu", tmp_path, False)
    with pytest.raises(DigitpadError, match="could not be written: Is a directory"):
        next(rows)


@pytest.mark.parametrize("how", ["the reader stops", "an error ends it"])
def test_the_bar_is_closed_when_it_is_broken_off(rows, monkeypatch, how):
    bars = []

    class Bar(tqdm.tqdm):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.is_closed = False
            bars.append(self)

        def close(self):
            self.is_closed = True
            super().close()

    monkeypatch.setattr(tqdm, "tqdm", Bar)
    if how == "the reader stops":
        next(rows)
        rows.close()
    else:

        def interrupted(*_):
            raise KeyboardInterrupt

        monkeypatch.setattr(loop._Training, "step", interrupted)
        with pytest.raises(KeyboardInterrupt):
            next(rows)
    assert [bar.is_closed for bar in bars] == [True]
