"""The tutorial's chapters on kernels, strides, borders and pools: their scenes are the lab's."""

from __future__ import annotations

from dataclasses import replace

from digitpad.lab.inputs import COLOUR_SHAPES, DRAWING, FOUR_BY_FOUR, numbers_source
from digitpad.lab.kernels import kernel, preset
from digitpad.lab.lab_settings import Area, LabSettings
from digitpad.lab.limits import ConvolutionSettings, PoolSettings
from digitpad.lessons.lesson import Lesson, LessonStep, Number, Options, Requirement, Scene, Watch
from digitpad.support.messages import Text


def _lab(lab_settings: LabSettings, area: Area = "steps", *, is_covered: bool = False) -> Scene:
    needs = lab_settings.source == DRAWING
    return Scene("lab", area, lab_settings, is_covered, needs_drawing=needs)


def _all_are(**values: float) -> Watch:
    return Watch(tuple(Requirement(fact, value) for fact, value in values.items()))


RED = kernel([[[2.0] * 3] * 3, [[-1.0] * 3] * 3, [[-1.0] * 3] * 3], name="red")
SMALL_RED = kernel([[[2.0]], [[-1.0]], [[-1.0]]], name="red")
COLOURED = LabSettings(COLOUR_SHAPES, (RED,))

KERNEL = Lesson(
    Text("A kernel of three channels"),
    (
        LessonStep(
            Text(
                "A picture is a grid of numbers. A picture with colours is three such grids: how "
                "much red, how much green, how much blue. The lab shows them side by side, and the "
                "picture itself. A kernel for it is three small grids, one for each channel. It is "
                "laid over all of them at once and answers with one number: how much does this "
                "place look like me?"
            ),
            _lab(COLOURED, is_covered=True),
        ),
        LessonStep(
            Text(
                "This kernel has twos for red, and minus ones for green and for blue. Its answers "
                "are still covered. Where will they be largest?"
            ),
            _lab(COLOURED, is_covered=True),
            Options(
                (
                    Text("On the red square"), Text("On the white paper"),
                    Text("On the blue triangle"), Text("On the yellow bar"),
                ),
                0,
            ),
            is_prediction=True,
            explanation=Text(
                "On the red square: much red, and little that is taken away. White has all three "
                "alike, 2 − 1 − 1 = 0: without the minus ones it would answer just as much. The "
                "yellow bar answers too, for there is red in it, and less, for there is green."
            ),
            revealed=_lab(COLOURED),
        ),
        LessonStep(
            Text("How many numbers has this kernel, its bias left out?"),
            _lab(COLOURED),
            Number(fact="kernel_weights"),
            explanation=Text(
                "Three channels of 3 × 3 are 27, and one bias is added to all of them together. "
                "The 27 products make one sum: three channels come in, one map goes out."
            ),
        ),
        LessonStep(
            Text(
                "The smallest kernel has one number for each channel: here 2, −1, −1. Type others "
                "over them, until the answer is largest on the blue triangle."
            ),
            _lab(LabSettings(COLOUR_SHAPES, (SMALL_RED,))),
            _all_are(strongest_channel=2),
            explanation=Text(
                "The numbers are the question, and you have asked another one. A network learns in "
                "just this way, only that it finds the numbers by itself."
            ),
        ),
    ),
    "kernel",
)  # fmt: skip

# An upright line, one pixel wide; a kernel that answers it, and one that looks for level lines.
LINE = numbers_source([[0, 0, 1, 0, 0]] * 5)
UPRIGHT = kernel([[-1, 2, -1]] * 3, name="upright line")
LEVEL = kernel([[-1] * 3, [2] * 3, [-1] * 3], name="level line")
SLID = LabSettings(LINE, (UPRIGHT,))
SLID_LEVEL = LabSettings(LINE, (LEVEL,))

