"""Networks as people write them, for the tests; none of them is one of ours.

Each is small, has weights of a fixed seed and tells the shape that it takes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class MnistExample(nn.Module):
    """The PyTorch example's network for MNIST."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, 3, 1)
        self.conv2 = nn.Conv2d(32, 64, 3, 1)
        self.dropout1 = nn.Dropout(0.25)
        self.dropout2 = nn.Dropout(0.5)
        self.fc1 = nn.Linear(9216, 128)
        self.fc2 = nn.Linear(128, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu(self.conv1(x))
        x = F.relu(self.conv2(x))
        x = F.max_pool2d(x, 2)
        x = torch.flatten(self.dropout1(x), 1)
        x = self.dropout2(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)


class LeNet5(nn.Module):
    """LeCun et al. 1998, as tutorials write it: 32 x 32, tanh, average pools."""

    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 6, 5), nn.Tanh(), nn.AvgPool2d(2), nn.Conv2d(6, 16, 5), nn.Tanh(),
            nn.AvgPool2d(2), nn.Conv2d(16, 120, 5), nn.Tanh(),
        )  # fmt: skip
        self.classifier = nn.Sequential(nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10))

    def forward(self, x: Tensor) -> Tensor:
        return self.classifier(self.features(x).flatten(1))


def vgg() -> nn.Module:
    """Simonyan and Zisserman's blocks with batch norm."""
    layers: list[nn.Module] = []
    channels = 1
    for width in (8, 16, 32):
        for _ in range(2):
            layers += [nn.Conv2d(channels, width, 3, padding=1), nn.BatchNorm2d(width),
                       nn.ReLU(inplace=True)]  # fmt: skip
            channels = width
        layers.append(nn.MaxPool2d(2, ceil_mode=True))
    layers += [nn.AdaptiveAvgPool2d((2, 2)), nn.Flatten(), nn.Linear(128, 32), nn.ReLU(True)]
    return nn.Sequential(*layers, nn.Dropout(), nn.Linear(32, 10))


class BasicBlock(nn.Module):
    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample: nn.Module | None = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)
            )

    def forward(self, x: Tensor) -> Tensor:
        identity = x if self.downsample is None else self.downsample(x)
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        out += identity
        return self.relu(out)


