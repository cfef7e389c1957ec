"""The designer's core: operations on drafts, and their assessment against PyTorch itself."""

import re

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from digitpad.network.blocks import ALL_KINDS
from digitpad.network.design.architecture_draft import (
    MOST_DRAFT_LAYERS,
    NEW,
    SETTING_LIMITS,
    ArchitectureDraft,
    settings_of,
)
from digitpad.network.design.assessment import assess
from digitpad.network.design.designer_state import Revisions
from digitpad.network.layers import KINDS, Conv2d, LogSoftmax
from digitpad.network.presets import PRESETS
from digitpad.support.errors import ModelError
from digitpad.training.module import Network

SMALL = {
    "kernels": 5, "size": 6, "stride": 3, "padding": 3, "features": 12, "dilation": 3, "groups": 3,
    "size_across": 6, "padding_across": 3,
}  # fmt: skip


class Root(nn.Module):
    """The L2 pool of PyTorch's own parts; it knows no padding."""

    def __init__(self, size, stride, padding):
        super().__init__()
        self.pad, self.pool = nn.ZeroPad2d(padding), nn.LPPool2d(2, size, stride)
        self.size, self.padding = size, padding

    def forward(self, x):
        if self.padding > self.size // 2:
            raise RuntimeError("as its other pools say")
        return self.pool(self.pad(x))


THEIRS = {
    "conv": lambda c: nn.LazyConv2d(
        c["kernels"],
        (c["size"], c["size_across"]),
        c["stride"],
        (c["padding"], c["padding_across"]),
        c["dilation"],
        c["groups"],
    ),
    "batch_norm": lambda c: nn.LazyBatchNorm2d(),
    "relu": lambda c: nn.ReLU(),
    "leaky_relu": lambda c: nn.LeakyReLU(c["slope"]),
    "gelu": lambda c: nn.GELU(),
    "sigmoid": lambda c: nn.Sigmoid(),
    "tanh": lambda c: nn.Tanh(),
    "max_pool": lambda c: nn.MaxPool2d(c["size"], c["stride"], c["padding"]),
    "avg_pool": lambda c: nn.AvgPool2d(c["size"], c["stride"], c["padding"]),
    "l2_pool": lambda c: Root(c["size"], c["stride"], c["padding"]),
    "adaptive_avg_pool": lambda c: nn.AdaptiveAvgPool2d(c["size"]),
    "adaptive_max_pool": lambda c: nn.AdaptiveMaxPool2d(c["size"]),
    "dropout": lambda c: nn.Dropout(c["rate"]),
    "flatten": lambda c: nn.Flatten(),
    "linear": lambda c: nn.LazyLinear(c["features"]),
}


def test_every_kind_of_layer_can_be_added_but_the_end():
    end = {LogSoftmax.kind}
    assert set(NEW) == (set(ALL_KINDS) - end) | {"branch"}
    assert set(THEIRS) == set(KINDS) - end


@pytest.mark.parametrize(
    ("kind", "name"),
    [("conv", "conv1"), ("batch_norm", "norm1"), ("l2_pool", "pool1"), ("gelu", "gelu1"),
     ("leaky_relu", "leaky1"), ("linear", "fc1"), ("flatten", "flatten")],
)  # fmt: skip
def test_a_new_layer_is_named_after_its_kind_or_in_a_word(kind, name):
    assert ArchitectureDraft("n", ()).added(kind, 0).layers[0].name == name


@st.composite
def drafts(draw):
    draft = ArchitectureDraft("drawn", ())
    for kind in draw(st.lists(st.sampled_from(sorted(THEIRS)), max_size=7)):
        draft = draft.added(kind, len(draft.layers))
        place = len(draft.layers) - 1
        for name in settings_of(draft.layers[place]):
            if name in SMALL:
                value = draw(st.integers(int(SETTING_LIMITS[name][0]), SMALL[name]))
                draft = draft.with_setting(place, name, value)
    for kind in draw(st.sampled_from([(), ("linear",), ("flatten", "linear")])):
        draft = draft.added(kind, len(draft.layers))
    return draft


def on_maps(kind):
    """PyTorch takes a row of values for a picture without channels here, and is not meant to."""
    return "pool" in kind or kind == "conv"


