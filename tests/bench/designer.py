"""How long the designer holds the window for one change of a network with 64 blocks.

    OMP_NUM_THREADS=1 python tests/bench/designer.py

Prints milliseconds of the GUI thread's own time: until the change is there, and with the painting
that follows. A busy machine makes them wait, not take longer.
"""

import os
import statistics
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from digitpad.network.design.architecture_draft import ArchitectureDraft
from digitpad.network.design.designer_state import DesignerState, Revisions
from digitpad.ui.dialogs.designer.designer_dialog import DesignerDialog
from digitpad.ui.theme import LIGHT, apply_theme, prepare
from digitpad.ui.window.app import make_application

ROUNDS = 60


def longest() -> ArchitectureDraft:
    """Return 63 blocks, valid with the end that follows."""
    draft = ArchitectureDraft("longest", ())
    kinds = ["conv", "batch_norm", "relu"] * 20 + ["adaptive_avg_pool", "flatten", "linear"]
    for place, kind in enumerate(kinds):
        draft = draft.added(kind, place)
    return draft


def measure(what: str, change) -> None:
    """Print the times of ``change``, called with 0, 1, 2, ..."""
    changes, wholes = [], []
    for number in range(ROUNDS):
        start = time.thread_time()
        change(number)
        changes.append(time.thread_time() - start)
        for _ in range(3):
            QApplication.processEvents()
        wholes.append(time.thread_time() - start)
    print(
        f"{what:14} change {1000 * statistics.median(changes):.1f} ms, with painting "
        f"{1000 * statistics.median(wholes):.1f} ms, 95th percentile "
        f"{1000 * sorted(wholes)[int(0.95 * ROUNDS)]:.1f} ms"
    )


def main() -> None:
    """Measure each kind of change."""
    app = make_application()
    prepare(app)
    apply_theme(app, LIGHT)
    designer = DesignerDialog(DesignerState(Revisions(longest())))
    designer.show()
    for _ in range(5):
        QApplication.processEvents()
    actions, boxes = designer.actions_, designer.table.editor.boxes
    measure("set", lambda n: boxes["kernels"].setValue(4 + n % 30))
    measure("break, repair", lambda n: boxes["size"].setValue(3 if n % 2 else 40))
    boxes["size"].setValue(3)
    measure("move", lambda n: (actions.up if n % 2 else actions.down).trigger())
    measure("remove, undo", lambda n: (actions.undo if n % 2 else actions.remove).trigger())
    measure("add, undo", lambda n: add_or_undo(designer, n))
    designer.close()


def add_or_undo(designer: DesignerDialog, number: int) -> None:
    """Add a block to those that are one fewer than there can be, or take it back."""
    if number == 0:
        designer.actions_.remove.trigger()
    if number % 2:
        designer.actions_.undo.trigger()
    else:
        designer.actions_.add_asked.emit("relu")


if __name__ == "__main__":
    main()
