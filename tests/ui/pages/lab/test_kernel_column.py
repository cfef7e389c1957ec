"""The lab's kernels by themselves: chosen, added, removed, typed over and taken back."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from digitpad.lab.kernels import KernelSet, kernel
from digitpad.lab.limits import MOST_KERNELS
from digitpad.ui.pages.lab.kernel_column import KernelColumn, KernelMenu
from tests.ui.fields import entries, heard, pick, type_into
from tests.ui.layers import click

LEFT = Qt.MouseButton.LeftButton
ONE, TWO = kernel([[1, 2], [3, 4]], 0.5), kernel([[0, -1], [1, 0]])


@pytest.fixture
def column(made):
    column = KernelColumn()
    column.lay_out()
    made(column)
    column.show()
    column.show_kernels((ONE, TWO))
    return column


def test_the_selected_kernel_is_shown_in_numbers_and_marked_in_the_strip(column):
    np.testing.assert_array_equal(column.numbers._values, [[[1, 2], [3, 4]]])
    assert column.strip._marked == (0,)
    assert column.bias.value() == 0.5
    assert column.size_box.pair() == (2, 2)
    assert column.numbers._end == column.strip._end == 4.0
    assert not column.same.isVisible()
    told = heard(column.changed)
    click(column.strip, column.strip.value_point((1, 0, 0)))
    assert column.selected == 1
    np.testing.assert_array_equal(column.weights, [[[0, -1], [1, 0]]])
    assert column.strip._marked == (1,)
    assert column.strip.current() is None
    assert column.bias.value() == 0
    assert told == [], "only another one is looked at"


def test_keys_go_from_kernel_to_kernel_and_stop_at_the_ends(column):
    column.strip.setFocus()
    for key, selected in (
        (Qt.Key.Key_Left, 0), (Qt.Key.Key_Right, 1), (Qt.Key.Key_Right, 1), (Qt.Key.Key_Up, 0),
        (Qt.Key.Key_PageDown, 1),
    ):  # fmt: skip
        QTest.keyClick(column.strip, key)
        assert column.selected == selected


def test_a_copy_is_added_after_the_last_and_the_selected_one_is_removed(column):
    told = heard(column.changed)
    QTest.mouseClick(column.add, LEFT)
    assert told[-1] == (ONE, TWO, ONE)
    assert column.selected == 2
    QTest.mouseClick(column.remove, LEFT)
    assert told[-1] == (ONE, TWO)
    assert column.selected == 1
    column.show_kernels((ONE, TWO), 0)
    QTest.mouseClick(column.remove, LEFT)
    assert told[-1] == (TWO,)
    assert column.selected == 0
    assert not column.remove.isEnabled()
    for _ in range(MOST_KERNELS - 1):
        assert column.add.isEnabled()
        QTest.mouseClick(column.add, LEFT)
    assert not column.add.isEnabled()
    assert column.remove.isEnabled()


def type_number(column, position, text):
    click(column.numbers, column.numbers.value_point(position))
    for key in text:
        grid = column.numbers
        QTest.keyClick(grid if grid._editor is None else grid._editor, key)
    QTest.keyClick(column.numbers._editor, Qt.Key.Key_Return)


def test_typed_numbers_are_taken_back_one_by_one_until_something_else_was_changed(column):
    told = heard(column.changed)
    type_number(column, (0, 0, 1), "9")
    type_number(column, (0, 1, 1), "8")
    np.testing.assert_array_equal(column.weights, [[[1, 9], [3, 8]]])
    undo = (Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(column.numbers, *undo)
    np.testing.assert_array_equal(column.weights, [[[1, 9], [3, 4]]])
    QTest.keyClick(column.numbers, *undo)
    assert told[-1] == (ONE, TWO)
    type_number(column, (0, 0, 1), "9")
    type_into(column.bias, "2")
    count = len(told)
    QTest.keyClick(column.numbers, *undo)
    assert len(told) == count


def test_bias_and_size_are_those_of_the_selected_and_of_all_kernels(column):
    told = heard(column.changed)
    type_into(column.bias, "-1.5")
    assert [one.bias for one in told[-1]] == [-1.5, 0]
    type_into(column.size_box.rows, "3")
    assert [one.size for one in told[-1]] == [(3, 2), (3, 2)]


def test_a_preset_keeps_the_size_that_it_can_have(column):
    told = heard(column.changed)
    pick(column.menu.menu_, "Identity")
    assert told[-1][0].name == "identity"
    sizes = {one.size for one in told[-1]}
    assert len(sizes) == 1, "all kernels have one size"
    assert column.menu.name() == "Identity"
    type_number(column, (0, 0, 0), "7")
    assert column.menu.name() == "Custom"


def test_of_several_channels_the_numbers_may_be_kept_the_same(column):
    three = ONE.for_channels(3)
    column.show_kernels((three,))
    assert column.same.isVisible()
    assert column.same.isChecked()
    type_number(column, (1, 0, 0), "7")
    assert column.weights[:, 0, 0].tolist() == [7, 7, 7]
    column.same.click()
    assert not column.same.isChecked()
    type_number(column, (1, 0, 0), "5")
    assert column.weights[:, 0, 0].tolist() == [7, 5, 7]
    told = heard(column.changed)
    column.same.click()
    assert len(told) == 1
    assert column.weights[:, 0, 0].tolist() == [7, 7, 7], "those of the first"
    column.show_kernels((ONE,))
    assert not column.same.isVisible()


@pytest.mark.parametrize("way", ["put", "chosen"])
def test_a_kernel_whose_channels_differ_is_not_said_to_be_the_same_for_all(column, way):
    """As one of the network: a number typed over one of its channels went over all of them."""
    unlike = kernel([[[n, 0, 0], [0, n, 0], [0, 0, n]] for n in (1, 2, 3)])
    three = ONE.resized((3, 3)).for_channels(3)
    if way == "put":
        column.show_kernels((three,))
        assert column.same.isChecked()
        column.put(unlike)
    else:
        column.show_kernels((three, unlike))
        assert column.same.isChecked()
        column.strip.setFocus()
        QTest.keyClick(column.strip, Qt.Key.Key_Right)
    assert not column.same.isChecked()
    type_number(column, (1, 0, 0), "7")
    assert column.weights[:, 0, 0].tolist() == [1, 7, 3]


def test_kernels_of_unlike_sizes_have_no_strip(column):
    column.show_kernels((ONE, kernel([[1, 2, 3]])))
    assert column.strip._values is None
    np.testing.assert_array_equal(column.numbers._values, [[[1, 2], [3, 4]]])


def test_what_is_typed_ends_where_a_kernel_of_another_size_comes(column):
    click(column.numbers, column.numbers.value_point((0, 1, 1)))
    QTest.keyClick(column.numbers, Qt.Key.Key_5)
    column.show_kernels((ONE, TWO))
    assert column.numbers._editor is not None
    column.show_kernels((kernel([[1]]),))
    assert column.numbers._editor is None


def test_the_menu_offers_the_kernels_of_each_convolution_in_parts(made):
    menu = made(KernelMenu())
    chosen, presets = heard(menu.network_kernel_chosen), heard(menu.preset_chosen)
    before = entries(menu.menu_)
    menu.set_layers((KernelSet("conv1", 8, 1), KernelSet("conv2", 40, 8)))
    assert entries(menu.menu_)[len(before) :] == [
        "Of the Network's conv1",
        "Of the Network's conv2",
    ]
    first, second = (action.menu() for action in menu.menu_.actions() if action.menu())
    assert entries(first) == [f"Kernel {n}" for n in range(8)]
    assert entries(second) == ["0–15", "16–31", "32–39"]
    pick(second.actions()[2].menu(), "Kernel 39")
    pick(first, "Kernel 0")
    assert chosen == [("conv2", 39), ("conv1", 0)]
    pick(menu.menu_, "Sobel x")
    assert presets == ["sobel x"]
    menu.set_layers(())
    assert entries(menu.menu_) == before
