"""The Models window as its user sees it: clicks, keys, and files that are none."""

from dataclasses import replace

import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit, QMessageBox

from digitpad.graph.foreign.code import built
from digitpad.graph.foreign.module_graph import opened
from digitpad.graph.foreign.source import CodeSource
from digitpad.network.architecture import TUTORIAL
from digitpad.network.files.checkpoint import load_checkpoint, save_checkpoint
from digitpad.network.files.training_info import TrainingInfo
from digitpad.support.folders import best_reader, bundled_model, models_folder
from digitpad.training.module import Network, graph_with
from digitpad.ui.messages import messages


@pytest.fixture
def saved(own_folders):
    torch.manual_seed(2)
    path = models_folder() / "mine.safetensors"
    training_info = TrainingInfo(
        "mnist", {"name": "tutorial"}, 1, 0.9865, 3, "2026-11-24 10:30", 0.912
    )
    save_checkpoint(path, graph_with(Network(TUTORIAL)), training_info)
    return path


@pytest.fixture
def dialog(qtbot, saved, window):
    window.actions_.dialogs["models"].trigger()
    dialog = window.findChild(object, "modelsDialog")
    qtbot.waitUntil(lambda: dialog.table.rowCount() == 3, timeout=30_000)
    return dialog


def texts(dialog, row):
    return [dialog.table.item(row, column).text() for column in range(dialog.table.columnCount())]


def select(qtbot, dialog, row):
    point = dialog.table.visualItemRect(dialog.table.item(row, 1)).center()
    qtbot.mouseClick(dialog.table.viewport(), Qt.MouseButton.LeftButton, pos=point)


