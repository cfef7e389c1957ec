"""What a step of a lesson shows and asks, as forms: a scene of the window, and a question."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from digitpad.lessons.draft import fact_names
from digitpad.lessons.facts import title_of, value_of
from digitpad.lessons.lesson import (
    LETTERS,
    RELATIONS,
    LessonStep,
    Number,
    Options,
    Question,
    Requirement,
    Scene,
    Watch,
)
from digitpad.support.numbers import whole_or_readable
from digitpad.ui.lessons.window_scene import WindowScene
from digitpad.ui.pages import PAGES
from digitpad.ui.widgets.basics import Line, filled, label, push_button, wrapped
from digitpad.ui.widgets.boxes import ChoiceBox, as_typed, typed_number


class SceneRow(QWidget):
    """``changed()``: another scene was taken, or none."""

    changed = Signal()

    def __init__(
        self, title: str, name: str, window: WindowScene, parent: QWidget | None = None
    ) -> None:
        """Hold no scene. title: what the scene is; name: the beginning of objects' names."""
        super().__init__(parent)
        self._window = window
        self.scene: Scene | None = None
        self.words = Line(f"{name}Words")
        self.take = push_button(
            self.tr("From the Window"), f"{name}Take", self.tr("Take what the window shows now")
        )
        self.show_ = push_button(self.tr("Show"), f"{name}Show", self.tr("Set the window to it"))
        self.none = push_button(
            self.tr("None"), f"{name}None", self.tr("Leave the window as it is then")
        )
        for button in (self.take, self.show_, self.none):
            button.setProperty("segment", True)
        filled(
            QHBoxLayout(self), label(title, "field"), (self.words, 1), self.take, self.show_,
            self.none, spacing=6,
        )  # fmt: skip
        self.take.clicked.connect(self._take)
        self.show_.clicked.connect(self._show)
        self.none.clicked.connect(self._drop)
        self.set_scene(None)

    def set_scene(self, scene: Scene | None) -> None:
        """Hold ``scene`` without a signal."""
        self.scene = scene
        self.words.setText(self.tr("as it is") if scene is None else self._told(scene))
        for button in (self.show_, self.none):
            button.setEnabled(scene is not None)

    def _told(self, scene: Scene) -> str:
        """Say what a scene shows."""
        told = [str(PAGES[scene.page].title)] if scene.page in PAGES else []
        if scene.area is not None:
            told.append({
                "steps": self.tr("step through"), "shapes": self.tr("shapes and cost"),
                "pooling": self.tr("pooling"),
            }[scene.area])  # fmt: skip
        if scene.is_covered:
            told.append(self.tr("output covered"))
        if scene.layer is not None:
            words = {"ink": self.tr("ink"), "why": self.tr("why?")}  # which no network names
            told.append(words.get(scene.layer, scene.layer))
        if scene.drawing is not None and not scene.drawing.is_empty:
            told.append(self.tr("with the drawing"))
        return self.tr(", ").join(told)

    @Slot()
    def _take(self) -> None:
        self.set_scene(self._window.take())
        self.changed.emit()

    @Slot()
    def _show(self) -> None:
        if self.scene is not None:
            self._window.show(self.scene)

    @Slot()
    def _drop(self) -> None:
        self.set_scene(None)
        self.changed.emit()


NOTHING, OPTIONS, NUMBER, WATCH = range(4)
HEIGHT = 118  # pixels, of what is filled in
FACT, VALUE, RELATION = (Qt.ItemDataRole.UserRole + n for n in range(3))


