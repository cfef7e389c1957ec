"""Which files of ink are read, by their names, and what others are, by their content."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

from digitpad.support.errors import PictureError
from digitpad.support.messages import Text

_READ = {
    "PNG": (".png",), "JPEG": (".jpg", ".jpeg"), "BMP": (".bmp",), "WEBP": (".webp",),
    "GIF": (".gif",), "TIFF": (".tif", ".tiff"),
}  # fmt: skip
STROKES_SUFFIX = ".json"
_HEIC = (".heic", ".heif")

HAS_HEIC = find_spec("pillow_heif") is not None  # a plugin of Pillow, which few have
PICTURE_SUFFIXES = (*(suffix for suffixes in _READ.values() for suffix in suffixes), *_HEIC)
PICTURE_PATTERNS = " ".join(f"*{suffix}" for suffix in PICTURE_SUFFIXES)  # for a file dialog

_OTHERS = (
    (b"%PDF", Text("a PDF document; save its page as PNG")),
    (b"<svg", Text("an SVG drawing; save it as PNG")),
    (b"<!doctype html", Text("a web page; save the picture in it")),
    (b"<html", Text("a web page; save the picture in it")),
    (b"8bps", Text("a Photoshop file; save it as PNG")),
)  # fmt: skip
_HEIC_BRANDS = (b"heic", b"heix", b"mif1", b"msf1", b"heim", b"heis", b"hevc")


def formats_of(beginning: bytes) -> tuple[str, ...]:
    """Return the formats, as Pillow calls them, that a file which begins so may have.

    HEIC is a plugin's: before it is made ready, Pillow must not be asked for it.
    """
    if not (HAS_HEIC and _is_heic(beginning)):
        return tuple(_READ)
    from pillow_heif import register_heif_opener

    register_heif_opener()
    return (*_READ, "HEIF")


def not_read(path: Path, beginning: bytes) -> PictureError:
    """Return why a file that begins so is not read as a picture, and what to do."""
    if _is_heic(beginning):
        return PictureError(
            "{path} is a HEIC picture, which digitpad reads where pillow-heif is installed. Save "
            "it as JPEG: phones do when a picture is sent.",
            path=path,
        )  # fmt: skip
    head = beginning.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for start, what in _OTHERS:
        if head.startswith(start.lower()) or (head.startswith(b"<?xml") and start in head):
            return PictureError("{path} is {what}.", path=path, what=what)
    return PictureError(
        "{path} is not a PNG, JPEG, BMP, WebP, GIF or TIFF picture. Choose another file.", path=path
    )


def _is_heic(beginning: bytes) -> bool:
    return beginning[4:8] == b"ftyp" and beginning[8:12] in _HEIC_BRANDS


def path_in(text: str) -> Path | None:
    """Return the path that ``text`` is, as a file manager copies it; None for any other text."""
    line = text.strip().strip("\"'")
    if not line or len(line) > 4096 or not line.isprintable():
        return None
    path = Path(os.path.expanduser(line))
    has_suffix = path.suffix.lower() in (*PICTURE_SUFFIXES, STROKES_SUFFIX)
    return path if path.is_absolute() or has_suffix else None
