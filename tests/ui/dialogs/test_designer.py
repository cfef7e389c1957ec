"""The designer as its user sees it: blocks by mouse and keys, what is wrong and where, training."""

import json
import os
import subprocess
import sys

import pytest
from PySide6.QtCore import QEventLoop, QMimeData, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMessageBox, QToolButton

from digitpad.network.design.architecture_draft import MOST_DRAFT_LAYERS
from digitpad.network.design.designer_state import DesignerState, Revisions
from digitpad.network.files.architecture_file import load_architecture, save_architecture
from digitpad.network.files.checkpoint import load_checkpoint
from digitpad.network.presets import PRESETS
from digitpad.support.folders import networks_folder
from digitpad.ui.background import end_all
from digitpad.ui.dialogs.designer.designer_dialog import DesignerDialog
from digitpad.ui.dialogs.designer.layers_model import MIME, OUTPUT, SETTINGS
from digitpad.ui.theme import theme
from tests.ui import row_dragging
from tests.ui.layers import follow
from tests.ui.painted import in_colour
from tests.ui.pens import SEVEN, click, mouse

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def designer(qtbot, window):
    window.pages.show_page("train")
    click(window, "designButton")
    return window.findChild(DesignerDialog, "designer")


def kinds(designer):
    return [layer.kind for layer in designer.draft.layers]


def cell(designer, row, column):
    return designer.table.visualRect(designer.table.model().index(row, column))


def choose(designer, row):
    point = cell(designer, row, 0).center()
    QTest.mouseClick(designer.table.viewport(), LEFT, pos=point)


def shown(designer, row, column):
    return designer.table.model().index(row, column).data()


def choose_from_menu(designer, button, text):
    """Open the button's menu with a click, and click the entry that begins with ``text``."""

    def pick():
        menu = QApplication.activePopupWidget()
        action = next(entry for entry in menu.actions() if entry.text().startswith(text))
        QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())
        loop.quit()

    loop = QEventLoop()
    QTimer.singleShot(0, pick)
    QTest.mouseClick(designer.findChild(QToolButton, button), LEFT)
    if QApplication.activePopupWidget() is not None:  # from Qt 6.12 on a click does not wait for it
        loop.exec()


