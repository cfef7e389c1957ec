"""The examples run, and print what README says."""

import runpy
from pathlib import Path

import pytest


def test_the_example_looks_into_a_module(capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_path(str(Path(__file__).parent / "look_into_a_module.py"), run_name="example")
    printed = capsys.readouterr().out
    assert "max_pool2d_2   pool           (16, 7, 7)  after relu_2" in printed
    assert "a value of conv2 sees 64 pixels" in printed
    assert "it is a 1" in printed
