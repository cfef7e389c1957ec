"""The Convolution lab, used with mouse and keys: input, kernels, settings, steps, pools."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton, QSpinBox, QWidget
from scipy.signal import correlate2d

from digitpad.lab.inputs import FOUR_BY_FOUR, THREE_CHANNELS, numbers_source
from digitpad.lab.kernels import kernel, preset
from digitpad.lab.lab_settings import LabSettings
from digitpad.lab.limits import ConvolutionSettings, Padding
from digitpad.lab.steps import Cell, Move
from digitpad.support.colour_scales import shaded, table
from digitpad.ui.pages.lab.input_picture import Under
from digitpad.ui.pages.lab.lab_view import POOLING, SHAPES
from digitpad.ui.theme import DARK, LIGHT, theme
from digitpad.ui.window.main_window import MainWindow
from tests.ui.drops import Place
from tests.ui.layers import click
from tests.ui.painted import in_colour, is_frame, shades
from tests.ui.pens import ONE, SEVEN, mouse

# Written by hand, as the lab's own 4 x 4 example.
FOUR = np.array([[1, 2, 3, 0], [0, 1, 2, 3], [3, 0, 1, 2], [2, 3, 0, 1]], float)
SOBEL = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], float)
STRIDE_2 = ConvolutionSettings((2, 2))


@pytest.fixture
def lab(qtbot, window):
    """The lab, shown, with the 4 x 4 example."""
    window.pages.show_page("lab")
    lab = window.pages.lab.view
    show(qtbot, lab, LabSettings(FOUR_BY_FOUR))
    return lab


def settle(qtbot, lab):
    """Wait until what is set is shown."""
    while not lab.is_settled:
        with qtbot.waitSignal(lab.looked, timeout=20_000):
            pass


def show(qtbot, lab, lab_settings):
    lab.show_settings(lab_settings)
    settle(qtbot, lab)


def type_into(grid, position, text):
    """Select a number and type another over it."""
    click(grid, grid.value_point(position))
    for key in text:
        QTest.keyClick(grid if grid._editor is None else grid._editor, key)
    QTest.keyClick(grid._editor, Qt.Key.Key_Return)


def set_number(qtbot, lab, name, number):
    """Type a number into the box called ``name``."""
    box = lab.findChild(QSpinBox, name)
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, str(number))
    QTest.keyClick(box, Qt.Key.Key_Return)
    settle(qtbot, lab)


def choose(qtbot, lab, name, place):
    """Choose an item of a combo box by its keys."""
    box = lab.findChild(QComboBox, name)
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    for _ in range(place):
        QTest.keyClick(box, Qt.Key.Key_Down)
    settle(qtbot, lab)


def pick(button, *words):
    """Open a button's menu, and click on the entries with these words."""
    menu = button.menu()
    menu.popup(button.mapToGlobal(QPoint(0, button.height())))
    for word in words:
        action = next(one for one in menu.actions() if word in one.text().replace("&", ""))
        QTest.mouseClick(
            menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center()
        )  # fmt: skip
        if action.menu() is not None:
            QTest.keyClick(menu, Qt.Key.Key_Right)
            menu = action.menu()


