"""The value under the pointer in words, be it the input's, a kernel's or the output's."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from digitpad.graph.operation import Position
from digitpad.graph.receptive_field import is_in
from digitpad.lab.result import LabResult
from digitpad.support.numbers import number
from digitpad.ui.pages.lab.channels import channel_names
from digitpad.ui.pages.lab.playground import Playground
from digitpad.ui.widgets.basics import Line


class PointedValue(Line):
    """Follows the pointer over the pictures of a playground."""

    def __init__(self, playground: Playground) -> None:
        """Begin without a value."""
        super().__init__("labValue")
        self._result: LabResult | None = None
        self._tell: Callable[[], None] = partial(self.setText, "")  # what is pointed at
        self._kernels = playground.kernels
        image, numbers, output = playground.input, playground.kernels.numbers, playground.output
        for signal, place, tell in (
            (image.pointed, image.own_under_pointer, self._tell_input),
            (numbers.hovered, numbers.under_pointer, self._tell_kernel),
            (output.hovered, output.under_pointer, self._tell_output),
        ):
            signal.connect(partial(self._point, place, tell))

    def show_result(self, result: LabResult) -> None:
        """Tell values of ``result``, which the pictures show: now, the one that is pointed at."""
        self._result = result
        self._tell()

    def _point(
        self, place: Callable[[], Position | None], tell: Callable[[Position | None], None],
        _position: Position | None,
    ) -> None:  # fmt: skip
        """Tell what is at the pointer; it is asked anew each time, for that becomes another."""
        self._tell = lambda: tell(place())
        self._tell()

    def _tell_input(self, position: Position | None) -> None:
        result = self._result
        if position is None or result is None or result.image is None or result.padded is None:
            self.setText("")
            return
        row, column = (number(n, 0) for n in position[1:])
        if result.lab_settings.source.is_coloured:
            colour = channel_names()[position[0]]
            place = self.tr("{0}, row {1}, column {2}").format(colour, row, column)
        else:
            place = self.tr("channel {0}, row {1}, column {2}").format(position[0], row, column)
        if is_in(position, result.image.shape):
            self.setText(
                self.tr("Input, {0}: {1}").format(place, number(float(result.image[position])))
            )
        elif result.outcome is not None:  # without one nothing is padded
            rows, columns = result.outcome.shape.rows, result.outcome.shape.columns
            there = position[0], position[1] + rows.before, position[2] + columns.before
            self.setText(
                self.tr("Padding, {0}: {1}").format(place, number(float(result.padded[there])))
            )

    def _tell_kernel(self, position: Position | None) -> None:
        kernel, weights = self._kernels.selected, self._kernels.weights
        if position is None or not is_in(position, weights.shape):
            self.setText("")
            return
        self.setText(
            self.tr("Kernel {0}, channel {1}, row {2}, column {3}: {4}").format(
                kernel, *position, number(float(weights[position]))
            )
        )

    def _tell_output(self, position: Position | None) -> None:
        found = None if self._result is None else self._result.outcome
        if position is None or found is None or not is_in(position, found.maps.shape):
            self.setText("")
            return
        self.setText(
            self.tr("Output, map {0}, row {1}, column {2}: {3}").format(
                *position, number(float(found.maps[position]))
            )
        )