@given(drafts())
@settings(max_examples=300)
def test_every_block_has_torchs_shape_and_weights_or_is_refused_where_torch_refuses(draft):
    assessment = assess(draft)
    x, weights = torch.zeros(2, 1, 28, 28), 0
    refused = None
    for place, layer in enumerate(draft.layers):
        network = THEIRS[layer.kind](settings_of(layer))
        try:
            if on_maps(layer.kind) and x.dim() != 4:
                raise RuntimeError("no maps")
            if layer.kind == "linear" and x.dim() != 2:
                raise RuntimeError("no row")
            x = network(x)
        except (RuntimeError, ValueError):
            refused = place
            break
        assessed = assessment.layers[place]
        assert assessed.shape == tuple(x.shape[1:])
        assert assessed.parameters == sum(value.numel() for value in network.parameters())
        weights += assessed.parameters
    if refused is None and tuple(x.shape) != (2, 10):
        refused = len(draft.layers)
    assert assessment.place == refused
    assert assessment.is_valid == (refused is None)
    if refused is None:
        network = Network(draft.to_network())
        assert network(torch.zeros(2, 1, 28, 28)).shape == (2, 10)
        assert weights == assessment.cost.parameters
    else:
        assert re.search(r"\w.*\.", assessment.problem)
        assert assessment.layers[refused].problem == assessment.problem
        assert all(layer.shape is None for layer in assessment.layers[refused:])
        with pytest.raises(ModelError):
            draft.to_network()


@given(drafts(), st.data())
@settings(max_examples=200)
def test_names_stay_unique_identifiers_whatever_is_done(draft, data):
    for _ in range(4):
        count = len(draft.layers)
        if count and data.draw(st.booleans()):
            places = st.integers(0, count - 1)
            if data.draw(st.booleans()):
                draft = draft.moved(data.draw(places), data.draw(places))
            else:
                draft = draft.removed(data.draw(places))
        else:
            kind = data.draw(st.sampled_from(sorted(THEIRS)))
            draft = draft.added(kind, data.draw(st.integers(0, count)))
        names = [layer.name for layer in draft.network_so_far().layers]
        assert len(set(names)) == len(names) == len(draft.layers) + 1  # and log-softmax
        assert all(name.isidentifier() for name in names)


@pytest.mark.parametrize("architecture", PRESETS.values(), ids=PRESETS)
def test_a_preset_is_what_its_blueprint_becomes(architecture):
    draft = ArchitectureDraft.of(architecture)
    assert draft.to_network() == architecture
    assert draft.added("conv", 1).removed(1) == draft
    assessment = assess(draft)
    assert assessment.is_valid
    assert assessment.cost.parameters == architecture.parameter_count()
    assert assessment.cost.multiplications == architecture.multiplications()


def test_names_are_counted_in_order_and_the_tutorials_own_stay():
    draft = ArchitectureDraft.of(PRESETS["tutorial"]).added("conv", 3).added("dropout", 0)
    assert [layer.name for layer in draft.layers] == [
        "dropout1", "conv1", "relu1", "pool1", "conv2", "conv3", "relu2", "pool2", "flatten",
        "fc1", "relu3", "dropout2", "fc2",
    ]  # fmt: skip
    assert ArchitectureDraft.of(PRESETS["modern"]).added("relu", 0).layers[15].name == "global_mean"


def test_moving_takes_a_block_to_its_place():
    draft = ArchitectureDraft("n", ()).added("relu", 0).added("tanh", 1).added("gelu", 2)
    assert [layer.kind for layer in draft.moved(0, 2).layers] == ["tanh", "gelu", "relu"]
    assert [layer.kind for layer in draft.moved(2, 0).layers] == ["gelu", "relu", "tanh"]


def outline(draft):
    return [(row.level, row.layer.name or row.layer.kind) for row in draft.rows]


BLOCK = [(0, "block1"), (1, "conv1"), (1, "relu1")]


