"""Adapting: a network learns one person's hand from a few digits, and forgets no other hand.

The layers that decide learn; those that see strokes stay. Half a minute of drawing is all there is
of the hand, so each digit is shown deformed in many ways. Beside them come digits by many other
hands, and what is no digit, for which the network is to go on answering as it does. They are
synthetic; where MNIST is on the machine, half of them are MNIST's.
Source: Li and Hoiem, "Learning without Forgetting", 2016.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from digitpad.data.samples import DataSet, Samples
from digitpad.data.sources import Check, go_on
from digitpad.support.errors import DataError, TrainingError
from digitpad.support.memory import keep_freed_memory
from digitpad.training.adapt.replay import (
    AdaptWork,
    Replay,
    blocks,
    check_seen,
    decided,
    deciding_parameters,
    other_hands,
    parts,
    replay,
    replay_parts,
    seen,
)
from digitpad.training.adapt.settings import (
    ADAPTATION,
    ENOUGH,
    SEED,
    Adaptation,
    Adapted,
    Adapting,
    Score,
    Scores,
)
from digitpad.training.augment import deformed, thickened
from digitpad.training.loop import as_tensors
from digitpad.training.module import Network, with_weights
from digitpad.training.weights import copy_of, still_copy

UNCHANGED = 0.1  # share of the views that are the digits as they were drawn


@dataclass(frozen=True, eq=False)
class Views:
    """What a network sees of m views, (m, ...), their labels (m,), and whose view each is.

    digits: (m,) indices of the digits.
    """

    features: Tensor
    labels: Tensor
    digits: Tensor

    def of(self, chosen: Tensor) -> Views:
        """Return the views of some digits; chosen: (n,) bool."""
        rows = chosen[self.digits].nonzero()[:, 0]
        return Views(self.features[rows], self.labels[rows], self.digits[rows])


def views(
    network: Network, images: Tensor, labels: Tensor, count: int, random: torch.Generator,
    work: AdaptWork,
) -> Generator[Adapting, None, Views]:  # fmt: skip
    """Return at least ``count`` views of ``images`` (n, 28, 28) uint8, as many of each."""
    digits = torch.arange(len(labels)).repeat(views_of_each(count, len(labels)))
    features = []
    for some in blocks(len(digits)):
        ink = images[digits[some]].to(torch.float32) / 255.0
        changed = deformed(thickened(ink, random), random)
        stays = torch.rand(len(ink), generator=random) < UNCHANGED
        features.append(seen(network, torch.where(stays[:, None, None], ink, changed)))
        yield work.told()
    return Views(torch.cat(features), labels[digits], digits)


def views_of_each(count: int, digits: int) -> int:
    """Return how often each of ``digits`` is shown, for ``count`` views at least."""
    return -(-count // digits)


WARM_UP = 0.1  # of the steps
STEPS_TOLD = 10  # at once


def adapt(
    network: Network, own: Samples, *, seed: int = SEED, mnist: DataSet | None = None,
    check: Check = go_on, how: Adaptation = ADAPTATION,
) -> Iterator[Adapting | Adapted]:  # fmt: skip
    """Have a copy of ``network`` learn a hand; yield Adapting, many times, and Adapted.

    own: the hand's digits, the earliest first. mnist: where it is there, it is kept better in mind.
    check: called before each event; what it raises ends the work. The same seed gives the same
    network. ``network`` stays as it is.
    Raises DataError when there are too few digits, TrainingError when the weights run away,
    ModelError where the network is too large.
    """
    if len(own) < how.fewest:
        raise DataError(
            "Adapting needs at least {fewest} of your digits, better {enough}; there are {count}. "
            "Correct the network a few more times, or practise.",
            fewest=how.fewest, enough=ENOUGH, count=len(own),
        )  # fmt: skip
    keep_freed_memory()
    check_seen(network.architecture, how.replayed + how.views + 2 * min(len(own), how.most))
    old = still_copy(network)
    old.silenced = {}
    images, labels = as_tensors(Samples(own.images[-how.most :], own.labels[-how.most :]))
    folds = min(how.folds, len(labels))
    training, test = (None, None) if mnist is None else (mnist.training, mnist.test)
    work = AdaptWork(_amount(how, len(labels), folds, test), check)

    yield work.told()
    random = torch.Generator().manual_seed(seed)
    kept = yield from replay(old, how.replayed, training, seed, random, work)
    shown = yield from views(old, images, labels, how.views, random, work)
    features = seen(old, images)

    before = after = 0
    for fold in range(folds):
        is_held_back = dealt(labels, folds) == fold  # (n,)
        learnt = yield from _learnt(old, shown.of(~is_held_back), kept, how, seed, work)
        before += _right(old, features[is_held_back], labels[is_held_back])
        after += _right(learnt, features[is_held_back], labels[is_held_back])
    own_scores = Score(before, len(labels)), Score(after, len(labels))

    new = yield from _learnt(old, shown, kept, how, seed, work)
    others = yield from _scores(old, new, *other_hands(how.tests), work)
    if test is None:
        on_mnist: tuple[Score | None, Score | None] = None, None
    else:
        on_mnist = yield from _scores(old, new, *as_tensors(test), work)
    was, became = (Scores(*three) for three in zip(own_scores, others, on_mnist, strict=True))
    yield Adapted(new, len(labels), was, became)


def dealt(labels: Tensor, folds: int) -> Tensor:
    """Return for each of ``labels`` (n,) its fold (n,), 0 to folds - 1, every digit in turn."""
    fold = torch.empty_like(labels)
    fold[labels.argsort(stable=True)] = torch.arange(len(labels)) % folds
    return fold


def _learnt(
    old: Network, shown: Views, kept: Replay, how: Adaptation, seed: int, work: AdaptWork
) -> Generator[Adapting, None, Network]:
    """Return a network that learnt from the views ``shown`` and answers as ``old`` otherwise."""
    new = still_copy(old)
    parameters = deciding_parameters(new)
    for parameter in parameters:
        parameter.requires_grad_(True)
    optimiser = torch.optim.AdamW(
        parameters, how.learning_rate, (0.9, 0.99), weight_decay=0.0, fused=True
    )
    random = torch.Generator().manual_seed(seed)
    own = _order(len(shown.labels), how.steps, how.own, random)  # (steps, own)
    others = _order(len(kept.answers), how.steps, how.others, random)
    for step in range(how.steps):
        for group in optimiser.param_groups:
            group["lr"] = how.learning_rate * _share_of_rate(step, how.steps)
        mine, theirs = own[step], others[step]
        features = torch.cat((shown.features[mine], kept.features[theirs]))
        answers = decided(new, features)  # (own + others, 10)
        loss = (
            F.nll_loss(answers[: how.own], shown.labels[mine], reduction="sum")
            + _strayed(answers[how.own :], kept.answers[theirs], how.temperature)
        ) / len(answers)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if step % STEPS_TOLD == STEPS_TOLD - 1:
            if not math.isfinite(loss.item()):
                raise TrainingError(
                    "The loss is no longer a number, so nothing was learnt. Choose another model "
                    "and adapt that."
                )
            yield work.told()
    return with_weights(new.architecture, copy_of(new.state_dict())).requires_grad_(True)


def _strayed(answers: Tensor, old: Tensor, temperature: float) -> Tensor:
    """Return how far ``answers`` (n, 10) are from the ``old`` ones, log probabilities both, summed.

    Source: Hinton et al., "Distilling the Knowledge in a Neural Network", 2015.
    """
    softer = F.log_softmax(answers / temperature, dim=1)
    wanted = F.log_softmax(old / temperature, dim=1)
    return F.kl_div(softer, wanted, log_target=True, reduction="sum") * temperature**2


def _share_of_rate(step: int, steps: int) -> float:
    """Return the learning rate's factor: up, level, and down in a straight line."""
    return min((step + 1) / (WARM_UP * steps), 1.0, (steps - step) / (0.8 * steps))


