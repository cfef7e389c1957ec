"""``class Net``: a description as code, one line a layer, with its shape beside it."""

from __future__ import annotations

import keyword
import unicodedata

from torch import nn

from digitpad.graph.operation import Shape
from digitpad.network import layers as d
from digitpad.network.architecture import CLASSES, Architecture
from digitpad.network.blocks import Block, Layers, Residual, shapes_of
from digitpad.network.layer import LayerSpec, OneOrTwo
from digitpad.support.errors import ModelError
from digitpad.training.module import LEAST_SQUARE

INDENT = " " * 8
LONGEST_LINE = 88  # characters, of the usual formatters


def net_class(architecture: Architecture, dropout: float | None) -> str:
    """Return the source of ``class Net``.

    dropout: rate in place of the network's own; None keeps that.
    Raises ModelError when a layer has a name that PyTorch's modules need themselves.
    """
    written = _Written(dropout)
    written.put(architecture.layers, architecture.input_shape, "")
    layers, steps = written.modules, written.steps
    steps[-1] = steps[-1].replace("x = ", "return ", 1)
    images = shape_code("n", *architecture.input_shape)
    return "\n".join(
        [
            "class Net(nn.Module):",
            f'    """Reads images {images}, returns log probabilities (n, {CLASSES})."""',
            "",
            "    def __init__(self):",
            f"{INDENT}super().__init__()",
            *(INDENT + line for line in layers),
            "",
            f"    def forward(self, x):  # {images}",
            *(INDENT + line for line in steps),
        ]
    )


class _Written:
    """Lines of ``__init__`` and of ``forward``, block by block."""

    def __init__(self, dropout: float | None) -> None:
        self.modules: list[str] = []
        self.steps: list[str] = []
        self._dropout = dropout
        self._blocks = 0  # so far: what they keep has a number, as names might be of Python's own

    def put(self, layers: Layers, shape: Shape, parent: str) -> Shape:
        """Write ``layers`` for ``x`` of ``shape``; ``parent``: the block, as ``self.block1``."""
        for layer, before, after in shapes_of(layers, shape):
            if isinstance(layer, Block):
                self._put_block(layer, before, after, parent)
            else:
                self._put_layer(layer, before, after, parent)
            shape = after
        return shape

    def _put_layer(self, layer: LayerSpec, before: Shape, after: Shape, parent: str) -> None:
        made = _layer(layer, before)
        if made is not None:
            _check(layer.name)
            self.modules += _lines(_kept(parent, layer.name, made), _weight(layer, before))
        called = _called(parent, layer.name)
        for step, shape in _steps(layer, called, before, after, self._dropout):
            self._step(step, shape)

    def _put_block(self, block: Block, before: Shape, after: Shape, parent: str) -> None:
        name = _called(parent, block.name)
        if block.parameter_shapes(before):
            _check(block.name)
            self.modules.append(_kept(parent, block.name, "nn.Module()"))
        self._blocks += 1
        if isinstance(block, Residual):
            skip = f"skip{self._blocks}"
            self._step(f"{skip} = x", before)
            self.put(block.layers, before, name)
            self._step(f"x = x + {skip}", after)
            return
        fork = f"fork{self._blocks}"
        branches = [f"{fork}_{number}" for number in range(1, len(block.ways) + 1)]
        self._step(f"{fork} = x", before)
        for number, (branch, way) in enumerate(zip(branches, block.ways, strict=True)):
            if number:
                self._step(f"x = {fork}", before)
            end = self.put(way, before, name)
            self._step(f"{branch} = x", end)
        self._step(f"x = torch.cat([{', '.join(branches)}], dim=1)", after)

    def _step(self, step: str, shape: Shape) -> None:
        self.steps += _lines(step, shape_code("n", *shape))


def _layer(layer: LayerSpec, shape: Shape) -> str | None:
    """Return what makes the module that holds the parameters of ``layer``, if it has any."""
    match layer:
        case d.Conv2d():
            settings = _windows(layer.stride, layer.padding, usual_stride=1)
            settings += f", dilation={layer.dilation}" if layer.dilation > 1 else ""
            settings += f", groups={layer.groups}" if layer.groups > 1 else ""
            return f"nn.Conv2d({shape[0]}, {layer.kernels}, {layer.size}{settings})"
        case d.BatchNorm2d():
            return f"nn.BatchNorm2d({shape[0]})"
        case d.Linear():
            return f"nn.Linear({shape[0]}, {layer.features})"
    return None


