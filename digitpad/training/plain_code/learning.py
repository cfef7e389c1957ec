"""``train`` and what it calls: a recipe as code, with no line that the recipe does not need."""

from __future__ import annotations

from digitpad.network import layers as d
from digitpad.network.architecture import Architecture
from digitpad.training.loop import WARM_UP
from digitpad.training.muon import RMS, STEPS, A, B, C
from digitpad.training.plain_code.net import shape_code
from digitpad.training.recipe import Recipe

SHIFT = '''\
def shift(images):
    """Move each of (n, 28, 28) images by -1, 0 or 1 pixels down and across."""
    padded = F.pad(images, (1, 1, 1, 1))  # (n, 30, 30)
    places = padded.unfold(1, 28, 1).unfold(2, 28, 1)  # (n, 3, 3, 28, 28)
    down, across = torch.randint(0, 3, (2, len(images)), device=DEVICE)  # (n,), (n,)
    return places[torch.arange(len(images), device=DEVICE), down, across]  # (n, 28, 28)'''

DEFORM = '''\
def deform(images):
    """Turn, slant and zoom each of (n, 28, 28) images a little, about its middle."""
    n = len(images)
    angle, slant, zoom = 0.08 * torch.randn(3, n, device=DEVICE)  # (n,) each
    matrix = torch.zeros(n, 2, 3, device=DEVICE)  # from output to input
    matrix[:, 0, 0] = (1 + zoom) * angle.cos()
    matrix[:, 0, 1] = slant - angle.sin()
    matrix[:, 1, 0] = angle.sin()
    matrix[:, 1, 1] = (1 + zoom) * angle.cos()
    grid = F.affine_grid(matrix, (n, 1, 28, 28), align_corners=False)  # (n, 28, 28, 2)
    pictures = images.unsqueeze(1).float()  # (n, 1, 28, 28)
    return F.grid_sample(pictures, grid, align_corners=False).squeeze(1)  # (n, 28, 28)'''

MUON = f'''\
class Muon(optim.AdamW):
    """Move weights of hidden layers by orthogonal matrices, all others as AdamW does."""

    @torch.no_grad()
    def step(self, closure=None):
        """Move all parameters by their gradients."""
        group = self.param_groups[0]
        for weight in [p for p in group["params"] if p.dim() > 1][1:-1]:
            state = self.state[weight]
            if not state:
                state["momentum"] = torch.zeros_like(weight)
            momentum = state["momentum"].lerp_(weight.grad, 1 - MOMENTUM)
            ahead = weight.grad.lerp(momentum, MOMENTUM).flatten(1)  # (out, in)
            length = {RMS!r} * max(ahead.shape) ** 0.5 * group["lr"]
            weight.mul_(1 - group["lr"] * group["weight_decay"])
            weight.sub_(orthogonal(ahead).view_as(weight), alpha=length)
            weight.grad = None  # AdamW leaves out what has none
        super().step(closure)


def orthogonal(matrix):
    """Return nearly U V of a matrix U S V, by Newton and Schulz: singular values become 1."""
    if len(matrix) > matrix.shape[1]:
        return orthogonal(matrix.T).T
    x = matrix / (matrix.norm() + 1e-7)
    for _ in range({STEPS}):
        square = x @ x.T
        x = {A} * x + ({B} * square + {C} * square @ square) @ x
    return x'''

RATE = f'''\
def rate_factor(done):
    """Return the part of LEARNING_RATE to use when a share of the training is done, 0 to 1.

    It goes up from a tenth in the first {WARM_UP:.0%}, then down to 0, both in a straight line.
    """
    return min(0.1 + 0.9 * done / {WARM_UP!r}, (1 - done) / {1 - WARM_UP!r})'''

BLEND = '''\
def blend(average, net, step):
    """Let the weights of average follow those of net: fast at first, then slowly."""
    decay = min(AVERAGING, (2 + step) / (11 + step))
    for old, new in zip(average.state_dict().values(), net.state_dict().values()):
        if old.is_floating_point():
            old.lerp_(new, 1 - decay)'''


def constants(architecture: Architecture, recipe: Recipe) -> str:
    """Return the recipe's numbers as code."""
    lines = []
    if recipe.dropout is not None and any(
        isinstance(s, d.Dropout) for s in architecture.every_layer()
    ):
        lines.append(f"# It trains with dropout {recipe.dropout:g} in place of the network's own.")
    lines += [
        f"EPOCHS = {recipe.epochs}",
        f"BATCH_SIZE = {recipe.batch_size}",
        f"LEARNING_RATE = {recipe.learning_rate!r}",
        f"MOMENTUM = {recipe.momentum!r}",
    ]
    if recipe.weight_decay:
        lines.append(f"WEIGHT_DECAY = {recipe.weight_decay!r}")
    if recipe.label_smoothing:
        lines.append(
            f"LABEL_SMOOTHING = {recipe.label_smoothing!r}  # this share is spread over all digits"
        )
    if recipe.averaging:
        lines.append(f"AVERAGING = {recipe.averaging!r}  # of the averaged weights stays each step")
    if recipe.epoch_samples is not None:
        lines.append(f"EPOCH_SAMPLES = {recipe.epoch_samples}  # drawn anew for each epoch")
    if recipe.validation:
        lines.append(
            f"VALIDATION = {recipe.validation!r}  # share of the training images, the last ones"
        )
    return "\n".join([*lines, f"SEED = {recipe.seed}"])


def functions(architecture: Architecture, recipe: Recipe) -> list[str]:
    """Return the functions that a training takes, ``train`` the last."""
    found = {"shift": [SHIFT], "deform": [DEFORM]}.get(recipe.augmentation, [])
    found += [MUON] if recipe.optimiser == "muon" else []
    found += [RATE] if recipe.schedule == "one-cycle" else []
    found += [BLEND] if recipe.averaging else []
    return [*found, _train(architecture, recipe)]


