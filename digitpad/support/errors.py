"""The errors that a user can cause; their text is what the user reads."""


class DigitpadError(Exception):
    """Something went wrong that a sentence can explain: what happened, and what to do."""


class EmptyInkError(DigitpadError):
    """There is no ink to read."""


class PictureError(DigitpadError):
    """A picture file cannot be used."""


class StrokesError(DigitpadError):
    """A strokes file cannot be used."""


class DataError(DigitpadError):
    """A data set is missing, damaged or of the wrong kind."""


class ModelError(DigitpadError):
    """A checkpoint is missing, damaged or does not fit the network."""


class TrainingError(DigitpadError):
    """A training cannot go on."""
