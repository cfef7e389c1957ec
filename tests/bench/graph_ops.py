"""Each kind of operation in NumPy against torch, both with one thread.

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python tests/bench/graph_ops.py [--rounds 30]

Prints milliseconds of this thread on the processor, the least and the median of the rounds, taken
in turns, and the ratio of the least; other work on the machine does not count.
"""

import argparse
import time

import numpy as np
import torch
import torch.nn.functional as F

from digitpad.graph.ops.attention import ScaledDotProductAttentionOp
from digitpad.graph.ops.convolution import ConvOp
from digitpad.graph.ops.linear import LinearOp, MatmulOp
from digitpad.graph.ops.normalisation import BatchNormOp, GroupNormOp, InstanceNormOp, LayerNormOp
from digitpad.graph.ops.transposed_convolution import ConvTransposeOp

RANDOM = np.random.default_rng(0)


def numbers(*shape):
    return RANDOM.normal(size=shape).astype(np.float32)


def conv(name, channels, kernels, side, size, stride=1, groups=1, images=1):
    around = (size - 1) // 2
    kind = ConvOp((size, size), (stride, stride), ((around, around),) * 2, groups=groups)
    weight = numbers(kernels, channels // groups, size, size)

    def torch_conv(x, weight, bias):
        return F.conv2d(x, weight, bias, stride, around, 1, groups)

    x = numbers(images, channels, side, side)
    return name, kind, [x], {"weight": weight, "bias": numbers(kernels)}, torch_conv


def cases():
    maps, tokens = numbers(1, 64, 28, 28), numbers(1, 50, 64)
    learnt = {"weight": numbers(64), "bias": numbers(64)}
    kept = {"running_mean": numbers(64), "running_var": np.square(numbers(64))}
    heads = [numbers(1, 4, 50, 16) for _ in range(3)]
    yield conv("convolution 64 -> 64, 3 x 3, 28 x 28", 64, 64, 28, 3)
    yield conv("convolution 1 -> 8, 3 x 3, 28 x 28", 1, 8, 28, 3)
    yield conv("convolution 8 -> 16, 3 x 3, 14 x 14, 100 images", 8, 16, 14, 3, images=100)
    yield conv("convolution 256 -> 256, 3 x 3, 7 x 7", 256, 256, 7, 3)
    yield conv("convolution 64 -> 64, 1 x 1, 28 x 28", 64, 64, 28, 1)
    yield conv("convolution 3 -> 64, 7 x 7, stride 2, 224 x 224", 3, 64, 224, 7, 2)
    yield conv("convolution 64 -> 64, 3 x 3, 8 groups, 28 x 28", 64, 64, 28, 3, groups=8)
    yield conv("depthwise 64, 3 x 3, 28 x 28", 64, 64, 28, 3, groups=64)
    yield conv("depthwise 64, 7 x 7, 28 x 28", 64, 64, 28, 7, groups=64)
    yield conv("depthwise 64, 5 x 5, stride 2, 28 x 28", 64, 64, 28, 5, 2, groups=64)
    yield conv("depthwise 512, 3 x 3, 7 x 7", 512, 512, 7, 3, groups=512)
    yield (
        "transposed 64 -> 32, 2 x 2, stride 2, 14 x 14",
        ConvTransposeOp((2, 2), (2, 2)), [numbers(1, 64, 14, 14)],
        {"weight": numbers(64, 32, 2, 2)},
        lambda x, weight: F.conv_transpose2d(x, weight, stride=2),
    )  # fmt: skip
    yield (
        "transposed 64 -> 64, 3 x 3, stride 2, 14 x 14",
        ConvTransposeOp((3, 3), (2, 2), ((1, 1), (1, 1)), (1, 1)), [numbers(1, 64, 14, 14)],
        {"weight": numbers(64, 64, 3, 3)},
        lambda x, weight: F.conv_transpose2d(x, weight, None, 2, 1, 1),
    )  # fmt: skip
    weights = {"weight": numbers(128, 3136), "bias": numbers(128)}
    yield "linear 3136 -> 128", LinearOp(), [numbers(1, 3136)], weights, F.linear
    weights = {"weight": numbers(192, 64), "bias": numbers(192)}
    yield "linear 64 -> 192, 50 places", LinearOp(), [tokens], weights, F.linear
    yield (
        "matmul 4 x (50 x 16) (16 x 50)", MatmulOp(),
        [heads[0], np.ascontiguousarray(heads[1].swapaxes(-1, -2))], {}, torch.matmul,
    )  # fmt: skip
    yield (
        "batch norm 64 x 28 x 28", BatchNormOp(), [maps], {**learnt, **kept},
        lambda x, weight, bias, running_mean, running_var: F.batch_norm(
            x, running_mean, running_var, weight, bias
        ),
    )  # fmt: skip
    yield (
        "instance norm 64 x 28 x 28", InstanceNormOp(), [maps], learnt,
        lambda x, weight, bias: F.instance_norm(x, None, None, weight, bias),
    )  # fmt: skip
    yield (
        "group norm 64 x 28 x 28", GroupNormOp(groups=8), [maps], learnt,
        lambda x, weight, bias: F.group_norm(x, 8, weight, bias),
    )  # fmt: skip
    yield (
        "layer norm 50 x 64", LayerNormOp(), [tokens], learnt,
        lambda x, weight, bias: F.layer_norm(x, (64,), weight, bias),
    )  # fmt: skip
    yield (
        "attention 4 heads, 50 places", ScaledDotProductAttentionOp(), heads, {},
        F.scaled_dot_product_attention,
    )  # fmt: skip


def main() -> None:
    """Measure in turns, and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=30)
    rounds = parser.parse_args().rounds
    torch.set_num_threads(1)
    print(f"{'ms: least, median':52}{'numpy':>16}{'torch':>16}{'ratio':>8}")
    for name, kind, inputs, parameters, reference in cases():
        tensors = [torch.from_numpy(x) for x in inputs]
        learnt = {part: torch.from_numpy(x) for part, x in parameters.items()}
        ours, theirs = [], []
        with torch.inference_mode():
            for _ in range(rounds + 2):
                began = time.thread_time()
                kind.compute(inputs, parameters)
                between = time.thread_time()
                reference(*tensors, **learnt)
                ours.append(1000 * (between - began))
                theirs.append(1000 * (time.thread_time() - between))
        told = [f"{min(t[2:]):7.3f} {np.median(t[2:]):8.3f}" for t in (ours, theirs)]
        print(f"{name:52}{told[0]:>16}{told[1]:>16}{min(ours[2:]) / min(theirs[2:]):8.1f}")


if __name__ == "__main__":
    main()