def type_setting(qtbot, designer, setting, text):
    """Click the setting's box in the current row and type over it."""
    box = designer.table.editor.boxes[setting]
    QTest.mouseClick(box, LEFT, pos=QPoint(12, box.height() // 2))
    box.selectAll()
    qtbot.keyClicks(box, text)


def test_it_opens_with_the_tutorial_network_its_shapes_and_cost(designer):
    assert designer.isVisible()
    assert designer.draft.layers == PRESETS["tutorial"].layers[:-1]
    assert [shown(designer, row, OUTPUT) for row in (0, 2, 6, 11)] == [
        "8 × 28 × 28", "8 × 14 × 14", "1568", "10",
    ]  # fmt: skip
    assert [shown(designer, 0, column) for column in (3, 4)] == ["80", "56,448"]
    assert "79,797 parameters, 1.0 times the tutorial" in designer.totals.text()


def test_a_block_is_added_by_menu_and_its_shapes_follow_live(qtbot, designer):
    choose(designer, 0)
    choose_from_menu(designer, "addBlockButton", "Convolution")
    assert kinds(designer)[:3] == ["conv", "conv", "relu"]
    assert designer.table.current == 1
    type_setting(qtbot, designer, "kernels", "12")
    assert shown(designer, 1, OUTPUT) == "12 × 28 × 28"
    assert shown(designer, 1, 3) == f"{12 * 8 * 9 + 12:,}"
    assert shown(designer, 3, OUTPUT) == "12 × 14 × 14"


def test_a_broken_network_says_where_and_why_and_trains_when_it_is_repaired(
    qtbot, window, train_page, designer, data_folder
):
    choose(designer, 3)
    type_setting(qtbot, designer, "size", "33")
    reason = "conv2: a window of 33 does not fit into 14 pixels with padding 1."
    assert shown(designer, 3, OUTPUT).startswith(reason)
    assert designer.totals.text().startswith(reason)
    assert shown(designer, 4, OUTPUT) == "–"
    assert not designer.use.isEnabled()
    assert designer.use.toolTip().startswith(reason)
    QTest.mouseClick(designer.use, LEFT)
    QTest.keyClick(designer, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert designer.isVisible(), "an invalid network cannot be used"

    type_setting(qtbot, designer, "size", "5")
    assert shown(designer, 3, OUTPUT) == "32 × 12 × 12"
    choose(designer, 7)
    type_setting(qtbot, designer, "features", "16")
    QTest.mouseClick(designer.use, LEFT)
    assert not designer.isVisible()
    assert train_page.network.box.currentText() == "my_tutorial *"
    mouse(window.canvas, SEVEN)
    qtbot.keyClicks(train_page.form.recipe_box, "tut")
    train_page.form.epochs_box.setValue(1)
    with qtbot.waitSignal(train_page.model_saved, timeout=60_000):
        click(window, "trainButton")
    trained = window.session.checkpoint
    assert trained.network.origin == designer.draft.to_network()
    assert trained.path.name.startswith("my_tutorial-tutorial-")
    assert train_page.timeline.run_box.itemText(0) == "1: my_tutorial, Tutorial"
    window.pages.show_page("layers")
    follow(qtbot, window, window.pages.layers)
    layers = window.pages.layers
    assert layers.trace.values(layers._flow.cells[4].layer).shape == (32, 12, 12)


def test_everything_goes_by_keyboard(qtbot, designer):
    table, alt = designer.table, Qt.KeyboardModifier.AltModifier
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Down, alt)
    assert kinds(designer)[:3] == ["conv", "max_pool", "relu"]
    assert table.current == 2
    qtbot.keyClick(table, Qt.Key.Key_Up, alt)
    assert kinds(designer)[:3] == ["conv", "relu", "max_pool"]
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    assert kinds(designer)[:2] == ["conv", "max_pool"]
    qtbot.keyClick(table, Qt.Key.Key_Up)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    box = QApplication.focusWidget()
    assert box is table.editor.boxes["kernels"]
    qtbot.keyClick(box, Qt.Key.Key_Up)
    qtbot.keyClick(box, Qt.Key.Key_Up)
    assert designer.draft.layers[0].kernels == 10
    qtbot.keyClick(box, Qt.Key.Key_Z, control)
    assert designer.draft.layers[0].kernels == 8, "steps of one number are undone together"
    qtbot.keyClick(box, Qt.Key.Key_Z, control)
    assert designer.draft.layers == PRESETS["tutorial"].layers[:-1]
    qtbot.keyClick(box, Qt.Key.Key_Y, control)
    assert kinds(designer)[:2] == ["conv", "max_pool"]
    qtbot.keyClick(box, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is table.editor.boxes["size"]


def type_side(qtbot, designer, text):
    box = designer.input.side
    QTest.mouseClick(box, LEFT, pos=QPoint(12, box.height() // 2))
    box.selectAll()
    qtbot.keyClicks(box, text)


def test_another_input_is_chosen_and_shapes_and_cost_follow(qtbot, designer):
    entry = designer.input
    assert not entry.fitting.isVisible(), "there is nothing to fit"
    type_side(qtbot, designer, "64")
    assert [shown(designer, row, OUTPUT) for row in (0, 2, 6)] == [
        "8 × 64 × 64", "8 × 32 × 32", "8192",
    ]  # fmt: skip
    entry.channels.setFocus()
    qtbot.keyClick(entry.channels, Qt.Key.Key_Down)
    assert shown(designer, 0, 3) == f"{8 * 3 * 9 + 8:,}"
    assert shown(designer, 0, 4) == f"{64 * 64 * 8 * 27:,}"
    assert entry.fitting.isVisible()
    assert entry.fitting.currentText() == "Drawing enlarged"
    entry.fitting.setFocus()
    qtbot.keyClick(entry.fitting, Qt.Key.Key_Down)
    network = designer.draft.to_network()
    assert (network.input_shape, network.fitting) == ((3, 64, 64), "padded")
    type_side(qtbot, designer, "20")
    assert not entry.fitting.isVisible(), "paper around a drawing makes no smaller image"
    assert designer.draft.to_network().fitting == "resized"


def test_a_network_of_another_input_is_trained_and_reads_what_is_drawn(
    qtbot, window, train_page, designer, data_folder
):
    type_side(qtbot, designer, "32")
    for box in (designer.input.channels, designer.input.fitting):
        box.setFocus()
        qtbot.keyClick(box, Qt.Key.Key_Down)
    QTest.mouseClick(designer.use, LEFT)
    assert train_page.network.box.toolTip().endswith(
        "its input is 3 × 32 × 32; not saved in a file"
    )
    mouse(window.canvas, SEVEN)
    qtbot.keyClicks(train_page.form.recipe_box, "tut")
    train_page.form.epochs_box.setValue(1)
    with qtbot.waitSignal(train_page.model_saved, timeout=60_000):
        click(window, "trainButton")
    network = window.session.checkpoint.network
    assert load_checkpoint(window.session.checkpoint.path).network.origin == network.origin
    assert (network.origin.input_shape, network.origin.fitting) == ((3, 32, 32), "padded")
    window.pages.show_page("layers")
    follow(qtbot, window, window.pages.layers)
    assert window.pages.layers.layer_names[:5] == ["ink", "input", "paper", "channels", "conv1"]
    probabilities = window.pages.layers.trace.probabilities
    assert window.findChild(QLabel, "prediction").text() == str(probabilities.argmax())


def test_the_input_is_undone_step_by_step_from_its_own_box(qtbot, designer):
    control = Qt.KeyboardModifier.ControlModifier
    type_side(qtbot, designer, "100")
    qtbot.keyClick(designer.input.side, Qt.Key.Key_Up)
    assert designer.draft.input_shape == (1, 101, 101)
    qtbot.keyClick(designer.input.side, Qt.Key.Key_Z, control)
    assert designer.draft.input_shape == (1, 28, 28)
    assert designer.input.side.value() == 28
    qtbot.keyClick(designer.input.side, Qt.Key.Key_Y, control)
    assert designer.input.side.value() == 101


def test_a_side_out_of_range_is_refused_with_its_reason(qtbot, designer):
    type_side(qtbot, designer, "9")
    qtbot.keyClick(designer.input.side, Qt.Key.Key_Return)
    assert "from 16 to 224" in designer.message.text()
    assert designer.draft.input_shape == (1, 28, 28)


def test_an_input_that_its_layers_cannot_follow_or_hold_is_a_problem_of_theirs(qtbot, designer):
    designer.take(PRESETS["deep"])
    assert designer.assessment.is_valid
    type_side(qtbot, designer, "16")
    assert designer.assessment.place is not None
    assert "does not fit into" in designer.totals.text()
    type_side(qtbot, designer, "200")
    assert "at most are 4,000,000" in designer.totals.text()
    assert not designer.use.isEnabled()


def test_the_input_is_kept_in_a_file_and_from_one_start_to_the_next(qtbot, designer):
    type_side(qtbot, designer, "32")
    qtbot.keyClick(designer.input.fitting, Qt.Key.Key_Down)
    network = designer.draft.to_network()
    QTest.mouseClick(designer.findChild(QToolButton, "saveNetworkButton"), LEFT)
    assert load_architecture(networks_folder() / "my_tutorial.json") == network
    state = DesignerState(Revisions(designer.draft), network)
    assert DesignerState.from_json(json.loads(json.dumps(state.to_json()))) == state


def test_a_state_with_an_input_that_cannot_be_is_not_remembered():
    content = DesignerState().to_json()
    content["network"]["input_shape"] = [1, 500, 500]
    assert DesignerState.from_json(content) == DesignerState()


def test_a_row_is_dragged_to_another_place(designer):
    data = QMimeData()
    data.setData(MIME, b"0")
    model = designer.table.model()
    model.dropMimeData(data, Qt.DropAction.MoveAction, 3, 0, model.index(-1, -1))
    assert kinds(designer)[:4] == ["relu", "max_pool", "conv", "conv"]
    model.dropMimeData(data, Qt.DropAction.MoveAction, -1, -1, model.index(-1, -1))
    assert kinds(designer)[-1] == "relu", "nothing comes after the end"
    foreign = QMimeData()
    foreign.setText("12")
    assert not model.dropMimeData(foreign, Qt.DropAction.MoveAction, 3, 0, model.index(-1, -1))


def outline(designer):
    return [(row.level, row.layer.kind) for row in designer.draft.rows]


BLOCK = [(0, "residual"), (1, "conv"), (1, "relu")]


def test_a_block_is_filled_emptied_and_left_by_its_rows(qtbot, designer):
    choose(designer, 2)
    choose_from_menu(designer, "addBlockButton", "Residual")
    assert outline(designer)[3:6] == BLOCK
    assert designer.assessment.is_valid
    choose(designer, 4)
    choose_from_menu(designer, "addBlockButton", "Batch")
    assert outline(designer)[3:7] == [*BLOCK[:2], (1, "batch_norm"), BLOCK[2]]
    assert designer.table.current == 5
    click_tool(designer, "blockDownButton")
    click_tool(designer, "blockDownButton")
    assert outline(designer)[3:7] == [*BLOCK, (0, "batch_norm")]
    click_tool(designer, "removeBlockButton")
    choose(designer, 4)
    type_setting(qtbot, designer, "kernels", "9")
    assert shown(designer, 3, OUTPUT).startswith("block1 adds its input, 8 × 14 × 14")
    choose(designer, 3)
    click_tool(designer, "removeBlockButton")
    assert designer.draft.layers == PRESETS["tutorial"].layers[:-1]


def test_a_row_is_dragged_into_a_block_and_a_block_with_what_it_holds(designer):
    designer.actions_.add_asked.emit("residual")  # below the first row
    model, nowhere = designer.table.model(), designer.table.model().index(-1, -1)

    def drop(row, before):
        data = QMimeData()
        data.setData(MIME, str(row).encode())
        model.dropMimeData(data, Qt.DropAction.MoveAction, before, 0, nowhere)

    assert outline(designer)[:5] == [(0, "conv"), *BLOCK, (0, "relu")]
    drop(4, 3)
    assert outline(designer)[1:5] == [*BLOCK[:2], (1, "relu"), (1, "relu")]
    drop(1, 0)
    assert outline(designer)[:5] == [*BLOCK[:2], (1, "relu"), (1, "relu"), (0, "conv")]
    drop(0, 2)
    assert outline(designer)[0] == (0, "residual"), "nothing goes into itself"


def test_rows_are_dragged_by_the_mouse():
    """In a program of its own: on the tests' platform a drag ends where it begins."""
    done = subprocess.run(
        [sys.executable, "-P", row_dragging.__file__], capture_output=True, text=True, timeout=60,
        env={**os.environ, "QT_QPA_PLATFORM": "minimal"}, check=True,
    )  # fmt: skip
    before, down, up, below, last, end = map(json.loads, done.stdout.splitlines())
    pools = ["conv", "relu", "max_pool"]
    assert before == [*pools, *pools, "flatten", "linear", "relu", "dropout", "linear"]
    rest = ["linear", "relu", "dropout", "linear"]
    assert down == ["relu", "max_pool", "conv", *pools, "flatten", *rest]
    assert up == ["flatten", "relu", "max_pool", "conv", *pools, *rest]
    assert below == ["flatten", "max_pool", "conv", *pools, *rest, "relu"]
    assert last == ["relu", *below[:-1]]
    assert end == last, "the end is not to be dragged"


def test_a_click_on_a_painted_setting_lets_it_be_typed(qtbot, designer):
    area = cell(designer, 2, SETTINGS)
    QTest.mouseClick(designer.table.viewport(), LEFT, pos=area.topLeft() + QPoint(190, 20))
    box = QApplication.focusWidget()
    assert box is designer.table.editor.boxes["size"]
    qtbot.keyClicks(box, "4")
    assert designer.draft.layers[2].size == 4


def test_the_end_stays(qtbot, designer):
    choose(designer, 11)
    qtbot.keyClick(designer.table, Qt.Key.Key_Delete)
    assert len(designer.assessment.layers) == 12
    assert not designer.actions_.remove.isEnabled()
    assert not designer.actions_.up.isEnabled()


def test_a_value_out_of_range_is_refused_with_its_reason(qtbot, designer):
    type_setting(qtbot, designer, "stride", "0")
    qtbot.keyClick(designer.table.editor.boxes["stride"], Qt.Key.Key_Return)
    assert "0 is not a whole number from 1 to 64; it stays 1" in designer.message.text()
    assert designer.draft.layers[0].stride == 1


def test_a_name_becomes_one_word_or_is_refused(qtbot, designer):
    designer.name.selectAll()
    qtbot.keyClicks(designer.name, "my first-net")
    assert designer.name.text() == designer.draft.name == "my_first_net"
    designer.name.selectAll()
    qtbot.keyClicks(designer.name, "2")
    assert not designer.use.isEnabled()
    assert "cannot be a name" in designer.totals.text()


def test_saved_networks_are_offered_and_replaced_only_when_asked(
    qtbot, window, designer, monkeypatch
):
    choose_from_menu(designer, "startFromButton", "LeNet-5")
    click_tool(designer, "saveNetworkButton")
    box = window.pages.train.network.box
    assert box.findText("my_lenet") >= 0
    saved = load_architecture(networks_folder() / "my_lenet.json")
    assert saved.layers == PRESETS["lenet"].layers

    other = DesignerDialog(DesignerState())
    other.name.setText("")
    qtbot.addWidget(other)
    qtbot.keyClicks(other.name, "my_lenet")
    answers = [QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Yes]
    monkeypatch.setattr(QMessageBox, "question", lambda *_: answers.pop(0))
    click_tool(other, "saveNetworkButton")
    assert load_architecture(networks_folder() / "my_lenet.json") == saved
    click_tool(other, "saveNetworkButton")
    assert (
        load_architecture(networks_folder() / "my_lenet.json").layers == PRESETS["tutorial"].layers
    )


def click_tool(designer, name):
    QTest.mouseClick(designer.findChild(QToolButton, name), LEFT)


def test_a_strangers_file_is_refused_with_a_sentence(designer, tmp_path, monkeypatch):
    (tmp_path / "n.json").write_text("{" * 1000)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "n.json"), ""))
    before = designer.draft
    click_tool(designer, "openNetworkButton")
    assert "is not a network file" in designer.message.text()
    assert designer.draft == before
    save_architecture(tmp_path / "n.json", PRESETS["modern"])
    click_tool(designer, "openNetworkButton")
    assert designer.draft.layers == PRESETS["modern"].layers[:-1]
    designer.actions_.undo.trigger()
    assert designer.draft == before


def test_what_was_saved_elsewhere_opens_again(designer, tmp_path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "out"), ""))
    click_tool(designer, "saveNetworkAsButton")
    assert load_architecture(tmp_path / "out.json") == designer.draft.to_network()


