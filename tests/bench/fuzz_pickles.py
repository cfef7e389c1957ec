"""Pickles that would run something: in a state dict, beside one, and in PyTorch's older format.

Each would write the file ``marker``, by one call or another, if anything in it were called.
"""

import io
import pickle
import random
import struct
import zipfile
from pathlib import Path

from tests.bench.fuzz_changes import changed, zipped

# PyTorch's format before archives: three pickles come before the object.
MAGIC, PROTOCOL = 0x1950A86A20F9469CFC6C, 1001
SYSTEM = {"protocol_version": PROTOCOL, "little_endian": True, "type_sizes": {}}


def hostile(state: bytes, chance: random.Random, marker: Path) -> bytes:
    """Return a file that calls something, made of the valid state dict ``state``, an archive."""
    call = _call(chance, marker)
    with zipfile.ZipFile(io.BytesIO(state)) as archive:
        entries = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    (name,) = (name for name in entries if name.endswith("data.pkl"))
    match chance.randrange(5):
        case 0:  # nothing but the call
            entries[name] = b"\x80\x02" + call + b"."
        case 1:  # the call, and then a state dict as it should be
            entries[name] = b"\x80\x02" + call + b"0" + entries[name][2:]
        case 2:  # a state dict with the call's result beside its tensors
            entries[name] = entries[name][:-1] + b"U\x01x" + call + b"s."
        case 3:
            return _older_format(call, chance)
        case _:
            return b"\x80\x02" + call + b"."
    content = zipped(list(entries.items()))
    return changed(content, chance) if chance.random() < 0.1 else content


def _older_format(call: bytes, chance: random.Random) -> bytes:
    parts = [pickle.dumps(part, 2) for part in (MAGIC, PROTOCOL, SYSTEM, {}, [])]
    parts.insert(chance.randrange(1, len(parts) + 1), b"\x80\x02" + call + b".")
    return b"".join(parts)


def _call(chance: random.Random, marker: Path) -> bytes:
    """Return opcodes that leave the result of a call on the stack."""
    write = f"open({str(marker)!r}, 'w').close()"
    touch = f"touch '{marker}'"
    module, name, arguments = chance.choice((
        ("os", "system", (touch,)), ("posix", "system", (touch,)), ("nt", "system", (touch,)),
        ("subprocess", "Popen", ((("touch", str(marker)),))), ("subprocess", "getoutput", (touch,)),
        ("builtins", "eval", (write,)), ("builtins", "exec", (write,)),
        ("__builtin__", "eval", (write,)), ("builtins", "open", (str(marker), "w")),
        ("io", "open", (str(marker), "w")), ("pty", "spawn", ("touch",)),
        ("runpy", "run_path", (str(marker),)), ("timeit", "timeit", (write,)),
        ("pathlib", "Path.touch", (str(marker),)), ("shutil", "rmtree", (str(marker),)),
        ("builtins", "getattr", ("x", "__class__")), ("builtins", "__import__", ("os",)),
        ("torch.serialization", "os.system", (touch,)), ("torch", "os.system", (touch,)),
        ("torch.storage", "_load_from_bytes", (_evil(write),)), ("torch", "load", (str(marker),)),
        ("torch.hub", "load", (str(marker.parent), "x")), ("pickle", "loads", (_evil(write),)),
        ("_pickle", "loads", (_evil(write),)), ("torch.jit", "load", (str(marker),)),
        ("numpy", "load", (str(marker),)),
        ("numpy.testing._private.utils", "runstring", (write, {})),
        ("torch._tensor", "_rebuild_from_type_v2", (write, write, (), {})),
        ("digitpad.support.files", "write_atomically", (str(marker), b"x")),
    ))  # fmt: skip
    packed = pickle.dumps(arguments, 2)[2:-1]
    match chance.randrange(4):
        case 0:
            return f"c{module}\n{name}\n".encode() + packed + b"R"
        case 1:  # names from the stack
            return _text(module) + _text(name) + b"\x93" + packed + b"R"
        case 2:  # INST: a mark, the arguments, and the class
            inside = b"".join(pickle.dumps(one, 2)[2:-1] for one in arguments)
            return b"(" + inside + f"i{module}\n{name}\n".encode()
        case _:  # a state that is set on what was called without arguments
            return f"c{module}\n{name}\n".encode() + packed + b"\x81}b"


def _evil(code: str) -> bytes:
    """Return a pickle that runs ``code``, to be read by a second, careless reader."""
    return b"cbuiltins\nexec\n(" + b"V" + code.encode("raw_unicode_escape") + b"\ntR."


def _text(word: str) -> bytes:
    return b"X" + struct.pack("<I", len(word)) + word.encode()