class ResNet18(nn.Module):
    """He et al. 2015, with torchvision's names; width 8 in place of 64."""

    def __init__(self, channels: int = 1, width: int = 8) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels, width, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        widths = [width, width, 2 * width, 4 * width, 8 * width]
        for n in range(1, 5):
            layer = nn.Sequential(
                BasicBlock(widths[n - 1], widths[n], 1 if n == 1 else 2),
                BasicBlock(widths[n], widths[n], 1),
            )
            setattr(self, f"layer{n}", layer)
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.fc = nn.Linear(8 * width, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        for n in range(1, 5):
            x = getattr(self, f"layer{n}")(x)
        return self.fc(torch.flatten(self.avgpool(x), 1))


class SqueezeExcitation(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.fc1 = nn.Conv2d(channels, channels // 4, 1)
        self.fc2 = nn.Conv2d(channels // 4, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        scale = F.adaptive_avg_pool2d(x, 1)
        return F.hardsigmoid(self.fc2(F.relu(self.fc1(scale)))) * x


class InvertedResidual(nn.Module):
    def __init__(self, inputs: int, hidden: int, outputs: int, size: int, stride: int) -> None:
        super().__init__()
        self.use_skip = stride == 1 and inputs == outputs
        self.block = nn.Sequential(
            nn.Conv2d(inputs, hidden, 1, bias=False), nn.BatchNorm2d(hidden), nn.Hardswish(True),
            nn.Conv2d(hidden, hidden, size, stride, size // 2, groups=hidden, bias=False),
            nn.BatchNorm2d(hidden), nn.Hardswish(True), SqueezeExcitation(hidden),
            nn.Conv2d(hidden, outputs, 1, bias=False), nn.BatchNorm2d(outputs),
        )  # fmt: skip

    def forward(self, x: Tensor) -> Tensor:
        return x + self.block(x) if self.use_skip else self.block(x)


def mobilenet_v3() -> nn.Module:
    """Howard et al. 2019, the ideas of it."""
    return nn.Sequential(
        nn.Conv2d(1, 8, 3, 2, 1, bias=False), nn.BatchNorm2d(8), nn.Hardswish(),
        InvertedResidual(8, 16, 8, 3, 1), InvertedResidual(8, 24, 12, 5, 2),
        InvertedResidual(12, 24, 12, 5, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
        nn.Linear(12, 32), nn.Hardswish(), nn.Dropout(0.2), nn.Linear(32, 10),
    )  # fmt: skip


class DenseLayer(nn.Module):
    def __init__(self, inputs: int, growth: int) -> None:
        super().__init__()
        self.norm = nn.BatchNorm2d(inputs)
        self.conv = nn.Conv2d(inputs, growth, 3, padding=1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([x, self.conv(F.relu(self.norm(x)))], 1)


def densenet() -> nn.Module:
    """Huang et al. 2016, the ideas of it."""
    return nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1), DenseLayer(8, 4), DenseLayer(12, 4), nn.Conv2d(16, 8, 1),
        nn.AvgPool2d(2), DenseLayer(8, 4), DenseLayer(12, 4), nn.BatchNorm2d(16), nn.ReLU(),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, 10),
    )  # fmt: skip


class Fire(nn.Module):
    def __init__(self, inputs: int, squeeze: int, expand: int) -> None:
        super().__init__()
        self.squeeze = nn.Conv2d(inputs, squeeze, 1)
        self.squeeze_activation = nn.ReLU(inplace=True)
        self.expand1x1 = nn.Conv2d(squeeze, expand, 1)
        self.expand3x3 = nn.Conv2d(squeeze, expand, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        x = self.squeeze_activation(self.squeeze(x))
        return torch.cat([F.relu(self.expand1x1(x)), F.relu(self.expand3x3(x))], 1)


class SqueezeNet(nn.Module):
    """Iandola et al. 2016: the last maps are the classes."""

    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 16, 3, stride=2), nn.ReLU(inplace=True),
            nn.MaxPool2d(kernel_size=3, stride=2, ceil_mode=True), Fire(16, 4, 8), Fire(16, 4, 8),
            nn.MaxPool2d(kernel_size=3, stride=2, ceil_mode=True), Fire(16, 8, 16),
        )  # fmt: skip
        self.classifier = nn.Sequential(
            nn.Dropout(0.5), nn.Conv2d(32, 10, 1), nn.ReLU(inplace=True),
            nn.AdaptiveAvgPool2d((1, 1)),
        )  # fmt: skip

    def forward(self, x: Tensor) -> Tensor:
        return torch.flatten(self.classifier(self.features(x)), 1)


class Inception(nn.Module):
    def __init__(self, inputs: int) -> None:
        super().__init__()
        self.branch1 = nn.Conv2d(inputs, 4, 1)
        self.branch2 = nn.Sequential(
            nn.Conv2d(inputs, 4, 1), nn.ReLU(), nn.Conv2d(4, 4, (1, 7), padding=(0, 3)),
            nn.Conv2d(4, 8, (7, 1), padding=(3, 0)),
        )  # fmt: skip
        self.branch3 = nn.Sequential(nn.Conv2d(inputs, 4, 1), nn.Conv2d(4, 8, 5, padding="same"))
        self.branch4 = nn.Sequential(nn.MaxPool2d(3, 1, 1), nn.Conv2d(inputs, 4, 1))

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat(
            [self.branch1(x), self.branch2(x), self.branch3(x), self.branch4(x)], dim=1
        )


class GoogLeNet(nn.Module):
    """Szegedy et al. 2014: branches, and a second answer that the tuple brings along."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(1, 8, 5, stride=2, padding=2)
        self.pool = nn.LPPool2d(2, 2)
        self.a = Inception(8)
        self.b = Inception(24)
        self.fc = nn.Linear(24, 10)
        self.aux = nn.Linear(24, 10)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        x = F.leaky_relu(self.pool(self.stem(x)), 0.1)
        x = self.a(x)
        early = self.aux(x.mean((2, 3)))
        return self.fc(self.b(x).mean(dim=[2, 3])), early


class LayerNorm2d(nn.LayerNorm):
    def forward(self, x: Tensor) -> Tensor:
        x = x.permute(0, 2, 3, 1)
        x = F.layer_norm(x, self.normalized_shape, self.weight, self.bias, self.eps)
        return x.permute(0, 3, 1, 2)


class ConvNeXtBlock(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.dwconv = nn.Conv2d(width, width, 7, padding=3, groups=width)
        self.norm = nn.LayerNorm(width, eps=1e-6)
        self.pwconv1 = nn.Linear(width, 4 * width)
        self.act = nn.GELU()
        self.pwconv2 = nn.Linear(4 * width, width)
        self.gamma = nn.Parameter(0.1 * torch.ones(width))

    def forward(self, x: Tensor) -> Tensor:
        y = self.dwconv(x).permute(0, 2, 3, 1)
        y = self.gamma * self.pwconv2(self.act(self.pwconv1(self.norm(y))))
        return x + y.permute(0, 3, 1, 2)


def convnext() -> nn.Module:
    """Liu et al. 2022, the ideas of it."""
    return nn.Sequential(
        nn.Conv2d(1, 8, 4, 4), LayerNorm2d(8), ConvNeXtBlock(8), LayerNorm2d(8),
        nn.Conv2d(8, 16, 2, 2), ConvNeXtBlock(16), nn.AdaptiveAvgPool2d(1), nn.Flatten(1),
        nn.LayerNorm(16), nn.Linear(16, 10),
    )  # fmt: skip


class ViT(nn.Module):
    """Dosovitskiy et al. 2020: patches, a class token, PyTorch's own encoder."""

    def __init__(self) -> None:
        super().__init__()
        self.image_size = 28
        self.patches = nn.Conv2d(1, 16, 7, 7)
        self.class_token = nn.Parameter(torch.randn(1, 1, 16))
        self.position = nn.Parameter(torch.randn(1, 17, 16))
        layer = nn.TransformerEncoderLayer(16, 4, 32, activation="gelu", batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.head = nn.Linear(16, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = self.patches(x).flatten(2).transpose(1, 2)  # (n, 16, 4, 4) -> (n, 16, 16)
        x = torch.cat([self.class_token.expand(x.shape[0], -1, -1), x], dim=1)
        return self.head(self.encoder(x + self.position)[:, 0])


class AttentionByHand(nn.Module):
    """Attention as lectures write it, with a causal mask and nn.MultiheadAttention beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.embed = nn.Linear(28, 16)
        self.qkv = nn.Linear(16, 48, bias=False)
        self.attention = nn.MultiheadAttention(16, 2, batch_first=True)
        self.register_buffer("mask", torch.tril(torch.ones(28, 28)).bool())
        self.norm = nn.RMSNorm(16)
        self.head = nn.Linear(16, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = self.embed(x.squeeze(1))  # (n, 1, 28, 28) -> (n, 28, 16)
        b, t, c = x.shape
        q, k, v = self.qkv(x).split(c, dim=2)
        q, k, v = (part.view(b, t, 2, c // 2).transpose(1, 2) for part in (q, k, v))
        weights = (q @ k.transpose(-2, -1)) * (c // 2) ** -0.5
        weights = weights.masked_fill(~self.mask, float("-inf")).softmax(-1)
        x = x + (weights @ v).transpose(1, 2).reshape(b, t, c)
        x = x + self.attention(x, x, x, need_weights=False)[0]
        return self.head(self.norm(x).mean(1))


def mlp() -> nn.Module:
    """One that takes an image in a row is in the tests of fitting; this one flattens it."""
    return nn.Sequential(
        nn.Flatten(), nn.Linear(784, 64), nn.BatchNorm1d(64), nn.PReLU(), nn.Linear(64, 32),
        nn.ELU(), nn.Linear(32, 32), nn.SELU(), nn.Linear(32, 10), nn.LogSoftmax(-1),
    )  # fmt: skip


class UNet(nn.Module):
    """Ronneberger et al. 2015, in small: down, up again by transposed convolution, skips."""

    def __init__(self) -> None:
        super().__init__()
        self.down1 = nn.Sequential(nn.Conv2d(1, 8, 3, padding=1), nn.GroupNorm(4, 8), nn.SiLU())
        self.down2 = nn.Sequential(nn.Conv2d(8, 16, 3, padding=1), nn.InstanceNorm2d(16), nn.Mish())
        self.up = nn.ConvTranspose2d(16, 8, 2, stride=2)
        self.fuse = nn.Conv2d(16, 8, 3, padding=1, padding_mode="reflect")
        self.upsample = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False)
        self.head = nn.Linear(24, 10)

    def forward(self, x: Tensor) -> Tensor:
        a = self.down1(x)
        b = self.down2(F.max_pool2d(a, 2))
        c = self.fuse(torch.cat([self.up(b), a], dim=1))
        d = torch.cat([c, self.upsample(b)], dim=1)
        return self.head(d.amax(dim=(-2, -1)))


class Decides(nn.Module):
    """Control flow that depends on values."""

    def __init__(self) -> None:
        super().__init__()
        self.small = nn.Conv2d(1, 4, 3, padding=1)
        self.large = nn.Conv2d(1, 4, 5, padding=2)
        self.fc = nn.Linear(4, 10)

    def forward(self, x: Tensor) -> Tensor:
        y = self.large(x) if x.mean() > 0 else self.small(x)
        steps = int(y.abs().mean().item() > 100)
        for _ in range(steps + 1):
            y = y.relu()
        return self.fc(y.mean([2, 3]))


class Functional(nn.Module):
    """Functional calls only, with parameters of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.kernels = nn.Parameter(torch.randn(6, 1, 5, 5) * 0.2)
        self.weight = nn.Parameter(torch.randn(10, 6 * 6 * 6) * 0.1)
        self.bias = nn.Parameter(torch.zeros(10))

    def forward(self, x: Tensor) -> Tensor:
        x = F.conv2d(F.pad(x, (2, 2, 2, 2), value=-0.4), self.kernels, stride=2)
        x = F.relu_(x)
        x = F.max_pool2d(x, 3, 2, ceil_mode=False)
        x = F.hardtanh(x, -1, 2) - 0.5 * torch.sigmoid(x)
        a, b = torch.chunk(x, 2, dim=1)
        x = torch.cat((b * 2, a / 3), 1)
        x = x.view(x.size(0), -1)
        return x @ self.weight.t() + self.bias


class Probabilities(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 5, stride=3)
        self.drop = nn.Dropout2d(0.1)
        self.fc = nn.Linear(8 * 4 * 4, 26)
        self.act = nn.Softplus()

    def forward(self, x: Tensor) -> Tensor:
        x = F.adaptive_max_pool2d(self.act(self.drop(self.conv(x))), 4)
        return self.fc(x.reshape(-1, 128)).softmax(dim=1)


class InPlace(nn.Module):
    """Writes into tensors and parts of them, shuffles, rolls, flips."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 3, padding=1)
        self.shuffle = nn.PixelShuffle(2)
        self.fc = nn.Linear(2 * 28 * 28, 10)
        self.shared = nn.ReLU(inplace=True)

    def forward(self, x: Tensor) -> Tensor:
        y = self.shared(self.conv(x)) * 1
        y[:, 0] = 0
        y[:, 1, ::2] += 1
        y[:, 2:4] = self.shared(y[:, 4:6] - 0.1)
        z = x.new_zeros(x.shape[0], 8, 14, 14)
        z[:, ::2] = y[:, ::2, ::2, ::2]
        z = z + torch.roll(z, 1, dims=3).flip(2)
        return self.fc(self.shuffle(z).flatten(1))


@dataclass(frozen=True)
class Piece:
    """make: the network; shape: of an image that it takes."""

    make: Callable[[], nn.Module]
    shape: tuple[int, ...] = (1, 28, 28)


GALLERY: dict[str, Piece] = {
    "mnist example": Piece(MnistExample),
    "lenet 5": Piece(LeNet5, (1, 32, 32)),
    "vgg": Piece(vgg),
    "resnet 18": Piece(ResNet18),
    "mobilenet v3": Piece(mobilenet_v3),
    "densenet": Piece(densenet),
    "squeezenet": Piece(SqueezeNet),
    "inception": Piece(GoogLeNet),
    "convnext": Piece(convnext),
    "vit": Piece(ViT),
    "attention by hand": Piece(AttentionByHand),
    "mlp": Piece(mlp),
    "u-net": Piece(UNet),
    "decides": Piece(Decides),
    "functional": Piece(Functional),
    "probabilities": Piece(Probabilities),
    "in place": Piece(InPlace),
    "three channels": Piece(lambda: ResNet18(3, 8), (3, 64, 64)),
}


def made(name: str) -> nn.Module:
    """Return a network of the gallery with weights of a fixed seed, in evaluation mode."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(7)
        module = GALLERY[name].make()
        for part in module.modules():  # as after some training, not the identity
            if isinstance(part, nn.BatchNorm1d | nn.BatchNorm2d):
                part.running_mean.normal_(0, 0.3)
                part.running_var.uniform_(0.5, 2)
                part.weight.data.uniform_(0.5, 1.5)
                part.bias.data.normal_(0, 0.3)
    return module.eval()
