"""The errors that a user can cause; their text is what the user reads."""

from typing import Self

from digitpad.support.messages import Text


class DigitpadError(Exception):
    """Something went wrong that a sentence can explain: what happened, and what to do.

    It is raised with a template, a literal, and its values: ``ModelError("{path} is damaged.",
    path=path)``. ``str`` says it in the language in force, also in one that came later.

    command: what helps whoever types commands, where the sentence tells of a menu; the command line
    alone says it.
    """

    command = ""

    def __init__(self, text: str | Text, /, **values: object) -> None:
        """Say ``text``, filled with ``values``; a Text, such as ``plural`` gives, has its own."""
        self.text = Text(text, **values) if isinstance(text, str) else text
        super().__init__(self.text)

    def typed(self, command: str) -> Self:
        """Return this, with what to type."""
        self.command = command
        return self


class Cancelled(Exception):  # noqa: N818 - not an error: what a user asked for
    """Ends work that was asked to end: raised where the work looks, it passes through."""


class EmptyInkError(DigitpadError):
    """There is no ink to read."""


class PictureError(DigitpadError):
    """A picture file cannot be used."""


class StrokesError(DigitpadError):
    """A strokes file cannot be used."""


class DataError(DigitpadError):
    """A data set is missing, damaged or of the wrong kind."""


class MissingDataError(DataError):
    """A data set of the catalogue is not where it was looked for."""


class ModelError(DigitpadError):
    """A checkpoint is missing, damaged or does not fit the network."""


class TrainingError(DigitpadError):
    """A training cannot go on."""


class ContentError(DigitpadError, ValueError):
    """What is wrong with a file's content: a clause within another error's sentence."""
