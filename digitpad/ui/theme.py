"""Colours and type of the window, light and dark."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from PySide6.QtCore import QByteArray, QObject, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QIcon,
    QPainter,
    QPalette,
    QPixmap,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from digitpad.support.colour_scales import Shades, packed
from digitpad.support.folders import assets_folder
from digitpad.support.typeface_names import CHINESE

FONT_FAMILY = "Inter"
FONT_PIXELS = 14  # of ordinary text


@dataclass(frozen=True)
class Theme:
    """Colours as ``#rrggbb``; text on window and panel has a contrast of at least 4.5 to 1."""

    dark: bool
    window: str
    panel: str
    border: str
    text: str
    muted: str
    faint: str
    accent: str
    second: str
    on_accent: str
    paper: str
    ink: str
    warning: str

    @cached_property
    def ink_shades(self) -> Shades:
        """(256,) uint32, 0xffRRGGBB, from paper to ink."""
        paper, ink = (
            np.array([colour.red(), colour.green(), colour.blue()], np.float64)
            for colour in (QColor(self.paper), QColor(self.ink))
        )
        share = np.linspace(0, 1, 256)[:, None]  # (256, 1), of ink
        return packed(*np.rint(paper + (ink - paper) * share).astype(np.uint32).T)


LIGHT = Theme(
    dark=False, window="#f3f4f7", panel="#ffffff", border="#d8dbe2", text="#1b1f27",
    muted="#5b6372", faint="#a3abb9", accent="#2457d6", second="#c2410c", on_accent="#ffffff",
    paper="#ffffff", ink="#14171d", warning="#9a3412",
)  # fmt: skip
DARK = Theme(
    dark=True, window="#14161b", panel="#1d2027", border="#343944", text="#e8eaf0",
    muted="#a2aab8", faint="#69717f", accent="#7aa2ff", second="#fb923c", on_accent="#0d1017",
    paper="#0f1115", ink="#f2f4f8", warning="#fdba74",
)  # fmt: skip


class ThemeSource(QObject):
    """Holds the theme in force. ``changed()``: it is another one, and palette and style are its.

    A widget that paints reads ``theme()`` when it paints, and needs no more: a style that changes
    repaints it. One that keeps what has colours in it connects to ``changed``.
    """

    changed = Signal()

    def __init__(self) -> None:
        """Begin with the light theme."""
        super().__init__()
        self.theme = LIGHT


theme_source = ThemeSource()


def theme() -> Theme:
    """Return the theme in force."""
    return theme_source.theme


def system_theme() -> Theme:
    """Return the theme that the desktop asks for; light where it does not say."""
    dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return DARK if dark else LIGHT


def follow_in_title_bars(colours: str) -> None:
    """Have title bars and the system's dialogs be ``light`` or ``dark``; else as it has them."""
    scheme = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
    QGuiApplication.styleHints().setColorScheme(scheme.get(colours, Qt.ColorScheme.Unknown))


def prepare(app: QApplication) -> None:
    """Give ``app`` its style, its context menus' moment, and the typeface that ships with digitpad.

    To be called before any widget is made. A theme is best applied after all widgets are made:
    with a style sheet in place each one is styled anew whenever it gets a parent, which took half
    of the time that a window needs.
    """
    app.setStyle("Fusion")  # the one style that looks the same, and is dark, on all systems
    # At the press a menu would lie under a pen or mouse that goes on, and its release choose.
    app.styleHints().setContextMenuTrigger(Qt.ContextMenuTrigger.Release)
    for file in sorted((assets_folder() / "fonts").glob("*.otf")):
        QFontDatabase.addApplicationFont(str(file))
    # Without the names Qt takes whichever font has a sign first, perhaps in Japan's form.
    font = QFont([FONT_FAMILY, *CHINESE])
    font.setPixelSize(FONT_PIXELS)
    app.setFont(font)
    if not app.styleSheet():
        # Widgets that are there when the very first style sheet comes lose the typeface.
        app.setStyleSheet("QWidget {}")
        app.setStyleSheet("")


def use_colours(app: QApplication, name: str) -> None:
    """Put the theme ``light``, ``dark`` or that of the ``system`` in force."""
    follow_in_title_bars(name)
    apply_theme(app, {"light": LIGHT, "dark": DARK}.get(name) or system_theme())