def left_out(architecture: Architecture, recipe: Recipe) -> list[str]:
    """Return what digitpad does and the script does not, as sentences."""
    told = []
    if recipe.synthetic:
        told.append(f"{recipe.synthetic:.0%} of each batch is synthetic handwriting.")
    if recipe.not_digits:
        told.append(
            f"{recipe.not_digits:.0%} of each batch are scribbles, letters and specks, "
            "of which no digit is to be sure."
        )
    if recipe.augmentation == "deform":
        told.append("Digits are bent and thickened too, and 30% of them stay as they are.")
    if recipe.middle_first:
        told.append(
            f"The first {recipe.middle_first:.0%} of a training sees the middle 20 x 20 pixels "
            "alone, which is quicker."
        )
    if recipe.epoch_samples is not None:
        told.append("An epoch goes on with the images that the epoch before has not taken.")
    return told


def _train(architecture: Architecture, recipe: Recipe) -> str:
    validates = bool(recipe.validation)
    has_norm = any(isinstance(layer, d.BatchNorm2d) for layer in architecture.every_layer())
    keeps_best = validates and recipe.keep_best
    one_cycle, averaging = recipe.schedule == "one-cycle", bool(recipe.averaging)
    judged = "average" if averaging else "net"
    samples = "[:EPOCH_SAMPLES]" if recipe.epoch_samples is not None else ""
    steps = "min(len(labels), EPOCH_SAMPLES)" if samples else "len(labels)"
    changed = {"shift": "shift(images[chosen])", "deform": "deform(images[chosen])"}
    taken = shape_code("b", *architecture.input_shape)
    lines = [
        (True, "def train(folder, out, epochs):"),
        (True, '    """Learn from the training images, save the weights, and test them."""'),
        (True, "    torch.manual_seed(SEED)"),
        (True, '    images, labels = load_mnist(folder, "train")  # (60000, 28, 28), (60000,)'),
        (validates, "    count = len(labels) - max(1, round(len(labels) * VALIDATION))"),
        (validates, "    held_back = images[count:], labels[count:]"),
        (validates, "    images, labels = images[:count], labels[:count]"),
        (True, ""),
        (True, "    net = Net().to(DEVICE)"),
        (averaging, "    average = copy.deepcopy(net)  # validated and kept in place of net"),
        (True, f"    optimizer = {_optimiser(recipe)}"),
        (one_cycle, f"    steps = epochs * math.ceil({steps} / BATCH_SIZE)"),
        (one_cycle or averaging, "    step = 0"),
        (keeps_best, f"    best_loss, best_weights = math.inf, {judged}.state_dict()"),
        (True, "    for epoch in range(1, epochs + 1):"),
        (True, "        net.train()"),
        (True, "        total_loss = 0.0"),
        (True, f"        order = torch.randperm(len(labels), device=DEVICE){samples}"),
        (True, "        for chosen in order.split(BATCH_SIZE):"),
        (has_norm, "            if len(chosen) == 1:"),
        (has_norm, "                continue  # batch normalisation needs two values at least"),
        (one_cycle, "            for group in optimizer.param_groups:"),
        (one_cycle, '                group["lr"] = LEARNING_RATE * rate_factor(step / steps)'),
        (True, "            x = normalise("
               f"{changed.get(recipe.augmentation, 'images[chosen]')})  # {taken}"),
        (True, "            y = labels[chosen]  # (b,)"),
        (True, "            log_probabilities = net(x)  # (b, 10)"),
        (True, "            loss = F.nll_loss(log_probabilities, y)"),
        (bool(recipe.label_smoothing), "            spread = -log_probabilities.mean()"),
        (bool(recipe.label_smoothing),
         "            loss = (1 - LABEL_SMOOTHING) * loss + LABEL_SMOOTHING * spread"),
        (True, "            optimizer.zero_grad()"),
        (True, "            loss.backward()"),
        (True, "            optimizer.step()"),
        (averaging, "            blend(average, net, step)"),
        (one_cycle or averaging, "            step += 1"),
        (True, "            total_loss += loss.item() * len(y)"),
        (True, '        print(f"Epoch {epoch}: training loss {total_loss / len(order):.4f}")'),
        (validates, f"        loss, correct = evaluate({judged}, *held_back)"),
        (validates, '        report("Validation", loss, correct, len(held_back[1]))'),
        (keeps_best, "        if loss < best_loss:"),
        (keeps_best,
         f"            best_loss, best_weights = loss, copy.deepcopy({judged}.state_dict())"),
        (True, ""),
        (keeps_best, f"    {judged}.load_state_dict(best_weights)"),
        (True, f"    torch.save({judged}.state_dict(), out)"),
        (True, '    print(f"The weights are in {out}")'),
        (True, f"    test({judged}, folder)"),
    ]  # fmt: skip
    return "\n".join(line for is_wanted, line in lines if is_wanted)


def _optimiser(recipe: Recipe) -> str:
    decay = ", weight_decay=WEIGHT_DECAY" if recipe.weight_decay else ""
    if recipe.optimiser == "sgd":
        return f"optim.SGD(net.parameters(), LEARNING_RATE, MOMENTUM{decay})"
    name = "Muon" if recipe.optimiser == "muon" else "optim.AdamW"
    decay = decay or ", weight_decay=0.0"  # AdamW's own default is 0.01
    return f"{name}(\n        net.parameters(), LEARNING_RATE, (MOMENTUM, 0.99){decay}\n    )"
