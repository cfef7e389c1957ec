"""One readable Python script: a network, its training, its test, and reading a picture with it."""

from __future__ import annotations

import re
import textwrap

from digitpad.network.architecture import Architecture
from digitpad.network.files.training_info import TrainingInfo
from digitpad.support.errors import ModelError
from digitpad.training.plain_code.fixed import DATA, MAIN, PREDICT, TEST
from digitpad.training.plain_code.learning import constants, functions, left_out
from digitpad.training.plain_code.net import net_class
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
            TEST,
            *functions(architecture, recipe),
            PREDICT,
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


def recipe_of(training_info: TrainingInfo) -> Recipe:
    """Return the recipe that a checkpoint tells of, or the tutorial's where it tells of none."""
    try:
        return Recipe.from_json(training_info.recipe)
    except ModelError:
        return TUTORIAL_RECIPE


def _words(text: str) -> str:
    """Return ``text`` as one line that ends neither a comment nor a text in quotes."""
    return re.sub(r"[^\w .,+-]", " ", text, flags=re.ASCII)[:LONGEST_WORD].strip() or "unnamed"
