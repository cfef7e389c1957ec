"""Where things are: what ships with digitpad, and what belongs to the user."""

import os
import sys
from functools import cache
from pathlib import Path

APP_NAME = "digitpad"


@cache
def assets_folder() -> Path:
    """Folder of the files that ship with digitpad, in a wheel and in a checkout alike."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "assets"
    return installed if installed.is_dir() else package.parent / "assets"


def is_bundle() -> bool:
    """Tell whether this is a bundle, which brings its own Python and has no pip."""
    return bool(getattr(sys, "frozen", False))


def bundled_model() -> Path:
    """Checkpoint that a new user's first stroke is read with."""
    return assets_folder() / "models" / "digitpad.safetensors"


def best_reader() -> Path:
    """Checkpoint of a network that misreads less and takes longer; it ships with digitpad too."""
    return assets_folder() / "models" / "best-reader.safetensors"


def bundled_models() -> tuple[Path, ...]:
    """Checkpoints that ship with digitpad: each has a place of its own in the menus."""
    return bundled_model(), best_reader()


def bundled_drawing() -> Path:
    """Strokes file of a digit, for the self test and for machines without a display."""
    return assets_folder() / "drawings" / "seven.json"


def user_data_folder() -> Path:
    """Per-user folder for data sets and models; it may not exist yet."""
    from platformdirs import user_data_path  # 4 ms that the window need not wait for

    return user_data_path(APP_NAME, appauthor=False)


def user_settings_file() -> Path:
    """Per-user file with the window's settings; it may not exist yet."""
    from platformdirs import user_config_path

    return user_config_path(APP_NAME, appauthor=False) / "settings.ini"


def user_cache_folder() -> Path:
    """Per-user folder for what can be made again; it may not exist yet."""
    from platformdirs import user_cache_path

    return user_cache_path(APP_NAME, appauthor=False)


def user_log_folder() -> Path:
    """Per-user folder for the log and for what a crash left; it may not exist yet."""
    from platformdirs import user_log_path

    return user_log_path(APP_NAME, appauthor=False)


def recovery_folder() -> Path:
    """Per-user folder for drawings under way, until their window is closed."""
    return user_data_folder() / "recovery"


def models_folder() -> Path:
    """Per-user folder for trained models; it may not exist yet."""
    return user_data_folder() / "models"


def networks_folder() -> Path:
    """Per-user folder for networks that were designed; it may not exist yet."""
    return user_data_folder() / "networks"


def experiments_folder() -> Path:
    """Per-user folder for experiments and their tables; it may not exist yet."""
    return user_data_folder() / "experiments"


def data_folder(named: str | os.PathLike[str] | None = None) -> Path:
    """Folder that holds ``MNIST/raw/``: the one named, else ``DIGITPAD_DATA``, else per user."""
    if named:
        return Path(os.path.expanduser(named))  # unlike Path's, it takes a user that is not there
    from_environment = os.environ.get("DIGITPAD_DATA")
    if from_environment:
        return Path(os.path.expanduser(from_environment))
    return user_data_folder() / "data"
