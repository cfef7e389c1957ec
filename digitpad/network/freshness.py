"""Which answer may be shown: one that belongs to the drawing that is shown."""

from dataclasses import dataclass

LONGEST_LAG = 0.1  # seconds; from about this long people see that an answer trails the pen


@dataclass(frozen=True)
class Version:
    """A state of the drawing.

    edit: goes up with every change that is more than added ink: undo, erase, clear, another file.
    step: goes up with every change.
    made: when the state came to be, seconds of a monotonic clock.
    """

    edit: int = 0
    step: int = 0
    made: float = 0.0

    def next(self, more_ink: bool, now: float) -> "Version":
        """Return the version after a change at time ``now``."""
        return Version(self.edit if more_ink else self.edit + 1, self.step + 1, now)


def may_be_shown(answered: Version, current: Version, now: float) -> bool:
    """Tell whether an answer for ``answered`` may stand beside the drawing ``current``.

    It may when it is that drawing's own; or when the drawing has only grown since, a moment ago:
    so the answer follows a moving pen.
    """
    if answered.step == current.step:
        return True
    return answered.edit == current.edit and now - answered.made <= LONGEST_LAG