def test_choice_and_draft_are_remembered(qtbot, window, designer):
    choose(designer, 1)
    qtbot.keyClick(designer.table, Qt.Key.Key_Delete)
    QTest.mouseClick(designer.use, LEFT)
    used = window.pages.train.network.network()
    click(window, "designButton")
    choose(designer, 5)
    qtbot.keyClick(designer.table, Qt.Key.Key_Delete)  # no longer valid
    choices = json.loads(json.dumps(window.pages.train.choices()))

    page = type(window.pages.train)(window.session, window.pages.data_sets)
    qtbot.addWidget(page)
    page.restore(choices)
    assert page.network.network() == used
    assert page.network.designer_state.draft == designer.draft
    page.restore({"network": ["?"], "design": 3, "draft": {"network": {}, "given": []}})
    assert page.network.network() == PRESETS["tutorial"]
    end_all(page)


def test_a_file_that_was_spoiled_since_is_told_when_it_is_to_be_trained(window, train_page):
    folder = networks_folder()
    save_architecture(folder / "mine.json", PRESETS["dense"])
    train_page.network.refresh()
    train_page.network.box.setCurrentIndex(train_page.network.box.findText("mine"))
    (folder / "mine.json").write_text("{}")
    click(window, "trainButton")
    assert not train_page.is_training
    assert "mine.json cannot be used" in train_page.problem.text.text()