def drop(widget, path):
    """Drag a file over ``widget`` and let it go."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    held = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier)  # fmt: skip
    QApplication.sendEvent(widget, QDragEnterEvent(Place(20, 20), *held))
    QApplication.sendEvent(widget, QDragMoveEvent(Place(20, 20), *held))
    QApplication.sendEvent(widget, QDropEvent(QPointF(20, 20), *held))


def maps(lab):
    return lab.result.outcome.maps


# The page


def test_the_page_is_there_from_the_start_and_built_when_it_is_shown(qtbot, window):
    page = window.findChild(QWidget, "labPage")
    assert page is window.pages.lab
    assert not page.findChildren(QWidget)
    QTest.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert window.pages.currentWidget() is page
    assert page.findChild(QWidget, "labOutput").isVisible()
    QTest.keyClick(window, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    assert window.pages.currentWidget() is window.pages.test


def test_an_empty_canvas_says_what_to_do_and_the_drawing_is_followed_live(qtbot, window):
    window.pages.show_page("lab")
    lab = window.pages.lab.view
    settle(qtbot, lab)
    assert "Draw a digit" in lab.playground.verdict.text()
    mouse(window.canvas, SEVEN)
    qtbot.waitUntil(lambda: window.session.is_settled)
    settle(qtbot, lab)
    image = window.session.reading.image
    assert np.array_equal(lab.result.image[0], image)
    assert np.allclose(maps(lab)[0], correlate2d(image, SOBEL, "valid"), atol=1e-5)
    mouse(window.canvas, ONE)
    qtbot.waitUntil(lambda: window.session.is_settled)
    settle(qtbot, lab)
    assert np.array_equal(lab.result.image[0], window.session.reading.image)
    assert not np.array_equal(lab.result.image[0], image)
    legend = lab.playground.legend
    assert len(np.unique(shades(legend))) > 50
    window.canvas.clear()
    settle(qtbot, lab)
    assert lab.result.image is None
    assert len(np.unique(shades(legend))) == 1  # without an output its colours mean nothing


# Kernels


def test_a_number_typed_into_the_kernel_counts(qtbot, lab):
    type_into(lab.playground.kernels.numbers, (0, 1, 1), "5")
    settle(qtbot, lab)
    own = SOBEL.copy()
    own[1, 1] = 5
    assert np.allclose(maps(lab)[0], correlate2d(FOUR, own, "valid"))
    assert lab.playground.kernels.menu.name() == "Custom"


def test_escape_leaves_a_number_as_it_was(qtbot, lab):
    grid = lab.playground.kernels.numbers
    click(grid, grid.value_point((0, 0, 0)))
    QTest.keyClick(grid, "7")
    QTest.keyClick(grid._editor, Qt.Key.Key_Escape)
    assert np.array_equal(lab.lab_settings().kernels[0].weights[0], SOBEL)


def test_a_preset_is_chosen_from_the_menu(qtbot, lab):
    pick(lab.playground.kernels.menu, "Box blur")
    settle(qtbot, lab)
    assert np.allclose(maps(lab)[0], correlate2d(FOUR, np.full((3, 3), 1 / 9), "valid"))


def test_each_kernel_makes_a_map_and_is_removed_again(qtbot, lab):
    QTest.mouseClick(lab.findChild(QPushButton, "labAddKernel"), Qt.MouseButton.LeftButton)
    pick(lab.playground.kernels.menu, "Sobel y")
    settle(qtbot, lab)
    assert np.allclose(maps(lab)[0], correlate2d(FOUR, SOBEL, "valid"))
    assert np.allclose(maps(lab)[1], correlate2d(FOUR, SOBEL.T, "valid"))
    strip = lab.playground.kernels.strip
    click(strip, strip.value_point((0, 1, 1)))
    assert lab.playground.kernels.selected == 0
    strip.setFocus()
    QTest.keyClick(strip, Qt.Key.Key_Right)
    assert lab.playground.kernels.selected == 1
    QTest.mouseClick(lab.findChild(QPushButton, "labRemoveKernel"), Qt.MouseButton.LeftButton)
    settle(qtbot, lab)
    assert maps(lab).shape == (1, 2, 2)


def test_the_bias_is_added_everywhere(qtbot, lab):
    box = lab.playground.kernels.bias
    box.selectAll()
    QTest.keyClicks(box, "2.5")
    QTest.keyClick(box, Qt.Key.Key_Return)
    settle(qtbot, lab)
    assert np.allclose(maps(lab)[0], correlate2d(FOUR, SOBEL, "valid") + 2.5)


def test_each_kernel_has_its_own_bias(qtbot, lab):
    kernels = (kernel(SOBEL.tolist(), 0.5), kernel(SOBEL.T.tolist(), -2.25))
    show(qtbot, lab, LabSettings(FOUR_BY_FOUR, kernels))
    strip, bias = lab.playground.kernels.strip, lab.playground.kernels.bias
    assert bias.value() == 0.5
    click(strip, strip.value_point((1, 1, 1)))
    assert bias.value() == -2.25
    QTest.keyClick(strip, Qt.Key.Key_Left)
    assert bias.value() == 0.5
    settle(qtbot, lab)
    assert lab.lab_settings().kernels == kernels, "looking at them changes nothing"


def test_a_larger_kernel_keeps_its_numbers_in_its_middle(qtbot, lab):
    set_number(qtbot, lab, "labSizeColumns", 1)
    assert np.allclose(maps(lab)[0], 0)  # the middle column of Sobel's kernel
    assert maps(lab).shape == (1, 2, 4)


def test_a_kernel_of_the_network_comes_with_its_input(qtbot, window, lab):
    mouse(window.canvas, SEVEN)
    qtbot.waitUntil(lambda: window.session.is_settled)
    lab.playground.kernels.menu.network_kernel_chosen.emit("conv2", 5)
    settle(qtbot, lab)
    network = window.session.network
    assert lab.lab_settings().source.name == "conv2"
    assert maps(lab).shape[0] == 1
    weight = network.numbers["conv2.weight"][5]
    assert np.allclose(lab.lab_settings().kernels[0].weights, weight)


def test_the_menu_has_the_networks_kernels(lab):
    menu = lab.playground.kernels.menu
    own = [action.text() for action in menu.menu_.actions()]
    assert own[-3:] == ["", "Of the Network's conv1", "Of the Network's conv2"]
    assert menu.menu_.actions()[-3].isSeparator()
    assert all(own[:-3])
    conv2 = menu.menu_.actions()[-1].menu()
    assert [action.text() for action in conv2.actions()] == ["0–15", "16–31"]
    assert conv2.actions()[1].menu().actions()[-1].text() == "Kernel 31"
    menu.set_layers(())
    assert [action.text() for action in menu.menu_.actions()] == own[:-3]


# Settings and shapes


def test_stride_2_on_the_example_never_sees_the_last_row_and_column(qtbot, lab):
    set_number(qtbot, lab, "labStrideRows", 2)
    set_number(qtbot, lab, "labStrideColumns", 2)
    assert "row 3 and column 3" in lab.playground.verdict.text()
    assert "floor((4 + 2·0 − 3) / 2) + 1 = 1" in lab.playground.verdict.text()
    assert np.allclose(maps(lab)[0], correlate2d(FOUR, SOBEL, "valid")[::2, ::2])


def test_what_is_never_seen_is_hatched_in_the_picture(qtbot, lab):
    picture = lab.playground.input
    before = picture.grab().toImage()
    show(qtbot, lab, LabSettings(FOUR_BY_FOUR, convolution=STRIDE_2))
    after = picture.grab().toImage()
    corner, middle = (picture.value_point((0, n, n)).toPoint() for n in (3, 0))

    def changed(point):
        places = [QPoint(point.x() + x, point.y() + y) for x in range(-9, 9) for y in range(-9, 9)]
        return any(before.pixel(place) != after.pixel(place) for place in places)

    assert changed(corner)
    assert not changed(middle)
    assert "rows 3" in picture.accessibleDescription()


def test_a_dilated_kernel_frames_what_it_takes_and_one_that_is_not_frames_its_whole(lab):
    picture = lab.playground.input
    picture.show_under(Under(range(4), range(4)))
    whole = in_colour(picture, theme().second)
    picture.show_under(Under(range(0, 4, 3), range(0, 4, 3)))
    framed = in_colour(picture, theme().second) & ~whole
    side = (picture.value_point((0, 0, 1)) - picture.value_point((0, 0, 0))).x()
    for row in range(4):
        for column in range(4):
            middle, half = picture.value_point((0, row, column)).toPoint(), round(side / 2) - 1
            x, y = middle.x(), middle.y()
            inside = framed[y - half : y + half, x - half : x + half]
            assert inside.any() == (row in (0, 3) and column in (0, 3)), (row, column)


@pytest.mark.parametrize(("place", "mode"), [(0, "constant"), (1, "reflect"), (2, "edge")])
def test_padding_has_its_values(qtbot, lab, place, mode):
    choose(qtbot, lab, "labPadding", 2)
    choose(qtbot, lab, "labPaddingMode", place)
    padded = np.pad(FOUR, 1, mode=mode)
    assert np.array_equal(lab.result.padded[0], padded)
    assert np.allclose(maps(lab)[0], correlate2d(padded, SOBEL, "valid"))


def test_padding_is_set_side_by_side(qtbot, lab):
    set_number(qtbot, lab, "labPaddingBottom", 2)
    expected = correlate2d(np.pad(FOUR, ((0, 2), (0, 0))), SOBEL, "valid")
    assert np.allclose(maps(lab)[0], expected)
    assert lab.lab_settings().convolution.padding == Padding(bottom=2)


def test_an_impossible_setting_says_why_and_recovers(qtbot, lab):
    good = maps(lab)
    set_number(qtbot, lab, "labSizeRows", 7)
    verdict = lab.playground.verdict
    assert verdict.is_problem
    assert "does not fit" in verdict.text()
    assert lab.playground.output._is_old
    assert not lab.findChild(QPushButton, "labPlay").isEnabled()
    set_number(qtbot, lab, "labSizeRows", 3)
    assert not verdict.is_problem
    assert not lab.playground.output._is_old
    assert np.array_equal(maps(lab), good)


def test_a_number_beyond_the_limits_is_refused_with_a_reason(qtbot, lab):
    set_number(qtbot, lab, "labDilationRows", 99)
    assert "99 is not a whole number from 1 to 8" in lab.playground.verdict.text()
    assert lab.lab_settings().convolution.dilation == (1, 1)


def test_shapes_and_cost_are_told_in_numbers(qtbot, lab):
    lab.show_area(SHAPES)
    show(qtbot, lab, LabSettings(numbers_source(np.zeros((16, 16)).tolist())))
    text = lab.shapes.text()
    # 14 x 14 outputs of 9 products; each of 196 outputs from 256 inputs and a bias.
    for figure in ("10", "1,764", f"{196 * 257:,}", f"{196 * 256:,}"):
        assert figure in text
    assert "28 times the multiplications" in text  # 50,176 / 1,764 = 28.4


# Inputs


def test_numbers_of_the_input_are_typed(qtbot, lab):
    picture = lab.playground.input
    type_into(picture, (0, 3, 0), "9")
    settle(qtbot, lab)
    own = FOUR.copy()
    own[3, 0] = 9
    assert np.allclose(maps(lab)[0], correlate2d(own, SOBEL, "valid"))


@pytest.mark.parametrize("grid", ["kernel", "input"])
def test_ctrl_z_takes_a_typed_number_back_and_no_ink(qtbot, window, lab, grid):
    window.activateWindow()
    mouse(window.canvas, SEVEN)
    playground, before = lab.playground, maps(lab)[0].copy()
    numbers = playground.kernels.numbers if grid == "kernel" else playground.input
    for position, text in (((0, 1, 1), "5"), ((0, 0, 0), "7")):
        type_into(numbers, position, text)
        settle(qtbot, lab)
    for _ in range(3):  # the last one has nothing left
        QTest.keyClick(numbers, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        settle(qtbot, lab)
    np.testing.assert_array_equal(maps(lab)[0], before)
    assert len(window.canvas.drawing.strokes) == 1


def undo(numbers):
    QTest.keyClick(numbers, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def test_a_number_of_the_kernel_is_taken_back_after_one_of_the_input_was_typed(qtbot, window, lab):
    window.activateWindow()
    kernels, before = lab.playground.kernels, lab.lab_settings().kernels
    type_into(kernels.numbers, (0, 1, 1), "5")
    settle(qtbot, lab)
    type_into(lab.playground.input, (0, 0, 0), "7")
    settle(qtbot, lab)
    undo(kernels.numbers)
    settle(qtbot, lab)
    assert lab.lab_settings().kernels == before
    np.testing.assert_array_equal(maps(lab)[0], correlate(lab, before))


def correlate(lab, kernels):
    image = np.array(lab.lab_settings().source.numbers[0])
    return correlate2d(image, kernels[0].weights[0], "valid")


def test_a_number_of_one_grid_is_not_taken_back_into_another(qtbot, window, lab):
    window.activateWindow()
    picture = lab.playground.input
    type_into(picture, (0, 0, 0), "7")
    settle(qtbot, lab)
    show_source = lab.playground.source.chosen
    show_source.emit(THREE_CHANNELS)
    settle(qtbot, lab)
    undo(picture)
    settle(qtbot, lab)
    assert lab.lab_settings().source == THREE_CHANNELS


def test_the_grid_of_numbers_grows(qtbot, lab):
    set_number(qtbot, lab, "labGridRows", 6)
    assert np.array_equal(lab.result.image[0], np.pad(FOUR, ((0, 2), (0, 0))))


def test_a_dropped_colour_picture_shows_its_channels_apart(qtbot, lab, tmp_path):
    colours = np.random.default_rng(0).integers(0, 256, (6, 8, 3), np.uint8)
    Image.fromarray(colours).save(tmp_path / "flag.png")
    with qtbot.waitSignal(lab.sources.fetched):
        drop(lab, tmp_path / "flag.png")
    settle(qtbot, lab)
    assert np.allclose(lab.result.image, colours.transpose(2, 0, 1) / 255)
    expected = sum(correlate2d(channel, SOBEL, "valid") for channel in lab.result.image)
    assert np.allclose(maps(lab)[0], expected, atol=1e-5)
    same = lab.playground.kernels.same
    assert same.isVisible()
    assert same.isChecked()
    type_into(lab.playground.kernels.numbers, (1, 1, 1), "3")
    assert (lab.lab_settings().kernels[0].weights[:, 1, 1] == 3).all()
    QTest.mouseClick(same, Qt.MouseButton.LeftButton, pos=QPoint(8, same.height() // 2))
    type_into(lab.playground.kernels.numbers, (2, 1, 1), "1")
    assert lab.lab_settings().kernels[0].weights[:, 1, 1].tolist() == [3, 3, 1]


def test_a_file_that_is_no_picture_says_so(qtbot, lab, tmp_path):
    (tmp_path / "broken.png").write_bytes(b"no picture")
    with qtbot.waitSignal(lab.sources.failed):
        lab.sources.open(tmp_path / "broken.png")
    assert "broken.png" in lab.playground.verdict.text()


def test_a_sample_is_the_bundled_drawing_where_there_is_no_data_set(qtbot, lab):
    with qtbot.waitSignal(lab.sources.fetched):
        pick(lab.playground.source.button, "Sample")
    settle(qtbot, lab)
    assert lab.result.image.shape == (1, 28, 28)
    assert lab.result.image.max() == 1


def test_a_sample_is_of_the_data_set(qtbot, window, lab, data_folder):
    window.pages.data_sets.folder = data_folder
    with qtbot.waitSignal(lab.sources.fetched):
        pick(lab.playground.source.button, "Sample")
    settle(qtbot, lab)
    label = lab.lab_settings().source.label
    assert lab.result.image[0, 10, 2 * label + 4] == 1  # the fixture's bar


# Steps


def test_the_four_moves_and_the_output_that_fills(qtbot, lab):
    on = lab.findChild(QPushButton, "labStep")
    steps, output = lab.steps, lab.playground.output
    told = []
    for _ in range(4):
        QTest.mouseClick(on, Qt.MouseButton.LeftButton)
        told.append((steps.step.move, steps.arithmetic.toPlainText(), output._is_written))
    moves, texts, written = zip(*told, strict=True)
    assert moves == (Move.SLIDE, Move.MULTIPLY, Move.SUM, Move.MOVE_ON)
    assert "\nproducts\n" not in texts[0]
    assert "\nproducts\n" in texts[1]
    assert "4.000 + bias 0.000" not in texts[1]  # 1+2*2+1 of the right column less the left one
    assert "4.000 + bias 0.000 = 4.000" in texts[2]
    assert written == (False, False, False, True)
    assert [button.text() for button in steps.moves.buttons()][steps.moves.current()] == "Move on"
    QTest.mouseClick(on, Qt.MouseButton.LeftButton)
    assert (steps.step.cell, steps.step.move) == (Cell(0, 0, 1), Move.SLIDE)
    assert lab.playground.input._under.columns == range(1, 4)
    QTest.mouseClick(lab.findChild(QPushButton, "labStepBack"), Qt.MouseButton.LeftButton)
    assert steps.step.cell == Cell(0, 0, 0)


def test_playing_ends_with_the_whole_output(qtbot, lab):
    lab.steps.player.speed.setValue(lab.steps.player.speed.maximum())
    QTest.mouseClick(lab.findChild(QPushButton, "labPlay"), Qt.MouseButton.LeftButton)
    assert lab.steps.is_playing
    qtbot.waitUntil(lambda: not lab.steps.is_playing, timeout=20_000)
    assert lab.steps.step.cell == Cell(0, 1, 1)
    assert lab.steps.step.move == Move.MOVE_ON
    assert lab.steps.filled is None


def test_a_click_on_an_output_shows_its_arithmetic(qtbot, lab):
    output = lab.playground.output
    click(output, output.value_point((0, 1, 0)))
    text = lab.steps.arithmetic.toPlainText()
    expected = correlate2d(FOUR, SOBEL, "valid")[1, 0]
    assert f"{expected:.3f}".replace("-", "−") + " + bias" in text
    assert "Map 0, row 1, column 0" in text
    QTest.keyClick(output, Qt.Key.Key_Right)
    assert lab.lab_settings().cell == Cell(0, 1, 1)
    assert "row 1, column 1" in lab.steps.arithmetic.toPlainText()


def test_steps_by_key_and_the_whole_output_again(qtbot, lab):
    steps = lab.steps
    steps.setFocus()
    QTest.keyClick(steps, Qt.Key.Key_Right)
    QTest.keyClick(steps, Qt.Key.Key_Right)
    assert steps.step.move == Move.MULTIPLY
    QTest.keyClick(steps, Qt.Key.Key_Down)
    assert steps.step.cell == Cell(0, 1, 0)
    QTest.keyClick(steps, Qt.Key.Key_Space)
    assert steps.is_playing
    QTest.keyClick(steps, Qt.Key.Key_Space)
    assert not steps.is_playing
    assert steps.filled is not None
    QTest.keyClick(steps, Qt.Key.Key_Escape)
    assert steps.filled is None


def test_a_digit_typed_on_the_page_is_not_a_correction(qtbot, window, lab):
    mouse(window.canvas, SEVEN)
    told = []
    window.correction.corrected.connect(told.append)
    type_into(lab.playground.kernels.numbers, (0, 0, 0), "4")
    assert not told


def test_the_value_under_the_pointer_is_told_in_padding_too(qtbot, lab):
    show(qtbot, lab, LabSettings(FOUR_BY_FOUR, convolution=ConvolutionSettings(padding=Padding(1))))
    ground = lab.playground
    QTest.mouseMove(ground.input, ground.input.value_point((0, 2, 2)).toPoint())
    assert lab.value.text() == "Input, channel 0, row 1, column 2: 2.000"
    QTest.mouseMove(ground.input, ground.input.value_point((0, 0, 2)).toPoint())
    assert lab.value.text() == "Padding, channel 0, row −1, column 2: 0.000"
    numbers = ground.kernels.numbers
    QTest.mouseMove(numbers, numbers.value_point((0, 1, 0)).toPoint())
    assert lab.value.text() == "Kernel 0, channel 0, row 1, column 0: −2.000"


def test_the_value_under_the_pointer_is_the_one_just_typed(qtbot, lab):
    show(qtbot, lab, LabSettings(FOUR_BY_FOUR))
    numbers = lab.playground.input
    QTest.mouseMove(numbers, numbers.value_point((0, 2, 2)).toPoint())
    before = lab.value.text()
    with qtbot.waitSignal(lab.looked, timeout=20_000):
        type_into(numbers, (0, 2, 2), "9")
    assert before == "Input, channel 0, row 2, column 2: 1.000"
    assert lab.value.text() == "Input, channel 0, row 2, column 2: 9.000"


# Pools


def test_pools_side_by_side_and_what_a_shift_changes(qtbot, lab):
    lab.show_area(POOLING)
    settle(qtbot, lab)
    pools = {one.settings.kind: one for one in lab.result.pools.pooled}
    assert pools["max"].values[0].tolist() == [[2, 3], [3, 2]]
    assert pools["average"].values[0].tolist() == [[1, 2], [2, 1]]
    assert pools["global max"].values[0].tolist() == [[3]]
    assert np.allclose(pools["l2"].values[0, 0, 0], np.sqrt(1 + 4 + 0 + 1))
    moved = np.pad(FOUR, ((0, 0), (1, 0)))[:, :4]
    assert pools["global average"].change.mean_change == pytest.approx(
        abs(moved.mean() - FOUR.mean())
    )
    for found, mean in (
        (lab.result.pools.input_change, lambda x: x),
        (pools["average"].change, lambda x: x.reshape(2, 2, 2, 2).mean(axis=(1, 3))),
    ):
        before, after = mean(FOUR), mean(moved)
        assert found.mean_change == pytest.approx(np.abs(after - before).mean())
        assert found.relative == pytest.approx(np.abs(after - before).mean() / before.mean())
        assert found.changed_share == (after != before).mean()
    assert pools["global max"].change.mean_change == 0
    set_number(qtbot, lab, "labShiftColumns", 0)
    assert {one.change.mean_change for one in lab.result.pools.pooled} == {0}


def test_the_value_of_a_pool_is_told_under_the_pointer(qtbot, lab):
    lab.show_area(POOLING)
    settle(qtbot, lab)
    table = lab.pooling.table
    QTest.mouseMove(table, table.value_point("max", (0, 1, 0)).toPoint())
    assert "largest of rows 2–3, columns 0–1: 3.000" in lab.pooling.value.text()


# Light and dark

# With numbers below zero: the scale of colours for others is the same in light and in dark.
SIGNED = LabSettings(numbers_source([[1, -2, 3, 0], [0, 1, 2, 3], [3, 0, 1, 2], [2, 3, 0, 1]]))


def colours_of(widget):
    return set(np.unique(shades(widget)).tolist())


@pytest.mark.parametrize("is_built_before", [True, False])
def test_the_labs_pictures_and_words_are_light_or_dark_as_the_window_is(
    qtbot, window, is_built_before
):
    if is_built_before:
        window.set_colours("light")
        window.pages.show_page("lab")
        show(qtbot, window.pages.lab.view, SIGNED)
    window.set_colours("dark")
    window.pages.show_page("lab")
    lab = window.pages.lab.view
    show(qtbot, lab, replace(SIGNED, cell=Cell(0, 0, 0)))
    check_colours(lab, DARK, LIGHT)
    lab.show_area(POOLING)
    settle(qtbot, lab)
    check_colours_of_pools(lab, DARK, LIGHT)
    window.set_colours("light")
    check_colours_of_pools(lab, LIGHT, DARK)
    lab.show_area(SHAPES)
    check_colours(lab, LIGHT, DARK)


def check_colours(lab, theme, other):
    ground = lab.playground
    for widget in (
        ground.input, ground.kernels.strip, ground.kernels.numbers,
        lab.steps.arithmetic.convolution,
    ):  # fmt: skip
        check_zeros(widget, theme, other)
    values = shaded(lab.result.outcome.maps, True, theme.dark, end=lab.result.output_end)
    assert set(values.flatten().tolist()) <= colours_of(ground.output)
    ours, others = (set(table(True, one.dark).tolist()) for one in (theme, other))
    assert len(ours & colours_of(ground.legend)) > 2 * len(others & colours_of(ground.legend))
    for widget in (ground.verdict, ground.legend, lab.shapes):
        check_words(widget, theme, other)


def check_colours_of_pools(lab, theme, other):
    check_zeros(lab.pooling.table, theme, other)
    check_words(lab.pooling.table, theme, other)


def check_zeros(widget, theme, other):
    """Numbers that are zero have the colour of the theme's scale, and not that of the other's."""
    zero, others = (int(table(True, one.dark)[127]) for one in (theme, other))
    painted = shades(widget)  # the edge of a letter may have any colour
    assert (painted == zero).sum() > 10 * (painted == others).sum(), widget.objectName()


def check_words(widget, theme, other):
    """Words are written in colours of the theme, and in none of the other."""
    assert in_colour(widget, theme.text).any() or in_colour(widget, theme.muted).any()
    assert not in_colour(widget, other.text).any()
    assert not in_colour(widget, other.muted).any()


# The scene


def test_a_scene_is_set_and_returned(qtbot, lab):
    lab_settings = LabSettings(
        numbers_source([[1, 2, 3], [4, 5, 6], [7, 8, 9]]),
        (kernel([[1, 2], [3, 4]], 0.5), kernel([[0, 1], [1, 0]])),
        ConvolutionSettings((1, 2), Padding(1, 0, 2, 1, "replicate"), (1, 2)),
        shift=(1, 0), cell=Cell(1, 1, 1),
    )  # fmt: skip
    show(qtbot, lab, lab_settings)
    assert lab.lab_settings() == lab_settings


def test_the_last_scene_is_remembered(qtbot, qapp, own_folders):
    first = MainWindow()
    qtbot.addWidget(first)
    lab_settings = LabSettings(FOUR_BY_FOUR, (preset("laplacian"),))
    first.pages.lab.show_settings(lab_settings)
    first.close()
    second = MainWindow()
    qtbot.addWidget(second)
    assert second.pages.lab.lab_settings() == lab_settings
    second.close()


def test_spoiled_settings_and_pictures_do_not_come_back(qtbot, window, lab):
    page = window.pages.lab
    picture = replace(LabSettings().source, kind="picture", shape=(3, 1, 1), pixels=b"abc")
    page.show_settings(LabSettings(picture, (preset("edges").for_channels(3),)))
    assert '"picture"' not in page.remembered()


def test_a_refused_number_leaves_the_lab_as_it_was_and_the_reason_stays(qtbot, lab):
    before = lab.lab_settings()
    set_number(qtbot, lab, "labStrideRows", 300)
    said = "300 is not a whole number from 1 to 256; it stays 1."
    assert lab.lab_settings() == before
    assert lab.playground.verdict.text() == said, "also once what was set is looked at"
    set_number(qtbot, lab, "labStrideRows", 2)
    assert lab.lab_settings().convolution.stride == (2, 1)
    assert said not in lab.playground.verdict.text()


# What is painted of the output


def corner_of(picture, position):
    """A pixel of a value that its number does not reach."""
    side = (picture.value_point((0, 0, 1)) - picture.value_point((0, 0, 0))).x()
    point = picture.value_point(position) - QPointF(side, side) * 0.4
    return round(point.y()), round(point.x())


def test_what_is_not_computed_yet_is_paper_in_a_frame(qtbot, lab):
    show(qtbot, lab, LabSettings(FOUR_BY_FOUR, (kernel(SOBEL), kernel(-SOBEL))))
    output, on = lab.playground.output, lab.findChild(QPushButton, "labStep")
    whole = shades(output)
    order = [(map_, row, column) for map_ in (0, 1) for row in (0, 1) for column in (0, 1)]
    for filled in range(1, 5):
        for _ in range(4):  # moves
            QTest.mouseClick(on, Qt.MouseButton.LeftButton)
        seen, paper = shades(output), in_colour(output, theme().window)
        for number, position in enumerate(order):
            place = corner_of(output, position)
            assert paper[place] == (number >= filled), (filled, position)
            assert (seen[place] == whole[place]) == (number < filled), (filled, position)
    side = (output.value_point((1, 0, 1)) - output.value_point((1, 0, 0))).x() / 2
    start, end = output.value_point((1, 0, 0)), output.value_point((1, 1, 1))
    left, top, right, bottom = (
        round(n) for n in (start.x() - side, start.y() - side, end.x() + side, end.y() + side)
    )
    there = in_colour(output, theme().border)
    there[:, : left - 4] = False  # of the other map
    assert is_frame(there, left, top, right, bottom)


def test_an_output_of_earlier_is_seen_behind_a_veil(qtbot, lab):
    output = lab.playground.output
    before, place = shades(output), corner_of(output, (0, 0, 0))
    set_number(qtbot, lab, "labSizeRows", 7)
    old, was, panel = (
        np.array([QColor(int(n)).red(), QColor(int(n)).green(), QColor(int(n)).blue()])
        for n in (shades(output)[place], before[place], QColor(theme().panel).rgb())
    )
    assert (np.abs(old - panel) < np.abs(was - panel)).any()
    assert (np.abs(old - panel) <= np.abs(was - panel)).all()
    assert old.tolist() != panel.tolist()
    set_number(qtbot, lab, "labSizeRows", 3)
    np.testing.assert_array_equal(shades(output), before)