def click(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_each_model_has_its_date_recipe_and_accuracy(dialog):
    assert texts(dialog, 0)[0] == "Bundled model"
    assert texts(dialog, 1)[0] == "Best reader"
    assert texts(dialog, 2) == [
        "mine", "2026-11-24 10:30", "Tutorial network", "79,797", "Tutorial", "MNIST", "98.65 %",
        "91.2 %",
    ]  # fmt: skip
    assert dialog.table.item(0, 0).font().bold(), "the bundled model is in use"
    assert not dialog.table.item(2, 0).font().bold()


@pytest.mark.parametrize("row", [0, 1])
def test_what_ships_with_digitpad_can_only_be_used_and_exported(qtbot, dialog, row):
    select(qtbot, dialog, row)
    assert dialog.use_button.isEnabled()
    assert dialog.export_button.isEnabled()
    assert not dialog.rename_button.isEnabled()
    assert not dialog.delete_button.isEnabled()


def test_the_best_reader_is_one_choice_away(qtbot, dialog, window):
    select(qtbot, dialog, 1)
    with qtbot.waitSignal(window.session.model_changed, timeout=30_000):
        click(qtbot, dialog.use_button)
    assert window.session.checkpoint.path == best_reader()
    with qtbot.waitSignal(window.session.model_changed, timeout=30_000):
        window.actions_.bundled_model.trigger()
    assert window.session.checkpoint.path == bundled_model()
    with qtbot.waitSignal(window.session.model_changed, timeout=30_000):
        window.actions_.best_reader.trigger()
    assert window.session.checkpoint.path == best_reader()


def test_use_makes_it_the_model_that_reads(qtbot, dialog, window, saved):
    select(qtbot, dialog, 2)
    with qtbot.waitSignal(window.session.model_changed, timeout=30_000):
        click(qtbot, dialog.use_button)
    assert window.session.checkpoint.path == saved
    qtbot.waitUntil(lambda: dialog.table.item(2, 0).font().bold(), timeout=30_000)


def test_enter_uses_the_selected_model(qtbot, dialog, window, saved):
    select(qtbot, dialog, 2)
    with qtbot.waitSignal(window.session.model_changed, timeout=30_000):
        qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    assert window.session.checkpoint.path == saved


def rename(qtbot, dialog, name):
    select(qtbot, dialog, 2)
    click(qtbot, dialog.rename_button)
    (line,) = dialog.table.viewport().findChildren(QLineEdit)
    line.selectAll()
    qtbot.keyClicks(line, name)
    qtbot.keyClick(line, Qt.Key.Key_Return)


def test_rename_clicked_twice_from_another_window_goes_on_with_the_name(
    qtbot, dialog, window, qtlog
):
    select(qtbot, dialog, 2)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    button = dialog.rename_button
    at = button.mapTo(dialog, button.rect().center())
    QTest.mouseDClick(dialog.windowHandle(), Qt.MouseButton.LeftButton, pos=at)
    assert len(dialog.table.viewport().findChildren(QLineEdit)) == 1
    assert [record.message for record in qtlog.records if "edit" in record.message] == []


def test_renaming_in_the_table_renames_the_file_and_the_model_in_use(qtbot, dialog, window, saved):
    select(qtbot, dialog, 2)
    with qtbot.waitSignal(window.session.model_changed, timeout=30_000):
        click(qtbot, dialog.use_button)
    qtbot.waitUntil(lambda: dialog._work.is_idle, timeout=30_000)
    rename(qtbot, dialog, "Class 7b")
    target = saved.with_name("Class 7b.safetensors")
    qtbot.waitUntil(target.exists, timeout=30_000)
    assert not saved.exists()
    assert window.session.checkpoint.path == target
    assert "Class 7b" in window.status.model.text()
    qtbot.waitUntil(lambda: texts(dialog, 2)[0] == "Class 7b", timeout=30_000)


def test_enter_takes_the_name_and_uses_no_model(qtbot, dialog, window, saved):
    told = []
    window.session.model_failed.connect(told.append)
    before = window.session.checkpoint
    rename(qtbot, dialog, "Class 7b")
    qtbot.waitUntil(lambda: texts(dialog, 2)[0] == "Class 7b", timeout=30_000)
    qtbot.waitUntil(lambda: dialog._work.is_idle, timeout=30_000)
    assert dialog.table.selected().path == saved.with_name("Class 7b.safetensors")
    assert dialog.message.text() == ""
    assert window.session._loader is None, "nothing is loaded"
    assert window.session.checkpoint is before
    assert told == []


def test_a_refused_name_is_told_and_the_old_one_stays(qtbot, dialog, saved):
    rename(qtbot, dialog, "a/b")
    qtbot.waitUntil(lambda: "cannot be a file's name" in dialog.message.text(), timeout=30_000)
    assert saved.exists()
    qtbot.waitUntil(lambda: texts(dialog, 2)[0] == "mine", timeout=30_000)


def test_delete_asks_first(qtbot, dialog, saved, monkeypatch):
    answers = [QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Yes]
    monkeypatch.setattr(QMessageBox, "question", lambda *_: answers.pop(0))
    select(qtbot, dialog, 2)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Delete)
    assert saved.exists()
    click(qtbot, dialog.delete_button)
    assert not saved.exists()
    qtbot.waitUntil(lambda: dialog.table.rowCount() == 2, timeout=30_000)


@pytest.mark.parametrize(
    ("chosen", "suffix"),
    [("digitpad checkpoint (*.safetensors)", ".safetensors"),
     ("PyTorch state dict (*.pth)", ".pth")],
)  # fmt: skip
def test_export_writes_the_chosen_format(
    qtbot, dialog, saved, tmp_path, monkeypatch, chosen, suffix
):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "out"), chosen))
    select(qtbot, dialog, 2)
    with qtbot.waitSignal(messages.came, timeout=60_000):
        click(qtbot, dialog.export_button)
    expected = load_checkpoint(saved).network.numbers
    out = load_checkpoint(tmp_path / f"out{suffix}").network.numbers
    torch.testing.assert_close(out, expected, rtol=0, atol=0)


