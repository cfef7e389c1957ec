"""Icons from SVG files, drawn in the theme's text colour."""

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from digitpad.folders import assets_folder

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
