"""The drawing under way as a file, so that the next start can offer it after a crash.

It is a strokes file like any other. Each window has one of its own; only those whose program is
gone are offered.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from digitpad.ink.drawing import PRESSURE, TIME, Drawing, Points, Stroke
from digitpad.ink.strokes_file import LARGEST_FILE, group_numbers, load_drawing, to_json
from digitpad.support.errors import DigitpadError, StrokesError
from digitpad.support.files import put_in_place, write_atomically
from digitpad.support.locks import OwnedFile, own_left, own_new
from digitpad.support.messages import Text

SUFFIX = ".json"
ASIDE = "damaged"  # folder inside: files that hold no drawing
MOST_OFFERED = 10
PIECE = 200  # points that are encoded at once: between two pieces another thread may go on


class RecoveryFile:
    """One window's file; all its methods belong into one thread."""

    def __init__(self, folder: Path) -> None:
        """Use ``folder``, which need not exist; nothing is written before ``keep``."""
        self._folder = folder
        self._owned: OwnedFile | None = None
        self._texts: dict[Stroke, tuple[str, str]] = {}

    def keep(self, drawing: Drawing) -> None:
        """Write ``drawing`` in the place of the one before; an empty one leaves no file.

        Raises DigitpadError when it cannot be written.
        """
        if self._owned is None:
            if drawing.is_empty:
                return
            try:
                self._owned = own_new(self._folder, SUFFIX)
            except OSError as error:
                raise DigitpadError(
                    "{folder} could not be written: {reason}.",
                    folder=self._folder, reason=error.strerror or error,
                ) from error  # fmt: skip
        if drawing.is_empty:
            self._texts = {}
            with suppress(OSError):
                self._owned.path.unlink(missing_ok=True)
            return
        content = self._encoded(drawing)
        if len(content) > LARGEST_FILE:
            raise DigitpadError("It is larger than {most} MB.", most=LARGEST_FILE // 2**20)
        write_atomically(self._owned.path, content)

    def end(self, *, leave: bool = False) -> None:
        """Delete the file, or ``leave`` it to be offered at the next start."""
        owned, self._owned = self._owned, None
        if owned is not None:
            if leave:
                owned.release()
            else:
                owned.discard()

    def _encoded(self, drawing: Drawing) -> bytes:
        """Return what ``save_drawing`` writes; strokes that were there before cost nothing."""
        known = self._texts
        self._texts = {s: known.get(s) or (_path_text(s), _pen_text(s)) for s in drawing.strokes}
        sheet = to_json(Drawing((), drawing.size, drawing.picture, photo=drawing.photo))
        del sheet["strokes"], sheet["pens"]
        if drawing.groups:
            sheet["groups"] = group_numbers(drawing)
        paths = ", ".join(path for path, _ in self._texts.values())
        pens = ", ".join(pen for _, pen in self._texts.values())
        head = json.dumps(sheet)[1:-1]
        return f'{{{head}, "strokes": [{paths}], "pens": [{pens}]}}'.encode()


@dataclass(eq=False)
class LeftDrawing:
    """A drawing whose window was not closed; nobody else is offered it until it is let go.

    made: when it was last written, local time.
    """

    drawing: Drawing
    made: datetime
    file: OwnedFile


def left_drawings(folder: Path) -> tuple[list[LeftDrawing], list[str]]:
    """Return the drawings whose program is gone, the newest first, and what to say about others.

    A file that holds no drawing is put aside, and named.
    """
    left: list[LeftDrawing] = []
    problems: list[str] = []
    for file in own_left(folder, SUFFIX):
        if len(left) == MOST_OFFERED:
            file.release()
            continue
        try:
            made = datetime.fromtimestamp(file.path.stat().st_mtime)
            drawing = load_drawing(file.path).fitted_to_canvas()
        except (StrokesError, OSError, ValueError, OverflowError, MemoryError):
            problems.append(_put_aside(file))
            continue
        if drawing.is_empty:
            file.discard()
        else:
            left.append(LeftDrawing(drawing, made, file))
    return left, problems


def _put_aside(file: OwnedFile) -> str:
    target = file.path.parent / ASIDE / file.path.name
    try:
        target.parent.mkdir(exist_ok=True)
        put_in_place(file.path, target)
    except OSError:
        target = file.path
        file.release()
    else:
        file.discard()  # what is left of it: the lock
    return str(Text(
        "A drawing could not be recovered, for its file is damaged. It is kept as {path}.",
        path=target,
    ))  # fmt: skip


def _path_text(stroke: Stroke) -> str:
    return _list_text(stroke.xy.round(3))


def _pen_text(stroke: Stroke) -> str:
    pressure, time = (_list_text(stroke.points[:, i].round(4)) for i in (PRESSURE, TIME))
    return f'{{"width": {json.dumps(stroke.width)}, "pressure": {pressure}, "time": {time}}}'


def _list_text(values: Points) -> str:
    pieces = (
        json.dumps(values[start : start + PIECE].tolist())[1:-1]
        for start in range(0, len(values), PIECE)
    )
    return f"[{', '.join(pieces)}]"