SLIDING = Lesson(
    Text("Slide, multiply, sum, move on"),
    (
        LessonStep(
            Text(
                "One answer is for one place. To search the whole picture, the same kernel is used "
                "at every place in turn. Four moves are all there is to it: *slide* the kernel to "
                "a place, *multiply* each of its numbers by the one below it, *sum* the products, "
                "and *move on*. The answers, each at its place, are a picture again: a feature map."
            ),
            _lab(SLID, is_covered=True),
        ),
        LessonStep(
            Text(
                "The picture has 5 × 5 pixels and the kernel 3 × 3. How many places are there for "
                "it? Count; the output is covered."
            ),
            _lab(SLID, is_covered=True),
            Number(fact="output_values"),
            is_prediction=True,
            explanation=Text("Three across and three down: nine places, and so nine values."),
        ),
        LessonStep(
            Text(
                "There is an upright line in the middle of the picture, and one in the kernel: "
                "twos in the middle, minus ones beside them. Which column of the output will be "
                "largest?"
            ),
            _lab(SLID, is_covered=True),
            Options((Text("The left one"), Text("The middle one"), Text("The right one")), 1),
            is_prediction=True,
            explanation=Text(
                "In the middle the twos lie on the line: 2 + 2 + 2 = 6. One step beside, a column "
                "of minus ones lies there: −3. Step through the four moves below to see each sum."
            ),
            revealed=_lab(SLID),
        ),
        LessonStep(
            Text(
                "This kernel looks for a level line. What will its first value be on the upright "
                "one? Work it out, or step through the moves."
            ),
            _lab(SLID_LEVEL, is_covered=True),
            Number(fact="first_value"),
            explanation=Text(
                "One column of the kernel lies on the line: −1 + 2 − 1 = 0, at every place. A "
                "kernel for level lines does not see upright ones. Because it is the same "
                "everywhere, it needs nine numbers for a picture of any size."
            ),
            revealed=_lab(SLID_LEVEL),
        ),
    ),
    "sliding",
)

EDGES = LabSettings(DRAWING, (preset("sobel x"), preset("sobel y")))
LARGER_EDGES = LabSettings(DRAWING, (preset("sobel x", (5, 5)), preset("sobel y", (5, 5))))

NUMBER_AND_SIZE = Lesson(
    Text("Number and size of kernels"),
    (
        LessonStep(
            Text(
                "The number of kernels is the number of questions. Each makes a map of its own: "
                "two kernels give two maps, one above the other, as the three colours of a picture "
                "are. A larger kernel sees more at once, has more numbers to learn, and fewer "
                "places where it fits."
            ),
            _lab(EDGES, "shapes"),
        ),
        LessonStep(
            Text(
                "The lab has two kernels of 3 × 3 on 28 × 28 pixels. They are replaced by two of 5 "
                "× 5. What will the output's shape be?"
            ),
            _lab(EDGES, "shapes"),
            Options(("2 × 26 × 26", "2 × 24 × 24", "5 × 24 × 24", "2 × 23 × 23"), 1),
            is_prediction=True,
            explanation=Text(
                "28 − 5 + 1 = 24 places across and down, and two kernels, so two maps. Without "
                "padding a kernel of k takes k − 1 off each side."
            ),
            revealed=_lab(LARGER_EDGES, "shapes"),
        ),
        LessonStep(
            Text(
                "Set the kernels so that the output is 3 × 22 × 22: three maps of 22 × 22. Their "
                "number (+ and −) and their size are enough."
            ),
            _lab(EDGES, "shapes"),
            _all_are(output_maps=3, output_rows=22, output_columns=22),
            explanation=Text(
                "Three kernels of 7 × 7: 28 − 7 + 1 = 22. Look at the parameters: a kernel of 7 × "
                "7 has 49 numbers to learn, one of 3 × 3 has 9."
            ),
        ),
    ),
    "number_and_size",
)

ONE_EDGE = LabSettings(DRAWING, (preset("sobel x"),))
STRIDE_THREE = LabSettings(
    DRAWING, (preset("sobel x", (5, 5)),), ConvolutionSettings(stride=(3, 3))
)

STRIDE = Lesson(
    Text("The stride"),
    (
        LessonStep(
            Text(
                "The stride is how far the kernel moves on. With a stride of 2 it skips every "
                "second place, and the map is about half as wide. Along a side of n pixels, for a "
                "kernel of k, padding p and stride s, there are floor((n + 2p − k) / s) + 1 "
                "places. The lab fills it in."
            ),
            _lab(ONE_EDGE, "shapes"),
        ),
        LessonStep(
            Text(
                "A kernel of 5 × 5 with a stride of 3 goes over 28 × 28 pixels, without padding. "
                "How many rows has the output?"
            ),
            _lab(ONE_EDGE, "shapes"),
            Number(8),
            is_prediction=True,
            explanation=Text(
                "(28 − 5) / 3 is 7.67, rounded down 7, plus 1 is 8. Two rows and two columns at "
                "the end are left over, and no window sees them; the lab says so."
            ),
            revealed=_lab(STRIDE_THREE, "shapes"),
        ),
        LessonStep(
            Text("The kernel stays 3 × 3. Set the stride so that the output is 13 × 13."),
            _lab(ONE_EDGE, "shapes"),
            _all_are(kernel_rows=3, kernel_columns=3, output_rows=13, output_columns=13),
            explanation=Text(
                "Stride 2, down and to the right: floor((28 − 3) / 2) + 1 = 13. The map has a "
                "quarter of the values, and takes a quarter of the multiplications."
            ),
        ),
    ),
    "stride",
)

