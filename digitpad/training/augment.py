"""Augmentation: the same digits by other hands, a whole batch at a time."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from digitpad.ink.input.frame import SIDE
from digitpad.training.recipe import Augmentation

UNCHANGED = 0.3  # share of a batch that stays as MNIST has it: without it 0.2 points are lost there


def augmented(images: Tensor, kind: Augmentation, random: torch.Generator) -> Tensor:
    """Return changed copies of ``images`` (n, 28, 28) uint8; bytes again, or float32 in 0..1.

    "none" returns the images themselves, "shift" moves each by up to a pixel, "deform" turns,
    slants, stretches, bends and thickens most of them and frames the result as the network's input
    always is.
    """
    if kind == "none":
        return images
    if kind == "shift":
        return shifted(images, random)
    ink = images.to(torch.float32) / 255.0
    changed = deformed(thickened(ink, random), random)
    stays = torch.rand(len(ink), generator=random, device=ink.device) < UNCHANGED
    return torch.where(stays[:, None, None], ink, changed)


def shifted(images: Tensor, random: torch.Generator) -> Tensor:
    """Move each image of ``images`` (n, 28, 28) by -1, 0 or 1 pixels down and across."""
    padded = F.pad(images, (1, 1, 1, 1))  # (n, 30, 30)
    places = padded.unfold(1, SIDE, 1).unfold(2, SIDE, 1)  # (n, 3, 3, 28, 28), no copy
    down, across = torch.randint(0, 3, (2, len(images)), generator=random, device=images.device)
    return places[torch.arange(len(images), device=images.device), down, across]


def thickened(ink: Tensor, random: torch.Generator) -> Tensor:
    """Make strokes thicker or thinner by up to about one pixel, each image by its own amount."""
    amount = _uniform(len(ink), -0.4, 0.48, random)[:, None, None]
    stacked = ink[:, None]
    thick = F.max_pool2d(stacked, 3, stride=1, padding=1)[:, 0]
    thin = -F.max_pool2d(-stacked, 3, stride=1, padding=1)[:, 0]
    # Thin strokes would vanish: those with less ink are thinned less.
    spare = (ink.mean(dim=(1, 2), keepdim=True) / 0.13).clamp(0, 1)
    other = torch.where(amount > 0, thick, thin)
    weight = torch.where(amount > 0, amount, -amount * spare)
    changed = ink + weight * (other - ink)
    return changed / changed.amax(dim=(1, 2), keepdim=True).clamp(min=0.1)  # ink stays black


def deformed(ink: Tensor, random: torch.Generator) -> Tensor:
    """Turn, slant, stretch and bend each image of ``ink`` (n, 28, 28) about its centre of mass."""
    n = len(ink)
    angle = _normal(n, 0.08, random)
    slant = _normal(n, 0.096, random)
    stretch = _normal(n, 0.064, random).exp()  # height against width
    zoom = _uniform(n, 0.936, 1.08, random)
    cos, sin = angle.cos(), angle.sin()
    # Output to input: turn, slant, stretch, in this order.
    scale_x, scale_y = zoom * stretch.sqrt(), zoom / stretch.sqrt()
    matrix = torch.stack(
        (
            torch.stack((cos * scale_x, (-sin + slant * cos) * scale_y), dim=1),
            torch.stack((sin * scale_x, (cos + slant * sin) * scale_y), dim=1),
        ),
        dim=1,
    )  # (n, 2, 2)
    centre = centre_of_mass(ink)  # (n, 2) in pixels
    middle = (SIDE - 1) / 2
    shift = (centre - middle) / (SIDE / 2)  # to grid_sample's -1..1
    # The output's centre of mass is wanted at pixel 14, give or take half a pixel as in MNIST.
    wobble = torch.rand(n, 2, generator=random, device=ink.device) - 0.5
    target = (wobble + SIDE / 2 - middle) / (SIDE / 2)
    offset = shift - (matrix @ target[:, :, None])[:, :, 0]
    theta = torch.cat((matrix, offset[:, :, None]), dim=2)  # (n, 2, 3)
    grid = F.affine_grid(theta, [n, 1, SIDE, SIDE], align_corners=False)
    coarse = torch.randn(n, 2, 5, 5, generator=random, device=ink.device) * (0.48 / (SIDE / 2))
    bend = F.interpolate(coarse, size=(SIDE, SIDE), mode="bicubic", align_corners=True)
    grid = grid + bend.permute(0, 2, 3, 1)
    return F.grid_sample(ink[:, None], grid, align_corners=False)[:, 0].clamp(0, 1)


def centre_of_mass(ink: Tensor) -> Tensor:
    """Return the (n, 2) x and y of the centre of mass of each image, in pixels."""
    axis = torch.arange(SIDE, dtype=torch.float32, device=ink.device)
    mass = ink.sum(dim=(1, 2)).clamp(min=1e-6)
    x = (ink.sum(dim=1) * axis).sum(dim=1) / mass
    y = (ink.sum(dim=2) * axis).sum(dim=1) / mass
    return torch.stack((x, y), dim=1)


def _uniform(n: int, low: float, high: float, random: torch.Generator) -> Tensor:
    return low + (high - low) * torch.rand(n, generator=random, device=random.device)


def _normal(n: int, deviation: float, random: torch.Generator) -> Tensor:
    return deviation * torch.randn(n, generator=random, device=random.device)
