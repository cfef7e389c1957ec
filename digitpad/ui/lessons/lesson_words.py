"""The lessons' words: title, paragraphs, a question and its answer."""

from __future__ import annotations

from dataclasses import dataclass

from digitpad.lessons.scenes import LessonName
from digitpad.ui.language import translate


@dataclass(frozen=True)
class LessonWords:
    """What a lesson says. paragraphs: plain text; question and answer: what the lab can show."""

    title: str
    paragraphs: tuple[str, ...]
    question: str
    answer: str


def lesson_words(name: LessonName) -> LessonWords:
    """Return the words of lesson ``name``."""
    return {
        "kernel": _kernel, "sliding": _sliding, "size": _size, "borders": _borders,
        "pooling": _pooling, "network": _architecture,
    }[name]()  # fmt: skip


def _kernel() -> LessonWords:
    return LessonWords(
        translate("Lessons", "The kernel"),
        (
            translate(
                "Lessons",
                "A picture is a grid of numbers: here 0 is paper and 1 is ink. A kernel is a much "
                "smaller grid. Laid over a part of the picture it asks one question, and answers "
                "with one number: how much does this part look like me?",
            ),
            translate(
                "Lessons",
                "Nobody told it what to look for in words. Its numbers are the question. The "
                "kernel in the lab has negative numbers on the left and positive ones on the "
                "right. It answers where paper on the left meets ink on the right, and with a "
                "minus where it is the other way round.",
            ),
            translate(
                "Lessons",
                "Draw something and watch the output. Then type other numbers over the kernel's. "
                "A network learns in just this way, only that it finds the numbers by itself.",
            ),
        ),
        translate(
            "Lessons",
            "Uprights answer this kernel and level strokes hardly do. Which numbers would you "
            "exchange so that it is the other way round?",
        ),
        translate(
            "Lessons",
            "Mirror the kernel at its diagonal: rows become columns. Choose the preset Sobel y to "
            "see it: negative numbers above, positive ones below.",
        ),
    )


def _sliding() -> LessonWords:
    return LessonWords(
        translate("Lessons", "Sliding"),
        (
            translate(
                "Lessons",
                "One answer is for one place. To search the whole picture, the same kernel is used "
                "at every place in turn. Four moves are all there is to it: slide the kernel to a "
                "place, multiply each of its numbers with the one below it, sum the products, and "
                "move on.",
            ),
            translate(
                "Lessons",
                "Step through the four moves. The lab shows an upright line, and a kernel that has "
                "an upright line in it: twos in the middle, minus ones beside them.",
            ),
            translate(
                "Lessons",
                "Because the kernel is the same everywhere, it finds its line wherever the line "
                "is, and it needs nine numbers for a picture of any size. The answers, each at its "
                "place, are a picture again: a feature map.",
            ),
        ),
        translate(
            "Lessons",
            "How many places does a 3 × 3 kernel have on a 5 × 5 picture, and in which column is "
            "its answer largest? Count, then step to the end.",
        ),
        translate(
            "Lessons",
            "Three across and three down: nine places. In the middle column the twos lie on the "
            "line: 2 + 2 + 2 = 6. Beside it a column of minus ones lies there: −3.",
        ),
    )


def _size() -> LessonWords:
    return LessonWords(
        translate("Lessons", "Stride, size and number"),
        (
            translate(
                "Lessons",
                "Three decisions shape a convolution. A larger kernel sees more at once, and has "
                "more numbers to learn. A larger stride skips places: with stride 2 the kernel "
                "moves on by two pixels, and the feature map is about half as wide.",
            ),
            translate(
                "Lessons",
                "The number of kernels is the number of questions. Each makes a feature map of its "
                "own, so two kernels give two maps, one above the other, as the three colours of a "
                "photograph are.",
            ),
            translate(
                "Lessons",
                "How many places there are along a side of n pixels, for a kernel of k, padding p "
                "and stride s, is floor((n + 2p − k) / s) + 1. The lab fills it in as you change "
                "the numbers.",
            ),
        ),
        translate(
            "Lessons",
            "The lab has two kernels of 5 × 5 and stride 2 on 28 × 28 pixels. What will the "
            "output's shape be with stride 3? Work it out, then try.",
        ),
        translate(
            "Lessons",
            "(28 − 5) / 3 is 7.67, rounded down 7, plus 1 is 8: two maps of 8 × 8. The last two "
            "rows and columns are left over; the lab says so.",
        ),
    )


