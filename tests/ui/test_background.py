"""Work beside the window: the newest question, one task, one thing after another, and their end."""

import logging
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThread
from PySide6.QtWidgets import QWidget

from digitpad.ink.strokes_file import load_drawing
from digitpad.support.errors import Cancelled, DataError
from digitpad.support.folders import bundled_drawing
from digitpad.ui import background
from digitpad.ui.background import Latest, Queue, Task, at_end, end_all, running
from digitpad.ui.window.main_window import MainWindow

SOON = 10_000  # milliseconds


class Owner(QObject):
    """Has what works for it, and hears what is told."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self.told = []
        self.threads = set()

    def hear(self, what):
        self.told.append(what)
        self.threads.add(QThread.currentThread())


class Gate:
    """Work that goes on once it is let."""

    def __init__(self, result=None):
        self.begun, self.opened, self.result = threading.Event(), threading.Event(), result

    def __call__(self, _job=None):
        self.begun.set()
        assert self.opened.wait(20)
        return self.result


@pytest.fixture
def owner(qapp):
    owner = Owner()
    yield owner
    end_all(owner)
    assert not running(owner)


@pytest.fixture
def latest(owner):
    latest = Latest(owner)
    latest.answered.connect(owner.hear)
    latest.failed.connect(owner.hear)
    return latest


def until_cancelled(job):
    """Work that never ends by itself, and looks whether it shall."""
    while True:
        job.check()
        time.sleep(0.001)


def task_of(owner, work, *unexpected):
    task = Task(work, owner, *unexpected)
    task.done.connect(owner.hear)
    task.failed.connect(owner.hear)
    task.cancelled.connect(lambda: owner.hear("cancelled"))
    return task


# The newest question


def test_of_many_questions_the_newest_is_answered_and_those_between_are_left_out(
    qtbot, owner, latest
):
    gate = Gate("first")
    latest.ask(gate)
    assert gate.begun.wait(20)
    for number in range(50):
        latest.ask(lambda number=number: number)
    assert not latest.is_idle
    gate.opened.set()
    qtbot.waitUntil(lambda: latest.is_idle, timeout=SOON)
    assert owner.told == ["first", 49]


def test_answers_come_in_the_windows_thread_and_are_computed_in_another(qtbot, owner, latest):
    latest.ask(QThread.currentThread)
    qtbot.waitUntil(lambda: latest.is_idle, timeout=SOON)
    assert owner.threads == {owner.thread()}
    assert owner.told[0] is not owner.thread()


def test_an_answer_to_what_was_forgotten_is_dropped(qtbot, owner, latest):
    gate = Gate("stale")
    latest.ask(gate)
    assert gate.begun.wait(20)
    latest.ask(lambda: "waits")
    latest.forget()
    assert latest.is_idle
    latest.ask(lambda: "new")
    gate.opened.set()
    qtbot.waitUntil(lambda: latest.is_idle, timeout=SOON)
    assert owner.told == ["new"]


def test_a_long_question_ends_when_nobody_waits_for_its_answer(qtbot, owner, latest):
    begun = threading.Event()

    def endless():
        while True:
            begun.set()
            latest.check()
            time.sleep(0.001)

    latest.ask(endless)
    assert begun.wait(20)
    latest.forget()
    latest.ask(lambda: "new")
    qtbot.waitUntil(lambda: latest.is_idle, timeout=SOON)
    assert owner.told == ["new"]


def test_a_failure_of_the_users_becomes_its_own_sentence(qtbot, owner, latest, caplog):
    def fail():
        raise DataError("{name} is gone. Fetch it.", name="MNIST")

    latest.ask(fail)
    qtbot.waitUntil(lambda: latest.is_idle, timeout=SOON)
    assert owner.told == ["MNIST is gone. Fetch it."]
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


def test_any_other_failure_is_a_sentence_and_a_record_and_the_next_is_answered(
    qtbot, owner, latest, caplog
):
    latest.ask(lambda: 1 / 0)
    qtbot.waitUntil(lambda: latest.is_idle, timeout=SOON)
    assert owner.told == ["That did not work: ZeroDivisionError: division by zero. Try again."]
    assert "ZeroDivisionError" in caplog.text
    latest.ask(lambda: "well")
    qtbot.waitUntil(lambda: latest.is_idle, timeout=SOON)
    assert owner.told[-1] == "well"


def test_no_thread_runs_before_the_first_question(owner, latest):
    assert not running(owner)


# One task


def test_a_task_tells_how_far_it_is_and_ends(qtbot, owner):
    def work(job):
        job.tell(0.5)
        return "result"

    task, moves = task_of(owner, work), []
    task.moved.connect(moves.append)
    assert not task.is_running
    with qtbot.waitSignal(task.done, timeout=SOON):
        task.start()
        assert task.is_running
    assert (moves, owner.told) == ([0.5], ["result"])
    assert not task.is_running
    assert not running(owner)


def test_of_a_flood_of_progress_few_are_told(qtbot, owner):
    def work(job):
        begun = time.monotonic()
        count = 0
        while time.monotonic() - begun < 0.35:
            job.tell(count)
            count += 1
        return count

    task, moves = task_of(owner, work), []
    task.moved.connect(moves.append)
    with qtbot.waitSignal(task.done, timeout=SOON) as done:
        task.start()
    assert done.args[0] > 100
    assert moves[0] == 0
    assert 2 <= len(moves) <= 4  # at most one in a tenth of a second


def test_a_task_that_is_cancelled_says_so_and_nothing_else(qtbot, owner):
    task = task_of(owner, until_cancelled)
    task.start()
    with qtbot.waitSignal(task.cancelled, timeout=SOON):
        task.cancel()
    assert owner.told == ["cancelled"]


def test_what_a_library_makes_of_a_cancelled_task_is_no_failure(qtbot, owner, caplog):
    def work(job):
        try:
            until_cancelled(job)
        except Cancelled:
            raise ImportError("cut short") from None

    task = task_of(owner, work)
    task.start()
    with qtbot.waitSignal(task.cancelled, timeout=SOON):
        task.cancel()
    assert owner.told == ["cancelled"]
    assert "cut short" not in caplog.text


@pytest.mark.parametrize("is_early", [True, False])
def test_a_task_can_be_ended_by_a_call_and_bring_what_it_has(qtbot, owner, is_early):
    begun, stopped = threading.Event(), threading.Event()

    def work(job):
        if is_early:
            begun.set()
            while not job.is_cancelled:
                time.sleep(0.001)
        job.on_cancel(stopped.set)
        begun.set()
        assert stopped.wait(20)
        return "half"

    task = task_of(owner, work)
    task.start()
    assert begun.wait(20)
    with qtbot.waitSignal(task.done, timeout=SOON):
        task.cancel()
    assert owner.told == ["half"]


def test_a_task_fails_with_the_sentence_that_it_was_given(qtbot, owner):
    task = task_of(owner, lambda job: [][1], "It went wrong: {0}. Go home.")
    with qtbot.waitSignal(task.failed, timeout=SOON):
        task.start()
    assert owner.told == ["It went wrong: list index out of range. Go home."]


def test_tasks_that_have_ended_leave_nothing_behind(qtbot, owner):
    for number in range(20):
        task = task_of(owner, lambda job, number=number: number)
        with qtbot.waitSignal(task.done, timeout=SOON):
            task.start()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert owner.findChildren(Task) == []
    assert owner.told == list(range(20))


# One thing after another


def test_a_queue_keeps_the_order_and_tells_each_at_its_end(qtbot, owner):
    queue, done = Queue(owner, finishes=True), []
    for number in range(30):
        queue.do(lambda job, number=number: done.append(number) or number, owner.hear)
    qtbot.waitUntil(lambda: len(owner.told) == 30, timeout=SOON)
    assert done == owner.told == list(range(30))
    assert owner.threads == {owner.thread()}


def test_a_job_that_fails_is_told_and_the_next_is_done(qtbot, owner):
    queue, ends = Queue(owner, finishes=False), []

    def fail(job):
        raise DataError("No.")

    queue.do(fail, owner.hear, owner.hear, lambda: ends.append(1))
    queue.do(lambda job: "yes", owner.hear, owner.hear, lambda: ends.append(2))
    qtbot.waitUntil(lambda: len(ends) == 2, timeout=SOON)
    assert owner.told == ["No.", "yes"]


def test_a_job_that_is_cancelled_is_followed_by_its_last_alone(qtbot, owner):
    queue, ends = Queue(owner, finishes=False), []
    job = queue.do(until_cancelled, owner.hear, owner.hear, lambda: ends.append(1))
    job.cancel()
    qtbot.waitUntil(lambda: ends == [1], timeout=SOON)
    assert owner.told == []


def test_a_queue_is_idle_once_what_waits_is_done_and_its_last_can_tell(qtbot, owner):
    queue, gate, told = Queue(owner, finishes=False), Gate(), []
    assert queue.is_idle
    queue.do(gate, at_last=lambda: told.append(queue.is_idle))
    queue.do(lambda job: None, at_last=lambda: told.append(queue.is_idle))
    assert not queue.is_idle
    gate.opened.set()
    qtbot.waitUntil(lambda: queue.is_idle, timeout=SOON)
    assert told == [False, True]


def test_a_queue_that_finishes_does_at_the_end_what_waits_and_then_its_last(owner):
    gate, done = Gate(), []
    queue = Queue(owner, last=lambda: done.append("last"), finishes=True)
    queue.do(gate)
    for number in range(5):
        queue.do(lambda job, number=number: done.append(number))
    threading.Timer(0.05, gate.opened.set).start()
    end_all(owner)
    assert done == [0, 1, 2, 3, 4, "last"]


def test_a_queue_that_does_not_finish_cancels_what_waits_and_what_is_done(owner):
    queue, done = Queue(owner, finishes=False), []
    queue.do(until_cancelled)
    queue.do(lambda job: done.append(1))
    end_all(owner)
    assert done == []
    assert not running(owner)


# The end


def test_the_end_comes_to_all_that_is_in_the_owner_and_to_nothing_else(qtbot, owner):
    outer, other = QWidget(), Owner()
    inner = QWidget(outer)
    tasks = [task_of(owner, until_cancelled)]
    tasks += [Task(until_cancelled, parent) for parent in (outer, inner, other)]
    for task in tasks:
        task.start()
    end_all(outer)
    assert [task.is_running for task in tasks] == [True, False, False, True]
    assert len(running(other)) == len(running(owner)) == 1
    end_all(other)


def test_all_are_asked_to_end_before_the_first_is_waited_for(owner):
    def work(job):
        while not job.is_cancelled:
            time.sleep(0.001)
        time.sleep(0.2)  # as a batch that is under way

    for _ in range(8):
        Task(work, owner).start()
    begun = time.monotonic()
    end_all(owner)
    assert time.monotonic() - begun < 8 * 0.2


def test_under_load_all_ends_and_nothing_runs_or_is_told_afterwards(qtbot, owner, latest):
    counts = [0]

    def count(*_):
        counts[0] += 1
        return counts[0]

    queue = Queue(owner, finishes=True)
    tasks = [task_of(owner, until_cancelled) for _ in range(5)]
    for task in tasks:
        task.start()
    for _ in range(200):
        latest.ask(count)
        queue.do(count, owner.hear)
    end_all(owner)
    owner.told.clear()
    known = counts[0]
    latest.ask(count)
    queue.do(count, owner.hear)
    late = task_of(owner, count)
    late.start()
    Latest(Owner(owner)).ask(count)  # of a part that is made later
    qtbot.wait(50)
    assert not running(owner)
    assert counts[0] == known
    assert owner.told == []
    assert latest.is_idle
    assert not any(task.is_running for task in [*tasks, late])


def test_what_is_to_be_kept_is_kept_once_all_has_ended(owner):
    class Keeper(Owner):
        def keep(self):
            self.told.append(len(running(owner)))

    keeper = Keeper(owner)
    at_end(keeper.keep)
    Task(until_cancelled, owner).start()
    end_all(owner)
    end_all(owner)
    assert keeper.told == [0]


def test_the_end_of_an_owner_that_was_deleted_ends_its_threads(qtbot, qapp):
    owner = Owner()
    Task(until_cancelled, owner).start()
    Latest(owner).ask(lambda: None)
    threads = running(owner)
    assert len(threads) == 2
    owner.deleteLater()
    QCoreApplication.sendPostedEvents(owner, QEvent.Type.DeferredDelete)
    qtbot.waitUntil(lambda: not any(thread.isRunning() for thread in threads), timeout=SOON)


def test_a_window_works_after_another_was_closed(qtbot, window):
    window.close()
    assert not running(window)
    second = MainWindow(remember=False)
    with qtbot.waitSignal(second.session.model_changed, timeout=60_000):
        second.show()
    with qtbot.waitSignal(second.session.reading_changed, timeout=20_000):
        second.show_drawing(load_drawing(bundled_drawing()))
    assert running(second)  # what reads
    second.close()
    assert not running(second)
    second.deleteLater()


@pytest.mark.parametrize("owner", ["app", "window"])
def test_a_program_that_ends_without_closing_leaves_no_thread(tmp_path, owner):
    script = f"""
