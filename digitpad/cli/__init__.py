"""The command line: arguments in, one call, text or JSON out.

Bad use exits with 2, a failure with 1, each with one line on standard error. Every command
imports what it needs itself, so that the window does not wait for torch.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from digitpad import __version__
from digitpad.data.catalogue import DATASETS, PUBLISHED, load, load_test, source_of
from digitpad.support.errors import DigitpadError
from digitpad.support.log_file import log_to_file, written_down

if TYPE_CHECKING:
    from digitpad.data.samples import DataSet, Samples
    from digitpad.ink.input.frame import Array
    from digitpad.ink.input.preparation import Steps
    from digitpad.network.files.checkpoint import Checkpoint
    from digitpad.reading.classify import Answer
    from digitpad.reading.number import NumberReading

RECIPE_NAMES = ("fast", "tutorial", "accurate", "robust")
NETWORK_NAMES = ("tutorial", "lenet", "dense", "modern", "deep")  # the presets
FOLDER = "folder"  # of pictures sorted into 0 to 9, instead of one of these
PAGES = ("layers", "train", "lab", "test")  # of the window, for snapshot
PAGES_THAT_RUN = ("train", "test")
THEMES = ("light", "dark")
FORMATS = ("png", "svg")
DEVICES = ("cpu", "cuda", "mps")
EXPORT_KINDS = ("code", "onnx", "state_dict", "safetensors")
FAILURE, BAD_USE, INTERRUPTED = 1, 2, 130


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Say in one line what is wrong, where argparse would print its whole usage."""
        self.exit(BAD_USE, f"{self.prog}: {message} (see {self.prog} --help)\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    options = _parser().parse_args(arguments)
    _print_any_name()
    with log_to_file():
        try:
            return int(options.run(options))
        except DigitpadError as error:
            print(f"digitpad: {' '.join(str(error).split())}", file=sys.stderr)
            return FAILURE
        except KeyboardInterrupt:
            print("digitpad: stopped before the end; nothing was saved.", file=sys.stderr)
            return INTERRUPTED
        except Exception as error:
            print(f"digitpad: {written_down(error)}", file=sys.stderr)
            return FAILURE


def _print_any_name() -> None:
    """Have names of files printed that the output's encoding has no characters for."""
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.errors == "strict":
        sys.stdout.reconfigure(errors="backslashreplace")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="digitpad", description="Draw a digit, and a network reads it.")
    parser.add_argument("--version", action="version", version=f"digitpad {__version__}")
    parser.set_defaults(run=_window)
    commands = parser.add_subparsers(metavar="COMMAND", parser_class=_Parser)

    predict = commands.add_parser("predict", help="read the digits in pictures")
    predict.add_argument("images", nargs="+", type=Path, metavar="IMAGE",
                         help="a PNG, JPEG or BMP picture, or a strokes file (.json)")  # fmt: skip
    predict.add_argument("--number", action="store_true",
                         help="read all digits of each picture, from left to right")  # fmt: skip
    predict.set_defaults(run=_predict)

    explain = commands.add_parser("explain", help="write what each stage makes of a picture")
    explain.add_argument("image", type=Path, metavar="IMAGE",
                         help="a picture or a strokes file, as for predict")  # fmt: skip
    explain.add_argument("--out", type=Path, metavar="DIR", required=True,
                         help="folder for figures, tables (.csv) and arrays (.npz)")  # fmt: skip
    explain.add_argument("--format", choices=FORMATS, default=FORMATS[0], help="of the figures")
    explain.add_argument("--size", type=_size, default=(1600, 1000), metavar="WxH")
    explain.add_argument("--theme", choices=THEMES, default=THEMES[0])
    explain.add_argument("--caption", metavar="TEXT", help="under each figure, else what it shows")
    explain.set_defaults(run=_explain)

    train = commands.add_parser("train", help="train a network")
    train.add_argument("--recipe", choices=RECIPE_NAMES, default="fast")
    train.add_argument("--network", type=_architecture, default="tutorial",
                       metavar="FILE.json|NAME",
                       help="what the designer saved, or tutorial (which is the default), lenet, "
                            "dense, modern, deep")  # fmt: skip
    train.add_argument("--epochs", type=_count, help="instead of the recipe's number")
    train.add_argument("--seed", type=_count, help="instead of the recipe's, 1")
    train.add_argument("--device", choices=DEVICES, default=DEVICES[0],
                       help="what computes; the processor is %(default)s")  # fmt: skip
    train.add_argument("--out", type=Path, metavar="FILE",
                       help="where to save; else the per-user folder for models")  # fmt: skip
    train.add_argument("--also", type=Path, metavar="DIR",
                       help="learn the digits of this MNIST-style set too, "
                            "such as My Digits exports")  # fmt: skip
    train.set_defaults(run=_train)

    experiment = commands.add_parser(
        "experiment", help="train several networks or recipes one after the other, and compare"
    )
    experiment.add_argument("--networks", type=_architectures, default=["tutorial"],
                            metavar="NAME,...",
                            help="as for train --network")  # fmt: skip
    experiment.add_argument("--recipes", type=_recipes, default=["fast"], metavar="NAME,...",
                            help=", ".join(RECIPE_NAMES))  # fmt: skip
    experiment.add_argument("--epochs", type=_count, help="instead of each recipe's number")
    experiment.add_argument("--seeds", type=_seeds, default=[1], metavar="N,...")
    experiment.add_argument("--device", choices=DEVICES, default=DEVICES[0])
    experiment.add_argument("--out", type=Path, metavar="FILE.csv",
                            help="the table, written anew after each trial")  # fmt: skip
    experiment.add_argument("--models", type=Path, metavar="DIR",
                            help="where to save; else the per-user folder for models")  # fmt: skip
    experiment.set_defaults(run=_experiment)

    export = commands.add_parser("export", help="write a model as other programs take it")
    export.add_argument("model", type=Path, metavar="MODEL", help="a checkpoint or state dict")
    export.add_argument("--kind", choices=EXPORT_KINDS, default=EXPORT_KINDS[0],
                        help="code is a PyTorch script with its weights beside it")  # fmt: skip
    export.add_argument("--out", type=Path, metavar="FILE", required=True)
    export.set_defaults(run=_export)

    evaluate = commands.add_parser("evaluate", help="test a model on a data set's test images")
    evaluate.set_defaults(run=_evaluate)

    fetch = commands.add_parser("fetch", help="download a data set")
    fetch.add_argument("name", nargs="?", choices=PUBLISHED, default=PUBLISHED[0], metavar="NAME",
                       help=", ".join(PUBLISHED))  # fmt: skip
    fetch.set_defaults(run=_fetch)

    for command in (train, experiment, evaluate):
        command.add_argument("--dataset", choices=(*DATASETS, FOLDER), default=DATASETS[0])
    for command in (train, experiment, evaluate, fetch):
        command.add_argument("--data", type=Path, metavar="DIR",
                             help="folder with MNIST/raw and the like, or of pictures with "
                                  "--dataset folder; else DIGITPAD_DATA")  # fmt: skip
    for command in (predict, explain, evaluate):
        command.add_argument("--model", type=Path, metavar="FILE", help="else the bundled one")
    for command in (predict, explain, train, experiment, evaluate):
        command.add_argument("--json", action="store_true", help="print JSON")

    snapshot = commands.add_parser("snapshot", help="draw the window into a picture, offscreen")
    snapshot.add_argument("out", type=Path, metavar="OUT.png")
    snapshot.add_argument("--strokes", type=Path, metavar="FILE.json", help="put on the canvas")
    snapshot.add_argument("--page", choices=PAGES, default=PAGES[0])
    snapshot.add_argument("--run", action="store_true", dest="run_first",
                          help="train, or test, on that page first")  # fmt: skip
    snapshot.add_argument("--stage", metavar="NAME",
                          help="on the page layers: ink, conv1, ..., why")  # fmt: skip
    snapshot.add_argument("--value", type=_position, metavar="N[,N,N]",
                          help="explain this value: map, row, column, or unit")  # fmt: skip
    snapshot.add_argument("--theme", choices=THEMES, default=THEMES[0])
    snapshot.add_argument("--size", type=_size, default=(1280, 800), metavar="WxH")
    snapshot.set_defaults(run=_snapshot)

    doctor = commands.add_parser("doctor", help="say what is wrong here, and how to mend it")
    doctor.add_argument("--json", action="store_true", help="print JSON")
    doctor.set_defaults(run=_doctor)

    selftest = commands.add_parser("selftest", help="check this installation")
    selftest.set_defaults(run=_selftest)
    return parser


