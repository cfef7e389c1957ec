"""How a valid file is spoiled: at random, and so that its own check sums and lengths still agree.

A change that a reader's first check finds tells little about what comes after it.
"""

import io
import json
import random
import struct
import zipfile
import zlib
from typing import Any

VALUES = (0, 1, 0x7F, 0x80, 0xFF)
WORDS = (b"NaN", b"Infinity", b"-1", b"1e309", b"[", b"{", b"null", b"99999999999999999999", b'""')
# What stands in a JSON text where something else should; json.dumps writes NaN and Infinity too.
STRANGERS = (
    None, True, False, 0, -1, 1, 2**31, 2**63, 10**400, 0.5, -0.0, 1e308, float("nan"),
    float("inf"), "", "0", "conv1", "~nobody/x", "x" * 5000, "\u202e\x00\ud800", [], {}, [[]],
    [None], [0] * 1000, {"": 0}, {"__class__": "int"},
)  # fmt: skip
PNG_KINDS = (b"PLTE", b"tRNS", b"gAMA", b"iCCP", b"zTXt", b"iTXt", b"eXIf", b"pHYs", b"acTL",
             b"fcTL", b"fdAT", b"IDAT", b"IEND", b"sBIT", b"bKGD")  # fmt: skip


def changed(content: bytes, chance: random.Random) -> bytes:
    """Return ``content`` with one to eight changes."""
    new = bytearray(content)
    for _ in range(chance.choice((1, 1, 1, 2, 4, 8))):
        # Headers decide what is done with the rest.
        near = min(len(new), 512) if chance.random() < 0.6 else len(new)
        place = chance.randrange(max(near, 1))
        match chance.randrange(7):
            case 0:
                new[place : place + 1] = bytes([chance.randrange(256)])
            case 1:
                new[place : place + 1] = bytes([chance.choice(VALUES)])
            case 2:
                new[place : place + 4] = chance.choice(VALUES).to_bytes(1) * 4
            case 3:
                del new[place:]
            case 4:
                del new[place : place + chance.randrange(1, 64)]
            case 5:
                new[place:place] = chance.choice(WORDS)
            case 6:
                part = new[place : place + chance.randrange(1, 64)]
                new[place:place] = part * chance.choice((1, 2, 50))
    return bytes(new)


def changed_json(content: bytes, chance: random.Random) -> bytes:
    """Change some values of a JSON text, which remains one; also those of JSON in its strings."""
    value = json.loads(content)
    for _ in range(chance.choice((1, 1, 2, 4))):
        value = _with_stranger(value, chance)
    return json.dumps(value).encode(errors="surrogatepass")


def _with_stranger(value: Any, chance: random.Random) -> Any:
    """Return ``value`` with a change somewhere inside it."""
    if isinstance(value, str) and value[:1] in ("{", "[") and chance.random() < 0.9:
        try:
            return json.dumps(_with_stranger(json.loads(value), chance))
        except ValueError:
            return chance.choice(STRANGERS)
    if not isinstance(value, dict | list) or not value or chance.random() < 0.1:
        return chance.choice(STRANGERS)
    places = list(value) if isinstance(value, dict) else range(len(value))
    place = chance.choice(places)
    new = dict(value) if isinstance(value, dict) else list(value)
    match chance.randrange(10):
        case 0:
            del new[place]
        case 1 if isinstance(new, list):
            new[place:place] = [new[place]] * chance.choice((1, 2, 70))
        case 1:
            new[str(chance.choice(STRANGERS))] = new[place]
        case 2:
            new[place] = new[chance.choice(places)]
        case _:
            new[place] = _with_stranger(new[place], chance)
    return new


def changed_safetensors(content: bytes, chance: random.Random) -> bytes:
    """Change the header and have its length agree, or the values alone."""
    length = int.from_bytes(content[:8], "little")
    header, values = content[8 : 8 + length], content[8 + length :]
    if chance.random() < 0.8:
        header = changed_json(header, chance)
    if chance.random() < 0.4:
        new = bytearray(values)
        for _ in range(chance.choice((1, 4, 40))):
            place = chance.randrange(max(len(new) - 4, 1)) & ~3
            new[place : place + 4] = struct.pack("<f", chance.choice((float("nan"), 1e38, -1.0)))
        values = bytes(new)
    return len(header).to_bytes(8, "little") + header + values


def changed_png(content: bytes, chance: random.Random) -> bytes:
    """Change chunks, or the pixels inside the packed ones; lengths and check sums agree."""
    chunks = png_chunks(content)
    for _ in range(chance.choice((1, 1, 2, 3))):
        number = chance.randrange(len(chunks))
        kind, data = chunks[number]
        match chance.randrange(8):
            case 0:
                chunks.insert(number, (chance.choice(PNG_KINDS), changed(data[:200], chance)))
            case 1:
                chunks[number] = chance.choice(PNG_KINDS), data
            case 2:
                chunks.insert(chance.randrange(len(chunks)), chunks.pop(number))
            case 3 if len(chunks) > 1:
                del chunks[number]
            case 4:  # the header decides what the pixels are
                chunks[0] = b"IHDR", _near(chunks[0][1], chance)
            case 5 | 6 if kind == b"IDAT":
                pixels = changed(_inflated(data), chance)
                chunks[number] = kind, zlib.compress(pixels, chance.choice((0, 1, 9)))
            case _:
                chunks[number] = kind, changed(data, chance)
    return content[:8] + b"".join(
        len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
        for kind, data in chunks
    )


def png_chunks(content: bytes) -> list[tuple[bytes, bytes]]:
    """Return kind and data of each chunk of a valid PNG file."""
    chunks, at = [], 8
    while at < len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        chunks.append((content[at + 4 : at + 8], content[at + 8 : at + 8 + length]))
        at += 12 + length
    return chunks


def _near(header: bytes, chance: random.Random) -> bytes:
    """Return a PNG's header with other sizes, depths and kinds of colour, valid ones mostly."""
    sizes = [chance.choice((0, 1, 28, 30, 40, 41, 5000, 2**31 - 1)) for _ in range(2)]
    depth, colour = chance.choice((1, 2, 4, 8, 16, 3)), chance.choice((0, 2, 3, 4, 6, 1))
    new = struct.pack(">IIBBBBB", *sizes, depth, colour, 0, 0, chance.choice((0, 1, 7)))
    return b"".join(
        new[part] if chance.random() < 0.4 else header[part]
        for part in (slice(0, 4), slice(4, 8), slice(8, 10), slice(10, 13))
    )


def _inflated(data: bytes) -> bytes:
    try:
        return zlib.decompress(data)
    except zlib.error:
        return data


def changed_zip(content: bytes, chance: random.Random) -> bytes:
    """Change what one or two of an archive's entries hold, or their names; the sums agree."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = [(entry.filename, archive.read(entry)) for entry in archive.infolist()]
    for _ in range(chance.choice((1, 1, 2))):
        pickles = [n for n, (name, _) in enumerate(entries) if name.endswith(".pkl")]
        number = chance.choice(pickles or range(len(entries)))
        if chance.random() < 0.4:
            number = chance.randrange(len(entries))
        name, data = entries[number]
        if chance.random() < 0.15:
            entries[number] = name[chance.randrange(len(name)) :] or "x", data
        else:
            entries[number] = name, changed(data, chance)
    return zipped(entries)


def zipped(entries: list[tuple[str, bytes]]) -> bytes:
    """Return an archive with ``entries``, not packed, as PyTorch writes it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in entries:
            archive.writestr(zipfile.ZipInfo(name), data)
    return file.getvalue()
