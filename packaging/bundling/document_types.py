"""The files that systems offer digitpad for: here alone; tests compare what each system is told.

What is digitpad's own opens with it. Of the rest it is one program among others, and what opened
them goes on doing so.
"""

from __future__ import annotations

from dataclasses import dataclass

from digitpad.ink.picture_formats import STROKES_SUFFIX
from digitpad.lessons.lesson_file import SUFFIX as LESSON_SUFFIX
from digitpad.network.files.library import SUFFIX as MODEL_SUFFIX


@dataclass(frozen=True)
class DocumentType:
    """suffixes: of the files. mime, uti: as Linux and macOS call it. progid: as Windows does.

    is_own: digitpad alone writes such files. is_known: the system knows the type by itself.
    """

    title: str
    suffixes: tuple[str, ...]
    mime: str
    uti: str
    progid: str
    is_own: bool = False
    is_known: bool = True


LESSON = DocumentType(
    "digitpad lesson", (LESSON_SUFFIX,), "application/x-digitpad-lesson",
    "org.digitpad.lesson", "digitpad.lesson", is_own=True, is_known=False,
)  # fmt: skip
# Other programs write them too.
MODEL = DocumentType(
    "Network weights", (MODEL_SUFFIX,), "application/x-safetensors",
    "org.digitpad.safetensors", "digitpad.model", is_known=False,
)  # fmt: skip
# Drawings, collections of digits and networks of the designer, told apart by their content.
JSON = DocumentType(
    "Drawing, digits or network", (STROKES_SUFFIX,), "application/json", "public.json",
    "digitpad.json",
)  # fmt: skip
# HEIC needs a plugin that no bundle has.
PICTURES = tuple(
    DocumentType("Picture", suffixes, mime, uti, "digitpad.picture")
    for suffixes, mime, uti in (
        ((".png",), "image/png", "public.png"),
        ((".jpg", ".jpeg"), "image/jpeg", "public.jpeg"),
        ((".bmp",), "image/bmp", "com.microsoft.bmp"),
        ((".webp",), "image/webp", "org.webmproject.webp"),
        ((".gif",), "image/gif", "com.compuserve.gif"),
        ((".tif", ".tiff"), "image/tiff", "public.tiff"),
    )
)
TYPES = (LESSON, MODEL, JSON, *PICTURES)
