"""Synthetic photographs of a digit on paper: no real ones are at hand.

Paper, ruling and light are computed for each pixel of the camera from where it looks at the
paper, so that perspective, tilt and the lines' thickness are exact; nothing here comes from the
code under test. Colours are of linear light until the camera encodes them.
"""

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

SHARPNESS = 3  # strokes are drawn this much larger than the camera's pixels, then averaged
PAPER = np.array([0.86, 0.85, 0.80])  # share of red, green and blue light that comes back
TABLE = np.array([0.09, 0.055, 0.03])

# What is swallowed of red, green and blue light: -ln of what comes back.
PENS = {
    "black ballpoint": (np.array([2.3, 2.3, 2.2]), (0.4, 0.6)),  # and the line's width, mm
    "blue ballpoint": (np.array([2.4, 1.9, 0.75]), (0.4, 0.6)),
    "felt pen": (np.array([3.0, 3.0, 2.9]), (0.9, 1.8)),
    "pencil": (np.array([0.85, 0.85, 0.82]), (0.5, 0.8)),
    "faint pencil": (np.array([0.5, 0.5, 0.48]), (0.5, 0.7)),
}
BLUE_LINE = np.array([0.62, 0.38, 0.14])
GREY_LINE = np.array([0.36, 0.35, 0.33])
RED_LINE = np.array([0.10, 0.75, 0.60])


@dataclass(frozen=True)
class Scene:
    """What is photographed, and how.

    paper: blank, lined or squared. pen: one of PENS. light: even or uneven. height: of the
    digit, mm. share: of the picture's height that the digit takes. tilt: degrees, clockwise.
    keystone: how much nearer the picture's lower edge is than the upper, and the right than the
    left, 0 from straight above. table: the sheet ends inside the picture. strength: of the ruling,
    1 usual; grey: instead of blue; pitch: mm between its lines. margin: a red line at the left.
    quality: of the JPEG. noise: of the camera, of 255. blur: its radius, pixels. place: of the
    digit's middle from the picture's, in parts of width and height. size: pixels.
    """

    paper: str = "blank"
    pen: str = "black ballpoint"
    light: str = "even"
    height: float = 14.0
    share: float = 0.4
    tilt: float = 0.0
    keystone: tuple[float, float] = (0.0, 0.0)
    table: bool = False
    strength: float = 1.0
    grey: bool = False
    margin: bool = False
    pitch: float = 5.0
    quality: int = 85
    noise: float = 2.5
    blur: float = 0.8
    place: tuple[float, float] = (0.0, 0.0)
    size: tuple[int, int] = (800, 600)
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Photograph:
    """image: RGB. ink, lines, sheet: (h, w) bool, where pen, ruling and paper are."""

    image: Image.Image
    ink: np.ndarray
    lines: np.ndarray
    sheet: np.ndarray

    def save(self, path, scene):
        self.image.save(path, quality=scene.quality)


def chance_scene(paper, pen, light, random):
    """Return a scene of that kind, with everything else left to chance."""
    kinds = {"pen": ["black ballpoint", "blue ballpoint", "felt pen"], "pencil": ["pencil"]}
    pitch = float(random.uniform(4, 6) if paper == "squared" else random.uniform(7, 9.5))
    height = pitch * float(random.uniform(1.6, 3.5) if paper == "squared" else
                           random.uniform(0.8, 1.9))  # fmt: skip
    return Scene(
        paper, str(random.choice(kinds.get(pen, [pen]))), light,
        height=height if paper != "blank" else float(random.uniform(8, 16)),
        share=float(random.uniform(0.18, 0.55)),
        tilt=float(random.uniform(-5, 5)),
        keystone=(float(random.uniform(-0.12, 0.12)), float(random.uniform(-0.12, 0.12))),
        table=light == "uneven" and bool(random.random() < 0.3),
        strength=float(random.uniform(0.6, 1.3)),
        grey=bool(random.random() < 0.35),
        margin=paper != "blank" and bool(random.random() < 0.25),
        pitch=pitch,
        quality=int(random.integers(70, 92)),
        noise=float(random.uniform(1.5, 4)),
        place=(float(random.uniform(-0.12, 0.12)), float(random.uniform(-0.1, 0.1))),
        blur=float(random.uniform(0.5, 1.3)),
        seed=int(random.integers(2**31)),
    )  # fmt: skip