def _lines(statement: str, comment: str) -> list[str]:
    """Return a call with a comment behind it, in lines as formatters break it."""
    line = f"{statement}  # {comment}"
    if len(INDENT + line) <= LONGEST_LINE:
        return [line]
    call, _, arguments = statement.removesuffix(")").partition("(")
    return [f"{call}(", f"    {arguments}", f")  # {comment}"]


def _steps(
    layer: LayerSpec, called: str, shape: Shape, output: Shape, dropout: float | None
) -> list[tuple[str, Shape]]:
    """Return the lines that compute ``layer``, each with the shape of its result."""
    if not isinstance(layer, d.L2Pool2d):
        return [(_step(layer, called, dropout), output)]
    windows = f"{layer.size}{_pool_windows(layer)}"
    return [  # torch's lp_pool2d has no padding, and no gradient at zero
        ("x = x.square()", shape),
        (f"x = F.avg_pool2d(x, {windows})", output),
        (f"x = ({layer.size**2} * x).clamp(min={LEAST_SQUARE!r}).sqrt()", output),
    ]


def _step(layer: LayerSpec, called: str, dropout: float | None) -> str:
    match layer:
        case d.Conv2d() | d.BatchNorm2d() | d.Linear():
            return f"x = {called}(x)"
        case d.ReLU():
            return "x = F.relu(x)"
        case d.LeakyReLU():
            return f"x = F.leaky_relu(x, {layer.slope!r})"
        case d.GELU():
            return "x = F.gelu(x)"
        case d.Sigmoid():
            return "x = torch.sigmoid(x)"
        case d.Tanh():
            return "x = torch.tanh(x)"
        case d.MaxPool2d():
            return f"x = F.max_pool2d(x, {layer.size}{_pool_windows(layer)})"
        case d.AvgPool2d():
            return f"x = F.avg_pool2d(x, {layer.size}{_pool_windows(layer)})"
        case d.AdaptiveMaxPool2d():
            return f"x = F.adaptive_max_pool2d(x, {layer.size})"
        case d.AdaptiveAvgPool2d():
            return f"x = F.adaptive_avg_pool2d(x, {layer.size})"
        case d.Flatten():
            return "x = x.flatten(1)"
        case d.Dropout():
            rate = layer.rate if dropout is None else dropout
            return f"x = F.dropout(x, {rate!r}, self.training)"
        case d.LogSoftmax():
            return "x = F.log_softmax(x, dim=1)"
    raise TypeError(f"no such layer: {layer!r}")


def _pool_windows(layer: d.Pool2d) -> str:
    return _windows(layer.stride, layer.padding, usual_stride=layer.size)


def _windows(stride: int, padding: OneOrTwo, usual_stride: int) -> str:
    parts = [f", stride={stride}"] if stride != usual_stride else []
    parts += [f", padding={padding}"] if padding else []
    return "".join(parts)


def _weight(layer: LayerSpec, shape: Shape) -> str:
    return f"weight {shape_code(*layer.parameter_shapes(shape)['weight'])}"


def shape_code(*shape: int | str) -> str:
    """Return a shape as code: ``(n, 1, 28, 28)``, ``(10,)``."""
    comma = "," if len(shape) == 1 else ""
    return f"({', '.join(map(str, shape))}{comma})"


def _kept(parent: str, name: str, made: str) -> str:
    if _is_plain(name):
        return f"{parent or 'self'}.{name} = {made}"
    return f"{parent or 'self'}.add_module({_quoted(name)}, {made})"


def _called(parent: str, name: str) -> str:
    if not name.isidentifier():  # it has no weights, and is never called
        return ""
    within = parent or "self"
    return f"{within}.{name}" if _is_plain(name) else f"{within}.get_submodule({_quoted(name)})"


def _is_plain(name: str) -> bool:
    """Tell whether ``self.name`` is code, and means an attribute of just that name.

    Python takes other forms of a letter for the same, and changes names with two underscores.
    """
    return (
        name.isidentifier()
        and not keyword.iskeyword(name)
        and not name.startswith("__")
        and unicodedata.normalize("NFKC", name) == name
    )


def _quoted(name: str) -> str:
    """Return ``name`` as a literal; it holds letters, digits and underscores alone."""
    assert name.isidentifier(), name
    return f'"{ascii(name)[1:-1]}"'


def _check(name: str) -> None:
    if not name.isidentifier():
        raise ModelError("{name!r} is not a layer's name. Choose another network.", name=name)
    if hasattr(nn.Module(), name):
        raise ModelError(
            "PyTorch's modules need the name {name} themselves. Give the layer another name.",
            name=name,
        )
