"""Picture files to ink: dark on light or light on dark, or transparent."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, UnidentifiedImageError

from digitpad.ink.drawing import Pixels
from digitpad.ink.input.frame import BOX, SIDE, Array, crop, frame, to_levels
from digitpad.ink.input.render import with_usual_thickness
from digitpad.ink.photo.at_edge import with_margin
from digitpad.ink.photo.cell_lines import without_cell_lines
from digitpad.ink.photo.close_up import close_up_ink
from digitpad.ink.photo.highlighter import without_highlighter
from digitpad.ink.photo.marks import SOLID, the_digit, without_marks
from digitpad.ink.photo.photograph import EVEN, look_at, paper_ink, without_grain
from digitpad.ink.photo.symbol import SMALLEST_CONTRAST, symbol_ink
from digitpad.ink.picture_formats import formats_of, not_read
from digitpad.support.errors import DigitpadError, EmptyInkError, PictureError
from digitpad.support.messages import Text

DAMAGED = Text("it is damaged")
LARGEST_FILE = 64 * 2**20  # bytes
MOST_PIXELS = 50_000_000  # a phone's camera has 12 to 50 million
GREY = 3 / 255  # between a pixel's colours: less is no colour, but how the file was packed
WORKING_SIDE = 640  # pixels: larger pictures are reduced to this before anything else
SMALLEST_SIDE = 300  # pixels: smaller pictures are enlarged to this, as far as the above allows
THIN = 0.7  # of full ink, in lines of which hardly any pixel is full
FAINTEST = 0.2  # of full ink: what is fainter may be the grain of the paper

TURNS = {  # by what a camera notes of how it was held
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_90,
}  # fmt: skip

USUAL_ASPECT = 0.8  # width by height of a digit, about
BLACK, BRIGHT = 0.1, 0.5  # of black to white; a JPEG's black is not quite 0

Colours = NDArray[np.float32]


def opened_pixels(pixels: Pixels, name: str) -> tuple[Array, Colours | None]:
    """Return what ``open_picture`` does, of a picture in memory, as from the clipboard.

    pixels: (h, w, 4), red, green, blue and opacity. name: what errors call it. Raises PictureError.
    """
    if pixels.shape[0] * pixels.shape[1] > MOST_PIXELS:
        raise _too_many_pixels(name)
    try:
        return decoded_picture(Image.fromarray(pixels), name, in_colour=True)
    except EmptyInkError as error:  # nothing of it can be seen
        raise no_ink(name) from error


def opened_input(grey: Array, colours: Colours | None) -> Array:
    """Return (28, 28) float32 in 0..1, what the network sees of what ``open_picture`` gives.

    Raises EmptyInkError when it shows no ink.
    """
    return opened_inputs(grey, colours)[0]


def opened_inputs(grey: Array, colours: Colours | None) -> list[Array]:
    """Return, (28, 28) each, what the network may see of a picture: the likeliest first.

    There are two where it cannot be told what belongs to the digit, as a ring with a stroke in it
    is a zero or a 1 in a circle: the answer is sure only where both are read alike.
    Raises EmptyInkError when it shows no ink.
    """
    return [grey] if is_input(grey) else inputs_in(all_ink(grey, colours), grey)


def inputs_in(ink: Array, grey: Array) -> list[Array]:
    """Return what ``opened_inputs`` does of ``ink``, all that the picture ``grey`` shows."""
    found = without_marks(ink)
    inks = [found.ink] if found.other is None else [found.ink, found.other]
    return [ink_input(_unstretched(_meant(ink, grey), grey.shape)) for ink in inks]


def _meant(ink: Array, grey: Array) -> Array:
    """Return what of ``ink`` is the digit: all of a symbol, whose pieces its edges do not cut."""
    return ink if _is_tight(ink, grey.shape) and symbol_ink(grey) is not None else the_digit(ink)


def _unstretched(ink: Array, shape: tuple[int, ...]) -> Array:
    """Return ``ink`` as wide as digits usually are where a data set stretched it to a square.

    shape: of the picture before it was enlarged.
    """
    if shape[0] != shape[1] or not _is_tight(ink, shape):
        return ink
    size = (round(USUAL_ASPECT * ink.shape[1]), ink.shape[0])
    return np.asarray(Image.fromarray(ink).resize(size, Image.Resampling.BOX), np.float32)


def _is_tight(ink: Array, shape: tuple[int, ...]) -> bool:
    """Tell whether ``ink`` reaches all edges of its picture, which was ``shape`` to begin with."""
    one = -(-ink.shape[0] // shape[0])  # a pixel of the picture
    solid = ink > SOLID
    edges = solid[:one], solid[-one:], solid[:, :one], solid[:, -one:]
    return all(bool(edge.any()) for edge in edges)


def is_input(grey: Array) -> bool:
    """Tell whether a picture (h, w), 0..1, is an input already: bright on black, in its frame."""
    if grey.shape != (SIDE, SIDE) or grey.max() < BRIGHT:
        return False
    ink = grey > BLACK
    if ink[0].any() or ink[-1].any() or ink[:, 0].any() or ink[:, -1].any():
        return False
    longest = max(int(np.ptp(places)) + 1 for places in np.nonzero(ink))
    middle = [float(grey.sum(axis=axis) @ np.arange(SIDE)) / float(grey.sum()) for axis in (0, 1)]
    return BOX - 2 <= longest <= BOX and all(abs(place - SIDE / 2) <= 1.5 for place in middle)


def no_ink(name: Path | str) -> EmptyInkError:
    """Return what to say about a picture in which no ink is found."""
    return EmptyInkError(
        "{name} shows no ink: nothing in it stands out from its paper as strokes do. "
        "Choose a picture of a digit.", name=name,
    )  # fmt: skip


def ink_input(ink: Array) -> Array:
    """Frame ``ink`` (h, w) as MNIST does, after its strokes were given MNIST's thickness."""
    solid = crop(np.where(ink > SOLID, ink, np.float32(0.0)))
    return frame(with_usual_thickness(solid, BOX))


