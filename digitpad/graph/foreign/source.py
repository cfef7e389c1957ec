"""Somebody's network by where its code is: ``FILE.py:NAME``, ``torchvision.models:NAME``.

Importing a file runs it: who calls this has asked the user, or was given the name by them.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import importlib.util
import inspect
import re
import sys
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from digitpad.graph.foreign.user_code import interruptible, told, users_code
from digitpad.support.errors import ModelError

if TYPE_CHECKING:
    from torch import nn

LARGEST = 4 << 20  # bytes of a .py file; more is not code that a person wrote


@dataclass(frozen=True)
class CodeSource:
    """Where a network's code is.

    place: the path of a .py file, or the name of a package's module. name: of the class, function
    or instance in it; "" where it is to be chosen.
    """

    place: str
    name: str = ""

    @property
    def is_file(self) -> bool:
        """Tell whether it is a .py file, which only its user can trust."""
        return self.place.lower().endswith(".py")

    def __str__(self) -> str:
        return f"{self.place}:{self.name}" if self.name else self.place

    def digest(self) -> str:
        """Return the SHA-256 of a file, in hexadecimal digits; "" for a package."""
        return hashlib.sha256(_read(Path(self.place))).hexdigest() if self.is_file else ""


@dataclass(frozen=True)
class Choice:
    """Something in a file that makes a module, or is one.

    what: "class", "function" or "instance". needed: constructor arguments without a default.
    """

    name: str
    what: str
    needed: tuple[str, ...] = ()


def is_source(text: str) -> bool:
    """Tell whether ``text`` names code: FILE.py, FILE.py:NAME or package.module:NAME."""
    place, colon, name = text.rpartition(":")
    if text.lower().endswith(".py"):
        return True
    if not colon or not name.replace(".", "_").isidentifier():
        return False
    return place.lower().endswith(".py") or all(part.isidentifier() for part in place.split("."))


def source_of(text: str) -> CodeSource:
    """Return the source that ``text`` names. Raises ModelError where it names none."""
    if not is_source(text):
        raise ModelError(
            "{text} names no network: write FILE.py:NAME, or torchvision.models:NAME.", text=text
        )
    if text.lower().endswith(".py"):
        return CodeSource(text)
    place, _, name = text.rpartition(":")
    return CodeSource(place, name)


def choices(source: CodeSource) -> list[Choice]:
    """Run the code of ``source``, and return what in it is a module or makes one.

    Classes and instances of a file are those that it defines itself, not imported ones.
    Raises ModelError: for the user's own errors with file, line and message.
    """
    return choices_in(loaded(source))


def build(
    source: CodeSource, arguments: Mapping[str, Any] | None = None, *, named_by_user: bool = True
) -> nn.Module:
    """Run the code of ``source``, and return the module that it names, made with ``arguments``.

    named_by_user: False where a file gave the name and the arguments. Nothing is called then but
    a class of torch.nn.Module, a function of the user's own file, or one of a package that says
    that it returns a module: ``os:system`` could be in a file of a stranger's.
    Raises ModelError where there is no such name, where constructor arguments are needed that were
    not given, and for the user's own errors with file, line and message.
    """
    from torch import nn

    code = loaded(source)
    value: Any = code
    for part in _name_in(source, code).split("."):
        if not hasattr(value, part):
            raise ModelError(
                "There is no {name} in {place}; its networks: {others}.",
                name=part, place=source.place,
                others=", ".join(choice.name for choice in choices_in(code)[:20]) or "–",
            )  # fmt: skip
        value = getattr(value, part)
    if isinstance(value, nn.Module):
        return value
    if not callable(value):
        raise ModelError("{source} is no network, but a {kind}.", source=source,
                         kind=type(value).__name__)  # fmt: skip
    if not named_by_user and not _may_be_called(value, code, source):
        raise ModelError(
            "{source} does not say that it gives a network, and was not run. If you trust it, "
            "open it with File → Open Network….", source=source,
        ).typed(f"--network {source}")  # fmt: skip
    given = dict(arguments or {})
    missing = [name for name in needed_arguments(value) if name not in given]
    if missing:
        raise ModelError(
            "{source} needs {arguments}: give them as NAME=VALUE.",
            source=source, arguments=", ".join(missing),
        ).typed(" ".join(f"--argument {name}=VALUE" for name in missing))  # fmt: skip
    with users_code(str(source)):
        made = value(**given)
    if not isinstance(made, nn.Module):
        raise ModelError(
            "{source} gives a {kind}, and no torch.nn.Module.",
            source=source,
            kind=type(made).__name__,
        )
    return made


def _may_be_called(value: Any, code: ModuleType, source: CodeSource) -> bool:
    """Tell whether it is a class of modules, or a function that makes one."""
    from torch import nn

    if inspect.isclass(value):
        return issubclass(value, nn.Module)
    if source.is_file:
        return inspect.isfunction(value) and value.__module__ == code.__name__
    return inspect.isfunction(value) and _gives_a_module(value)


def needed_arguments(value: Any) -> tuple[str, ...]:
    """Return the arguments without a default that a class or function takes."""
    try:
        parameters = inspect.signature(value).parameters.values()
    except (TypeError, ValueError):
        return ()
    by_name = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    return tuple(
        x.name for x in parameters if x.default is inspect.Parameter.empty and x.kind in by_name
    )


def loaded(source: CodeSource) -> ModuleType:
    """Run the file, or import the package's module, that ``source`` names."""
    if source.place.split(".")[0] == "torchvision":
        torchvision()
    if not source.is_file:
        try:
            with users_code(source.place):
                return importlib.import_module(source.place)
        except ModelError as error:
            if isinstance(error.__cause__, ModuleNotFoundError):
                raise ModelError(
                    "There is no package {place} here: install it, or give a file, FILE.py:NAME.",
                    place=source.place,
                ) from error.__cause__
            raise
    path = Path(source.place).expanduser().resolve()
    text = _read(path)
    name = f"digitpad_network_{hashlib.sha256(str(path).encode()).hexdigest()[:12]}"
    code = ModuleType(name)
    code.__file__ = str(path)
    sys.modules[name] = code  # dataclasses and pickle look a class's module up there
    importlib.import_module("torch")  # which would be broken if it were interrupted
    with _neighbours_of(path), interruptible():
        try:
            exec(compile(text, str(path), "exec"), code.__dict__)  # noqa: S102 - the user named it
        except (Exception, SystemExit) as error:
            raise told(error, path.name) from error
    return code


