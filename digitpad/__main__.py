"""``python -m digitpad``, and the start of a bundle."""

import atexit
import locale
import multiprocessing
import os
import shutil
import sys
import tempfile


def main() -> int:
    """Make up for what a bundle lacks, then run the command line."""
    give_streams()
    multiprocessing.freeze_support()
    if getattr(sys, "frozen", False):
        name_utf8()
        keep_font_list()
    from digitpad.cli import main as run

    return run()


def give_streams() -> None:
    """Let what is written go nowhere where there is no stream, as in a Windows program."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115


def name_utf8() -> None:
    """Say so where no language is set, as Python does itself; Qt would write that it guessed."""
    if sys.platform.startswith("linux") and locale.setlocale(locale.LC_CTYPE) in ("C", "POSIX"):
        os.environ.setdefault("LC_CTYPE", "C.UTF-8")


def keep_font_list() -> None:
    """Name a folder that stays for matplotlib's list of fonts, or each start makes it anew."""
    if "MPLCONFIGDIR" in os.environ:
        return
    from digitpad.support.errors import DigitpadError
    from digitpad.support.files import check_writable
    from digitpad.support.folders import user_cache_folder

    folder = user_cache_folder() / "matplotlib"
    try:
        check_writable(folder / "fonts")
    except DigitpadError:
        # matplotlib would take a folder for this start too, and say much about it.
        temporary = tempfile.mkdtemp(prefix="digitpad-")
        atexit.register(shutil.rmtree, temporary, ignore_errors=True)
        os.environ["MPLCONFIGDIR"] = temporary
    else:
        os.environ["MPLCONFIGDIR"] = str(folder)


if __name__ == "__main__":
    sys.exit(main())