def photograph(strokes, scene):
    """Photograph ``strokes``, lists of (x, y) with y down in any unit, as ``scene`` says."""
    random = np.random.default_rng(scene.seed)
    width, height = scene.size
    to_camera = _camera(scene)
    x, y = _on_paper(scene, to_camera)  # (h, w) each, mm from the digit's middle
    pixel = np.hypot(*np.gradient(x)) * 0.5 + np.hypot(*np.gradient(y)) * 0.5  # mm

    swallowed = np.zeros((height, width, 3), np.float32)
    lines = np.zeros((height, width), np.float32)
    for coverage, colour in _ruling(scene, x, y, pixel, random):
        swallowed = np.maximum(swallowed, coverage[..., None] * np.float32(colour * scene.strength))
        lines = np.maximum(lines, coverage)
    coverage = _ink(strokes, scene, to_camera, random)
    colour, _ = PENS[scene.pen]
    swallowed = swallowed + (coverage * _pressure(scene, random))[..., None] * np.float32(colour)

    grain = _cloud(random, height, width, 1.2) * 0.010 + _cloud(random, height, width, 40) * 0.012
    light = np.float32(PAPER) * (1 + grain)[..., None] * np.exp(-swallowed)
    on_sheet = np.ones((height, width), bool)
    if scene.table:
        light, on_sheet = _on_table(light, scene, x, y, random)
    light = light * _lamp(scene, random)[..., None].astype(np.float32)
    return Photograph(
        _camera_picture(light, scene, random),
        (coverage > 0.5) & on_sheet,
        (lines > 0.3) & on_sheet,
        on_sheet,
    )


def _camera(scene):
    """Return (3, 3), from mm on the paper to pixels: turned, seen at an angle, in the middle."""
    width, height = scene.size
    scale = scene.share * height / scene.height
    angle = np.radians(scene.tilt)
    turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    nearer_below, nearer_right = scene.keystone
    perspective = np.eye(3)
    perspective[2, :2] = -nearer_right / width, -nearer_below / height
    across, down = np.array(scene.place) + 0.5
    place = np.array([[1, 0, width * across], [0, 1, height * down], [0, 0, 1.0]])
    turned = np.eye(3)
    turned[:2, :2] = turn
    return place @ perspective @ turned


def _on_paper(scene, to_camera):
    width, height = scene.size
    columns, rows = np.arange(width)[None, :] + 0.5, np.arange(height)[:, None] + 0.5
    back = np.linalg.inv(to_camera)
    x, y, z = (row[0] * columns + row[1] * rows + row[2] for row in back)
    return (x / z).astype(np.float32), (y / z).astype(np.float32)


def _ruling(scene, x, y, pixel, random):
    """Yield (coverage (h, w), colour): horizontal lines, vertical ones, the margin's."""
    colour = GREY_LINE if scene.grey else BLUE_LINE
    thickness = random.uniform(0.15, 0.3)  # mm

    def lines(across, pitch, phase):
        distance = np.abs((across - phase + pitch / 2) % pitch - pitch / 2)
        return np.clip((thickness / 2 - distance) / pixel + 0.5, 0, 1) * np.minimum(
            1, thickness / pixel
        )

    if scene.paper in ("lined", "squared"):
        # On lined paper people write on the line; in squares anywhere.
        phase = scene.height / 2 + random.normal(0, 0.5) if scene.paper == "lined" else (
            random.uniform(0, scene.pitch))  # fmt: skip
        yield lines(y, scene.pitch, phase), colour
    if scene.paper == "squared":
        yield lines(x, scene.pitch, random.uniform(0, scene.pitch)), colour
    if scene.margin:
        yield lines(x, 1e6, -scene.height * random.uniform(0.8, 1.4)), RED_LINE


