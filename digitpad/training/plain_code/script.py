"""One readable Python script: a network, its training, its test, and reading a picture with it."""

from __future__ import annotations

import re
import textwrap

from digitpad.graph.operation import Shape
from digitpad.graph.ops.interpolate import InterpolateOp
from digitpad.graph.ops.slice import PadOp
from digitpad.ink.input.frame import SIDE
from digitpad.network.architecture import Architecture
from digitpad.network.described import input_steps
from digitpad.network.files.training_info import TrainingInfo
from digitpad.support.errors import ModelError
from digitpad.training.plain_code.learning import constants, functions, left_out
from digitpad.training.plain_code.net import net_class, shape_code
from digitpad.training.recipe import TUTORIAL_RECIPE, Recipe

LONGEST_WORD = 64  # characters of a name in a comment
WIDTH = 88  # characters of a line

HEADER = '''\
"""{title}

    python FILE.py train --data DIR
    python FILE.py test --data DIR --weights WEIGHTS.pth
    python FILE.py predict IMAGE --weights WEIGHTS.pth

It needs torch and numpy, and Pillow to predict. DIR holds the unpacked files of MNIST in
MNIST/raw/, as torchvision lays them out; torchvision downloads them if they are not there.
WEIGHTS.pth, a state dict, lies beside this file and has its name.{besides}
"""
'''

BESIDES = """

digitpad's own training with this recipe does more:
{lines}"""

IMPORTS = ("argparse", "copy", "math", "sys")

SETTINGS = """\
MEAN, STD = {mean!r}, {std!r}  # the network takes (pixel - MEAN) / STD, pixels from 0 to 1
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
WEIGHTS = Path(__file__).with_suffix(".pth")

# The recipe {recipe}.
{constants}"""


# The same in every script: reading MNIST, testing, and reading a picture of a digit.

DATA = '''\
def load_mnist(folder, part):
    """Return images (n, 28, 28) uint8 and labels (n,) int64 of "train" or "t10k"."""
    raw = Path(folder) / "MNIST" / "raw"  # where torchvision has them
    if (Path(folder) / f"{part}-labels-idx1-ubyte").is_file():
        raw = Path(folder)
    elif not (raw / f"{part}-labels-idx1-ubyte").is_file():
        download(folder)
    images = read_idx(raw / f"{part}-images-idx3-ubyte")
    labels = read_idx(raw / f"{part}-labels-idx1-ubyte")
    return images.to(DEVICE), labels.long().to(DEVICE)


def read_idx(path):
    """Read an IDX file: its kind in 4 bytes, each size in 4, then the values, 1 byte each."""
    content = path.read_bytes()
    dimensions = content[3]
    shape = np.frombuffer(content, ">i4", dimensions, offset=4).tolist()
    values = np.frombuffer(content, np.uint8, offset=4 + 4 * dimensions)
    return torch.from_numpy(values.reshape(shape).copy())


def download(folder):
    """Let torchvision fetch MNIST."""
    try:
        from torchvision.datasets import MNIST
    except (ImportError, RuntimeError) as error:
        sys.exit(f"MNIST is not in {folder}, and torchvision cannot fetch it: {error}")
    MNIST(folder, download=True)'''

NORMALISE = '''\
def normalise(images):
    """Turn images (n, 28, 28), 0 to 255, into what the network takes, {shape}."""
{steps}'''

TEST = '''\
def evaluate(net, images, labels):
    """Return the average loss over all images, and how many are read right."""
    net.eval()
    total_loss, correct = 0.0, 0
    with torch.no_grad():
        for x, y in zip(images.split(1000), labels.split(1000)):
            log_probabilities = net(normalise(x))  # (b, 10)
            total_loss += F.nll_loss(log_probabilities, y, reduction="sum").item()
            correct += (log_probabilities.argmax(dim=1) == y).sum().item()
    return total_loss / len(labels), correct


def report(name, loss, correct, count):
    """Print how well the network reads a set of images."""
    accuracy = f"{correct}/{count} ({100 * correct / count:.2f} %)"
    print(f"{name}: average loss {loss:.4f}, accuracy {accuracy}")


def test(net, folder):
    """Read the test images, and print the average loss and the accuracy."""
    images, labels = load_mnist(folder, "t10k")  # (10000, 28, 28), (10000,)
    loss, correct = evaluate(net, images, labels)
    report("Test", loss, correct, len(labels))'''