@contextlib.contextmanager
def _neighbours_of(path: Path) -> Iterator[None]:
    """Within it a file finds the modules beside it, as when Python runs it."""
    sys.path.insert(0, str(path.parent))
    try:
        yield
    finally:
        with contextlib.suppress(ValueError):
            sys.path.remove(str(path.parent))


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise ModelError("{path} is too large for a file of code.", path=path)
        return path.read_bytes()
    except OSError as error:
        raise ModelError(
            "{path} cannot be read: {reason}.", path=path, reason=error.strerror or error
        ) from error


def choices_in(code: ModuleType) -> list[Choice]:
    """Return what in code that has run is a module or makes one."""
    found = (
        _choice(name, value, code) for name, value in vars(code).items() if not name.startswith("_")
    )
    return [choice for choice in found if choice is not None]


def _choice(name: str, value: Any, code: ModuleType) -> Choice | None:
    from torch import nn

    if isinstance(value, nn.Module):
        return Choice(name, "instance")
    if not callable(value) or getattr(value, "__module__", None) != code.__name__:
        return _of_package(name, value, code)
    if inspect.isclass(value):
        return (
            Choice(name, "class", needed_arguments(value)) if issubclass(value, nn.Module) else None
        )
    if inspect.isfunction(value) and _gives_a_module(value):
        return Choice(name, "function", needed_arguments(value))
    return None


def _of_package(name: str, value: Any, code: ModuleType) -> Choice | None:
    """Return what a package brings together from its files, as torchvision.models does."""
    if not hasattr(code, "__path__") or not inspect.isfunction(value):
        return None
    if not str(value.__module__).startswith(code.__name__ + "."):
        return None
    return Choice(name, "function", needed_arguments(value)) if _gives_a_module(value) else None


def _gives_a_module(function: Any) -> bool:
    """Tell whether a function says of itself that it returns a module."""
    from torch import nn

    given = inspect.signature(function).return_annotation
    if isinstance(given, str):
        given = getattr(sys.modules.get(function.__module__), given.rpartition(".")[2], None) or (
            nn.Module if given in ("nn.Module", "torch.nn.Module") else None
        )
    return inspect.isclass(given) and issubclass(given, nn.Module)


def _name_in(source: CodeSource, code: ModuleType) -> str:
    """Return the name that was given, or the only one that there is."""
    if source.name:
        return source.name
    found = choices_in(code)
    if len(found) == 1:
        return found[0].name
    if not found:
        raise ModelError(
            "{place} defines no torch.nn.Module: write a class that derives from it.",
            place=source.place,
        )
    raise ModelError(
        "{place} defines several networks: {names}. Say which: {place}:NAME.",
        place=source.place, names=", ".join(choice.name for choice in found),
    )  # fmt: skip


def torchvision() -> ModuleType:
    """Import torchvision, here alone.

    Its operators are another build's where torch has no CUDA and torchvision has; what it needs to
    be imported is then declared: architectures do not call it. Raises ModelError where it is not
    there or does not go with torch.
    """
    for _ in range(MOST_MISSING):
        try:
            return _imported()
        except ModuleNotFoundError as error:
            raise ModelError(
                "torchvision is not installed: install it from where torch came from."
            ) from error
        except Exception as error:
            missing = re.search(r"operator torchvision::(\w+) does not exist", str(error))
            if missing is None or missing[1] in _declared:
                raise ModelError(
                    "torchvision does not go with this torch: install both from the same place "
                    "({reason}).", reason=error,
                ) from error  # fmt: skip
            _declare(missing[1])
    raise AssertionError


MOST_MISSING = 20  # operators that torchvision may ask for while it is imported
_declared: dict[str, Any] = {}  # torch's Library by operator: a declaration ends with its object


def _declare(operator: str) -> None:
    """Declare an operator of torchvision's, without what it does."""
    import torch

    for name in [name for name in sys.modules if name.split(".")[0] == "torchvision"]:
        del sys.modules[name]
    library = torch.library.Library("torchvision", "FRAGMENT")  # type: ignore[no-untyped-call]
    library.define(  # type: ignore[no-untyped-call]
        f"{operator}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"
    )
    _declared[operator] = library


def _imported() -> ModuleType:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of image files that it cannot read: nobody asked
        importlib.import_module("torchvision.models")
    return importlib.import_module("torchvision")
