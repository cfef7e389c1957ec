"""Cuts the names for debuggers off the end of large Linux libraries: 120 MB, mostly torch's.

strip and objcopy write a library anew, and what patchelf has touched (numpy's and Pillow's, by
auditwheel) loads no longer after that. Here no byte moves that a program header names, which is
all that is ever loaded: the file ends where its last segment ends, and its header names no table
of sections any more.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

# elf(5) with 64 bits, little endian: the file's header, a segment's, a section's.
MAGIC = b"\x7fELF\x02\x01"
HEADER = struct.Struct("<16sHHIQQQIHHHHHH")
SEGMENT = struct.Struct("<IIQQQQQQ")
SECTION = struct.Struct("<IIQQQQIIQQ")
TABLE_OFFSET, TABLE_COUNT = 0x28, 0x3C  # where the header names the table of sections
LOADED = 2  # a section's flag
NOT_IN_THE_FILE = 8  # a section's type: zeros in memory

WORTH_IT = 1_000_000  # bytes; Qt finds its plugins by their sections, and they have far less
UNTOUCHED = ("PySide6", "shiboken6")  # as licences/qt.txt says


def cut_symbols(libraries: Path) -> int:
    """Shorten the large libraries below a folder; return how many bytes that has saved."""
    saved = 0
    for path in libraries.rglob("*.so*"):
        inside = path.relative_to(libraries).parts
        if inside[0] in UNTOUCHED or path.is_symlink() or not path.is_file():
            continue
        with path.open("r+b") as file:
            end = end_of_segments(file)
            size = file.seek(0, 2)
            if size - end < WORTH_IT:
                continue
            file.truncate(end)
            for place, length in ((TABLE_OFFSET, 8), (TABLE_COUNT, 4)):
                file.seek(place)
                file.write(bytes(length))
            saved += size - end
    return saved


def end_of_segments(file: BinaryIO) -> int:
    """Return where a library may end: its size, unless all that follows is sections for tools."""
    size = file.seek(0, 2)
    file.seek(0)
    begin = file.read(HEADER.size)
    if len(begin) < HEADER.size or not begin.startswith(MAGIC):
        return size
    _, _, _, _, _, segments_at, sections_at, *_, segment_count, _, section_count, _ = HEADER.unpack(
        begin
    )
    if not (segment_count and section_count):
        return size
    file.seek(segments_at)
    segments = list(SEGMENT.iter_unpack(file.read(SEGMENT.size * segment_count)))
    file.seek(sections_at)
    sections = list(SECTION.iter_unpack(file.read(SECTION.size * section_count)))
    end = max(offset + length for _, _, offset, _, _, length, _, _ in segments)
    told = sections_at + SECTION.size * section_count
    for _, kind, flags, _, offset, length, *_ in sections:
        if kind == NOT_IN_THE_FILE:
            continue
        if flags & LOADED and offset + length > end:
            return size
        told = max(told, offset + length)
    return end if sections_at >= end and told == size else size