PREDICT = '''\
def frame(path):
    """Place a picture's ink as MNIST does: 20 x 20, centre of mass in the middle of 28 x 28."""
    from PIL import Image

    picture = Image.open(path).convert("RGBA")
    paper = Image.new("RGBA", picture.size, "white")  # behind what is transparent
    grey = np.asarray(Image.alpha_composite(paper, picture).convert("L"), np.float32)
    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    ink = np.abs(grey - np.median(border))  # 0 is paper, be it white or black
    if ink.max() < 25:
        sys.exit(f"There is no ink in {path}")
    ink = ink / ink.max()
    ink[ink < 0.2] = 0  # specks and noise
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    height, width = (max(1, round(n * 20 / max(ink.shape))) for n in ink.shape)
    digit = Image.fromarray(ink).resize((width, height), Image.Resampling.BOX)
    ink = np.asarray(digit)  # at most (20, 20)
    y = np.average(np.arange(height), weights=ink.sum(axis=1))
    x = np.average(np.arange(width), weights=ink.sum(axis=0))
    top = min(max(round(14 - y), 0), 28 - height)
    left = min(max(round(14 - x), 0), 28 - width)
    framed = np.zeros((28, 28), np.float32)
    framed[top : top + height, left : left + width] = 255 * ink
    return torch.from_numpy(framed)


def predict(net, path):
    """Read the digit in a picture, and print it with its probability."""
    net.eval()
    with torch.no_grad():
        x = normalise(frame(path).unsqueeze(0).to(DEVICE))  # (1, 1, 28, 28)
        probabilities = net(x)[0].exp()  # (10,)
    digit = probabilities.argmax().item()
    print(f"{path}: {digit} ({100 * probabilities[digit]:.1f} %)")
    return digit'''

MAIN = '''\
def main():
    """Read the command line."""
    parser = argparse.ArgumentParser(description="A network that reads digits.")
    commands = parser.add_subparsers(dest="command", required=True)
    training = commands.add_parser("train", help="train on MNIST, and test")
    training.add_argument("--epochs", type=int, default=EPOCHS)
    training.add_argument("--out", default="trained.pth", help="file for the weights")
    testing = commands.add_parser("test", help="test on MNIST")
    predicting = commands.add_parser("predict", help="read the digit in a picture")
    predicting.add_argument("image")
    for command in (training, testing):
        command.add_argument("--data", default="data", help="folder with MNIST/raw")
    for command in (testing, predicting):
        command.add_argument("--weights", default=WEIGHTS, help="of this network")
    options = parser.parse_args()

    if options.command == "train":
        train(options.data, options.out, options.epochs)
        return
    net = Net().to(DEVICE)
    net.load_state_dict(torch.load(options.weights, DEVICE, weights_only=True))
    if options.command == "test":
        test(net, options.data)
    else:
        predict(net, options.image)


if __name__ == "__main__":
    main()'''


def plain_code(architecture: Architecture, recipe: Recipe) -> str:
    """Return a script that trains ``architecture`` with ``recipe``, tests it, and reads pictures.

    Its class ``Net`` takes the state dicts that digitpad exports for it. What a stranger
    named comes into it as an identifier, a literal, or a comment of plain words.
    Raises ModelError when a layer has a name that PyTorch's modules need themselves.
    """
    body = "\n\n\n".join(
        [
            SETTINGS.format(
                mean=architecture.mean, std=architecture.std, recipe=_words(recipe.name),
                constants=constants(architecture, recipe),
            ),
            net_class(architecture, recipe.dropout),
            DATA,
            _normalise(architecture),
            TEST,
            *functions(architecture, recipe),
            PREDICT.replace("(1, 1, 28, 28)", shape_code(1, *architecture.input_shape)),
            MAIN,
        ]
    )  # fmt: skip
    standard = [f"import {name}" for name in IMPORTS if re.search(rf"\b{name}\.", body)]
    imports = [
        *standard, "from pathlib import Path", "", "import numpy as np", "import torch",
        "import torch.nn.functional as F", "from torch import nn, optim",
    ]  # fmt: skip
    lines = [
        textwrap.fill(line, WIDTH, initial_indent="- ", subsequent_indent="  ")
        for line in left_out(architecture, recipe)
    ]
    header = HEADER.format(
        title=f"The network {_words(architecture.name)} in plain PyTorch, exported by digitpad.",
        besides=BESIDES.format(lines="\n".join(lines)) if lines else "",
    )
    return f"{header}\n" + "\n".join(imports) + f"\n\n{body}\n"


def _normalise(architecture: Architecture) -> str:
    """Return the function that makes images the network's input, in size and channels too."""
    lines = ["(images.float().unsqueeze(1) / 255 - MEAN) / STD"]
    shapes: list[Shape] = [(1, SIDE, SIDE)]
    for step in input_steps(architecture)[1:]:
        shapes.append(step.seen_shape)
        match step.kind:
            case PadOp() as kind:
                lines.append(f"F.pad(x, {kind.amounts}, value=-MEAN / STD)")
            case InterpolateOp() as kind:
                lines.append(f'F.interpolate(x, {kind.size}, mode="bilinear")')
            case _:
                lines.append(f"x.expand{(-1, *step.seen_shape)}")
    written = [shape_code("n", *shape) for shape in shapes]
    steps = [f"    x = {line}  # {shape}" for line, shape in zip(lines, written, strict=True)]
    steps[-1] = f"    return {lines[-1]}"
    return NORMALISE.format(shape=written[-1], steps="\n".join(steps))


def recipe_of(training_info: TrainingInfo) -> Recipe:
    """Return the recipe that a checkpoint tells of, or the tutorial's where it tells of none."""
    try:
        return Recipe.from_json(training_info.recipe)
    except ModelError:
        return TUTORIAL_RECIPE


def _words(text: str) -> str:
    """Return ``text`` as one line that ends neither a comment nor a text in quotes."""
    return re.sub(r"[^\w .,+-]", " ", text, flags=re.ASCII)[:LONGEST_WORD].strip() or "unnamed"