def _count(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() else 0
    if not 1 <= number <= 10_000:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number from 1 to 10,000")
    return number


def _names(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",")]
    if not all(names):
        raise argparse.ArgumentTypeError(f"{text} is not a list such as tutorial,modern")
    return names


def _architecture(text: str) -> str:
    # A file that is not there is a failure; what cannot even be one is bad use.
    is_file = text.endswith(".json") or os.path.exists(os.path.expanduser(text))
    if text not in NETWORK_NAMES and not is_file:
        raise argparse.ArgumentTypeError(
            f"{text} is neither a network file nor one of {', '.join(NETWORK_NAMES)}"
        )
    return text


def _architectures(text: str) -> list[str]:
    return [_architecture(name) for name in _names(text)]


def _recipes(text: str) -> list[str]:
    for name in _names(text):
        if name not in RECIPE_NAMES:
            raise argparse.ArgumentTypeError(f"{name} is none of {', '.join(RECIPE_NAMES)}")
    return _names(text)


def _seeds(text: str) -> list[int]:
    return [_count(seed) for seed in _names(text)]


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        raise argparse.ArgumentTypeError(f"{text} is not a size such as 1280x800")
    size = int(width), int(height)
    if not all(400 <= side <= 8000 for side in size):
        raise argparse.ArgumentTypeError(f"{text}: each side is from 400 to 8000")
    return size