def test_another_choice_on_the_page_is_designed_next_and_undo_brings_the_draft_back(
    window, designer
):
    designer_state = designer.draft
    designer.close()
    box = window.pages.train.network.box
    box.setCurrentIndex(box.findData("modern"))
    click(window, "designButton")
    assert designer.draft.layers == PRESETS["modern"].layers[:-1]
    designer.actions_.undo.trigger()
    assert designer.draft == designer_state
    designer.close()
    click(window, "designButton")
    assert designer.draft == designer_state, "it was opened with this choice before"


def test_a_network_is_begun_empty_and_taken_back(designer):
    before = designer.draft
    choose_from_menu(designer, "startFromButton", "Empty")
    assert designer.draft.layers == ()
    assert "Add a flatten and a linear with 10 units" in designer.totals.text()
    choose_from_menu(designer, "addBlockButton", "Flatten")
    choose_from_menu(designer, "addBlockButton", "Linear")
    assert kinds(designer) == ["flatten", "linear"]
    assert designer.assessment.is_valid
    for _ in range(3):
        designer.actions_.undo.trigger()
    assert designer.draft == before


def test_as_many_layers_as_there_can_be_and_no_more(designer):
    for _ in range(MOST_DRAFT_LAYERS - len(designer.draft.layers)):
        designer.actions_.add_asked.emit("relu")
    assert not designer.add_button.isEnabled()
    designer.actions_.add_asked.emit("relu")
    assert "at most 63 layers" in designer.message.text()
    assert designer.assessment.is_valid


