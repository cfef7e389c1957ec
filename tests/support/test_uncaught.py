"""Exceptions that nothing caught are written down and told, once each."""

import gc
import logging
import sys
import threading
import weakref

import pytest

from digitpad.support.crashes import watch_faults


@pytest.fixture
def told(capsys):
    faults = []
    before = sys.excepthook, threading.excepthook, sys.unraisablehook
    with watch_faults(faults.append, lambda: faults.append("interrupted")):
        yield faults
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before


def raise_from(text):
    raise ValueError(text)


def report(make):
    try:
        make()
    except BaseException:
        sys.excepthook(*sys.exc_info())


def test_a_fault_is_told_with_its_kind_place_and_traceback(told, caplog):
    report(lambda: raise_from("two\nlines"))
    (fault,) = told
    assert fault.summary == "ValueError: two lines"
    assert "raise_from" in fault.details
    assert "raise_from" in caplog.text


def test_the_same_again_is_not_told_again_and_does_not_fill_the_log(told, caplog):
    for number in range(1000):
        report(lambda n=number: raise_from(f"number {n}"))
    assert len(told) == 1
    assert len(caplog.records) == 10  # the first, then 2, 4, ... 512


def test_another_one_is_told(told):
    report(lambda: raise_from("x"))
    report(lambda: 1 / 0)
    assert [fault.summary for fault in told] == [
        "ValueError: x",
        "ZeroDivisionError: division by zero",
    ]


def test_a_fault_in_a_thread_is_told(told):
    thread = threading.Thread(target=raise_from, args=("in a thread",))
    thread.start()
    thread.join()
    assert told[0].summary == "ValueError: in a thread"


def test_a_fault_in_a_destructor_is_written_down_alone(told, caplog):
    class Bad:
        def __del__(self):
            raise_from("destructor")

    Bad()
    gc.collect()
    assert told == []
    assert "destructor" in caplog.text


def test_ctrl_c_is_no_fault(told, caplog):
    def interrupt():
        raise KeyboardInterrupt

    with caplog.at_level(logging.DEBUG):
        report(interrupt)
    assert told == ["interrupted"]
    assert caplog.records == []


def test_what_failed_can_be_freed(told):
    class Large:
        pass

    def fail():
        large = Large()
        kept.append(weakref.ref(large))
        raise ValueError

    kept = []
    report(fail)
    gc.collect()
    assert kept[0]() is None
