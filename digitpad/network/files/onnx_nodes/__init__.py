"""What each operation of ONNX is among the kinds: the one table of them.

A function takes a node and returns the name of the operation that it becomes, or several for
several outputs; it raises NotRead where no kind can do that with these settings.
Source: onnx, docs/Operators.md.
"""

from digitpad.network.files.onnx_nodes import functions, places, sums
from digitpad.network.files.onnx_nodes.node import NODES, Given, NotRead, OnnxNode

__all__ = ["NODES", "Given", "NotRead", "OnnxNode", "functions", "places", "sums"]