def _position(text: str) -> tuple[int, ...]:
    numbers = text.split(",")
    if len(numbers) not in (1, 3) or not all(n.isascii() and n.isdigit() for n in numbers):
        raise argparse.ArgumentTypeError(f"{text} is not a value's place such as 3,10,12 or 7")
    return tuple(map(int, numbers))


def _window(_: argparse.Namespace) -> int:
    from digitpad.support.display import why_no_libraries, why_no_window

    reason = why_no_window() or why_no_libraries(for_window=True)
    if reason is not None:
        print(f"digitpad: {reason}", file=sys.stderr)
        return BAD_USE
    _torch_before_qt()
    from digitpad.ui.window.app import run

    return run()


def _predict(options: argparse.Namespace) -> int:
    from digitpad.reading.classify import classify
    from digitpad.reading.number import read_number_file

    network = _model(options.model).network
    results: list[dict[str, Any]] = []
    failures: list[DigitpadError] = []
    for file in options.images:
        try:
            if options.number:
                results.append(_number_result(file, read_number_file(network, file)))
            else:
                results.append(_result(file, classify(network, _input(file))))
        except DigitpadError as error:
            failures.append(error)
    if options.json:
        print(json.dumps({"results": results}))
    else:
        for result in results:
            print(_sentence(result))
    if failures:
        others = f" ({len(failures) - 1} more failed.)" if len(failures) > 1 else ""
        raise DigitpadError(f"{failures[0]}{others}")
    return 0


