"""All that a network made of one image, as files in a folder: figures, tables, arrays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from digitpad.figures.spec import FigureLabels, FigureSpec, Part, usual_caption
from digitpad.figures.subject import Subject, arrays, figure, table
from digitpad.graph.trace import Trace, shown_layers
from digitpad.ink.input.preparation import Steps
from digitpad.support.files import write_atomically


def write_album(
    trace: Trace, steps: Steps | None, folder: Path, spec: FigureSpec, what: str,
    caption: str | None = None,
) -> Iterator[Path]:  # fmt: skip
    """Write the flow, each shown layer as figure and table, and all values; yields each file.

    steps: how a drawing became ``trace.image``; the ink is written before the layers then.
    what: was read, for captions. caption: in place of those, in all figures.
    Raises DigitpadError when the folder cannot be written.
    """
    labels = FigureLabels()

    def drawn(subject: Subject) -> bytes:
        usual = usual_caption(trace, subject.part, labels, what)
        captioned = replace(spec, caption=usual if caption is None else caption)
        return figure(subject, captioned, labels)

    def written(name: str, content: bytes) -> Path:
        write_atomically(folder / name, content)
        return folder / name

    flow = Subject(trace, "flow", steps)
    yield written(f"flow.{spec.kind}", drawn(flow))
    ink: tuple[Part, ...] = () if steps is None else ("ink",)
    first = 1 - len(ink)
    for number, part in enumerate((*ink, *shown_layers(trace.architecture)), start=first):
        subject = Subject(trace, part, steps)
        name = f"{number:02}-{subject.name}"
        yield written(f"{name}.{spec.kind}", drawn(subject))
        yield written(f"{name}.csv", table(subject).encode())
    yield written("values.npz", arrays(flow))