from pathlib import Path
from digitpad.ui.window.app import make_application
from digitpad.ui.background import Latest, Queue, Task
import time
from pathlib import Path
app = make_application()
owner = app
if {owner!r} == "window":
    from digitpad.ui.window.main_window import MainWindow
    owner = MainWindow()
    owner.show()

def work(job):
    Path({str(tmp_path / "begun")!r}).touch()
    while True:
        job.check()
        time.sleep(0.001)

task, latest = Task(work, owner), Latest(owner)
queue = Queue(owner, last=Path({str(tmp_path / "last")!r}).touch, finishes=True)
task.start()
latest.ask(lambda: None)
queue.do(lambda job: time.sleep(0.1))
while not Path({str(tmp_path / "begun")!r}).exists():
    app.processEvents()
"""
    done = subprocess.run(
        [sys.executable, "-c", script], env=os.environ.copy(), timeout=120, capture_output=True
    )
    assert (done.returncode, done.stderr.decode()) == (0, "")
    assert (tmp_path / "last").exists()


def lines_with(words, folder, own):
    """Where ``words`` stand in the code of ``folder``, but for the folder ``own``: (file, word)."""
    return {
        (file.relative_to(folder).as_posix(), word)
        for file in folder.rglob("*.py")
        if own not in file.parents
        for word in words
        if word in file.read_text(encoding="utf-8")
    }


def test_no_other_module_makes_threads():
    own = Path(background.__file__).parent
    package = own.parent.parent
    words = ("Thread(", "(QThread)", "ThreadPool", "daemon=True", "start_new_thread")
    assert lines_with(words, package, own) == {
        ("training/batches.py", "ThreadPool"),  # CONTRIBUTING says why
        ("data/download.py", "Thread("),
        ("data/download.py", "daemon=True"),
    }
    assert lines_with(("Condition(", "atexit"), own.parent, own) == set()
