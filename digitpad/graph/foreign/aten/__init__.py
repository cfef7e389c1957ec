"""What each operation of torch (ATen) is among the kinds: one table, in the files of this folder.

A function takes the arguments of a call, by the names in ATen's schema, and returns the operation
that it becomes, or several for several outputs; it raises NotKnown where no kind can do that.
A name stands for its in-place form too (relu for relu_) and for all of its overloads.
Source: aten/src/ATen/native/native_functions.yaml.
"""

from digitpad.graph.foreign.aten import functions, places, sums
from digitpad.graph.foreign.aten.table import is_known, translator_of

__all__ = ["functions", "is_known", "places", "sums", "translator_of"]