def test_export_writes_code_with_its_weights_beside_it(qtbot, dialog, saved, tmp_path, monkeypatch):
    chosen = "PyTorch code, and its weights beside it (*.py)"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "net"), chosen))
    select(qtbot, dialog, 2)
    with qtbot.waitSignal(messages.came, timeout=60_000) as told:
        click(qtbot, dialog.export_button)
    assert told.args == [f"Exported as {tmp_path / 'net.py'}, {tmp_path / 'net.pth'}"]
    assert "class Net(nn.Module):" in (tmp_path / "net.py").read_text()
    state = load_checkpoint(saved).network.numbers
    weights = torch.load(tmp_path / "net.pth", weights_only=True)
    as_arrays = {key: value.numpy() for key, value in weights.items()}
    torch.testing.assert_close(as_arrays, dict(state), rtol=0, atol=0)


def test_what_an_onnx_file_takes_is_no_problem(qtbot, dialog, saved, tmp_path, monkeypatch):
    pytest.importorskip("onnx")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "o.onnx"), ""))
    select(qtbot, dialog, 2)
    with qtbot.waitSignal(messages.came, timeout=60_000):
        click(qtbot, dialog.export_button)
    assert "n × 1 × 28 × 28" in dialog.message.text()
    assert dialog.message.property("isNews") is True


def test_import_puts_a_state_dict_into_the_list(qtbot, dialog, tmp_path, monkeypatch):
    torch.save(Network(TUTORIAL).state_dict(), tmp_path / "theirs.pth")
    monkeypatch.setattr(
        QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "theirs.pth"), "")
    )
    click(qtbot, dialog.import_button)
    qtbot.waitUntil(lambda: dialog.table.rowCount() == 4, timeout=30_000)
    assert "theirs" in {texts(dialog, row)[0] for row in range(4)}


def test_onnx_is_imported_listed_and_read_with(qtbot, dialog, window, tmp_path, monkeypatch):
    onnx = pytest.importorskip("onnx")
    helper, kind = onnx.helper, onnx.TensorProto.FLOAT
    graph = helper.make_graph(
        [
            helper.make_node("Flatten", ["x"], ["row"]),
            helper.make_node("Gemm", ["row", "fc.weight"], ["y"], transB=1),
        ],
        "g", [helper.make_tensor_value_info("x", kind, ["n", 1, 28, 28])],
        [helper.make_tensor_value_info("y", kind, ["n", 10])],
        [onnx.numpy_helper.from_array(torch.rand(10, 784).numpy(), "fc.weight")],
    )  # fmt: skip
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)])
    onnx.save(model, tmp_path / "theirs.onnx")
    monkeypatch.setattr(
        QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "theirs.onnx"), "")
    )
    click(qtbot, dialog.import_button)
    qtbot.waitUntil(lambda: dialog.table.rowCount() == 4, timeout=30_000)
    row = next(row for row in range(4) if texts(dialog, row)[0] == "theirs")
    assert texts(dialog, row)[2] == "ONNX"
    select(qtbot, dialog, row)
    assert not dialog.export_button.isEnabled()
    with qtbot.waitSignal(window.session.model_changed, timeout=30_000):
        click(qtbot, dialog.use_button)
    assert window.session.checkpoint.path == models_folder() / "theirs.onnx"


def test_what_cannot_be_imported_is_told(qtbot, dialog, tmp_path, monkeypatch):
    (tmp_path / "x.pth").write_bytes(b"nothing")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "x.pth"), ""))
    click(qtbot, dialog.import_button)
    qtbot.waitUntil(lambda: "neither a digitpad checkpoint" in dialog.message.text())
    assert dialog.import_button.isEnabled()


def test_a_damaged_model_is_listed_so_that_it_can_be_deleted(qtbot, dialog):
    (models_folder() / "bad.safetensors").write_bytes(b"half")
    dialog.refresh()
    qtbot.waitUntil(lambda: dialog.table.rowCount() == 4, timeout=30_000)
    row = next(row for row in range(4) if texts(dialog, row)[0] == "bad")
    assert texts(dialog, row)[6] == "cannot be read"
    select(qtbot, dialog, row)
    assert not dialog.use_button.isEnabled()
    assert dialog.delete_button.isEnabled()


