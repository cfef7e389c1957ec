"""The command line: arguments in, one call, text or JSON out.

Bad use exits with 2, a failure with 1, each with one line on standard error. A command is a module
beside this one with ``add_arguments(parser)`` and ``run(options)``, which returns the exit status.
It is imported when it is called, and imports what it needs itself, so that the window does not
wait for torch.
"""

from __future__ import annotations

import argparse
import errno
import importlib
import io
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from digitpad import __version__
from digitpad.support.commands import COMMANDS
from digitpad.support.errors import DigitpadError
from digitpad.support.log_file import log_to_file, written_down
from digitpad.support.messages import Text
from digitpad.support.pytorch import why_it_fails
from digitpad.support.translations import (
    best_language,
    languages,
    say_in,
    system_languages,
    wanted_language,
)

WHAT_ALL_DO = Text(
    "With --json a command prints JSON, the same in every language, and nothing else on standard "
    "output. Bad use ends with 2 and a failure with 1, each with one line on standard error. "
    "MNIST is found in DIR/MNIST/raw, in DIR/raw and in DIR, packed or not, where --data or "
    "DIGITPAD_DATA names DIR; each file's published check sum is verified before it is used. A "
    "model is a safetensors file with architecture, normalisation, recipe, seed, data and test "
    "accuracy in it; state dicts and ONNX files open too, and nothing in a file is executed."
)
NO_COMMAND = "window"  # the module of what is done then
LANGUAGE = "--language"
FAILURE, BAD_USE, INTERRUPTED = 1, 2, 130

# What argparse says by itself, with %s for its values.
PARSERS_OWN = (
    Text("usage: "),
    Text("options"),
    Text("positional arguments"),
    Text("show this help message and exit"),
    Text("show program's version number and exit"),
    Text("argument %(argument_name)s: %(message)s"),
    Text("ambiguous option: %(option)s could match %(matches)s"),
    Text("expected one argument"),
    Text("expected at least one argument"),
    Text("ignored explicit argument %r"),
    Text("invalid %(type)s value: %(value)r"),
    Text("invalid choice: %(value)r (choose from %(choices)s)"),
    Text("not allowed with argument %s"),
    Text("the following arguments are required: %s"),
    Text("unrecognized arguments: %s"),
)


class BadUseError(DigitpadError):
    """The command line asks for what cannot be."""


class Parser(argparse.ArgumentParser):
    """Takes a Text as the help of an argument."""

    def add_argument(self, *names: str, **how: Any) -> argparse.Action:
        """Add an argument as argparse does."""
        if "help" in how:
            how["help"] = str(how["help"])
        elif how.get("action") == "version":  # its usual words come from a default of argparse's
            how["help"] = _parsers_own("show program's version number and exit")
        return super().add_argument(*names, **how)

    def error(self, message: str) -> NoReturn:
        """Say in one line what is wrong, where argparse would print its whole usage."""
        line = Text(
            "{program}: {message} (see {program} --help)", program=self.prog, message=message
        )
        self.exit(BAD_USE, f"{line}\n")


def wait_briefly() -> None:
    """Have torch's threads spin for a moment while they wait, then sleep; before torch is there.

    Spinning for long they hold up whatever else the machine does, the window too. Sleeping at once
    (which ``PASSIVE`` means) costs two idle cores half of their speed: the next operation is mostly
    there within a few hundred microseconds. Values that the user has set stay.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # of any compiler's OpenMP
    os.environ.setdefault("GOMP_SPINCOUNT", "30000")  # of GCC's, which torch has on Linux


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    arguments = _command_first(sys.argv[1:] if arguments is None else arguments)
    wait_briefly()
    argparse.__dict__["_"] = _parsers_own  # where it looks for translations, in files of gettext's
    say_in(best_language(wanted_language(_asked(arguments), system_languages()), languages()))
    options = _parser(arguments).parse_args(arguments)
    _print_any_name()
    with log_to_file():
        try:
            status = int(_module(options.command).run(options))
            if sys.stdout is not None:  # as on Windows, where a window was started by a click
                sys.stdout.flush()
            return status
        except DigitpadError as error:
            said = [str(error)]
            if error.command:
                said.append(str(Text("On the command line: {command}", command=error.command)))
            print(f"digitpad: {' '.join(' '.join(said).split())}", file=sys.stderr)
            return BAD_USE if isinstance(error, BadUseError) else FAILURE
        except KeyboardInterrupt:
            stopped = Text("stopped before the end; nothing was saved.")
            print(f"digitpad: {stopped}", file=sys.stderr)
            return INTERRUPTED
        except Exception as error:
            if _has_read_enough(error):
                _forget_output()
                return FAILURE
            print(f"digitpad: {why_it_fails(error) or written_down(error)}", file=sys.stderr)
            return FAILURE


def _print_any_name() -> None:
    """Have names of files printed that the output's encoding has no characters for."""
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.errors == "strict":
        sys.stdout.reconfigure(errors="backslashreplace")


