"""The chapters on the network, its loss, how it is trained and tested; and the whole tutorial."""

from __future__ import annotations

import math

from digitpad.lessons.chapters_lab import LAB_CHAPTERS
from digitpad.lessons.lesson import Lesson, LessonStep, Number, Options, Requirement, Scene, Watch
from digitpad.support.messages import Text
from digitpad.training.recipe import TUTORIAL_RECIPE


def _layer(name: str, position: tuple[int, ...] | None = None, *, learns: bool = False) -> Scene:
    return Scene("layers", layer=name, position=position, needs_drawing=True, learns=learns)


TUTORIAL_TRAINING = Scene("train", recipe=TUTORIAL_RECIPE, has_details=True)

NETWORK = Lesson(
    Text("The network"),
    (
        LessonStep(
            Text(
                "A network is these pieces in a row: kernels, a ReLU that makes negative answers "
                "zero, a pool, and again. The first kernels look at ink. Those of conv2 look at "
                "all eight maps of pool1 at once: each has a grid for every map, and one sum over "
                "all. At the end fully connected layers weigh everything against everything, and "
                "give ten numbers, one for each digit."
            ),
            _layer("conv2"),
        ),
        LessonStep(
            Text("Which layer of the tutorial's network has the most weights?"),
            _layer("conv2"),
            Options(("conv1", "conv2", "fc1", "fc2"), 2),
            is_prediction=True,
            explanation=Text(
                "fc1: each of its 49 units has a weight for each of the 32 × 7 × 7 = 1,568 values "
                "before it, 76,832 in all, and 96 of 100 weights of the network. A convolution "
                "uses its few numbers again at every place."
            ),
            revealed=_layer("fc1"),
        ),
        LessonStep(
            Text(
                "conv2 makes 32 maps of the 8 before it, with kernels of 3 × 3. How many weights "
                "has it, biases left out?"
            ),
            _layer("conv2"),
            Number(fact="weights conv2"),
            explanation=Text(
                "32 × 8 × 9 = 2,304. A fully connected layer from the same 8 × 14 × 14 values to "
                "the same 32 × 14 × 14 would need 1,568 × 6,272 = 9,834,496 weights: four thousand "
                "times as many. Sharing weights is why convolutions can be learnt from a few "
                "thousand digits."
            ),
        ),
    ),
    "network",
)

LOSS = Lesson(
    Text("What a loss is"),
    (
        LessonStep(
            Text(
                "The last layer gives ten numbers. Softmax makes probabilities of them, "
                "log-softmax their logarithms. The *loss* says with one number how wrong an answer "
                "is: it is minus the log probability of the digit that it should have been. A sure "
                "and right answer costs nothing, a sure and wrong one very much."
            ),
            _layer("log_softmax"),
        ),
        LessonStep(
            Text("The network gives the true digit a probability of 0.5. How large is the loss?"),
            _layer("log_softmax"),
            Options(("0", "0.5", "0.69", "5"), 2),
            is_prediction=True,
            explanation=Text(
                "−log 0.5 = 0.69. For 0.9 it is 0.11, for 0.1 it is 2.30, for 0.01 it is 4.61: it "
                "costs most to have ruled out what was true. Below, each step from ten logits to "
                "one log probability."
            ),
            revealed=_layer("log_softmax", (7,)),
        ),
        LessonStep(
            Text(
                "And if the true digit has a probability of 0.2? Work it out to two decimals, with "
                "the natural logarithm."
            ),
            None,
            Number(-math.log(0.2), tolerance=0.006),
            explanation=Text("−log 0.2 = 1.61."),
        ),
        LessonStep(
            Text(
                "Nobody has said which digit your drawing is. For which one would the loss be "
                "largest? The page shows the ten log probabilities."
            ),
            _layer("log_softmax"),
            Number(fact="least_likely"),
            explanation=Text(
                "The one that the network thinks least likely. The loss of the digit that it reads "
                "is the smallest of the ten."
            ),
        ),
    ),
    "loss",
)

GRADIENT = Lesson(
    Text("Gradient steps"),
    (
        LessonStep(
            Text(
                "To train is to look for weights with a small loss. The *gradient* says for every "
                "weight how the loss changes when the weight grows a little. A step goes the other "
                "way: new weight = old weight − learning rate × gradient. Each step looks at one "
                "*batch* of samples, not at all: less exact, and many times sooner done."
            ),
            TUTORIAL_TRAINING,
        ),
        LessonStep(
            Text("The learning rate of the tutorial is 0.01. What would come of a rate of 10?"),
            TUTORIAL_TRAINING,
            Options(
                (
                    Text("It learns a thousand times as fast"),
                    Text("Steps overshoot, and the loss grows"),
                    Text("It makes no difference"),
                ),
                1,
            ),
            is_prediction=True,
            explanation=Text(
                "The gradient is true for a small step only. A large one lands on the other side "
                "of the valley, higher up, where the gradient is larger still. With a rate that is "
                "too small it learns too, and takes for ever. Set the rate, train, and look at the "
                "curve."
            ),
        ),
        LessonStep(
            Text(
                "The tutorial trains with 48,000 samples in batches of 64. After how many steps "
                "has every sample been used once? That is one epoch."
            ),
            None,
            Number(48_000 / TUTORIAL_RECIPE.batch_size),
            explanation=Text(
                "48,000 / 64 = 750 steps. With batches of 128 there would be half as many, each of "
                "them surer of its way."
            ),
        ),
        LessonStep(
            Text(
                "With *momentum* m each step adds m times the step before: what has pointed the "
                "same way for long gathers speed. Where the gradient stays the same, steps grow to "
                "1 / (1 − m) times their size, with 0.5 to twice. Set the momentum so that they "
                "grow to ten times."
            ),
            TUTORIAL_TRAINING,
            Watch((Requirement("momentum", 0.9), Requirement("sgd", 1))),
            explanation=Text("1 / (1 − 0.9) = 10. Noise of single batches, which points now here, "
                             "now there, evens out."),
        ),
        LessonStep(
            Text(
                "Steps with your own eyes, from this drawing alone. Below, choose another true "
                "digit than the one that is read, so that the loss is large. Set the rate to "
                "0.001, and take steps until the loss has fallen by 5."
            ),
            _layer("fc2", learns=True),
            Watch((Requirement("loss_fallen", 5, "at least"),)),
            explanation=Text(
                "Each step goes a little way down. Press Restore, and take one step with 0.01: the "
                "bundled model has overshot, all digits are alike, and the loss is −log 0.1 = "
                "2.30. Restore brings the network back."
            ),
        ),
    ),
    "gradient",
)  # fmt: skip

