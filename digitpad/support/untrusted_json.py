"""JSON that a stranger may have written: each value is checked before anything is made of it.

A reader takes a value and its place, as ``scene.kernels[0].bias``. It returns what it makes of the
value, or raises ContentError, a clause that names the place. Lengths are looked at first.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from digitpad.support.errors import ContentError
from digitpad.support.files import read_capped

Reader = Callable[[Any, str], Any]
Made = TypeVar("Made")
NOTHING: Mapping[str, Reader] = MappingProxyType({})


def read_json(path: Path, most: int) -> Any:
    """Return what a JSON file of at most ``most`` bytes holds.

    Raises ContentError, the reason why it cannot be read, as after "x.json cannot be read: ".
    """
    try:
        return parsed(read_capped(path, most))
    except OSError as error:
        raise ContentError("{reason}", reason=error.strerror or error) from error


def parsed(text: str | bytes) -> Any:
    """Return the values of JSON. Raises ContentError."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise why_not_json(error) from error


def why_not_json(error: ValueError | RecursionError) -> ContentError:
    """Return what to say about an error of Python's JSON decoder."""
    if isinstance(error, RecursionError):
        return ContentError("it is nested too deeply")
    return ContentError("it is not JSON, or damaged or cut short")


def parts(
    content: Any,
    name: str,
    needed: Mapping[str, Reader],
    optional: Mapping[str, Reader] = NOTHING,
    *,
    others: bool = False,
) -> dict[str, Any]:
    """Return what the readers make of an object's values, by key, in the readers' order.

    others: there may be other keys too, which are left out.
    """
    readers = {**needed, **optional}
    if not isinstance(content, dict):
        raise ContentError('"{name}" is not an object', name=name)
    for key in needed:
        if key not in content:
            raise ContentError('"{name}" has no "{key}"', name=name, key=key)
    if not others and not content.keys() <= readers.keys():
        raise ContentError(
            '"{name}" has something other than {keys}', name=name, keys=", ".join(readers)
        )
    return {
        key: reader(content[key], f"{name}.{key}")
        for key, reader in readers.items()
        if key in content
    }


def made(kind: type[Made], content: Any, name: str, readers: Mapping[str, Reader]) -> Made:
    """Return a dataclass of an object's values; a field that has a usual one may be missing."""
    needed: dict[str, Reader] = {}
    optional: dict[str, Reader] = {}
    for field in dataclasses.fields(kind):  # type: ignore[arg-type]
        chosen = needed if field.default is dataclasses.MISSING else optional
        chosen[field.name] = readers[field.name]
    return kind(**parts(content, name, needed, optional))


def of_version(expected: str | int) -> Reader:
    """Return a reader of a format's name or version, which lets nothing but ``expected`` pass."""

    def read(content: Any, name: str) -> str | int:
        if type(content) is not type(expected) or content != expected:
            raise ContentError(
                "it was written by another version of digitpad, or is something else"
            )
        return expected

    return read


def or_none(reader: Reader) -> Reader:
    """Return a reader of what ``reader`` reads, or of null."""
    return lambda content, name: None if content is None else reader(content, name)


def within(lowest: float, highest: float) -> Reader:
    """Return a reader of numbers from ``lowest`` to ``highest``; of whole ones where both are."""
    is_whole = isinstance(lowest, int) and isinstance(highest, int)

    def read(content: Any, name: str) -> int | float:
        # True is an int too. NaN and infinity, which Python lets pass, fail the comparison.
        if type(content) not in ((int,) if is_whole else (int, float)) or not (
            lowest <= content <= highest
        ):
            if is_whole:
                raise ContentError(
                    '"{name}" is not a whole number from {lowest:,} to {highest:,}',
                    name=name, lowest=lowest, highest=highest,
                )  # fmt: skip
            raise ContentError(
                '"{name}" is not a number from {lowest:,.10g} to {highest:,.10g}',
                name=name, lowest=lowest, highest=highest,
            )  # fmt: skip
        return int(content) if is_whole else float(content)

    return read


def text(longest: int, *, one_line: bool = False) -> Reader:
    """Return a reader of at most ``longest`` characters; of such as are seen with ``one_line``."""

    def read(content: Any, name: str) -> str:
        if not isinstance(content, str) or len(content) > longest:
            raise ContentError(
                '"{name}" is not a text of at most {most:,} characters', name=name, most=longest
            )
        if one_line and not content.isprintable():
            raise ContentError('"{name}" holds characters that cannot be seen', name=name)
        return content

    return read


def one_of(words: Sequence[str]) -> Reader:
    """Return a reader of these words."""

    def read(content: Any, name: str) -> str:
        if not isinstance(content, str) or content not in words:
            raise ContentError('"{name}" is none of {words}', name=name, words=", ".join(words))
        return content

    return read


def truth(content: Any, name: str) -> bool:
    """Read true or false."""
    if type(content) is not bool:
        raise ContentError('"{name}" is neither true nor false', name=name)
    return content


def list_of(reader: Reader, fewest: int = 0, most: int | None = None) -> Reader:
    """Return a reader of a list of ``fewest`` to ``most`` values, as a tuple; None: of any."""

    def read(content: Any, name: str) -> tuple[Any, ...]:
        if not isinstance(content, list):
            raise ContentError('"{name}" is not a list', name=name)
        if not fewest <= len(content) <= (len(content) if most is None else most):
            if fewest == most:
                raise ContentError('"{name}" is not a list of {count}', name=name, count=most)
            raise ContentError(
                '"{name}" is not a list of {fewest:,} to {most:,}',
                name=name, fewest=fewest, most=most,
            )  # fmt: skip
        return tuple(reader(one, f"{name}[{index}]") for index, one in enumerate(content))

    return read