def open_grey(path: Path) -> Array:
    """Read a picture as (h, w) float32, 0 black to 1 white, upright and opaque.

    Raises PictureError.
    """
    with opened_file(path) as picture:
        return decoded_picture(picture, path, in_colour=False)[0]


def open_picture(path: Path) -> tuple[Array, Colours | None]:
    """Read a picture as ``open_grey`` does, and its colours where it has some.

    They are (h, w, 3) float32, red, green and blue, 0 to 1; None for a picture in grey, and for
    one with transparent parts.
    """
    with opened_file(path) as picture:
        return decoded_picture(picture, path)


@contextmanager
def opened_file(path: Path) -> Iterator[Image.Image]:
    """Open a picture file, for ``decoded_picture``.

    Size and format are checked before any pixel is decoded. Raises PictureError, also for what is
    wrong with it while it is decoded.
    """
    beginning = b""
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise PictureError(
                "{path} has {size:,.0f} MB, more than the {most} MB that digitpad reads. Save it "
                "smaller.",
                path=path, size=size / 2**20, most=LARGEST_FILE // 2**20,
            )  # fmt: skip
        with path.open("rb") as file:
            beginning = file.read(1024)
        formats = formats_of(beginning)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's own pixel warning; the cap is below it
            with Image.open(path, formats=formats) as picture:
                yield picture
    except UnidentifiedImageError as error:
        raise not_read(path, beginning) from error
    except Image.DecompressionBombError as error:
        raise _too_many_pixels(path) from error
    except OSError as error:
        # Pillow's own words, as "7 bytes not processed", are in English and help nobody.
        reason: Text | str = error.strerror or DAMAGED
        if path.parts[:1] in (("http:",), ("https:",)):
            reason = Text("it is an address on the web")
        raise _unreadable(path, reason) from error
    except DigitpadError:
        raise
    except Exception as error:  # Pillow raises nearly anything on a stranger's bytes
        raise _unreadable(path, DAMAGED) from error


def _unreadable(path: Path, reason: Text | str) -> PictureError:
    return PictureError(
        "{path} cannot be read: {reason}. Choose another file.", path=path, reason=reason
    )


def _too_many_pixels(name: Path | str) -> PictureError:
    return PictureError(
        "{name}: it has more than {most} million pixels. Save it smaller.",
        name=name, most=MOST_PIXELS // 1_000_000,
    )  # fmt: skip


def decoded_picture(
    picture: Image.Image, path: Path | str, in_colour: bool = True
) -> tuple[Array, Colours | None]:
    """Return what ``open_picture`` does, of a picture that Pillow has opened.

    path: what errors call it. Raises PictureError when it is too large.
    """
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise _too_many_pixels(path)
    picture.draft("RGB", (WORKING_SIDE, WORKING_SIDE))  # a JPEG decodes at a fraction at once
    upright = _upright(picture)
    if upright.mode.startswith(("I", "F")):
        return _reduced(_from_deep(upright)), None
    if "A" in upright.getbands() or "transparency" in upright.info:
        layers = upright.convert("RGBA")
        layers.thumbnail((WORKING_SIDE, WORKING_SIDE), Image.Resampling.BOX)
        is_opaque = layers.getchannel("A").getextrema()[0] == 255
        return _on_paper(layers), _colours_in(layers.convert("RGB")) if is_opaque else None
    grey = _reduced(upright.convert("L"))
    if upright.mode in ("L", "1") or not in_colour:
        return grey, None
    return grey, _colours_in(upright if upright.mode == "RGB" else upright.convert("RGB"))


def _colours_in(picture: Image.Image) -> Colours | None:
    """Return (h, w, 3) of an RGB picture; None where it is grey all over."""
    colours = _reduced(picture)
    return None if np.ptp(colours, axis=2).max() < GREY else colours


