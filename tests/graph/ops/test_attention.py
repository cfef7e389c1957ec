"""Attention of all settings is torch's, to each value's last number."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from digitpad.graph.ops.attention import ScaledDotProductAttentionOp
from tests.graph.ops.checking import check_kind, numbers


def _inputs(random, before=(2, 3), queries=4, keys=5, each=6, values=3):
    return [
        numbers(random, *before, queries, each), numbers(random, *before, keys, each),
        numbers(random, *before, keys, values),
    ]  # fmt: skip


@pytest.mark.parametrize("before", [(), (1,), (2, 3), (1, 1, 2)])
@pytest.mark.parametrize(("queries", "keys"), [(4, 4), (3, 5), (5, 3), (1, 4)])
@pytest.mark.parametrize("scale", [None, 0.3, 1.0])
def test_any_attention_is_that_of_torch(before, queries, keys, scale):
    random = np.random.default_rng(queries)
    inputs = _inputs(random, before, queries, keys)

    def attention(q, k, v):
        return F.scaled_dot_product_attention(q, k, v, scale=scale)

    check_kind(ScaledDotProductAttentionOp(scale=scale), inputs, {}, attention, random)


@pytest.mark.parametrize(("queries", "keys"), [(4, 4), (3, 5), (5, 3)])
@pytest.mark.parametrize("seed", range(5))
def test_causal_attention_is_that_of_torch(queries, keys, seed):
    random = np.random.default_rng(seed)

    def attention(q, k, v):
        return F.scaled_dot_product_attention(q, k, v, is_causal=True)

    kind = ScaledDotProductAttentionOp(is_causal=True)
    # The first query sees one key, takes its value whole, and so has no gradient for the key.
    check_kind(kind, _inputs(random, (2,), queries, keys), {}, attention, random, exact=False)


@pytest.mark.parametrize("shape", [(4, 5), (1, 5), (4, 1), (2, 1, 4, 5), (2, 3, 4, 5), (3, 1, 5)])
@pytest.mark.parametrize("is_input", [True, False])
def test_attention_with_numbers_added_to_its_scores_is_that_of_torch(shape, is_input):
    random = np.random.default_rng(0)
    mask = numbers(random, *shape)

    def attention(q, k, v, mask):
        return F.scaled_dot_product_attention(q, k, v, attn_mask=mask)

    inputs, parameters = _inputs(random), {"mask": mask}
    if is_input:
        inputs, parameters = [*inputs, mask], {}
    check_kind(ScaledDotProductAttentionOp(), inputs, parameters, attention, random)


@pytest.mark.parametrize("shape", [(4, 5), (2, 1, 4, 5), (1, 5)])
@pytest.mark.parametrize("seed", range(3))
def test_attention_with_keys_chosen_is_that_of_torch(shape, seed):
    random = np.random.default_rng(seed)
    mask = (random.random(shape) < 0.6).astype(np.float32)

    def attention(q, k, v, mask):
        return F.scaled_dot_product_attention(q, k, v, attn_mask=mask != 0)

    kind = ScaledDotProductAttentionOp(mask_chooses=True)
    check_kind(kind, _inputs(random), {"mask": mask}, attention, random, exact=False)


@pytest.mark.parametrize("chooses", [True, False])
def test_a_query_that_sees_no_key_gets_zeros_as_in_torch(chooses):
    random = np.random.default_rng(0)
    inputs = _inputs(random)
    mask = np.ones((4, 5), np.float32) if chooses else np.zeros((4, 5), np.float32)
    mask[2] = 0 if chooses else -np.inf
    q, k, v = map(torch.from_numpy, inputs)
    given = torch.from_numpy(mask)
    expected = F.scaled_dot_product_attention(q, k, v, given != 0 if chooses else given).numpy()
    kind = ScaledDotProductAttentionOp(mask_chooses=chooses)
    assert np.allclose(kind.compute(inputs, {"mask": mask}), expected, atol=1e-6)
    assert not expected[:, :, 2].any()
    assert kind.explain(inputs, {"mask": mask}, (0, 0, 2, 1)).total == 0


def test_heads_that_share_their_keys_are_broadcast():
    random = np.random.default_rng(0)
    inputs = [numbers(random, 2, 3, 4, 6), numbers(random, 2, 1, 5, 6), numbers(random, 1, 1, 5, 3)]

    def attention(q, k, v):
        return torch.softmax(q @ k.transpose(-1, -2) / 6**0.5, -1) @ v

    check_kind(ScaledDotProductAttentionOp(), inputs, {}, attention, random)


def test_a_value_is_the_mean_of_a_column_of_values_weighed_by_the_softmax_of_the_scores():
    q = np.float32([[[2.0]]])
    k = np.float32([[[0.0], [np.log(3) / 2]]])  # scores 0 and log 3: weights 1/4 and 3/4
    v = np.float32([[[9, 4], [9, -8]]])
    found = ScaledDotProductAttentionOp(scale=1.0).explain([q, k, v], {}, (0, 0, 1))
    assert found.inputs.tolist() == [4, -8]
    assert np.allclose(found.weights, [0.25, 0.75])
    assert found.text() == "-8 × 0.75 + 4 × 0.25 = -5"


def test_large_scores_stay_finite():
    x = np.full((1, 2, 4), 300, np.float32)
    y = ScaledDotProductAttentionOp().compute([x, x, np.float32([[[1], [3]]])], {})
    assert y.tolist() == [[[2], [2]]]


def test_multiplications_are_those_of_scores_and_values():
    kind = ScaledDotProductAttentionOp()
    shapes = [(1, 2, 4, 6), (1, 2, 5, 6), (1, 2, 5, 3)]
    assert kind.multiplications(shapes, (1, 2, 4, 3)) == 2 * (4 * 5 * 6 + 4 * 5 * 3)


def test_queries_and_keys_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="do not fit"):
        ScaledDotProductAttentionOp().shape([(1, 4, 6), (1, 4, 5), (1, 4, 5)], {})
