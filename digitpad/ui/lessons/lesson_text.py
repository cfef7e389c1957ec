"""A lesson's words: Markdown that may be a stranger's, so nothing is fetched and no link runs."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage, QTextBlockFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from digitpad.ui.theme import theme_source

LINE_HEIGHT = 125  # percent: paragraphs are read more easily
NO_HTML = (
    QTextDocument.MarkdownFeature.MarkdownDialectGitHub
    | QTextDocument.MarkdownFeature.MarkdownNoHTML
)


class LessonText(QTextBrowser):
    """Shows Markdown, without HTML in it; its text can be selected and copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nothing."""
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.document().setDocumentMargin(2)
        self._shown = ""
        self._empty = QImage(1, 1, QImage.Format.Format_ARGB32)
        self._empty.fill(0)
        theme_source.changed.connect(self._write)

    def show_markdown(self, text: str, *, at_end: bool = False) -> None:
        """Show ``text`` from its beginning, or its end."""
        self._shown = text
        self._write()
        bar = self.verticalScrollBar()
        bar.setValue(bar.maximum() if at_end else 0)

    def _write(self) -> None:
        self.document().setMarkdown(self._shown, NO_HTML)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        lines = QTextBlockFormat()
        lines.setLineHeight(LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.mergeBlockFormat(lines)

    def loadResource(self, kind: int, name: QUrl | str) -> object:  # noqa: N802
        """Return an empty picture for whatever a stranger's text wants to be fetched.

        For nothing Qt would try the name as a file's.
        """
        return self._empty