def _explain(options: argparse.Namespace) -> int:
    from digitpad.figures.album import write_album
    from digitpad.figures.spec import FigureSpec
    from digitpad.graph.trace import trace
    from digitpad.reading.classify import classify

    network = _model(options.model).network
    steps = _steps(options.image)
    image = _input(options.image) if steps is None else steps.image
    result = _result(options.image, classify(network, image))
    width, height = options.size
    spec = FigureSpec(options.format, width, height, dark=options.theme == "dark")
    album = write_album(
        trace(network, image), steps, options.out, spec, options.image.name, options.caption
    )
    files = [str(file) for file in album]
    if options.json:
        print(json.dumps({**result, "files": files}))
    else:
        print(f"{_sentence(result)}, {len(files)} files in {options.out}")
    return 0


def _input(file: Path) -> Array:
    """Return what the network sees of a picture, or of a strokes file."""
    from digitpad.ink.input.render import network_input
    from digitpad.ink.photo.picture import picture_input
    from digitpad.ink.strokes_file import load_drawing

    return network_input(load_drawing(file)) if _is_strokes(file) else picture_input(file)


def _steps(file: Path) -> Steps | None:
    """Return how a strokes file becomes what the network sees; None for a picture."""
    from digitpad.ink.input.preparation import prepare
    from digitpad.ink.strokes_file import load_drawing

    return prepare(load_drawing(file)) if _is_strokes(file) else None


def _is_strokes(file: Path) -> bool:
    return file.suffix.lower() == ".json"


def _result(file: Path, answer: Answer) -> dict[str, Any]:
    return {
        "file": str(file),
        "digit": answer.digit,
        "confidence": answer.confidence,
        "probabilities": list(answer.probabilities),
    }


def _number_result(file: Path, reading: NumberReading) -> dict[str, Any]:
    digits = []
    for digit in reading.digits:
        left, top, right, bottom = digit.box
        digits.append({
            "digit": digit.answer.digit,
            "confidence": digit.answer.confidence,
            "probabilities": list(digit.answer.probabilities),
            "box": [left, top, right - left, bottom - top],
        })  # fmt: skip
    return {
        "file": str(file),
        "number": reading.text,
        "confidence": reading.confidence,
        "digits": digits,
    }


def _sentence(result: dict[str, Any]) -> str:
    from digitpad.reading.classify import percent

    read = result["number"].replace("\n", " / ") if "number" in result else result["digit"]
    return f"{result['file']}: {read} ({percent(result['confidence'])})"


def _train(options: argparse.Namespace) -> int:
    from dataclasses import replace

    from digitpad.collection.mnist_set import with_extra
    from digitpad.network.files.architecture_file import architecture_called
    from digitpad.training.plan import checked
    from digitpad.training.recipe import RECIPES
    from digitpad.training.run import run_and_save

    architecture = architecture_called(options.network)
    recipe = RECIPES[options.recipe]
    recipe = replace(
        recipe, epochs=options.epochs or recipe.epochs, seed=options.seed or recipe.seed
    )
    device = checked(options.device)
    data = _data_set(options)
    if options.also is not None:
        data = with_extra(data, options.also)
    for line in run_and_save(
        architecture, recipe, data, options.out, device, show_progress=not options.json
    ):
        print(json.dumps(line.to_json()) if options.json else line.text(), flush=True)
    return 0


def _experiment(options: argparse.Namespace) -> int:
    from digitpad.training.experiments.command import lines_of, trials_of
    from digitpad.training.plan import checked

    trials = trials_of(options.networks, options.recipes, options.epochs, options.seeds)
    device = checked(options.device)
    data = _data_set(options)
    done = failed = 0
    try:
        for row in lines_of(trials, data, options.models, device, options.out, not options.json):
            print(json.dumps(row.to_json()) if options.json else row.text(), flush=True)
            done += 1
            failed += row.test_accuracy is None
    except KeyboardInterrupt:
        print(f"digitpad: stopped after {done} of {len(trials)} trials.", file=sys.stderr)
        return INTERRUPTED
    if failed:
        raise DigitpadError(f"{failed} of {len(trials)} trials broke off; their lines say why.")
    return 0


def _export(options: argparse.Namespace) -> int:
    from digitpad.training.export import export

    files = export(_model(options.model), options.out, options.kind)
    print(f"Exported as {', '.join(map(str, files))}")
    return 0


