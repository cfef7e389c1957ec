"""The log is written where it can be, stays small, and is no obstacle where it cannot."""

import errno
import logging
import subprocess
import sys
from logging.handlers import RotatingFileHandler

from digitpad.cli import main
from digitpad.support import log_file
from digitpad.support.log_file import log_path, log_to_file

log = logging.getLogger("digitpad.test")


def test_records_of_digitpad_and_warnings_of_others_are_written():
    with log_to_file():
        log.info("one")
        logging.getLogger("other").warning("two")
        logging.getLogger("other").info("three")
    log.warning("four")
    text = log_path().read_text()
    assert "INFO digitpad.test: one" in text
    assert "two" in text
    assert "three" not in text
    assert "four" not in text


def test_it_stays_small(monkeypatch):
    monkeypatch.setattr(log_file, "LARGEST", 1000)
    with log_to_file():
        for number in range(500):
            log.info("line %d", number)
    files = sorted(log_path().parent.iterdir())
    assert len(files) == 1 + log_file.OLDER
    assert all(file.stat().st_size <= 1000 for file in files)
    assert "line 499" in log_path().read_text()


def test_two_windows_write_into_one_file_also_when_one_begins_a_new_one(monkeypatch):
    monkeypatch.setattr(log_file, "LARGEST", 2000)
    first, second = log_file._LogFile(), log_file._LogFile()
    for number in range(100):
        for name, handler in (("first", first), ("second", second)):
            handler.emit(logging.makeLogRecord(
                {"name": "digitpad", "levelno": logging.INFO, "msg": f"{name} {number}"}
            ))  # fmt: skip
    first.close()
    second.close()
    lines = log_path().read_text().splitlines()
    assert {line.split()[-2] for line in lines} == {"first", "second"}
    assert all(path.stat().st_size <= 2000 for path in log_path().parent.iterdir())


def test_where_another_window_keeps_the_file_no_record_is_lost(monkeypatch):
    """As on Windows, where an open file cannot be renamed."""

    def in_use(*_):
        raise PermissionError(errno.EACCES, "The process cannot access the file")

    monkeypatch.setattr(log_file, "LARGEST", 1000)
    with log_to_file():
        with monkeypatch.context() as open_elsewhere:
            open_elsewhere.setattr("os.rename", in_use)
            for number in range(50):
                log.info("line %d", number)
        kept = log_path().read_text()
        log.info("line 50")
    assert [line.split()[-1] for line in kept.splitlines()] == [str(n) for n in range(50)]
    assert log_path().read_text().splitlines()[0].endswith("line 50")  # a new one, once it is free


def test_a_folder_that_cannot_be_written_is_no_error(monkeypatch, tmp_path, capfd):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(log_file, "user_log_folder", lambda: tmp_path / "file")
    with log_to_file():
        log.error("lost")
    assert capfd.readouterr() == ("", "")


def test_a_full_disk_is_no_error(monkeypatch, capfd):
    class Full:
        def write(self, _):
            raise OSError(errno.ENOSPC, "No space left on device")

        def __getattr__(self, name):
            return getattr(stream, name)

    with log_to_file():
        log.info("one")
        (handler,) = (h for h in logging.getLogger().handlers if isinstance(h, log_file._LogFile))
        stream = handler._file.stream
        handler._file.stream = Full()
        log.info("two")
        handler._file.stream = stream
        log.info("three")
    assert capfd.readouterr() == ("", "")
    assert "three" in log_path().read_text()


def test_a_command_that_went_well_writes_and_imports_nothing():
    code = (
        "import sys; from digitpad.cli import main\n"
        "try: main(['--version'])\nexcept SystemExit: pass\n"
        "from digitpad.support.log_file import log_to_file\n"
        "with log_to_file(): pass\n"
        "print('logging.handlers' in sys.modules, 'platformdirs' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines()[-1] == "False False"
    assert not log_path().exists()


def test_an_unforeseen_error_of_a_command_is_one_line_and_its_details_are_in_the_log(
    monkeypatch, capsys, tmp_path
):  # fmt: skip
    def fail(_):
        raise ZeroDivisionError("nobody\nforesaw this")

    monkeypatch.setattr("digitpad.cli.predict.checkpoint_of", fail)
    assert main(["predict", str(tmp_path / "x.png")]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        "digitpad: an unexpected error, ZeroDivisionError: nobody foresaw this. "
        f"The details are in {log_path()}.\n"
    )
    assert "Traceback" in log_path().read_text()


def test_the_logging_of_others_is_as_before_afterwards():
    before = list(logging.getLogger().handlers), logging.getLogger("digitpad").level
    with log_to_file():
        pass
    assert (list(logging.getLogger().handlers), logging.getLogger("digitpad").level) == before


def test_it_stays_small_where_python_does_not_look_for_the_end(monkeypatch):
    """As from Python 3.13 on: the stream tells only what this window itself has written."""

    def should_roll_over(handler, record):
        if handler.stream is None:
            handler.stream = handler._open()
        place = handler.stream.tell()
        return bool(place) and place + len(handler.format(record)) + 1 >= handler.maxBytes

    monkeypatch.setattr(RotatingFileHandler, "shouldRollover", should_roll_over)
    monkeypatch.setattr(log_file, "LARGEST", 2000)
    first, second = log_file._LogFile(), log_file._LogFile()
    for number in range(200):
        for name, handler in (("first", first), ("second", second)):
            handler.emit(logging.makeLogRecord(
                {"name": "digitpad", "levelno": logging.INFO, "msg": f"{name} {number}"}
            ))  # fmt: skip
    first.close()
    second.close()
    assert all(path.stat().st_size <= 2000 for path in log_path().parent.iterdir())
    assert "second 199" in log_path().read_text()
