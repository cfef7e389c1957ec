"""A sheet to draw a figure on in pixels from its upper left corner, with matplotlib beneath."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, Literal

from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.patches import Polygon, Rectangle

from digitpad.figures.mosaic import Pixels
from digitpad.figures.spec import DARK, LIGHT, FigureSpec
from digitpad.support.typeface import drawable, font, use_our_font

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