def _has_read_enough(error: Exception) -> bool:
    """Tell whether who reads the output has ended, as head does, and that is all of ``error``."""
    if isinstance(error, BrokenPipeError):
        return True
    # Windows says of such a pipe mostly that the argument is invalid (cpython gh-79935); of a
    # file's name it says so too, and names it.
    is_invalid = isinstance(error, OSError) and error.errno == errno.EINVAL
    return sys.platform == "win32" and is_invalid and error.filename is None


def _forget_output() -> None:
    """Have nothing written any more where nobody reads, at the program's end neither."""
    with suppress(OSError, ValueError):  # no file of the system's
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parsers_own(text: str) -> str:
    """Return what argparse says as ``text`` in the language in force."""
    return next((str(own) for own in PARSERS_OWN if own.template == text), text)


def add_language(parser: Parser) -> None:
    """Add ``--language``, which ``main`` has followed by then."""
    parser.add_argument(
        LANGUAGE, type=_language, default=argparse.SUPPRESS, metavar="NAME",
        help=Text("{names}; else DIGITPAD_LANGUAGE, else the system's",
                  names=", ".join(languages())),
    )  # fmt: skip


def _asked(arguments: Sequence[str]) -> str | None:
    """Return the language that is asked for, before the parser is made: its help is said in it."""
    for place, one in enumerate(arguments):
        if one == LANGUAGE:
            return next(iter(arguments[place + 1 :]), None)
        if one.startswith(f"{LANGUAGE}="):
            return one.partition("=")[2]
    return None


def _place_of_word(arguments: Sequence[str]) -> int | None:
    """Return the place of the first argument that is no option of the window's and no value."""
    places = iter(range(len(arguments)))
    for place in places:
        if not arguments[place].startswith("-"):
            return place
        if "=" not in arguments[place]:
            next(places, None)  # its value
    return None


def _command_first(arguments: Sequence[str]) -> Sequence[str]:
    """Return the arguments with a command before what stands before it: that is the command's."""
    place = _place_of_word(arguments)
    if place is None or arguments[place] not in COMMANDS:
        return arguments
    return [arguments[place], *arguments[:place], *arguments[place + 1 :]]


def _language(text: str) -> str:
    """Return the language that is meant by ``text``, such as ``zh`` or ``zh_CN``."""
    there_are = languages()
    found = best_language([text], there_are)
    if found.split("_")[0] != text.replace("-", "_").split("_")[0].lower():
        raise argparse.ArgumentTypeError(
            Text("there is no {language}, only {names}", language=text, names=", ".join(there_are))
        )
    return found


def _parser(arguments: Sequence[str]) -> Parser:
    description = str(Text("Draw a digit, and a network reads it."))
    parser = Parser(prog="digitpad", description=description, epilog=str(WHAT_ALL_DO))
    parser.add_argument("--version", action="version", version=f"digitpad {__version__}")
    add_language(parser)
    parser.set_defaults(command=NO_COMMAND, language=None, files=())
    if not any(name in arguments for name in COMMANDS):
        _module(NO_COMMAND).add_arguments(parser)
        place = _place_of_word(arguments)
        if place is not None and os.path.exists(arguments[place]):
            parser.add_argument("files", nargs="+", type=Path)  # as a double click gives them
            return parser
    commands = parser.add_subparsers(metavar="COMMAND", parser_class=Parser)
    for name, what in COMMANDS.items():
        command = commands.add_parser(name, help=str(what))
        command.set_defaults(command=name)
        if name in arguments:  # the others need not be imported
            _module(name).add_arguments(command)
            add_language(command)
    return parser


def _module(command: str) -> Any:
    return importlib.import_module(f"digitpad.cli.{command}")