def _order(count: int, steps: int, each: int, random: torch.Generator) -> Tensor:
    """Return (steps, each) indices below ``count``, all of them before any comes again."""
    passes = -(-steps * each // count)
    order = torch.cat([torch.randperm(count, generator=random) for _ in range(passes)])
    return order[: steps * each].view(steps, each)


def _right(network: Network, features: Tensor, labels: Tensor) -> int:
    with torch.no_grad():
        return int((decided(network, features).argmax(dim=1) == labels).sum())


def _scores(
    old: Network, new: Network, images: Tensor, labels: Tensor, work: AdaptWork
) -> Generator[Adapting, None, tuple[Score, Score]]:
    """Return how well both networks, which see the same, read ``images`` (n, 28, 28)."""
    before = after = 0
    for some in blocks(len(labels)):
        features = seen(old, images[some])
        before += _right(old, features, labels[some])
        after += _right(new, features, labels[some])
        yield work.told()
    return Score(before, len(labels)), Score(after, len(labels))


def _amount(how: Adaptation, digits: int, folds: int, test: Samples | None) -> int:
    """Return how many parts the work has."""
    shown = digits * views_of_each(how.views, digits)
    learning = (folds + 1) * (how.steps // STEPS_TOLD)
    tested = parts(how.tests) + (0 if test is None else parts(len(test)))
    return 1 + replay_parts(how.replayed) + parts(shown) + learning + tested