def _upright(picture: Image.Image) -> Image.Image:
    """Return ``picture`` as its camera was held.

    Pillow's own way to do that writes all else that the camera noted anew, and fails where one of
    these notes is odd, though the picture is whole.
    """
    picture.load()  # a PNG may note it at its end
    try:
        turn = TURNS.get(picture.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # Pillow raises nearly anything on notes that are none
        return picture
    return picture if turn is None else picture.transpose(turn)


def _from_deep(picture: Image.Image) -> Image.Image:
    """16 and 32 bit grey, stretched over 0..255; what is no number is as most of the picture."""
    values = np.array(picture, dtype=np.float64)  # in place from here: it may be 400 MB
    is_known = np.isfinite(values)
    if not is_known.all():
        known = values[is_known]
        values[~is_known] = np.median(known, overwrite_input=True) if len(known) else 0.0
    low, high = float(values.min()), float(values.max())
    values -= low
    values *= 255.0 / max(high - low, 1e-6)
    return Image.fromarray(values.astype(np.float32))


def _reduced(picture: Image.Image) -> Array:
    picture.thumbnail((WORKING_SIDE, WORKING_SIDE), Image.Resampling.BOX)
    return to_levels(picture)


def _on_paper(layers: Image.Image) -> Array:
    """Put a picture with transparent parts on paper that its visible parts stand out from."""
    grey = to_levels(layers.convert("L"))
    alpha = to_levels(layers.getchannel("A"))
    if not alpha.any():
        raise EmptyInkError("There is no ink to read.")
    visible = grey[alpha > 0.5] if (alpha > 0.5).any() else grey[alpha > 0]
    if (alpha > 0.5).mean() > 0.5:  # mostly opaque: it brings its own paper
        paper = float(np.median(visible))
    else:
        paper = 1.0 if float(visible.mean()) < 0.5 else 0.0
    on_paper: Array = grey * alpha + np.float32(paper) * (1 - alpha)
    return on_paper


def all_ink(grey: Array, colours: Colours | None) -> Array:
    """Return the ink of a picture (h, w) as float32, 0 paper to 1 ink, of a photograph too.

    Uneven light, ruled lines and squares, a table around the sheet and printed lines in another
    colour are taken away; ``without_marks`` takes frames, underlines and dust. A small picture's
    ink is larger than it. colours: (h, w, 3), the same picture in colour. Raises EmptyInkError when
    there is no ink.
    """
    symbol = symbol_ink(grey)
    if symbol is not None:
        return _enlarged(symbol, None)[0]
    grey, colours = without_highlighter(*_enlarged(*without_grain(grey, colours)))
    grey, colours = without_cell_lines(grey, colours)
    close = close_up_ink(grey)
    if close is not None:
        return close
    grey, colours, margin = with_margin(grey, colours)
    paper = look_at(grey, colours)
    ink = picture_ink(grey) if paper.is_even else paper_ink(paper)
    return np.ascontiguousarray(ink[margin : len(ink) - margin, margin : ink.shape[1] - margin])


def _enlarged(grey: Array, colours: Colours | None) -> tuple[Array, Colours | None]:
    """Return a small picture larger: lines, light and thickness are measured in whole pixels."""
    height, width = grey.shape
    scale = min(SMALLEST_SIDE / min(height, width), WORKING_SIDE / max(height, width))
    if scale <= 1:
        return grey, colours
    size = (round(width * scale), round(height * scale))

    def larger(values: Array) -> Array:
        picture = Image.fromarray(np.ascontiguousarray(values))
        return np.asarray(picture.resize(size, Image.Resampling.BICUBIC), np.float32).clip(0, 1)

    if colours is None:
        return larger(grey), None
    return larger(grey), np.stack([larger(colours[..., i]) for i in range(3)], axis=2)


def picture_ink(grey: Array) -> Array:
    """Return the ink of ``grey`` (h, w) as float32, 0 paper to 1 ink, whichever is darker.

    Paper is what most pixels show. Raises EmptyInkError when nothing stands out from it.
    """
    paper = float(np.median(grey))
    darker, lighter = np.clip(paper - grey, 0, None), np.clip(grey - paper, 0, None)
    ink = darker if float((darker**2).sum()) >= float((lighter**2).sum()) else lighter
    clear = ink[ink > 3 * EVEN]  # the grain of a large sheet outweighs a thin digit
    full = float(np.percentile(clear, 95)) if len(clear) else 0.0
    if full < SMALLEST_CONTRAST:
        raise EmptyInkError("There is no ink to read.")
    usual = float(np.median(clear[clear > FAINTEST * full]))
    if usual < THIN * full:  # lines of a large picture, reduced, may be thinner than a pixel
        full = usual
    ink = np.clip(ink / full, 0.0, 1.0).astype(np.float32)
    return np.where(ink > _grain(ink), ink, np.float32(0.0))


def _grain(ink: Array) -> float:
    """Level below which ink is the grain of the paper, three times its spread, 0..0.4."""
    paper: NDArray[np.float32] = ink[ink < 0.5]
    spread = float(np.sqrt((paper**2).mean())) if len(paper) else 0.0
    clean = float((paper == 0).mean()) > 0.8 if len(paper) else True
    return 0.0 if clean else min(3.0 * spread, 0.4)