VALIDATION = Lesson(
    Text("Held back: validation"),
    (
        LessonStep(
            Text(
                "A network can learn its samples by heart. So some are held back: of 60,000 the "
                "tutorial trains with the first 48,000 and validates with the last 12,000, 4 to 1. "
                "After each epoch the loss on these is measured. Nothing is learnt from them."
            ),
            TUTORIAL_TRAINING,
        ),
        LessonStep(
            Text(
                "The training loss falls all the time. The validation loss is, epoch by epoch: "
                "0.21, 0.14, 0.11, 0.09, 0.10, 0.13. After which epoch are the weights the ones to "
                "keep?"
            ),
            None,
            Number(4),
            is_prediction=True,
            explanation=Text(
                "After the fourth, where the validation loss is lowest. From there on it gets "
                "better at the samples that it knows, and worse at those that it does not: it "
                "overfits. The last weights are not the best ones, and the training loss would "
                "never say so."
            ),
        ),
        LessonStep(
            Text("Set the validation split so that 6,000 of 60,000 samples are held back."),
            TUTORIAL_TRAINING,
            Watch((Requirement("validation", 0.1),)),
            explanation=Text(
                "10 %. More samples to train with, and a validation loss that is less sure: it is "
                "the mean of fewer."
            ),
        ),
    ),
    "validation",
)

DROPOUT = Lesson(
    Text("Dropout"),
    (
        LessonStep(
            Text(
                "While the tutorial's network trains, dropout sets half of the 49 units after fc1 "
                "to zero, others by chance in every batch. No unit can rely on a single other one, "
                "and what is learnt is spread over many. It is one more way not to learn by heart."
            ),
            _layer("fc1"),
        ),
        LessonStep(
            Text(
                "The network reads your drawing now. How many of the 49 units does a dropout of "
                "0.5 set to zero?"
            ),
            _layer("fc1"),
            Options((Text("About 25"), Text("None"), Text("All")), 1),
            is_prediction=True,
            explanation=Text(
                "None: to read, and to be tested, all units work. The zeros that you see are the "
                "ReLU's. In training, those that are left are doubled, so that the sums after them "
                "are on average as large as later without dropout."
            ),
            revealed=_layer("relu3"),
        ),
        LessonStep(
            Text(
                "Do by hand what dropout does: click a unit and press Silence (S). Is the answer "
                "still the same?"
            ),
            _layer("relu3"),
            Watch((Requirement("changed", 1, "at least"),)),
            explanation=Text(
                "Mostly it is: other units know it as well, and dropout trains a network to make "
                "do without any single one. Silence more until the answer changes; Restore brings "
                "them all back."
            ),
        ),
    ),
    "dropout",
)

TESTING = Lesson(
    Text("Testing, and six samples"),
    (
        LessonStep(
            Text(
                "At the end the test set: 10,000 digits with which nothing was trained and nothing "
                "chosen. It gives the average loss, how many of all were right, and the "
                "percentage. Who tries many networks and takes the one that is best on the test "
                "set has trained with it by hand: for choosing there is validation."
            ),
            Scene("test"),
        ),
        LessonStep(
            Text(
                "How many of the test digits will this network read wrongly? Say what you expect."
            ),
            Scene("test"),
            Number(fact="wrong"),
            is_prediction=True,
            explanation=Text("Now press Test, and compare."),
        ),
        LessonStep(
            Text("The model was tested. How many of the samples were read wrongly?"),
            Scene("test"),
            Number(fact="wrong"),
            explanation=Text(
                "The matrix says which digit was taken for which: truth in the rows, what was read "
                "in the columns, and on the diagonal what was right. A click on a cell shows its "
                "samples."
            ),
        ),
        LessonStep(
            Text(
                "The tutorial ends with six samples, each with its truth and what was read. The "
                "Test page draws them by chance beside the matrix. A click on one puts it on the "
                "canvas: the Layers page then shows what the network made of it."
            ),
            Scene("test"),
        ),
    ),
    "testing",
)

# The whole tutorial, in its order.
CHAPTERS = (*LAB_CHAPTERS, NETWORK, LOSS, GRADIENT, VALIDATION, DROPOUT, TESTING)
