"""A recipe's optimiser and its learning rate over the training."""

import torch

from digitpad.network.module import Network
from digitpad.training.recipe import Recipe

WARM_UP = 0.2  # of a one-cycle training


def make_optimiser(network: Network, recipe: Recipe) -> torch.optim.Optimizer:
    """Return the recipe's optimiser; fused, which takes one call for all parameters."""
    if recipe.optimiser == "sgd":
        return torch.optim.SGD(
            network.parameters(), recipe.learning_rate, recipe.momentum,
            weight_decay=recipe.weight_decay, fused=True,
        )  # fmt: skip
    return torch.optim.AdamW(
        network.parameters(), recipe.learning_rate, (recipe.momentum, 0.99),
        weight_decay=recipe.weight_decay, fused=True,
    )  # fmt: skip


def learning_rate(recipe: Recipe, step: int, steps: int) -> float:
    """Return the rate for ``step`` of ``steps``, counted from 0 over the whole training.

    one-cycle: up from a tenth, then down to zero, both in a straight line.
    Source: Smith and Topin, "Super-Convergence", 2018.
    """
    if recipe.schedule == "constant":
        return recipe.learning_rate
    done = step / steps
    up = 0.1 + 0.9 * done / WARM_UP
    down = (1 - done) / (1 - WARM_UP)
    return recipe.learning_rate * min(up, down)
