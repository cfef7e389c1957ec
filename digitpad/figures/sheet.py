"""A sheet to draw a figure on in pixels, with matplotlib beneath, and many maps in one image."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.patches import Polygon, Rectangle
from numpy.typing import NDArray

from digitpad.figures.spec import DARK, LIGHT, FigureSpec
from digitpad.support.colour_scales import Shades
from digitpad.support.typeface import drawable, font, use_our_font

Pixels = NDArray[np.uint8]  # (height, width, 4) RGBA

FRAME_FROM = 3  # pixels between maps that leave room for a frame around each


@dataclass(frozen=True)
class Layout:
    """Where each of ``count`` maps lies, in whole pixels from the mosaic's corner.

    width, height: of a map. pitch_x, pitch_y: from one map to the next. label: pixels of the pitch
    that are above each map. gap: between maps.
    """

    columns: int
    count: int
    width: int
    height: int
    gap: int
    label: int

    @property
    def pitch_x(self) -> int:
        """From one map to the next in its row."""
        return self.width + self.gap

    @property
    def pitch_y(self) -> int:
        """From one map to the one below."""
        return self.height + self.gap + self.label

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the whole."""
        rows = -(-self.count // self.columns)
        columns = min(self.columns, self.count)
        return columns * self.pitch_x - self.gap, rows * self.pitch_y - self.gap

    def corner(self, channel: int) -> tuple[int, int]:
        """Return x and y of the upper left pixel of map ``channel``."""
        row, column = divmod(channel, self.columns)
        return column * self.pitch_x, row * self.pitch_y + self.label


def fitted(shape: tuple[int, int, int], room: tuple[int, int], gap: int, label: int = 0) -> Layout:
    """Lay ``shape`` = (count, height, width) out in ``room`` with the largest pixels that fit.

    room: width and height. The gap shrinks where the maps would be smaller than it. Maps that do
    not even fit with a pixel each make a mosaic larger than ``room``.
    """
    count, height, width = shape
    columns = np.arange(1, count + 1)
    rows = -(-count // columns)
    while True:
        side = np.minimum(
            ((room[0] + gap) // columns - gap) / width,
            ((room[1] + gap) // rows - gap - label) / height,
        )
        side = np.where(side >= 1, np.floor(side), side)  # whole pixels keep values equally large
        largest = float(side.max())
        if gap == 0 or largest * min(width, height) >= 2 * gap:
            break
        gap = gap // 2
    if largest <= 0:
        square = int(np.ceil(np.sqrt(count * room[0] / max(room[1], 1))))
        return Layout(min(max(square, 1), count), count, 1, 1, 0, 0)
    # Of those that show the maps equally large: the fewest empty places, then the fewest rows.
    empty = columns * rows - count
    best = min(np.flatnonzero(side == largest).tolist(), key=lambda n: (empty[n], rows[n]))
    across, down = (max(1, int(largest * n)) for n in (width, height))
    return Layout(int(columns[best]), count, across, down, gap, label)


def mosaic(shades: Shades, layout: Layout, frame: str | None = None) -> Pixels:
    """Return ``shades``, (count, height, width), as an image; between maps it is transparent.

    Every value is a block of pixels of its shade. frame: the colour ``#rrggbb`` of the one pixel
    around each map, where gaps have room for it; the image is then two pixels larger each way.
    """
    edge = 1 if frame is not None and layout.gap >= FRAME_FROM else 0
    across, down = layout.size
    image = np.zeros((down + 2 * edge, across + 2 * edge), np.uint32)
    rows = np.arange(layout.height) * shades.shape[1] // layout.height
    columns = np.arange(layout.width) * shades.shape[2] // layout.width
    for channel in range(layout.count):
        x, y = (place + edge for place in layout.corner(channel))
        if edge:
            image[y - 1 : y + layout.height + 1, x - 1 : x + layout.width + 1] = shade_of(frame)
        image[y : y + layout.height, x : x + layout.width] = shades[channel][rows][:, columns]
    return pixels(image)


def pixels(shades: Shades) -> Pixels:
    """Return (height, width) shades, 0xAARRGGBB, as an image."""
    little = np.ascontiguousarray(shades, "<u4").view(np.uint8).reshape(*shades.shape, 4)  # BGRA
    return little[..., [2, 1, 0, 3]]


def shade_of(colour: str | None) -> np.uint32:
    """Return ``#rrggbb`` as a shade."""
    return np.uint32(0xFF000000 | int((colour or "#000000")[1:], 16))


DPI = 96  # pixels of an inch in SVG; a font's point is a 72nd


class _Block(Artist):
    """An image whose pixels become those of a PNG as they are; matplotlib's own resamples it."""

    def __init__(self, image: Pixels, left: float, bottom: float) -> None:
        super().__init__()
        self._image, self._left, self._bottom = image, left, bottom

    def draw(self, renderer: RendererBase) -> None:
        """Hand the pixels over; rows go upwards."""
        context = renderer.new_gc()
        renderer.draw_image(context, self._left, self._bottom, self._image[::-1])
        context.restore()


class Sheet:
    """One figure; it is drawn on by one thread. All lengths are pixels of its ``spec``."""

    def __init__(self, spec: FigureSpec) -> None:
        """Make an empty sheet."""
        use_our_font()
        self.spec = spec
        self.colours = DARK if spec.dark else LIGHT
        self._figure = Figure(
            figsize=(spec.width / DPI, spec.height / DPI), dpi=DPI, layout=None,
            facecolor=self.colours.background,
        )  # fmt: skip
        # matplotlib would join neighbouring images into one, of another resolution, in an SVG.
        self._figure.suppressComposite = True
        self._axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._axes.set_xlim(0, spec.width)
        self._axes.set_ylim(spec.height, 0)

    @property
    def em(self) -> float:
        """Size of ordinary text: it grows with the sheet, and stays readable on a small one."""
        return min(max(min(self.spec.width / 64, self.spec.height / 40), 9.0), 160.0)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        colour: str,
        *,
        align: Literal["left", "center", "right"] = "left",
        semibold: bool = False,
    ) -> None:
        """Write one line with its baseline at ``y``; signs such as $ have no other meaning."""
        text = drawable(text)
        self._axes.text(
            x, y, text, color=colour, ha=align, va="baseline", parse_math=False,
            fontproperties=font(text, size * 72 / DPI, semibold=semibold),
        )  # fmt: skip

    def image(self, x: float, y: float, image: Pixels, size: tuple[float, float]) -> None:
        """Put ``image`` into a rectangle of ``size``, without smoothing."""
        height, width = image.shape[:2]
        if self.spec.kind == "png" and self.spec.ratio == 1 and (width, height) == size:
            self._axes.add_artist(_Block(image, x, self.spec.height - y - height))
            return
        step = max(int(0.5 / self.spec.ratio), 1)  # a small picture of a large sheet needs less
        self._axes.imshow(
            image[::step, ::step], extent=(x, x + size[0], y + size[1], y), interpolation="none",
            aspect="auto", origin="upper",
        )  # fmt: skip

    def rectangle(self, x: float, y: float, size: tuple[float, float], colour: str) -> None:
        """Fill a rectangle."""
        self._axes.add_patch(Rectangle((x, y), *size, facecolor=colour, linewidth=0))

    def outline(self, x: float, y: float, size: tuple[float, float], colour: str) -> None:
        """Draw a thin frame just outside of a rectangle."""
        width, height = size
        thin = max(1, round(1 / self.spec.ratio))  # or it would be lost in a small picture
        for left, top, across, down in (
            (x - thin, y - thin, width + 2 * thin, thin),
            (x - thin, y + height, width + 2 * thin, thin),
            (x - thin, y, thin, height), (x + width, y, thin, height),
        ):  # fmt: skip
            self.rectangle(left, top, (across, down), colour)

    def polygon(self, points: Sequence[tuple[float, float]], colour: str) -> None:
        """Fill a polygon."""
        self._axes.add_patch(Polygon(points, facecolor=colour, linewidth=0))

    def line(self, start: tuple[float, float], end: tuple[float, float], colour: str,
             width: float) -> None:  # fmt: skip
        """Draw a line."""
        (x0, y0), (x1, y1) = start, end
        self._axes.plot(
            [x0, x1], [y0, y1], color=colour, lw=width * 72 / DPI, solid_capstyle="butt"
        )

    def content(self, title: str) -> bytes:
        """Return the sheet as a file, in which ``title`` and the caption can be found."""
        spec, content = self.spec, io.BytesIO()
        told: dict[str, Any] = {
            "Title": drawable(title), "Description": drawable(" ".join(spec.caption.split())),
        }  # fmt: skip
        if spec.kind == "svg":
            told["Date"] = None  # the same figure is the same file
        # Named, where matplotlib looks them up at run time: a bundle must know what it needs.
        canvas = FigureCanvasSVG if spec.kind == "svg" else FigureCanvasAgg
        canvas(self._figure).print_figure(
            content, format=spec.kind, dpi=DPI * spec.ratio if spec.kind == "png" else DPI,
            facecolor=self.colours.background, metadata=told,
        )  # fmt: skip
        return content.getvalue()
