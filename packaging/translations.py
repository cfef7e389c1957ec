"""Extracts the texts that can be translated, and compiles the translations; arguments: languages.

    python packaging/translations.py zh_CN

It brings ``assets/translations/digitpad_zh_CN.ts`` up to date, which Qt Linguist edits, and makes
the ``.qm`` beside it, which the program reads. What ``ui/`` says with ``tr()`` is found by Qt's
lupdate, in the contexts of its classes; what is said with templates anywhere in digitpad is found
here, and comes into the context ``digitpad``. English stands in the code: of it, ``en``, there are
the texts of ``ui/`` alone in which a number changes a word, for templates have both forms there.
"""

from __future__ import annotations

import ast
import importlib.util
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

CHECKOUT = Path(__file__).resolve().parent.parent
FOLDER = Path("assets") / "translations"
CONTEXT = "digitpad"  # of templates
ENGLISH = "en"


@dataclass(frozen=True)
class Saying:
    """A call that says something: of ``Text``, ``plural`` or one of the program's errors.

    path: within the checkout. maker: what is called. texts: what the call is given by position,
    but for the number of a ``plural``. values: by their names; None for a ``**``.
    """

    path: str
    line: int
    maker: str
    texts: tuple[ast.expr, ...]
    values: dict[str | None, ast.expr]

    @property
    def template(self) -> str | None:
        """What translators are given; None unless it is a literal."""
        last = self.texts[-1] if self.texts else None
        is_text = isinstance(last, ast.Constant) and isinstance(last.value, str)
        return last.value if is_text else None


def all_modules(folder: str = "digitpad") -> dict[str, ast.Module]:
    """Return the modules in a folder of the checkout by their paths within it."""
    return {
        path.relative_to(CHECKOUT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted((CHECKOUT / folder).rglob("*.py"))
    }


def error_names(modules: dict[str, ast.Module]) -> set[str]:
    """Return the names of DigitpadError and of all classes that derive from it."""
    bases = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for module in modules.values()
        for node in ast.walk(module)
        if isinstance(node, ast.ClassDef)
    }
    names = {"DigitpadError"}
    while more := {name for name, its in bases.items() if its & names} - names:
        names |= more
    return names


def sayings(modules: dict[str, ast.Module]) -> Iterator[Saying]:
    """Yield every call in ``modules`` that says something, literal or not."""
    makers = error_names(modules) | {"Text", "plural"}
    for path, module in modules.items():
        for node in ast.walk(module):
            if not isinstance(node, ast.Call):
                continue
            called = node.func
            maker = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
            if maker in makers:
                texts = node.args[1:] if maker == "plural" else node.args
                values = {keyword.arg: keyword.value for keyword in node.keywords}
                yield Saying(path, node.lineno, maker, tuple(texts), values)


def templates(modules: dict[str, ast.Module]) -> Iterator[tuple[str, bool]]:
    """Yield each template once, and whether it is a plural's."""
    found: dict[tuple[str, bool], None] = {}
    for saying in sayings(modules):
        if saying.template:
            found[saying.template, saying.maker == "plural"] = None
    yield from found


def update(language: str, folder: Path = CHECKOUT / FOLDER) -> Path:
    """Bring the translation into ``language`` in ``folder`` up to date, compile it, return it."""
    file = extract(language, folder)
    compiled(file)
    return file


def extract(language: str, folder: Path) -> Path:
    """Bring the ``.ts`` of ``language`` in ``folder`` up to date, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"digitpad_{language}.ts"
    known = translated(file) if file.exists() else {}
    is_english = language == ENGLISH
    with tempfile.TemporaryDirectory() as temporary:
        core = Path(temporary) / "core.py"
        core.write_text("" if is_english else _for_lupdate(all_modules()), encoding="utf-8")
        sources = [str(path) for path in sorted((CHECKOUT / "digitpad" / "ui").rglob("*.py"))]
        _run(
            "lupdate", *sources, str(core), "-locations", "none", "-no-obsolete",
            "-source-language", ENGLISH, "-target-language", language,
            *(["-pluralonly"] if is_english else []), "-ts", str(file),
        )  # fmt: skip
    if known:
        keep(known, file)
    return file


Forms = tuple[str, ...]  # of a translation: several where a number changes the word


def translated(file: Path) -> dict[str, set[Forms]]:
    """Return the finished translations in ``file`` of each text, in whichever contexts it is."""
    found: dict[str, set[Forms]] = {}
    for message in ElementTree.parse(file).getroot().iter("message"):
        translation = message.find("translation")
        if translation is not None and translation.get("type") is None:
            found.setdefault(message.findtext("source", ""), set()).add(forms(translation))
    return found


def forms(translation: ElementTree.Element) -> Forms:
    """Return a translation's forms, one where there are no others."""
    several = translation.findall("numerusform")
    return tuple(one.text or "" for one in several or [translation])


def keep(known: dict[str, set[Forms]], file: Path) -> None:
    """Give texts in ``file`` that came into another context, as a class's that was renamed, theirs.

    One that was said in several ways is left to the translator.
    """
    tree = ElementTree.parse(file)
    for message in tree.getroot().iter("message"):
        translation = message.find("translation")
        ways = known.get(message.findtext("source", ""), set())
        if translation is None or translation.get("type") != "unfinished" or len(ways) != 1:
            continue
        places = translation.findall("numerusform") or [translation]
        (said,) = ways
        if len(said) == len(places):
            for place, text in zip(places, said, strict=True):
                place.text = text
            del translation.attrib["type"]
    head = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'
    text = ElementTree.tostring(tree.getroot(), encoding="unicode")
    file.write_text(f"{head}{text}\n", encoding="utf-8")


def compiled(file: Path) -> Path:
    """Make the ``.qm`` beside the ``.ts`` ``file``, and return it.

    Put in the old one's place when it is whole: a program that runs has mapped that into memory,
    and crashes where it is written over.
    """
    made = file.with_suffix(".qm")
    fresh = made.with_name(f"{made.name}.new")
    _run("lrelease", str(file), "-qm", str(fresh))
    os.replace(fresh, made)
    return made


def _for_lupdate(modules: dict[str, ast.Module]) -> str:
    """Return the templates as code that lupdate reads."""
    lines = [
        f"QCoreApplication.translate({_quoted(CONTEXT)}, {_quoted(template)}"
        + (', "", 2)' if is_plural else ")")  # lupdate takes no variable for the number
        for template, is_plural in templates(modules)
    ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Return ``text`` as a literal with the escapes that lupdate knows."""
    text = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{text}"'


def _run(tool: str, *arguments: str) -> None:
    """Run one of the tools that PySide6 brings."""
    found = importlib.util.find_spec("PySide6")
    if found is None or not found.submodule_search_locations:
        sys.exit("digitpad: PySide6 is not installed. Run python packaging/check.py first.")
    program = Path(found.submodule_search_locations[0]) / (tool + ".exe" * (os.name == "nt"))
    subprocess.run([str(program), *arguments], check=True)


def main() -> int:
    """Run this script."""
    if not sys.argv[1:]:
        sys.exit("digitpad: Name a language, such as zh_CN.")
    for language in sys.argv[1:]:
        update(language)
    return 0


if __name__ == "__main__":
    sys.exit(main())