def _borders() -> LessonWords:
    return LessonWords(
        translate("Lessons", "Borders and padding"),
        (
            translate(
                "Lessons",
                "A kernel must lie on the picture with all of its cells, so pixels at the border "
                "are covered less often than those in the middle. Without padding each convolution "
                "also makes the picture smaller.",
            ),
            translate(
                "Lessons",
                "A stride can make it worse. Here a 3 × 3 kernel goes over 4 × 4 numbers with "
                "stride 2. There is no room for a second step, so one row and one column are never "
                "seen: whatever stands there, the output stays the same.",
            ),
            translate(
                "Lessons",
                "Padding lays cells around the picture. Filled with zeros they add nothing to the "
                "sum; filled with a mirror image or with the border's own values they keep the "
                "picture's edge from looking like an edge.",
            ),
        ),
        translate(
            "Lessons",
            "Change a number in the last row: the output does not move. How much padding do you "
            "need so that every number counts, and what is the output's shape then?",
        ),
        translate(
            "Lessons",
            "Padding 1 is enough: floor((4 + 2·1 − 3) / 2) + 1 = 2, so four windows, and together "
            "they cover all sixteen numbers.",
        ),
    )


def _pooling() -> LessonWords:
    return LessonWords(
        translate("Lessons", "Pooling"),
        (
            translate(
                "Lessons",
                "After a kernel has answered everywhere, the exact place matters less than whether "
                "it answered at all. Pooling keeps one number of each window: the largest, the "
                "mean, or the root of the sum of squares. There is nothing to learn in it.",
            ),
            translate(
                "Lessons",
                "Global pooling takes the whole map as one window. Adaptive pooling is told how "
                "large the output shall be, and chooses its windows to fit.",
            ),
            translate(
                "Lessons",
                "People never write a digit at the same place twice. The table in the lab moves "
                "the picture by one pixel and tells how much of each output changes.",
            ),
        ),
        translate(
            "Lessons",
            "Which pool changes least when the drawing moves by one pixel, and what does it no "
            "longer know?",
        ),
        translate(
            "Lessons",
            "The global ones do not change at all as long as no ink leaves the picture. But they "
            "no longer know where anything was: a 6 and a 9 are the same to them. So networks pool "
            "small windows first, and globally only at the end.",
        ),
    )


def _architecture() -> LessonWords:
    return LessonWords(
        translate("Lessons", "The network"),
        (
            translate(
                "Lessons",
                "A network is these pieces in a row: kernels, a ReLU that makes negative answers "
                "zero, a pool, and again. The first kernels look at ink. The next ones look at all "
                "the maps of the first at once: each has one plane of numbers for each map, and "
                "sums over all of them.",
            ),
            translate(
                "Lessons",
                "The lab shows the last convolution of the model in use, if it has one, with what "
                "it is given for your drawing and with its own trained numbers. The Layers page "
                "shows the same maps in their place.",
            ),
            translate(
                "Lessons",
                "At the end fully connected layers weigh everything against everything and give "
                "ten numbers, one for each digit. They hold most of a small network's weights, as "
                "the figures on cost show: a convolution uses its few numbers again at every "
                "place.",
            ),
        ),
        translate(
            "Lessons",
            "How many weights does one of these kernels have, and how many would a fully connected "
            "layer need from the same input to the same output?",
        ),
        translate(
            "Lessons",
            "In the tutorial network a 3 × 3 kernel over 8 maps has 72 weights and a bias, and the "
            "fully connected layer would need thousands of times as many. The lab's figures on "
            "cost give both for the model in use. Sharing weights is why convolutions can be "
            "learnt from a few thousand digits.",
        ),
    )
