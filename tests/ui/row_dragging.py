"""A program: the designer's rows are dragged by the mouse, and what came of it is printed.

It needs a platform on which a drag is one, as `minimal` is: on that of the other tests,
`offscreen`, every drag ends where it begins.
"""

import json
import sys

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from digitpad.network.design.designer_state import DesignerState
from digitpad.ui.dialogs.designer.designer_dialog import DesignerDialog

LEFT, NO_KEY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
DRAGS = (
    (0, (3, 2)),  # row 0, to the upper edge of row 3: between rows 2 and 3
    (6, (0, 2)),  # and up, before all others
    (1, (11, 36)),  # below the end, which stays the end
    (10, (0, 2)),  # the last before the end
    (11, (0, 2)),  # the end itself
)  # a row, and the row and the pixels from its top where it is let go


def drag(designer, row, place):
    """Press the left button on a row, move, and let it go at ``place``."""
    table, window = designer.table, designer.windowHandle()

    def on_window(row, down):
        cell = table.visualRect(table.model().index(row, 0))
        return table.viewport().mapTo(designer, cell.topLeft() + QPoint(30, down))

    table.scrollToTop()
    start, end = on_window(row, 20), on_window(*place)

    def move_on():
        """Go on while the drag has an event loop of its own."""
        for share in (0.25, 0.5, 0.75, 1.0):
            QTest.mouseMove(window, start + (end - start) * share)
        QTest.mouseRelease(window, LEFT, NO_KEY, end)

    QTest.mousePress(window, LEFT, NO_KEY, start)
    QTimer.singleShot(500, move_on)
    for down in (4, 8, 12, 16):  # until it is far enough to be a drag
        QTest.mouseMove(window, start + QPoint(0, down))
    QTest.qWait(600)


def main():
    """Print the kinds of the blocks, as JSON, a line at first and one after each drag."""
    _ = QApplication(sys.argv)
    designer = DesignerDialog(DesignerState())
    designer.resize(1000, 860)
    designer.show()
    QTest.qWaitForWindowExposed(designer)
    print(json.dumps([layer.kind for layer in designer.draft.layers]))
    for row, place in DRAGS:
        drag(designer, row, place)
        print(json.dumps([layer.kind for layer in designer.draft.layers]))


if __name__ == "__main__":
    main()