def _evaluate(options: argparse.Namespace) -> int:
    from digitpad.training.evaluation import evaluate
    from digitpad.training.loop import as_tensors

    network = _model(options.model).network
    report = evaluate(network, *as_tensors(_test_samples(options)))
    if options.json:
        print(json.dumps({
            "samples": report.samples,
            "correct": report.correct,
            "accuracy": report.accuracy,
            "loss": report.loss,
            "confusion": report.confusion,
        }))  # fmt: skip
    else:
        print(
            f"Test set: average loss {report.loss:.4f}, accuracy {report.correct:,}/"
            f"{report.samples:,} ({report.accuracy * 100:.2f} %)"
        )
    return 0


def _fetch(options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from digitpad.data.fetch import fetch
    from digitpad.support.folders import data_folder

    folder = data_folder(options.data)
    with tqdm(unit="B", unit_scale=True, file=sys.stderr, leave=False, disable=None) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        fetch(options.name, folder, show)
    print(f"{source_of(options.name).title} is in {folder}")
    return 0


def _data_set(options: argparse.Namespace) -> DataSet:
    from digitpad.support.folders import data_folder

    return load(_chosen_data(options), data_folder(options.data))


def _test_samples(options: argparse.Namespace) -> Samples:
    from digitpad.support.folders import data_folder

    return load_test(_chosen_data(options), data_folder(options.data))


def _chosen_data(options: argparse.Namespace) -> str | Path:
    """Return a name of the catalogue, or a folder of pictures."""
    if options.dataset != FOLDER:
        return str(options.dataset)
    if options.data is None:
        raise DigitpadError(
            "There is no folder of pictures. Name the one with the folders 0 to 9 with --data."
        )
    return Path(options.data)


def _snapshot(options: argparse.Namespace) -> int:
    if options.run_first and options.page not in PAGES_THAT_RUN:
        print(
            f"digitpad: --run needs --page {' or '.join(PAGES_THAT_RUN)}: the page "
            f"{options.page} has nothing to run",
            file=sys.stderr,
        )
        return BAD_USE
    if options.stage is not None and options.page != "layers":
        print("digitpad: --stage needs --page layers", file=sys.stderr)
        return BAD_USE
    if options.value is not None and options.stage is None:
        print("digitpad: --value needs --stage", file=sys.stderr)
        return BAD_USE
    _offscreen()
    from digitpad.ink.strokes_file import load_drawing
    from digitpad.ui.window.snapshot import save_snapshot

    drawing = load_drawing(options.strokes) if options.strokes else None
    save_snapshot(
        options.out, drawing, options.page, options.theme, options.size, options.run_first,
        options.stage, options.value,
    )  # fmt: skip
    print(f"The window is in {options.out}")
    return 0


def _selftest(_: argparse.Namespace) -> int:
    _offscreen()
    from digitpad.cli.checks.selftest import selftest

    return selftest()


def _doctor(options: argparse.Namespace) -> int:
    from digitpad.cli.checks.examination import as_json, as_text, examine, is_well

    findings = examine()
    print(as_json(findings) if options.json else as_text(findings))
    if not is_well(findings):
        raise DigitpadError("something is wrong: see the lines marked so.")
    return 0


def _offscreen() -> None:
    """Let Qt paint into memory, unless the caller named a platform; check that it can load."""
    from digitpad.support.display import why_no_libraries

    reason = why_no_libraries(for_window=False)
    if reason is not None:
        raise DigitpadError(reason)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    _torch_before_qt()


def _torch_before_qt() -> None:
    """Import torch now on Windows, where it fails to load its libraries after Qt (error 1114)."""
    if sys.platform == "win32":
        import torch  # noqa: F401


def _model(path: Path | None) -> Checkpoint:
    from digitpad.network.files.checkpoint import load_checkpoint
    from digitpad.support.folders import bundled_model

    return load_checkpoint(path or bundled_model())
