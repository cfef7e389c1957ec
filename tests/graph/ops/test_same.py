"""What is the same is the same."""

import torch.nn.functional as F

from digitpad.graph.ops.reshape import SameOp
from tests.graph.ops.checks import held


def test_what_is_the_same_is_the_same():
    held(SameOp(0.5), lambda x: F.dropout(x, 0.5, training=False), (2, 3, 4))