def test_a_block_is_a_row_with_those_of_its_layers_below_it():
    draft = ArchitectureDraft("n", ()).added("residual", 0).added("relu", 3)
    assert outline(draft) == [*BLOCK, (0, "relu1")]
    inside = draft.added("tanh", 1).added("conv", 3)
    assert outline(inside) == [
        (0, "block1"), (1, "tanh1"), (1, "conv1"), (1, "conv2"), (1, "relu1"), (0, "relu1"),
    ]  # fmt: skip
    assert inside.removed(3).removed(1) == draft
    assert outline(inside.removed(0)) == [(0, "relu1")]


def test_a_new_block_has_as_many_kernels_as_it_is_given_maps():
    draft = ArchitectureDraft.of(PRESETS["tutorial"]).added("residual", 6)
    assert assess(draft).is_valid
    assert draft.layers[6].layers[0].kernels == 32
    assert ArchitectureDraft("n", ()).added("residual", 0).layers[0].layers[0].kernels == 1


def test_branches_are_rows_that_can_be_added_and_filled():
    draft = ArchitectureDraft("n", ()).added("branches", 0)
    mix = [(0, "mix1"), (1, "branch"), (2, "conv1"), (1, "branch"), (2, "conv2")]
    assert outline(draft) == mix
    more = draft.added("branch", 1)
    assert outline(more) == [mix[0], (1, "branch"), *mix[1:]]
    assert outline(more.added("gelu", 2))[:3] == [(0, "mix1"), (1, "branch"), (2, "gelu1")]
    assert outline(draft.added("gelu", 1))[2] == (2, "gelu1"), "into the first branch"
    assert [row.shape for row in assess(draft).layers[:5]] == [
        (16, 28, 28), (8, 28, 28), (8, 28, 28), (8, 28, 28), (8, 28, 28),
    ]  # fmt: skip
    with pytest.raises(ModelError, match="no place for it"):
        ArchitectureDraft("n", ()).added("branch", 0)


def test_steps_go_into_a_block_and_out_of_it_and_back():
    draft = ArchitectureDraft("n", ()).added("tanh", 0).added("residual", 1)
    seen, place = [], 0
    for _ in range(4):
        draft, place = draft.stepped(place, 1)
        seen.append(outline(draft).index((draft.rows[place].level, "tanh1")))
        seen.append(draft.rows[place].level)
    assert seen == [1, 1, 2, 1, 3, 1, 3, 0]
    assert draft.stepped(place, 1) == (draft, place), "there is no further"
    for _ in range(4):
        draft, place = draft.stepped(place, -1)
    assert outline(draft) == [(0, "tanh1"), *BLOCK]


def test_a_block_moves_with_what_it_holds_and_never_into_itself():
    draft = ArchitectureDraft("n", ()).added("tanh", 0).added("residual", 1)
    assert outline(draft.moved(1, 0)) == [*BLOCK, (0, "tanh1")]
    assert outline(draft.stepped(1, -1)[0]) == [*BLOCK, (0, "tanh1")]


def test_a_problem_within_a_block_and_one_of_it_are_told_at_their_rows():
    draft = ArchitectureDraft("n", ()).added("conv", 0).added("residual", 1).added("flatten", 4)
    draft = draft.added("linear", 5)
    assert assess(draft).problem == ""
    assessment = assess(draft.with_setting(2, "kernels", 9))
    assert assessment.place == 1
    assert "block1 adds its input, 8 × 28 × 28, to what its layers give, 9 ×" in assessment.problem
    assessment = assess(draft.with_setting(2, "size", 50))
    assert assessment.place == 2
    assert [row.shape for row in assessment.layers[1:]] == [None] * 6
    assert assess(draft).cost.parameters == draft.to_network().parameter_count()


def test_blocks_are_nested_no_deeper_than_a_file_may_have_them():
    draft = ArchitectureDraft("n", ())
    for level in range(4):
        draft = draft.added("residual", level)
    deeper = draft.added("residual", 4)
    assert max(row.level for row in deeper.rows if row.layer.kind == "residual") == 3


def problem(*kinds, **changes):
    draft = ArchitectureDraft("n", ())
    for kind in kinds:
        draft = draft.added(kind, len(draft.layers))
    for setting, value in changes.items():
        draft = draft.with_setting(len(kinds) - 1, setting, value)
    return assess(draft).problem