def apply_theme(app: QApplication, new: Theme) -> None:
    """Put the theme ``new`` in force in all windows of ``app``, if it is not yet."""
    before, theme_source.theme = theme(), new
    if app.styleSheet() != _style_sheet(new):
        app.setPalette(_palette(new))
        app.setStyleSheet(_style_sheet(new))
    if new != before:
        theme_source.changed.emit()


def _palette(theme: Theme) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for name, colour in {
        role.Window: theme.window, role.WindowText: theme.text, role.Base: theme.panel,
        role.AlternateBase: theme.window, role.Text: theme.text, role.Button: theme.panel,
        role.ButtonText: theme.text, role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent, role.ToolTipBase: theme.panel,
        role.ToolTipText: theme.text, role.PlaceholderText: theme.muted, role.Link: theme.accent,
        role.Mid: theme.border, role.Accent: theme.accent,
    }.items():  # fmt: skip
        palette.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(theme.faint))
    return palette


def _style_sheet(theme: Theme) -> str:
    return f"""
    QFrame#panel {{ background: {theme.panel}; border: 1px solid {theme.border};
                    border-radius: 10px; }}
    QLabel#heading {{ color: {theme.muted}; font-weight: 600; }}
    QLabel#heading[hasLearnt="true"], QLabel#prediction[hasLearnt="true"] {{
        color: {theme.second}; }}
    QLabel#doubt {{ color: {theme.warning}; font-size: 12px; }}
    QLabel#prediction:disabled {{ color: {theme.muted}; }}
    QLabel#message {{ color: {theme.warning}; }}
    QLabel#message[isNews="true"] {{ color: {theme.text}; }}
    QToolButton {{ background: {theme.panel}; border: 1px solid {theme.border};
                   border-radius: 7px; padding: 6px 9px; }}
    QToolButton:hover {{ border-color: {theme.accent}; }}
    QToolButton:focus {{ border: 2px solid {theme.accent}; padding: 5px 8px; }}
    QToolButton:pressed {{ background: {theme.window}; }}
    QToolButton:checked {{ background: {theme.accent}; color: {theme.on_accent};
                           border-color: {theme.accent}; }}
    QToolButton:disabled {{ color: {theme.faint}; }}
    QFrame#notice {{ background: {theme.window}; border: 1px solid {theme.border};
                     border-radius: 7px; }}
    QLabel#field, Line#field {{ color: {theme.muted}; }}
    QPushButton {{ background: {theme.panel}; border: 1px solid {theme.border};
                   border-radius: 7px; padding: 5px 12px; }}
    QPushButton:hover {{ border-color: {theme.accent}; }}
    QPushButton:focus {{ border: 2px solid {theme.accent}; padding: 4px 11px; }}
    QPushButton:pressed, QPushButton:checked {{ background: {theme.window}; }}
    QPushButton:disabled {{ color: {theme.faint}; }}
    QCheckBox {{ spacing: 6px; }}
    QCheckBox::indicator, QListView::indicator {{
        width: 14px; height: 14px; border: 1px solid {theme.muted}; border-radius: 3px;
        background: {theme.panel}; }}
    QCheckBox::indicator:hover, QCheckBox::indicator:focus {{ border-color: {theme.accent}; }}
    QCheckBox::indicator:checked, QListView::indicator:checked {{
        background: {theme.accent}; border-color: {theme.accent};
        image: url("{_check_mark(theme)}"); }}
    QCheckBox::indicator:disabled {{ border-color: {theme.border}; }}
    QCheckBox::indicator:checked:disabled {{ background: {theme.faint}; }}
    QRadioButton::indicator {{ width: 12px; height: 12px; border: 1px solid {theme.muted};
                               border-radius: 7px; background: {theme.panel}; }}
    QRadioButton::indicator:hover, QRadioButton::indicator:focus {{ border-color: {theme.accent}; }}
    QRadioButton::indicator:checked {{ border: 4px solid {theme.accent}; width: 6px; height: 6px; }}
    QRadioButton:focus {{ color: {theme.accent}; }}
    QCheckBox:focus {{ color: {theme.accent}; }}
    QPushButton[segment="true"] {{ padding: 3px 10px; }}
    QPushButton[segment="true"]:focus {{ padding: 2px 9px; }}
    QPushButton[segment="true"]:checked {{ background: {theme.accent}; color: {theme.on_accent};
                                           border-color: {theme.accent}; }}
    QPushButton::menu-indicator, QToolButton::menu-indicator {{
        subcontrol-origin: padding; subcontrol-position: center right; right: 8px; }}
    QToolButton[popupMode="2"] {{ padding-right: 24px; }}
    QToolButton[popupMode="2"]:focus {{ padding-right: 23px; }}
    QPushButton[primary="true"]:enabled {{ background: {theme.accent}; color: {theme.on_accent};
                                           border-color: {theme.accent}; }}
    QPushButton[primary="true"]:enabled:focus, QPushButton[segment="true"]:checked:focus,
    QToolButton:checked:focus {{ border-color: {theme.text}; }}
    QProgressBar {{ background: {theme.window}; border: none; border-radius: 4px; }}
    QProgressBar::chunk {{ background: {theme.accent}; border-radius: 4px; }}
    QTabWidget::pane {{ border: none; padding-top: 8px; }}
    QTabBar::tab {{ padding: 6px 16px; color: {theme.muted}; border: none;
                    border-bottom: 2px solid transparent; background: transparent; }}
    QTabBar::tab:selected {{ color: {theme.text}; border-bottom-color: {theme.accent}; }}
    QTabBar::tab:focus {{ color: {theme.accent}; }}
    QTableWidget#modelsTable::item {{ padding: 0 8px; }}
    QTableView#trialsTable::item {{ padding: 0 14px 0 4px; }}
    QLabel#aboutName {{ font-size: 22px; font-weight: 600; }}
    QLabel#aboutLicence {{ color: {theme.muted}; }}
    QTableWidget#licencesTable::item {{ padding: 0 6px; }}
    QTableWidget#licencesTable QHeaderView::section,
    QTableWidget#modelsTable QHeaderView::section,
    QTableView#blocksTable QHeaderView::section,
    QTableView#trialsTable QHeaderView::section {{ padding: 5px 8px; border: none;
        border-bottom: 1px solid {theme.border}; background: {theme.panel};
        color: {theme.muted}; }}
    QTableView#trialsTable QHeaderView::section {{ padding: 5px 14px 5px 4px; }}
    QSplitter::handle:horizontal {{ width: 8px; background: transparent; }}
    QToolTip {{ background: {theme.panel}; color: {theme.text};
                border: 1px solid {theme.border}; padding: 4px; }}
    QStatusBar {{ border-top: 1px solid {theme.border}; }}
    QStatusBar::item {{ border: none; }}
    QStatusBar QLabel {{ color: {theme.muted}; padding: 2px 8px; }}
    """