def test_the_arrow_of_a_menus_button_is_at_half_its_height(designer):
    button = designer.add_button
    picture = button.grab().toImage()
    ground = picture.pixelColor(picture.width() // 2, 4)
    rows = [
        y for y in range(3, picture.height() - 3)
        if any(picture.pixelColor(x, y) != ground
               for x in range(picture.width() - 20, picture.width() - 6))
    ]  # fmt: skip
    assert rows
    assert abs((rows[0] + rows[-1]) / 2 - picture.height() / 2) <= 2


def test_a_refused_number_leaves_the_network_as_it_was_and_nothing_to_undo(qtbot, designer):
    before = designer.draft
    choose(designer, 0)
    type_setting(qtbot, designer, "size", "99")
    assert designer.draft != before, "9 counts while it is typed"
    qtbot.keyClick(designer.table.editor.boxes["size"], Qt.Key.Key_Return)
    assert designer.draft == before
    assert designer.message.text() == "99 is not a whole number from 1 to 64; it stays 3."
    assert designer.message.isVisible()
    assert not designer.actions_.undo.isEnabled()
    choose(designer, 3)
    type_setting(qtbot, designer, "kernels", "99999")
    qtbot.keyClick(designer.table.editor.boxes["kernels"], Qt.Key.Key_Tab)
    assert designer.draft == before
    assert designer.message.text().endswith("it stays 32.")


def test_ctrl_return_after_a_number_that_is_refused_uses_no_half_of_it(qtbot, designer):
    choose(designer, 0)
    type_setting(qtbot, designer, "size", "99")
    box = designer.table.editor.boxes["size"]
    qtbot.keyClick(box, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert designer.isVisible()
    assert designer.message.text().endswith("it stays 3.")
    assert box.value() == 3


def test_enter_after_a_number_leaves_the_keyboard_in_its_field(qtbot, designer):
    designer.activateWindow()
    choose(designer, 0)
    type_setting(qtbot, designer, "size", "5")
    box = designer.table.editor.boxes["size"]
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert designer.focusWidget() is box
    assert designer.draft.layers[0].size == 5


def test_a_click_on_a_caption_lets_its_own_setting_be_typed(designer):
    designer.activateWindow()
    choose(designer, 0)
    editor = designer.table.editor
    for name in ("size", "size_across", "kernels", "groups"):
        caption = editor._captions[name].geometry().center()
        QTest.mouseClick(designer.table.viewport(), LEFT, pos=editor.geometry().topLeft() + caption)
        assert designer.focusWidget() is editor.boxes[name]


def refuse_a_size(qtbot, designer):
    choose(designer, 0)
    type_setting(qtbot, designer, "size", "abc/")
    qtbot.keyClick(designer.table.editor.boxes["size"], Qt.Key.Key_Return)
    assert designer.message.isVisible()
    QTest.qWait(0)


def test_what_was_refused_is_said_until_another_layer_is_chosen(qtbot, designer):
    refuse_a_size(qtbot, designer)
    choose(designer, 3)
    assert not designer.message.isVisible()


def test_the_click_that_ends_the_typing_does_not_take_the_reason_away(qtbot, designer):
    designer.activateWindow()
    choose(designer, 0)
    type_setting(qtbot, designer, "size", "99")
    choose(designer, 3)
    assert designer.message.text().endswith("it stays 3.")
    QTest.qWait(0)
    choose(designer, 0)
    assert not designer.message.isVisible()


def test_what_was_said_is_gone_when_the_designer_is_opened_again(qtbot, window, designer):
    refuse_a_size(qtbot, designer)
    designer.close_button.click()
    click(window, "designButton")
    assert designer.isVisible()
    assert not designer.message.isVisible()


def test_news_are_not_in_the_colour_of_problems(qtbot, designer, own_folders):
    def colour():
        return designer.message.palette().color(designer.message.foregroundRole()).name()

    refuse_a_size(qtbot, designer)
    assert colour() == theme().warning
    qtbot.keyClick(designer, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert designer.message.text().startswith("Saved as")
    assert colour() == theme().text
    refuse_a_size(qtbot, designer)
    assert colour() == theme().warning


def spoken(designer, row, column):
    return designer.table.model().index(row, column).data(Qt.ItemDataRole.AccessibleTextRole)


def rows_with(designer, colour, columns=slice(None)):
    """The rows in which something has ``colour``, in these columns of the picture."""
    there = in_colour(designer.table.viewport(), colour)[:, columns]
    rows = range(designer.table.model().rowCount())
    places = [cell(designer, row, 0) for row in rows]
    return [row for row in rows if there[places[row].top() + 2 : places[row].bottom() - 1].any()]


def test_a_screen_reader_says_what_is_painted_in_a_row(qtbot, designer):
    assert [spoken(designer, 0, column) for column in range(5)] == [
        "conv1, Convolution",
        "kernels 8, size 3, stride 1, padding 1, dilation 1, groups 1, size across 3, "
        "padding across 1",
        "8 × 28 × 28", "80", "56,448",
    ]  # fmt: skip
    choose(designer, 3)
    type_setting(qtbot, designer, "size", "33")
    reason = "conv2: a window of 33 does not fit into 14 pixels with padding 1."
    assert spoken(designer, 3, 0).startswith(f"conv2, problem: {reason}")
    assert spoken(designer, 3, OUTPUT).startswith(reason)
    assert spoken(designer, 2, 0) == "pool1, Max pooling"


def test_the_chosen_row_and_that_with_a_problem_are_marked(qtbot, designer):
    designer.resize(1000, 900)
    choose(designer, 3)
    assert rows_with(designer, theme().accent, slice(0, 3)) == [3]
    assert rows_with(designer, theme().warning) == []
    type_setting(qtbot, designer, "size", "33")
    assert rows_with(designer, theme().warning) == [3]
    choose(designer, 0)
    assert rows_with(designer, theme().accent, slice(0, 3)) == [0]
    assert rows_with(designer, theme().warning) == [3]
    name = cell(designer, 3, 0)
    assert rows_with(designer, theme().warning, slice(name.left(), name.right())) == [3], "a mark"


def test_the_line_of_the_whole_network_is_a_warning_only_where_there_is_a_problem(qtbot, designer):
    totals = designer.totals
    assert in_colour(totals, theme().text).any()
    assert not in_colour(totals, theme().warning).any()
    choose(designer, 3)
    type_setting(qtbot, designer, "size", "33")
    assert in_colour(totals, theme().warning)[:, :16].any(), "a mark before the words"
    assert in_colour(totals, theme().warning)[:, 30:].any()
    assert not in_colour(totals, theme().text).any()
