"""Pictures in the window: their digits are found, framed and read; frames are dragged."""

import json
import tracemalloc
import zlib
from threading import Event

import numpy as np
import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QToolButton

from digitpad.cli.predict import result_of
from digitpad.collection import as_samples
from digitpad.ink.drawing import Drawing
from digitpad.ink.photo.bare_paper import bare_paper
from digitpad.ink.photo.cleaned import drawing_from_file
from digitpad.ink.photo.on_sheet import PaperImage, Photo
from digitpad.ink.strokes_file import load_drawing, save_drawing
from digitpad.network.files.checkpoint import load_checkpoint
from digitpad.reading import photo_number
from digitpad.reading.written import read_file
from digitpad.support.folders import bundled_model
from digitpad.ui.canvas.canvas import Canvas
from digitpad.ui.language import use_language
from tests.ui.drops import drop, files
from tests.ui.layers import follow
from tests.ui.pens import SEVEN, mouse

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier


def written(digits, path, width=600, height=300):
    """A picture of sevens, zeros and ones in blue on paper that is not white."""
    picture = Image.new("RGB", (width, height), (240, 238, 230))
    pen = ImageDraw.Draw(picture)
    ink = {"fill": (20, 20, 90), "width": 10}
    for place, digit in enumerate(digits):
        left = 60 + 170 * place
        if digit == "7":
            pen.line([(left, 80), (left + 80, 80), (left + 40, 220)], joint="curve", **ink)
        elif digit == "0":
            pen.ellipse([left, 80, left + 80, 220], outline=ink["fill"], width=10)
        else:
            pen.line([(left + 40, 80), (left + 40, 220)], **ink)
    picture.save(path)
    return path


@pytest.fixture
def photo(tmp_path):
    return written("701", tmp_path / "701.png")


def settle(qtbot, window):
    qtbot.waitUntil(lambda: window.session.is_settled, timeout=30_000)


def bring(qtbot, window, path):
    """Drop a file on the window, and wait until it is read."""
    with qtbot.waitSignal(window.pictures.picture_ready, timeout=30_000):
        drop(window, files(path))
    settle(qtbot, window)


def shown(window):
    return window.answer.prediction.text()


def looked_at(window):
    return str(window.session.reading.answer.digit)


def frames(window):
    return window.number.frames.frames


def drag(window, start, end, modifiers=Qt.KeyboardModifier.NoModifier):
    """Drag on the canvas, as a hand does: in some steps."""
    start, end = (QPoint(round(place.x()), round(place.y())) for place in (start, end))
    QTest.mousePress(window.canvas, LEFT, modifiers, start)
    for step in range(1, 6):
        QTest.mouseMove(window.canvas, start + (end - start) * (step / 5))
    QTest.mouseRelease(window.canvas, LEFT, modifiers, end)


def test_a_picture_is_read_as_a_number_with_a_frame_around_each_digit(qtbot, window, photo):
    bring(qtbot, window, photo)
    assert shown(window) == "701"
    assert [button.text() for button in window.number.row.digits.buttons()] == ["7", "0", "1"]
    scale = window.canvas.width() / 600  # the picture is as wide as the canvas
    top = (window.canvas.width() - 300 * scale) / 2
    for place, frame in enumerate(frames(window)):
        middle = frame.center()
        assert middle.x() == pytest.approx((100 + 170 * place) * scale, abs=6)
        assert middle.y() == pytest.approx(top + 150 * scale, abs=6)
        assert frame.height() == pytest.approx(145 * scale, abs=8)