def _check_mark(theme: Theme) -> str:
    """Return the file of the tick in a check box: Fusion's own box cannot be seen on dark ground.

    The path has slashes on every system, as style sheets want it.
    """
    name = "check-dark.svg" if theme.dark else "check-light.svg"
    return (assets_folder() / "icons" / name).as_posix()


PIXELS = 64  # a 20 pixel icon is sharp on screens of up to three times the usual density


def icon(name: str, colour: str, checked_colour: str, disabled_colour: str) -> QIcon:
    """Return the icon ``assets/icons/NAME.svg``, with ``currentColor`` replaced for each state."""
    source = (assets_folder() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    result = QIcon()
    for state, shade in ((QIcon.State.Off, colour), (QIcon.State.On, checked_colour)):
        result.addPixmap(_drawn(source, shade), QIcon.Mode.Normal, state)
        result.addPixmap(_drawn(source, disabled_colour), QIcon.Mode.Disabled, state)
    return result


def app_icon() -> QIcon:
    """Return digitpad's own icon."""
    source = (assets_folder() / "icons" / "digitpad.svg").read_text(encoding="utf-8")
    return QIcon(_drawn(source, "black", 256))


def _drawn(source: str, colour: str, pixels: int = PIXELS) -> QPixmap:
    pixmap = QPixmap(pixels, pixels)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer = QSvgRenderer(QByteArray(source.replace("currentColor", colour).encode()))
    renderer.render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    return pixmap