def test_the_menu_lists_saved_models_and_a_click_loads_one(qtbot, saved, window):
    menu = window.actions_.model_menu
    menu.aboutToShow.emit()
    action = menu.actions()[-1]
    assert action.text() == "mine – 2026-11-24 10:30, Tutorial, 98.65 %"
    with qtbot.waitSignal(window.session.model_changed, timeout=30_000):
        action.trigger()
    assert window.session.checkpoint.path == saved
    menu.aboutToShow.emit()
    assert sum(action.text().startswith("mine") for action in menu.actions()) == 1
    assert menu.actions()[-1].isChecked()


def test_a_model_of_somebodys_code_asks_for_it_as_the_other_ways_do(
    qtbot, dialog, window, tmp_path
):
    (tmp_path / "net.py").write_text(
        "from torch import nn\n\nnet = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))\n"
    )
    module, code = built(CodeSource(str(tmp_path / "net.py"), "net"))
    graph = replace(opened(module, 0.0, 1.0, "net"), code=code)
    training_info = TrainingInfo("mnist", {"name": "fast"}, 1, 0.75, 1, "2026-11-25 10:30")
    save_checkpoint(models_folder() / "theirs.safetensors", graph, training_info)
    dialog.refresh()
    qtbot.waitUntil(lambda: dialog.table.rowCount() == 4, timeout=30_000)
    (row,) = (row for row in range(4) if texts(dialog, row)[0] == "theirs")
    assert texts(dialog, row)[2:] == ["net.py:net", "", "Fast", "MNIST", "75.00 %", ""]
    select(qtbot, dialog, row)
    used = window.session.checkpoint
    click(qtbot, dialog.use_button)
    qtbot.waitUntil(lambda: "runCode" in shown_dialogs(window), timeout=30_000)
    asked = window.dialogs["run_code"]
    assert "File → Open Network" in dialog.message.text()
    assert asked.place.text() == str(tmp_path / "net.py")
    assert window.session.checkpoint is used
    assert not dialog.export_button.isEnabled()
    qtbot.waitUntil(asked.run.isEnabled, timeout=30_000)
    with qtbot.waitSignal(window.session.model_changed, timeout=60_000):
        click(qtbot, asked.run)
    assert window.session.checkpoint.path == models_folder() / "theirs.safetensors"
    assert not dialog.message.text()


def shown_dialogs(window):
    return {one.objectName() for one in window.findChildren(QDialog) if one.isVisible()}


def test_a_name_that_has_no_room_keeps_its_end_and_its_tip_has_all_of_it(qtbot, saved, dialog):
    name = "robust-synthetic-handwriting-of-eight-schools-20261130-163733"
    saved.rename(saved.with_stem(name))
    dialog.refresh()
    table = dialog.table
    qtbot.waitUntil(lambda: table.item(2, 0).text() == name, timeout=30_000)
    metrics = table.fontMetrics()
    assert metrics.horizontalAdvance(name) > table.columnWidth(0)
    shown = metrics.elidedText(name, table.textElideMode(), table.columnWidth(0))
    assert shown.endswith("-163733")
    assert table.item(2, 0).toolTip() == name
    assert table.item(0, 0).toolTip() == "Bundled model\nIn use"


def test_a_name_that_was_refused_is_not_spoken_of_when_the_window_is_opened_again(
    qtbot, dialog, window
):
    rename(qtbot, dialog, "../a b")
    qtbot.waitUntil(lambda: "cannot be a file's name" in dialog.message.text(), timeout=30_000)
    qtbot.waitUntil(lambda: dialog._work.is_idle, timeout=30_000)
    click(qtbot, dialog.close_button)
    window.actions_.dialogs["models"].trigger()
    assert dialog.isVisible()
    assert dialog.message.text() == ""