GRID = LabSettings(FOUR_BY_FOUR, (preset("box blur"),))
GRID_BY_TWO = replace(GRID, convolution=ConvolutionSettings(stride=(2, 2)))

BORDERS = Lesson(
    Text("Borders and padding"),
    (
        LessonStep(
            Text(
                "A kernel must lie on the picture with all of its cells, so pixels at the border "
                "are covered less often than those in the middle, and each convolution makes the "
                "picture smaller. Here a 3 × 3 kernel goes over 4 × 4 numbers with a stride of 1: "
                "the corner is under one window, the middle under four."
            ),
            _lab(GRID),
        ),
        LessonStep(
            Text(
                "The stride becomes 2, and then the number in the lower right corner is changed. "
                "What happens to the output?"
            ),
            _lab(GRID),
            Options((Text("It changes"), Text("It stays as it is"), Text("There is none")), 1),
            is_prediction=True,
            explanation=Text(
                "It stays: there is no room for a second step, so no window sees the last row and "
                "the last column. The lab hatches them. Type over the 1 in the corner and look."
            ),
            revealed=_lab(GRID_BY_TWO),
        ),
        LessonStep(
            Text(
                "Padding lays cells around the picture: zeros, which add nothing to a sum, a "
                "mirror image, or the border's own values. Set the padding so that every number is "
                "seen and the output is 2 × 2. The stride stays 2."
            ),
            _lab(GRID_BY_TWO),
            _all_are(unseen=0, output_rows=2, output_columns=2, stride_down=2, stride_right=2),
            explanation=Text(
                "Padding 1 is enough: floor((4 + 2·1 − 3) / 2) + 1 = 2. Four windows, and together "
                "they cover all sixteen numbers."
            ),
        ),
    ),
    "borders",
)

PLAIN = (preset("identity"),)
SHIFTED = LabSettings(DRAWING, PLAIN, pooling=PoolSettings(), shift=(0, 1))

POOLING = Lesson(
    Text("The four pools"),
    (
        LessonStep(
            Text(
                "After a kernel has answered everywhere, the exact place matters less than whether "
                "it answered at all. Pooling keeps one number of each window: *max* the largest, "
                "*average* the mean. *Global* pooling takes the whole map as one window; "
                "*adaptive* pooling is told how large the output shall be. There is nothing to "
                "learn in them."
            ),
            _lab(LabSettings(FOUR_BY_FOUR, PLAIN)),
        ),
        LessonStep(
            Text(
                "Windows of 2 × 2 go over these 4 × 4 numbers with a stride of 2. What do max and "
                "average make of the first window?"
            ),
            _lab(LabSettings(FOUR_BY_FOUR, PLAIN)),
            Options((Text("2 and 1"), Text("1 and 2"), Text("4 and 1"), Text("2 and 4")), 0),
            is_prediction=True,
            explanation=Text(
                "The window holds 1, 2, 0 and 1: the largest is 2, the mean is 4 / 4 = 1. Click a "
                "value of a pool to see its window and how it comes about."
            ),
            revealed=_lab(LabSettings(FOUR_BY_FOUR, PLAIN), "pooling"),
        ),
        LessonStep(
            Text(
                "Nobody writes a digit twice at the same place. The drawing moves to the right by "
                "one pixel. Which pool's output changes least?"
            ),
            _lab(LabSettings(DRAWING, PLAIN)),
            Options((Text("Max, 2 × 2"), Text("Average, 2 × 2"), Text("Global")), 2),
            is_prediction=True,
            explanation=Text(
                "The global ones do not change as long as no ink leaves the picture, and they no "
                "longer know where it was: of ink alone they know how much there is. Of the maps "
                "of kernels they still know which features were found. So networks pool small "
                "windows first, and globally only at the end."
            ),
            revealed=_lab(SHIFTED, "pooling"),
        ),
        LessonStep(
            Text("Set window and stride so that max pooling makes 7 × 7 of the 28 × 28 pixels."),
            _lab(SHIFTED, "pooling"),
            _all_are(pool_rows=7, pool_columns=7),
            explanation=Text(
                "A window of 4 × 4 with a stride of 4: (28 − 4) / 4 + 1 = 7. The tutorial's "
                "network gets there in two steps of 2, with kernels between them."
            ),
        ),
    ),
    "pooling",
)

LAB_CHAPTERS = (KERNEL, SLIDING, NUMBER_AND_SIZE, STRIDE, BORDERS, POOLING)