def _ink(strokes, scene, to_camera, random):
    """Return (h, w) in 0..1: how much of each pixel the pen covers."""
    width, height = scene.size
    if not strokes:
        return np.zeros((height, width), np.float32)
    everything = np.concatenate([np.asarray(stroke, float) for stroke in strokes])
    low, high = everything.min(axis=0), everything.max(axis=0)
    scale = scene.height / max(high - low)
    pen_width = random.uniform(*PENS[scene.pen][1])
    paper = Image.new("L", (width * SHARPNESS, height * SHARPNESS))
    pen = ImageDraw.Draw(paper)
    for stroke in strokes:
        mm = (_smooth(np.asarray(stroke, float)) - (low + high) / 2) * scale
        at = np.c_[mm, np.ones(len(mm))] @ to_camera.T
        at = at[:, :2] / at[:, 2:] * SHARPNESS
        radius = pen_width / 2 * scene.share * height / scene.height * SHARPNESS
        pen.line(at.ravel().tolist(), fill=255, width=max(1, round(2 * radius)))
        for px, py in at.tolist():
            pen.ellipse((px - radius, py - radius, px + radius, py + radius), fill=255)
    return np.asarray(paper.reduce(SHARPNESS), np.float32) / 255


def _smooth(points, steps=6):
    """Round a polyline's corners: a hand does not draw them, a slow tablet does."""
    if len(points) < 3:
        return points
    middles = (points[1:] + points[:-1]) / 2
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    curves = [
        (1 - t) ** 2 * a + 2 * t * (1 - t) * b + t**2 * c
        for a, b, c in zip(middles[:-1], points[1:-1], middles[1:], strict=True)
    ]
    return np.concatenate([points[:1], *curves, middles[-1:], points[-1:]])


def _pressure(scene, random):
    """Return (h, w), about 1: how evenly the pen's colour lies on the paper."""
    width, height = scene.size
    clouds = _cloud(random, height, width, 12)
    if "pencil" not in scene.pen:
        return 1 + 0.08 * clouds
    return np.clip(1 + 0.30 * _cloud(random, height, width, 1.0) + 0.15 * clouds, 0.15, 1.6)


def _on_table(light, scene, x, y, random):
    """Lay the sheet on a dark table that shows on one side, or two."""
    height, width = x.shape
    sides = random.choice([-1, 1]), random.choice([-1, 1, 0])
    edge = scene.height * random.uniform(0.85, 1.2)  # mm from the digit's middle
    is_table = (x * sides[0] > edge * width / height) | (y * sides[1] > edge)
    wood = 1 + 0.25 * _cloud(random, height, width, 3) + 0.25 * _cloud(random, 1, width, 5)
    table = TABLE * np.clip(wood, 0.2, 2)[..., None]
    return np.where(is_table[..., None], table, light), ~is_table


def _lamp(scene, random):
    """Return (h, w): how much light falls on each pixel."""
    width, height = scene.size
    across, down = np.meshgrid(np.linspace(-1, 1, width), np.linspace(-1, 1, height))
    vignette = 1 - 0.04 * (across**2 + down**2)
    if scene.light == "even":
        return 0.85 * vignette
    angle = random.uniform(0, 2 * np.pi)
    along = across * np.cos(angle) + down * np.sin(angle)
    gradient = np.interp(along, [-1.4, 1.4], [1.0, random.uniform(0.25, 0.5)])
    # The shadow of a hand or a telephone: a straight edge, more or less sharp.
    angle = random.uniform(0, 2 * np.pi)
    along = across * np.cos(angle) + down * np.sin(angle) + random.uniform(-0.5, 0.5)
    shadow = np.interp(
        along / random.uniform(0.03, 0.3), [-0.5, 0.5], [random.uniform(0.4, 0.7), 1]
    )
    return 0.95 * vignette * gradient * shadow


def _camera_picture(light, scene, random):
    """Return the RGB picture that a camera makes of ``light`` (h, w, 3)."""
    cast = 1 + random.uniform(-0.06, 0.06, 3)
    encoded = np.clip(light * np.float32(cast), 0, 1) ** np.float32(1 / 2.2) * 255
    blurred = Image.fromarray(encoded.astype(np.uint8)).filter(ImageFilter.GaussianBlur(scene.blur))
    values = blurred + random.standard_normal(light.shape, np.float32) * np.float32(scene.noise)
    buffer = io.BytesIO()
    Image.fromarray(values.clip(0, 255).astype(np.uint8)).save(
        buffer, "JPEG", quality=scene.quality
    )
    return Image.open(buffer).convert("RGB")


def _cloud(random, height, width, size):
    """Return (h, w): noise of spread 1 whose grains have about ``size`` pixels."""
    shape = max(1, round(height / size)), max(1, round(width / size))
    small = random.standard_normal(shape, np.float32)
    if shape == (height, width):
        return small
    return np.array(Image.fromarray(small).resize((width, height), Image.Resampling.BICUBIC))