class QuestionForm(QWidget):
    """``changed()``: what is asked is another."""

    changed = Signal()

    def __init__(self, window: WindowScene, parent: QWidget | None = None) -> None:
        """Ask nothing."""
        super().__init__(parent)
        self._window = window
        self.kind = ChoiceBox("questionKind")
        self.kind.setAccessibleName(self.tr("What is asked"))
        self.kind.addItems([
            self.tr("No question"), self.tr("Choose an option"), self.tr("Type a number"),
            self.tr("Set the window"),
        ])  # fmt: skip
        self.prediction = QCheckBox(self.tr("A prediction, before the result is shown"))
        self.prediction.setObjectName("questionPrediction")
        self.prediction.setToolTip(
            self.tr("Whatever is answered, the result and the explanation are shown then")
        )
        self._make_options()
        self._make_number()
        self._make_watch()
        self.forms = QStackedWidget()
        self.forms.setFixedHeight(HEIGHT)
        for form in (QWidget(), self._options_form, self._number_form, self._watch_form):
            self.forms.addWidget(form)
        head = filled(QHBoxLayout(), self.kind, self.prediction, None, spacing=10)
        filled(QVBoxLayout(self), head, self.forms, spacing=4)
        self.kind.currentIndexChanged.connect(self._choose_kind)
        self.prediction.clicked.connect(self.changed)

    def _make_options(self) -> None:
        self.options = QPlainTextEdit()
        self.options.setObjectName("questionOptions")
        self.options.setAccessibleName(self.tr("Options, one in each line"))
        self.options.setPlaceholderText(self.tr("Options, one in each line, six at most"))
        self.options.setTabChangesFocus(True)
        self.right = ChoiceBox("questionRight")
        self.right.setAccessibleName(self.tr("The option that is right"))
        self.right.addItems([self.tr("{0} is right").format(letter) for letter in LETTERS])
        self._options_form = QWidget()
        filled(
            QHBoxLayout(self._options_form), (self.options, 1),
            filled(QVBoxLayout(), self.right, None), spacing=8,
        )  # fmt: skip
        self.options.textChanged.connect(self.changed)
        self.right.activated.connect(self.changed)

    def _make_number(self) -> None:
        self.source = ChoiceBox("questionSource")
        self.source.setAccessibleName(self.tr("Which number is right"))
        self.number = QLineEdit()
        self.number.setObjectName("questionNumber")
        self.tolerance = QLineEdit()
        self.tolerance.setObjectName("questionTolerance")
        self._number_form = QWidget()
        rows = QFormLayout(self._number_form)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addRow(self.tr("Right is"), self.source)
        rows.addRow(self.tr("Number"), self.number)
        rows.addRow(self.tr("Give or take"), self.tolerance)
        self.source.activated.connect(self._choose_source)
        for field in (self.number, self.tolerance):
            field.textChanged.connect(self.changed)

    def _make_watch(self) -> None:
        self.facts = QListWidget()
        self.facts.setObjectName("questionFacts")
        self.facts.setAccessibleName(self.tr("What is to be set, with its value"))
        self.facts.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.relation = ChoiceBox("questionRelation")
        self.relation.setAccessibleName(self.tr("How the value is compared"))
        words = {
            "is": self.tr("is"), "at least": self.tr("at least"), "at most": self.tr("at most"),
        }  # fmt: skip
        for relation in RELATIONS:
            self.relation.addItem(words[relation], relation)
        self._relations = words
        self.values = push_button(
            self.tr("&Values Now"), "questionValues",
            self.tr("Ask for the values that the window has now: set it as it shall be first"),
        )  # fmt: skip
        self._watch_form = QWidget()
        hint = wrapped(self.tr("Set the window as it shall be, take the values, and tick."), "hint")
        beside = filled(QVBoxLayout(), hint, self.values, self.relation, None, spacing=6)
        filled(QHBoxLayout(self._watch_form), (self.facts, 3), (beside, 2), spacing=8)
        self.facts.itemChanged.connect(self._take_tick)
        self.facts.currentItemChanged.connect(self._show_relation)
        self.relation.activated.connect(self._take_relation)
        self.values.clicked.connect(self._take_values)

    # What it shows

    def show_step(self, step: LessonStep) -> None:
        """Show the question of ``step`` without a signal."""
        blocked = [
            QSignalBlocker(one) for one in (
                self, self.kind, self.options, self.number, self.tolerance, self.facts
            )
        ]  # fmt: skip
        question = step.question
        kinds = {Options: OPTIONS, Number: NUMBER, Watch: WATCH}
        kind = NOTHING if question is None else kinds[type(question)]
        self.kind.setCurrentIndex(kind)
        self.forms.setCurrentIndex(kind)
        self.prediction.setChecked(step.is_prediction)
        self.prediction.setVisible(kind in (OPTIONS, NUMBER))
        options = question.options if isinstance(question, Options) else ()
        self.options.setPlainText("\n".join(map(str, options)))
        self.right.setCurrentIndex(question.right if isinstance(question, Options) else 0)
        self._show_number(question if isinstance(question, Number) else Number())
        self._show_conditions(question.conditions if isinstance(question, Watch) else ())
        del blocked

    def _show_number(self, question: Number) -> None:
        self.source.clear()
        self.source.addItem(self.tr("This number"), "")
        for name in fact_names(self._window.seen().network):
            self.source.addItem(title_of(name), name)
        if question.fact and self.source.findData(question.fact) < 0:
            self.source.addItem(title_of(question.fact), question.fact)
        self.source.setCurrentIndex(self.source.findData(question.fact))
        self.number.setEnabled(not question.fact)
        value = question.value
        self.number.setText("" if value is None else as_typed(f"{value:.10g}"))
        self.tolerance.setText(as_typed(f"{question.tolerance:.10g}"))

    def _show_conditions(self, conditions: tuple[Requirement, ...]) -> None:
        """List all facts; those of the conditions are ticked, with their values."""
        seen = self._window.seen()
        wanted = {one.fact: one for one in conditions}
        self.facts.clear()
        for name in dict.fromkeys((*wanted, *fact_names(seen.network))):
            one = wanted.get(name)
            value = value_of(name, seen) if one is None else one.value
            item = QListWidgetItem()
            item.setData(FACT, name)
            item.setData(VALUE, value)
            item.setData(RELATION, RELATIONS[0] if one is None else one.relation)
            item.setCheckState(Qt.CheckState.Unchecked if one is None else Qt.CheckState.Checked)
            self._name(item)
            self.facts.addItem(item)

    def _name(self, item: QListWidgetItem) -> None:
        value = item.data(VALUE)
        told = "–" if value is None else whole_or_readable(float(value))
        title, relation = title_of(item.data(FACT)), self._relations[item.data(RELATION)]
        item.setText(self.tr("{0} {1} {2}").format(title, relation, told))
        item.setToolTip(item.text())
        flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
        # What is not to be had now, as a test that was not made, cannot be asked for.
        item.setFlags(flags if value is None else flags | Qt.ItemFlag.ItemIsEnabled)

    # What is asked

    def question(self) -> Question | None:
        """Return what is asked; what is missing in it is told when it is to be saved."""
        match self.kind.currentIndex():
            case 1:
                lines = self.options.toPlainText().splitlines()
                options = tuple(line.strip() for line in lines if line.strip())[: len(LETTERS)]
                return Options(options, self.right.currentIndex())
            case 2:
                fact = self.source.currentData() or ""
                tolerance = abs(typed_number(self.tolerance.text()) or 0.0)
                return Number(None if fact else typed_number(self.number.text()), fact, tolerance)
            case 3:
                return Watch(self._conditions())
        return None

    def is_prediction(self) -> bool:
        """Tell whether the answer is a prediction."""
        return self.prediction.isChecked() and self.kind.currentIndex() in (OPTIONS, NUMBER)

    def _conditions(self) -> tuple[Requirement, ...]:
        items = (self.facts.item(row) for row in range(self.facts.count()))
        return tuple(
            Requirement(item.data(FACT), float(item.data(VALUE)), item.data(RELATION))
            for item in items
            if item.checkState() == Qt.CheckState.Checked and item.data(VALUE) is not None
        )

    @Slot(int)
    def _choose_kind(self, kind: int) -> None:
        self.forms.setCurrentIndex(kind)
        self.prediction.setVisible(kind in (OPTIONS, NUMBER))
        if kind == WATCH and not self._conditions():
            self._take_values()
        else:
            self.changed.emit()

    @Slot()
    def _choose_source(self) -> None:
        self.number.setEnabled(not self.source.currentData())
        self.changed.emit()

    @Slot()
    def _take_values(self) -> None:
        """Take the values that the window has now, of all facts."""
        seen = self._window.seen()
        with QSignalBlocker(self.facts):
            for row in range(self.facts.count()):
                item = self.facts.item(row)
                value = value_of(item.data(FACT), seen)
                if value is not None or item.checkState() == Qt.CheckState.Unchecked:
                    item.setData(VALUE, value)
                self._name(item)
        self.changed.emit()

    @Slot(QListWidgetItem)
    def _take_tick(self, item: QListWidgetItem) -> None:
        self.facts.setCurrentItem(item)  # a click on its box leaves another one current
        self.changed.emit()

    @Slot()
    def _show_relation(self) -> None:
        item = self.facts.currentItem()
        if item is not None:
            self.relation.setCurrentIndex(self.relation.findData(item.data(RELATION)))

    @Slot()
    def _take_relation(self) -> None:
        item = self.facts.currentItem()
        if item is not None:
            with QSignalBlocker(self.facts):
                item.setData(RELATION, self.relation.currentData())
                self._name(item)
            self.changed.emit()
