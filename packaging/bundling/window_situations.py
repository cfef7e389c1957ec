"""What users do in a bundle's window; each function is a situation."""

from __future__ import annotations

import json
import time
from pathlib import Path

import confinement
from screen import Picture, need_screen, until
from trial import STRANGE, Trial, bare, need
from window_use import WindowUse


def in_the_window(trial: Trial) -> str:
    """Draw, see the layers, save, train, close, start again and open what was saved."""
    home = trial.new_home()
    _choose_quick_training(trial, home)
    if trial.is_small:
        return _without_training(trial, home)
    saved, models = trial.folder / "mine.json", home / ".local/share/digitpad/models"
    with need_screen() as display:
        with WindowUse(display, [str(trial.program)], bare(home)) as use:
            use.draw_seven()
            colours = use.colours_of_page()
            assert colours > 50, f"the Layers page shows {colours} colours"
            _picture(trial, use, "drawn")
            use.keys("ctrl+s")
            use.fill_in("Save Drawing", str(saved))
            until(saved.exists, "the saved drawing")
            use.keys("Delete")
            use.wait_for(None)
            use.keys("ctrl+z")
            use.wait_for(7)
            use.train()
            until(lambda: any(models.glob("*.safetensors")), "the trained model")
            _picture(trial, use, "trained")
            said = use.quit()
        assert said == "", said
        with WindowUse(display, [str(trial.program)], bare(home)) as use:
            use.keys("ctrl+o")
            use.fill_in("Open Drawing", str(saved))
            use.wait_for(7)
            _picture(trial, use, "opened")
            said = use.quit()
        assert said == "", said
    read = trial.run("predict", saved, "--json", home=home)
    assert json.loads(read.stdout)["results"][0]["digit"] == 7
    return f"7 was read, {colours} colours on the Layers page, {next(models.iterdir()).name}"


def _without_training(trial: Trial, home: Path) -> str:
    """Draw, see every page of the small bundle, press Train, and go on drawing."""
    shown = []
    with (
        need_screen() as display,
        WindowUse(display, [str(trial.program)], bare(home)) as use,
    ):
        use.draw_seven()
        for number, page in enumerate(("layers", "train", "lab", "test"), 1):
            use.keys(f"ctrl+{number}")
            if page == "train":
                use.keys("ctrl+t")
            time.sleep(2)
            shown.append(f"{use.colours_of_page()} colours on {page}")
            _picture(trial, use, f"small-{page}")
        use.keys("Delete")
        use.wait_for(None)
        use.keys("ctrl+z")
        use.wait_for(7)
        said = use.quit()
    assert said == "", said
    return f"7 was read, {', '.join(shown)}"


def window_without_home(trial: Trial) -> str:
    """Draw and train where neither home nor bundle can be written, without a network."""
    home, place = trial.new_home(), trial.folder / STRANGE
    _choose_quick_training(trial, home)
    home.chmod(0o555)
    place.mkdir()
    beginning = [
        *confinement.read_only(trial.program.parent, place),
        *confinement.without_network(),
        *confinement.as_nobody(),
    ]
    command = [*need(beginning), str(place / trial.program.name)]
    with need_screen() as display, WindowUse(display, command, bare(home)) as use:
        use.draw_seven()
        if not trial.is_small:
            use.keys("ctrl+2")
            use.train()
        _picture(trial, use, "without-home")
        use.keys("ctrl+b")  # what has learnt a few bars alone knows no seven
        use.wait_for(7)
        said = use.quit()
    assert said == "", said
    return "7 was read"


def _choose_quick_training(trial: Trial, home: Path) -> None:
    """Let a folder with few pictures be the chosen data set: each digit is a bar at its place."""
    digits = trial.folder / "digits"
    for digit in range(10):
        (digits / str(digit)).mkdir(parents=True)
        bar = bytes(255 if abs(x - 2 * digit - 4) < 2 else 0 for x in range(28))
        rows = [bar if 4 <= y < 24 else bytes(28) for y in range(28)]
        for name in range(6):
            Picture.grey(rows).save(digits / str(digit) / f"{name}.png")
    settings = home / ".config" / "digitpad" / "settings.ini"
    settings.parent.mkdir(parents=True)
    choice = json.dumps(json.dumps({"data": str(digits)}))
    settings.write_text(f"[training]\nchoice={choice}\n", encoding="utf-8")


def _picture(trial: Trial, use: WindowUse, name: str) -> None:
    if trial.pictures is not None:
        use.save_picture(trial.pictures / f"{name}.png")