def test_the_picture_itself_is_seen_on_the_canvas(qtbot, window, photo):
    bring(qtbot, window, photo)
    seen = window.canvas.grab().toImage()
    assert seen.pixelColor(seen.width() // 2, seen.height() // 2 - 30).getRgb()[:3] != (255,) * 3
    paper = seen.pixelColor(12, seen.height() // 2).getRgb()[:3]
    np.testing.assert_allclose(paper, (240, 238, 230), atol=2)


def test_predict_and_the_window_say_the_same(qtbot, window, photo):
    network = load_checkpoint(bundled_model()).network
    told = result_of(photo, read_file(network, photo))
    bring(qtbot, window, photo)
    number = window.number.finder.number
    assert shown(window) == told["text"]
    ours = [digit.answer.confidence for digit in number.digits]
    assert ours == [digit["confidence"] for digit in told["digits"]]


def test_everything_shows_the_digit_that_is_looked_at(qtbot, window, photo):
    bring(qtbot, window, photo)
    follow(qtbot, window, window.pages.layers)
    for place, digit in enumerate("701"):
        frame = frames(window)[place]
        qtbot.mouseClick(window.canvas, LEFT, pos=frame.center().toPoint())
        follow(qtbot, window, window.pages.layers)
        settle(qtbot, window)
        assert looked_at(window) == digit
        image = window.number.finder.number.digits[place].images[0]
        np.testing.assert_allclose(window.pages.layers.trace.image, image, atol=1e-6)
        assert window.answer.bars.probabilities().index(
            max(window.answer.bars.probabilities())
        ) == int(digit)
    assert window.canvas.drawing.photo is not None  # a click draws nothing


def test_one_digit_in_a_picture_has_a_frame_too(qtbot, window, tmp_path):
    bring(qtbot, window, written("7", tmp_path / "x.png", width=200))
    assert shown(window) == "7"
    assert len(frames(window)) == 1
    assert window.number.frames.isVisible()
    assert not window.number.row.isVisible()
    window.number.copy.trigger()
    assert QGuiApplication.clipboard().text() == "7"


def test_a_stroke_begins_a_new_drawing_and_undo_brings_the_picture_back(qtbot, window, photo):
    bring(qtbot, window, photo)
    picture = window.canvas.drawing
    mouse(window.canvas, SEVEN)
    settle(qtbot, window)
    assert shown(window) == "7"
    assert len(window.canvas.drawing.strokes) == 1
    assert window.canvas.drawing.photo is None
    window.actions_.undo.trigger()
    settle(qtbot, window)
    assert window.canvas.drawing is picture
    assert shown(window) == "701"
    window.actions_.redo.trigger()
    settle(qtbot, window)
    assert shown(window) == "7"


def test_a_stroke_that_is_given_up_leaves_the_picture(qtbot, window, photo):
    bring(qtbot, window, photo)
    picture = window.canvas.drawing
    QTest.mousePress(window.canvas, LEFT, pos=QPoint(20, 20))
    QTest.mouseMove(window.canvas, QPoint(80, 90))
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(window.canvas, LEFT, pos=QPoint(80, 90))
    settle(qtbot, window)
    assert window.canvas.drawing is picture
    assert shown(window) == "701"


def test_a_frames_side_is_dragged_to_crop_and_undone(qtbot, window, photo):
    bring(qtbot, window, photo)
    before, frame = window.canvas.drawing, frames(window)[2]
    drag(window, QPoint(round(frame.right()), round(frame.center().y())),
         frame.center() + QPoint(60, 0))  # fmt: skip
    settle(qtbot, window)
    assert shown(window) == "701"
    assert frames(window)[2].right() > frame.right() + 30
    assert [f.left() for f in frames(window)[:2]] == pytest.approx(
        [f.left() for f in frames(window)[:2]]
    )
    window.actions_.undo.trigger()
    settle(qtbot, window)
    assert window.canvas.drawing is before
    assert frames(window)[2].right() == pytest.approx(frame.right())


def test_a_frame_is_drawn_anew_with_ctrl_around_what_was_left_out(qtbot, window, photo):
    bring(qtbot, window, photo)
    window.number.finder.select(2)
    window.number.delete.trigger()
    settle(qtbot, window)
    assert shown(window) == "70"
    side = window.canvas.width()
    drag(window, QPoint(round(0.66 * side), round(0.3 * side)),
         QPoint(round(0.82 * side), round(0.7 * side)), CTRL)  # fmt: skip
    settle(qtbot, window)
    assert shown(window) == "701"
    assert looked_at(window) == "1"


def test_a_frame_without_ink_is_told(qtbot, window, photo):
    bring(qtbot, window, photo)
    drag(window, QPoint(12, 12), QPoint(70, 60), CTRL)
    settle(qtbot, window)
    assert shown(window) == "701"
    middle = window.canvas.height() // 2
    drag(window, QPoint(12, middle - 60), QPoint(30, middle), CTRL)
    settle(qtbot, window)
    assert "no ink in that frame" in window.statusBar().currentMessage()


def test_digits_of_a_picture_are_merged_split_and_deleted_by_keys(qtbot, window, photo):
    bring(qtbot, window, photo)
    QTest.keyClick(window.canvas, Qt.Key.Key_J, CTRL)
    settle(qtbot, window)
    assert len(window.number.finder.number.digits) == 2
    QTest.keyClick(window.canvas, Qt.Key.Key_J, CTRL | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: shown(window) == "701", timeout=20_000)
    QTest.keyClick(window.canvas, Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    settle(qtbot, window)
    assert shown(window) == "01"
    for _ in range(3):
        window.actions_.undo.trigger()
    settle(qtbot, window)
    assert shown(window) == "701"
    assert window.canvas.drawing.photo.crops is None


def test_split_while_a_pictures_digits_are_looked_for_does_nothing(qtbot, window, photo, caplog):
    bring(qtbot, window, photo)
    window.number.merge.trigger()
    qtbot.waitUntil(lambda: window.canvas.drawing.photo.crops is not None, timeout=20_000)
    assert window.number.finder.present is None
    window.number.split.trigger()
    settle(qtbot, window)
    assert "broke off" not in caplog.text


@pytest.fixture
def held(monkeypatch):
    """Have the next pictures read only once this is set."""
    go_on, find = Event(), photo_number.find_in_photo

    def find_late(*arguments):
        assert go_on.wait(20)
        return find(*arguments)

    monkeypatch.setattr(photo_number, "find_in_photo", find_late)
    yield go_on
    go_on.set()


def begin(qtbot, window, path):
    """Drop a file on the window, and wait until it lies on the canvas."""
    with qtbot.waitSignal(window.pictures.picture_ready, timeout=30_000):
        drop(window, files(path))


def test_while_a_picture_is_read_nothing_of_it_is_corrected(qtbot, window, photo, held):
    begin(qtbot, window, photo)
    buttons = [window.findChild(QToolButton, f"correct{name}") for name in (5, "None")]
    assert not any(button.isEnabled() for button in buttons)
    QTest.keyClick(window.canvas, Qt.Key.Key_5)
    QTest.keyClick(window.canvas, Qt.Key.Key_N)
    held.set()
    settle(qtbot, window)
    assert window.digits.collection.count() == 0
    assert not window.correction.message.isVisible()
    assert all(button.isEnabled() for button in buttons)
    QTest.keyClick(window.canvas, Qt.Key.Key_5)
    qtbot.waitUntil(lambda: window.digits.collection.count() == 1, timeout=20_000)
    assert as_samples(window.digits.collection).labels.tolist() == [5]


def test_another_picture_takes_the_number_of_the_last_with_it_at_once(
    qtbot, window, photo, tmp_path, request
):
    bring(qtbot, window, photo)
    window.number.copy.trigger()
    held = request.getfixturevalue("held")
    begin(qtbot, window, written("10", tmp_path / "10.png"))
    assert not window.number.frames.isVisible()
    assert not window.number.row.isVisible()
    assert shown(window) == "–"
    assert window.answer.confidence.text() == "Reading…"
    QGuiApplication.clipboard().setText("something else")
    QTest.keyClick(window.canvas, Qt.Key.Key_C, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert not window.number.copy.isEnabled()
    assert QGuiApplication.clipboard().text() == "something else"
    held.set()
    settle(qtbot, window)
    qtbot.waitUntil(lambda: shown(window) == "10")
    assert window.answer.confidence.text().endswith("%")
    assert window.number.row.isVisible()


def test_a_frame_of_the_same_picture_leaves_the_others_while_it_is_read(
    qtbot, window, photo, request
):
    bring(qtbot, window, photo)
    held = request.getfixturevalue("held")
    frame = frames(window)[2]
    drag(window, QPoint(round(frame.right()), round(frame.center().y())),
         frame.center() + QPoint(60, 0))  # fmt: skip
    assert window.number.frames.isVisible()
    assert window.number.row.isVisible()
    QGuiApplication.clipboard().setText("something else")
    QTest.keyClick(window.canvas, Qt.Key.Key_C, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert QGuiApplication.clipboard().text() == "something else"
    held.set()
    settle(qtbot, window)


def test_saving_a_picture_loses_nothing_and_says_what_is_in_the_file(
    qtbot, window, photo, tmp_path, monkeypatch
):
    bring(qtbot, window, photo)
    window.number.merge.trigger()
    settle(qtbot, window)
    file = tmp_path / "saved.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    window.actions_.save.trigger()
    assert "holds the picture" in window.statusBar().currentMessage()
    there, here = load_drawing(file).photo, window.canvas.drawing.photo
    np.testing.assert_array_equal(there.image.colours, here.image.colours)
    np.testing.assert_array_equal(there.image.grey, here.image.grey)
    assert there.crops == here.crops
    digits = shown(window)
    window.canvas.clear()
    bring(qtbot, window, file)
    assert shown(window) == digits


def test_a_picture_that_comes_before_the_model_is_read_when_it_is_there(qtbot, photo):
    from digitpad.ui.window.main_window import MainWindow

    window = MainWindow(remember=False)
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.pictures.picture_ready, timeout=30_000):
        window.pictures.read_file(photo)
    window.show()
    settle(qtbot, window)
    assert shown(window) == "701"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda photo: photo.update(grey="not a picture"),
        lambda photo: photo.update(grey=photo["grey"][:40]),
        lambda photo: photo.update(colours=7),
        lambda photo: photo.update(crops=[{"box": [5, 5, 5, 9]}]),
        lambda photo: photo.update(crops=[{"box": [0, 0, 1e9, 9]}]),
        lambda photo: photo.pop("grey"),
    ],
)
def test_a_spoiled_picture_in_a_strokes_file_is_refused(tmp_path, photo, spoil):
    from digitpad.support.errors import StrokesError

    save_drawing(drawing_from_file(photo), tmp_path / "x.json")
    content = json.loads((tmp_path / "x.json").read_text())
    spoil(content["photo"])
    (tmp_path / "x.json").write_text(json.dumps(content))
    with pytest.raises(StrokesError, match="photo"):
        load_drawing(tmp_path / "x.json")


def test_a_form_is_read_cell_by_cell_in_the_window_too(qtbot, window, tmp_path):
    from tests.ink.photo.test_cells import form

    form(["17 0", "70"]).save(tmp_path / "form.png")
    bring(qtbot, window, tmp_path / "form.png")
    assert shown(window) == "170\n70"
    assert len(frames(window)) == 5


@pytest.fixture
def in_english_afterwards():
    yield
    use_language("en")


def test_a_picture_stays_with_its_frames_in_another_language(
    qtbot, window, photo, in_english_afterwards
):
    bring(qtbot, window, photo)
    window.number.merge.trigger()
    settle(qtbot, window)
    picture, digits = window.canvas.drawing, shown(window)
    window.actions_.languages["zh_CN"].trigger()
    qtbot.waitUntil(lambda: window.number.split.text().startswith("拆分"), timeout=20_000)
    settle(qtbot, window)
    qtbot.waitUntil(lambda: shown(window) == digits, timeout=20_000)
    assert window.canvas.drawing is picture
    assert len(frames(window)) == 2


def on_canvas(window, x, y):
    """A place of the picture of 600 x 300 pixels, in pixels of the canvas."""
    scale = window.canvas.width() / 600
    return QPoint(round(x * scale), round((window.canvas.width() - 300 * scale) / 2 + y * scale))


def rub(window, left, right):
    """Go over all that stands between two columns of the picture, and a little further."""
    for x in range(left, right, 20):
        drag(window, on_canvas(window, x, 60), on_canvas(window, x, 240))


def test_the_eraser_rubs_out_ink_of_a_picture_and_undo_brings_it_back(qtbot, window, photo):
    bring(qtbot, window, photo)
    picture = window.canvas.drawing
    window.actions_.eraser.trigger()
    rub(window, 220, 330)  # over the frame of the zero too
    settle(qtbot, window)
    assert shown(window) == "71"
    assert len(frames(window)) == 2
    seen = window.canvas.grab().toImage()
    for x in range(225, 325, 7):
        colour = seen.pixelColor(on_canvas(window, x, 150)).getRgb()[:3]
        np.testing.assert_allclose(colour, (240, 238, 230), atol=3)
    while window.canvas.drawing is not picture:
        window.actions_.undo.trigger()
    settle(qtbot, window)
    assert shown(window) == "701"


def test_a_picture_whose_ink_is_all_rubbed_out_says_nothing(qtbot, window, tmp_path):
    bring(qtbot, window, written("1", tmp_path / "1.png"))
    window.actions_.eraser.trigger()
    rub(window, 80, 130)
    settle(qtbot, window)
    assert shown(window) == "–"
    window.actions_.undo.trigger()


def test_what_was_said_of_other_digits_stays_where_one_is_rubbed(qtbot, window, photo):
    bring(qtbot, window, photo)
    finder = window.number.finder
    for place, digit in enumerate((4, 6, 9)):
        finder.select(place)
        settle(qtbot, window)
        finder.say(digit)
    assert shown(window) == "469"
    settle(qtbot, window)
    window.actions_.eraser.trigger()
    drag(window, on_canvas(window, 290, 60), on_canvas(window, 290, 90))  # of the zero
    settle(qtbot, window)
    assert [digit.said for digit in finder.number.digits] == [4, None, 9]
    assert finder.selected == 2
    assert looked_at(window) == "1"
    window.actions_.undo.trigger()
    settle(qtbot, window)
    assert [digit.said for digit in finder.number.digits] == [4, 6, 9]
    assert finder.selected == 2


def test_a_frame_that_the_eraser_emptied_goes_without_a_word_and_undo_has_it(
    qtbot, window, photo, told
):
    bring(qtbot, window, photo)
    window.number.merge.trigger()  # 7 and 0 in one frame
    settle(qtbot, window)
    window.number.split.trigger()
    qtbot.waitUntil(lambda: shown(window) == "701", timeout=20_000)
    settle(qtbot, window)
    picture = window.canvas.drawing
    window.actions_.eraser.trigger()
    rub(window, 220, 330)
    settle(qtbot, window)
    assert shown(window) == "71"
    assert len(window.canvas.drawing.photo.crops) == 2
    assert not [sentence for sentence in told if "no ink in that frame" in sentence]
    while window.canvas.drawing is not picture:
        window.actions_.undo.trigger()
    settle(qtbot, window)
    assert shown(window) == "701"


def test_undo_of_many_rubs_keeps_only_what_they_changed(qtbot):
    rng = np.random.default_rng(0)
    grey = rng.integers(200, 250, (640, 640), np.uint8)
    grey[100:540, 300:340] = 30
    picture = Drawing(photo=Photo(PaperImage(grey, np.stack([grey] * 3, axis=2))))
    bare_paper(picture.photo.image)
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(500, 500)
    canvas.set_drawing(picture, "Open")
    canvas.set_erasing(True)
    tracemalloc.start()
    states, rubs = [], 60
    for _ in range(rubs):
        x, y = rng.uniform(0.1, 0.9, 2)
        mouse(canvas, [(x, y), (x + 0.05, y)])
        image = canvas.drawing.photo.image
        states.append((zlib.crc32(image.grey.tobytes()), zlib.crc32(image.colours.tobytes())))
    del image
    kept = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert kept < rubs * 4 * 640 * 640 / 10, "a tenth of a whole picture for each"

    def state():
        image = canvas.drawing.photo.image
        return zlib.crc32(image.grey.tobytes()), zlib.crc32(image.colours.tobytes())

    for expected in reversed(states):
        assert state() == expected
        canvas.undo()
    assert canvas.drawing is picture
    for expected in states:
        canvas.redo()
        assert state() == expected
        assert canvas.drawing.photo.image.as_opened is picture.photo.image


def test_until_its_paper_is_known_nothing_of_a_picture_is_rubbed_out_and_no_one_waits(qtbot, photo):
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(500, 500)
    canvas.set_erasing(True)
    picture = drawing_from_file(photo)
    canvas.set_drawing(picture, "Open")
    mouse(canvas, [(0.2, 0.4), (0.2, 0.7)])
    assert canvas.drawing is picture
    bare_paper(picture.photo.image)  # as whoever reads the picture does
    mouse(canvas, [(0.2, 0.4), (0.2, 0.7)])
    assert canvas.drawing is not picture


def levels(canvas):
    image = canvas.grab().toImage()
    return [image.pixelColor(x, y).lightness() for x in range(200, 300) for y in range(100, 400, 3)]


@pytest.mark.parametrize("side", [28, 64])
def test_what_is_rubbed_out_of_a_small_picture_is_not_seen_any_more(qtbot, side):
    grey = np.zeros((side, side), np.uint8)
    grey[side // 4 : -side // 4, side // 2 - 1 : side // 2 + 2] = 250
    picture = Drawing(photo=Photo(PaperImage(grey)))
    bare_paper(picture.photo.image)
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(500, 500)
    canvas.set_drawing(picture, "Open")
    canvas.set_brush(20)
    canvas.set_erasing(True)
    with qtbot.waitExposed(canvas):
        canvas.show()
    for y in (0.35, 0.45, 0.55):
        mouse(canvas, [(0.49, y), (0.53, y + 0.05)])
    seen = levels(canvas)
    canvas._rebuild_layer()  # all of it is painted anew
    np.testing.assert_allclose(seen, levels(canvas), atol=2)
