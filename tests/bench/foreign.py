"""Networks of other people: how far from torch, how much is explained, how long it takes.

    python -m tests.bench.foreign [--torchvision] [--large] [--only NAME]

For each network of the gallery, and with --torchvision for the smallest of each of torchvision's
smallest families at 64 x 64 (--large: of the other families too, at their own sizes):

- the largest relative difference between an operation's output and what a forward hook of that name
  sees, over all operations;
- the largest relative difference between 500 explained totals and the values;
- receptive fields against gradients at 24 random places: exact, and larger, as they may be where
  values decide what matters (a ReLU that is off has no gradient either);
- what has no kind and is computed by torch;
- how long it takes to make the graph, and to compute it once, beside torch.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator

import torch
from torch import nn

from digitpad.graph.foreign.module_graph import graph_of_module
from digitpad.graph.foreign.reading_mode import reading_mode
from digitpad.graph.foreign.source import CodeSource, build
from digitpad.graph.trace import trace
from tests.graph.foreign.against_torch import compared, explained, fields, image_for, unknown
from tests.graph.foreign.gallery import GALLERY, made

SMALLEST = (
    "squeezenet1_1", "shufflenet_v2_x0_5", "mnasnet0_5", "mobilenet_v3_small", "regnet_y_400mf",
    "efficientnet_b0", "googlenet", "densenet121",
)  # fmt: skip
LARGE = {
    "resnet18": 224, "alexnet": 224, "vgg11_bn": 64, "inception_v3": 96, "convnext_tiny": 64,
    "swin_t": 64, "swin_v2_t": 64, "vit_b_16": 224, "maxvit_t": 224, "efficientnet_v2_s": 64,
}  # fmt: skip


def networks(options: argparse.Namespace) -> Iterator[tuple[str, nn.Module, tuple[int, ...]]]:
    """Yield name, module and the shape of its images."""
    for name, piece in GALLERY.items():
        yield name, made(name), piece.shape
    families = {}
    if options.torchvision or options.large:
        families |= dict.fromkeys(SMALLEST, 64)
    if options.large:
        families |= LARGE
    for name, size in families.items():
        if options.only and options.only != name:
            continue
        torch.manual_seed(0)
        arguments = {"init_weights": False} if name in ("googlenet", "inception_v3") else {}
        yield name, build(CodeSource("torchvision.models", name), arguments).eval(), (3, size, size)


def main() -> None:
    """Measure, and print a line for each network and the figures of the whole."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--torchvision", action="store_true")
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--only")
    options = parser.parse_args()
    print(
        f"{'network':20}{'operations':>11}{'hooked':>8}{'difference':>12}{'explained':>11}"
        f"{'fields':>8}{'larger':>8}{'graph s':>9}{'trace s':>9}{'torch s':>9}  without a kind"
    )
    worst = [0.0, 0.0]
    missing: Counter[str] = Counter()
    for name, module, shape in networks(options):
        if options.only and options.only != name:
            continue
        image = image_for(graph_of_module(module, shape))
        started = time.perf_counter()
        graph = graph_of_module(module, shape, image=image)
        made_in = time.perf_counter() - started
        started = time.perf_counter()
        found = trace(graph, image)
        traced_in = time.perf_counter() - started
        x = torch.from_numpy(image)[None]
        started = time.perf_counter()
        with reading_mode(module):
            module(x)
        torch_in = time.perf_counter() - started
        differences = compared(graph, module)
        difference, total = max(differences.values()), explained(found, 500)
        exact, larger = fields(graph, module, 24)
        without = Counter(unknown(graph))
        missing += without
        worst = [max(worst[0], difference), max(worst[1], total)]
        print(
            f"{name:20}{len(graph.operations):11}{len(differences):8}{difference:12.1e}{total:11.1e}"
            f"{exact:8}{larger:8}{made_in:9.2f}{traced_in:9.3f}{torch_in:9.3f}  "
            + ", ".join(f"{function} ({count})" for function, count in without.items()),
            flush=True,
        )
    print(f"largest difference from torch's hooks {worst[0]:.1e}")
    print(f"largest difference of explained totals {worst[1]:.1e}")
    print("without a kind:", ", ".join(missing) or "nothing")


if __name__ == "__main__":
    main()