def test_a_problem_says_which_block_why_and_what_to_do():
    assert problem("linear") == "fc1 needs a row of values. Put a flatten before it."
    assert problem("flatten", "conv") == (
        "conv1 needs maps of height and width, not a row of values. Put it before the flatten."
    )
    assert problem("adaptive_avg_pool", "max_pool") == (
        "pool2: a window of 2 does not fit into 1 pixels with padding 0. "
        "Make it smaller, or pad more."
    )
    assert problem("max_pool", padding=2) == (
        "pool1: padding may be at most half of the window. Set it to 1 or less."
    )
    assert problem() == (
        "The network ends in maps of 1 × 28 × 28, and ten digits need one value each. "
        "Add a flatten and a linear with 10 units at the end."
    )
    assert problem("flatten") == (
        "The network ends in 784 values, and ten digits need 10. "
        "Add a linear with 10 units at the end."
    )
    assert problem("flatten", "linear", features=11) == (
        "The network ends in 11 values, and ten digits need 10. Set the units of fc1 to 10."
    )


def test_a_network_that_costs_too_much_names_the_block_that_does():
    draft = ArchitectureDraft("n", ()).added("conv", 0).added("conv", 1)
    for place in (0, 1):
        draft = draft.with_setting(place, "kernels", 4096)
    assessment = assess(draft)
    assert assessment.place == 1
    assert assessment.problem.startswith("The network is too large: it has ")
    assert assessment.problem.endswith("Make conv2 or what it follows smaller.")


def test_a_name_that_none_can_have_is_told():
    for name in ("", "two words", "2nd", "class", "_net", "n" * 65, "a/b"):
        draft = ArchitectureDraft.of(PRESETS["dense"]).named(name)
        assessment = assess(draft)
        assert not assessment.is_valid
        assert assessment.place is None
        assert assessment.problem.endswith(".")
    assert assess(ArchitectureDraft.of(PRESETS["dense"]).named("Straße_2")).is_valid


def test_there_are_no_more_layers_than_a_network_can_have():
    draft = ArchitectureDraft("n", ())
    for _ in range(MOST_DRAFT_LAYERS):
        draft = draft.added("relu", 0)
    with pytest.raises(ModelError, match="at most 63 layers"):
        draft.added("relu", 0)


def test_a_square_kernel_stays_square_until_its_columns_are_set():
    draft = ArchitectureDraft("n", ()).added("conv", 0).with_setting(0, "size", 5)
    assert draft.layers[0].size == 5
    oblong = draft.with_setting(0, "size_across", 7).with_setting(0, "size", 1)
    oblong = oblong.with_setting(0, "padding", 0).with_setting(0, "padding_across", 3)
    assert oblong.layers[0] == Conv2d("conv1", 8, (1, 7), padding=(0, 3))
    assert oblong.with_setting(0, "size", 7).layers[0].size == 7


def test_groups_that_cannot_share_the_channels_are_told():
    draft = ArchitectureDraft("n", ()).added("conv", 0).added("conv", 1)
    assert assess(draft.with_setting(1, "groups", 8)).layers[1].parameters == 8 * 9 + 8
    assert assess(draft.with_setting(1, "groups", 3)).problem == (
        "conv2: 3 groups cannot share 8 channels and 8 kernels equally. Choose a number of groups "
        "that divides both."
    )


def test_a_setting_out_of_its_limits_is_refused():
    draft = ArchitectureDraft("n", ()).added("conv", 0)
    with pytest.raises(ModelError, match="stride is from 1 to 64"):
        draft.with_setting(0, "stride", 0)


def test_undo_goes_back_change_by_change_and_a_number_stepped_up_is_one():
    revisions = Revisions(1).changed(2).changed(3, "size").changed(4, "size").changed(5, "stride")
    assert revisions.undone().present == 4
    assert revisions.undone().undone().present == 2
    assert revisions.undone().undone().redone().redone().present == 5
    assert revisions.undone().changed(9).future == ()
    assert Revisions(1).undone() == Revisions(1).redone() == Revisions(1)
    assert revisions.undone().changed(6, "stride").undone().present == 4
