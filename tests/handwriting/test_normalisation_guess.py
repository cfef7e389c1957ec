"""A network that was taught with other normalisations is read with its own."""

from dataclasses import replace

import pytest

from digitpad.graph.graph import Graph
from digitpad.handwriting.normalisation_guess import guess_normalisation, with_normalisation


def taught_with(graph: Graph, mean: float, std: float) -> Graph:
    """Return the network that reads the same where pixels are normalised in another way.

    Its first kernels and biases make up for it; the paper around the picture is not padding of zero
    then, which costs a few digits.
    """
    old = graph.input
    weight, bias = graph.numbers["conv1.weight"], graph.numbers["conv1.bias"]
    # w * (x - m) / s + b with x = y * std + mean
    shift = (mean - old.mean) / old.std
    numbers = {
        "conv1.weight": weight * (std / old.std),
        "conv1.bias": bias + weight.sum(axis=(1, 2, 3)) * shift,
    }
    return with_normalisation(graph.with_numbers(numbers), 0.1307, 0.3081)


@pytest.mark.parametrize(
    ("name", "mean", "std"), [("MNIST", 0.1307, 0.3081), ("0.5/0.5", 0.5, 0.5), ("none", 0.0, 1.0)]
)
def test_the_normalisation_of_the_training_is_found(
    network: Graph, name: str, mean: float, std: float
) -> None:
    guess = guess_normalisation(taught_with(network, mean, std))
    assert guess.name == name
    assert (guess.mean, guess.std) == (mean, std)
    assert guess.read[name] == max(guess.read.values()) > 0.9 * guess.count
    assert str(guess.read[name]) in str(guess.sentence())


def test_of_a_network_that_reads_no_digits_nothing_is_guessed(network: Graph) -> None:
    numbers = {key: value * 0 for key, value in network.numbers.items()}
    guess = guess_normalisation(network.with_numbers(numbers))
    assert (guess.name, guess.mean, guess.std) == ("", 0.1307, 0.3081)
    assert "cannot be told" in str(guess.sentence())


def test_of_other_classes_than_ten_nothing_is_guessed(network: Graph) -> None:
    first = replace(network, operations=network.operations[:-3])
    assert guess_normalisation(first).name == ""
