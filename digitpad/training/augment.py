"""Augmentation: other hands wrote the same digits, a whole batch at a time."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from digitpad.training.recipe import Augmentation

Range = tuple[float, float]

SIDE = 28  # pixels
WIDTHS = (1.8, 3.2)  # pixels: of added strokes, as most of MNIST's are
UNCHANGED = 0.3  # share of a batch that stays as MNIST has it: without it 0.2 points are lost there


def augmented(
    images: Tensor, labels: Tensor, kind: Augmentation, random: torch.Generator
) -> Tensor:
    """Return changed copies of ``images`` (n, 28, 28) uint8; bytes again, or float32 in 0..1.

    "none" returns the images themselves, "shift" moves each by up to a pixel, "robust" makes
    other hands of them and frames the result as the network's input always is.
    """
    if kind == "none":
        return images
    if kind == "shift":
        return shifted(images, random)
    ink = images.to(torch.float32) / 255.0
    changed = with_european_strokes(ink, labels, random)
    changed = thickened(changed, random)
    changed = deformed(changed, random)
    stays = torch.rand(len(ink), generator=random, device=ink.device) < UNCHANGED
    return torch.where(stays[:, None, None], ink, changed)


def shifted(images: Tensor, random: torch.Generator) -> Tensor:
    """Move each image of ``images`` (n, 28, 28) by -1, 0 or 1 pixels down and across."""
    padded = F.pad(images, (1, 1, 1, 1))  # (n, 30, 30)
    places = padded.unfold(1, SIDE, 1).unfold(2, SIDE, 1)  # (n, 3, 3, 28, 28), no copy
    down, across = torch.randint(0, 3, (2, len(images)), generator=random, device=images.device)
    return places[torch.arange(len(images), device=images.device), down, across]


def with_european_strokes(ink: Tensor, labels: Tensor, random: torch.Generator) -> Tensor:
    """Add what MNIST's Americans leave out.

    A flag and a base line to a 1, a cross bar to a 7, a curl to the tail of a 9.
    ink: (n, 28, 28) in 0..1. A share of these digits is changed.
    """
    ink = ink.clone()
    chance = torch.rand(len(ink), generator=random, device=ink.device)
    for digit, share, change in (
        (1, 0.6, with_flag),
        (7, 0.5, with_cross_bar),
        (9, 0.4, with_curl),
    ):
        chosen = torch.nonzero((labels == digit) & (chance < share)).flatten()
        if len(chosen):
            ink[chosen] = change(ink[chosen], random)
    return ink


def with_flag(ink: Tensor, random: torch.Generator) -> Tensor:
    """Add a line down to the left from the top of each image, and to a third of them a base."""
    n = len(ink)
    top, bottom = stem_ends(ink)
    length = _uniform(n, 4.0, 10.0, random)
    angle = _uniform(n, 0.35, 1.25, random)  # below the horizontal
    tip = top + torch.stack((-length * angle.cos(), length * angle.sin()), dim=1)
    width = _uniform(n, *WIDTHS, random)
    flagged = torch.maximum(ink, line(top, tip, width))
    base = level_line(bottom, (2.5, 6.0), (2.5, 6.0), (-0.12, 0.12), random, width)
    based = (torch.rand(n, generator=random, device=random.device) < 0.35)[:, None, None]
    return torch.where(based, torch.maximum(flagged, base), flagged)


def with_cross_bar(ink: Tensor, random: torch.Generator) -> Tensor:
    """Add a line across the stem of each image, near the middle of its height."""
    height = _uniform(len(ink), 12.5, 17.0, random)
    centre = torch.stack((stem_at(ink, height), height), dim=1)
    bar = level_line(centre, (2.5, 6.5), (2.0, 6.0), (-0.35, 0.15), random)
    return torch.maximum(ink, bar)


def with_curl(ink: Tensor, random: torch.Generator) -> Tensor:
    """Add two lines to the left and up from the lowest point of each image."""
    n = len(ink)
    _, bottom = stem_ends(ink)
    corner = bottom + _offsets(n, (-5.0, -2.0), (0.0, 1.5), random)
    end = corner + _offsets(n, (-4.0, -1.0), (-3.5, 0.0), random)
    width = _uniform(n, *WIDTHS, random)
    curl = torch.maximum(line(bottom, corner, width), line(corner, end, width))
    return torch.maximum(ink, curl)


def level_line(
    centre: Tensor, left: Range, right: Range, tilt: Range, random: torch.Generator,
    width: Tensor | None = None,
) -> Tensor:  # fmt: skip
    """Draw a nearly level line through ``centre`` (n, 2) into each of n images: (n, 28, 28).

    left, right: pixels on either side; tilt: pixels down for each pixel to the right.
    """
    n = len(centre)
    to_left, to_right = _uniform(n, *left, random), _uniform(n, *right, random)
    slope = _uniform(n, *tilt, random)
    if width is None:
        width = _uniform(n, *WIDTHS, random)
    start = centre - torch.stack((to_left, to_left * slope), dim=1)
    end = centre + torch.stack((to_right, to_right * slope), dim=1)
    return line(start, end, width)


def stem_ends(ink: Tensor) -> tuple[Tensor, Tensor]:
    """Return the (n, 2) x and y of the highest and the lowest ink of ``ink`` (n, 28, 28)."""
    rows = ink.amax(dim=2) > 0.3  # (n, 28)
    top = rows.float().argmax(dim=1)
    bottom = SIDE - 1 - rows.flip(1).float().argmax(dim=1)
    return (
        torch.stack((stem_at(ink, top.float() + 1), top.float() + 1), dim=1),
        torch.stack((stem_at(ink, bottom.float() - 1), bottom.float() - 1), dim=1),
    )


def stem_at(ink: Tensor, height: Tensor) -> Tensor:
    """Return the mean x (n,) of the ink in the row at ``height`` (n,) of each image."""
    each = torch.arange(len(ink), device=ink.device)
    row = ink[each, height.round().long().clamp(0, SIDE - 1)]  # (n, 28)
    mass = row.sum(dim=1)
    mean = (row * torch.arange(SIDE, device=ink.device)).sum(dim=1) / mass.clamp(min=1e-3)
    return torch.where(mass > 0.1, mean, torch.full_like(mean, SIDE / 2))


def line(start: Tensor, end: Tensor, width: Tensor) -> Tensor:
    """Draw one antialiased line into each of n images: (n, 28, 28) in 0..1.

    start, end: (n, 2) x and y in pixels; width: (n,) pixels.
    """
    axis = torch.arange(SIDE, dtype=torch.float32, device=start.device)
    y, x = torch.meshgrid(axis, axis, indexing="ij")
    pixel = torch.stack((x, y), dim=-1)[None]  # (1, 28, 28, 2)
    along = (end - start)[:, None, None]  # (n, 1, 1, 2)
    from_start = pixel - start[:, None, None]  # (n, 28, 28, 2)
    square = (along**2).sum(dim=-1).clamp(min=1e-6)
    part = ((from_start * along).sum(dim=-1) / square).clamp(0, 1)
    distance = (from_start - part[..., None] * along).norm(dim=-1)
    coverage: Tensor = width[:, None, None] / 2 + 0.5 - distance
    return coverage.clamp(0, 1)


def thickened(ink: Tensor, random: torch.Generator) -> Tensor:
    """Make strokes thicker or thinner by up to about one pixel, each image by its own amount."""
    amount = _uniform(len(ink), -0.5, 0.6, random)[:, None, None]
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
    angle = _normal(n, 0.10, random)
    slant = _normal(n, 0.12, random)
    stretch = _normal(n, 0.08, random).exp()  # height against width
    zoom = _uniform(n, 0.92, 1.10, random)
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
    coarse = torch.randn(n, 2, 5, 5, generator=random, device=ink.device) * (0.6 / (SIDE / 2))
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


def _offsets(n: int, x: Range, y: Range, random: torch.Generator) -> Tensor:
    return torch.stack((_uniform(n, *x, random), _uniform(n, *y, random)), dim=1)


def _uniform(n: int, low: float, high: float, random: torch.Generator) -> Tensor:
    return low + (high - low) * torch.rand(n, generator=random, device=random.device)


def _normal(n: int, deviation: float, random: torch.Generator) -> Tensor:
    return deviation * torch.randn(n, generator=random, device=random.device)
