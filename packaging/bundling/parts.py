"""What goes into a bundle and what stays out, for the spec, the size report and the tests."""

from __future__ import annotations

import tomllib
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import Any

from digitpad.support.pytorch import PACKAGES

CHECKOUT = Path(__file__).resolve().parent.parent.parent
START = CHECKOUT / "digitpad" / "__main__.py"

# The address under which desktops know the program; digitpad's own name, backwards.
APPLICATION_ID = "org.digitpad.digitpad"

FULL, SMALL = "bundle", "bundle-without-training"  # folders in build/, of the two bundles

# Drawn with Agg and written as SVG; no backend has a window of its own.
MATPLOTLIB_BACKENDS = ["Agg", "SVG"]

# Never imported by digitpad, but by a library that can do more than digitpad asks of it.
EXCLUDED_MODULES = [
    "IPython",
    "PIL.AvifImagePlugin",  # no picture that digitpad reads: ink/picture_formats.py
    "PIL.ImageTk",
    "PIL._avif",
    "PIL._imagingtk",
    "PySide6.QtNetwork",
    "PySide6.QtOpenGL",
    "PySide6.QtQml",
    "PySide6.QtQuick",
    "captum.insights",
    "networkx",
    "onnx",
    "onnxscript",
    "pandas",
    "pip",
    "pkg_resources",
    "pytest",
    "scipy",
    "setuptools",
    "tensorboard",
    "tkinter",
    "torch.utils.tensorboard",
    "torchvision._C",  # finds boxes and masks, in pictures that no network here is asked about
    "torchvision.image",
]

# By name alone, where digitpad is asked for one of its networks.
READY_NETWORKS = "torchvision.models"

# What the small bundle leaves out besides, should it be there.
OF_TRAINING = [*PACKAGES, "functorch", "sympy", "torchgen"]

# Files that PyInstaller takes along with a library and that nothing here reads, by where they would
# lie in the bundle. torch runs torch_shm_manager when it is imported, off Windows.
UNUSED_FILES = [
    "*.dist-info/*",
    "torch/bin/*",
    "torch/include/*",
    "torch/share/*",
    "torch/test/*",
    "torch/lib/*.lib",
    "torch/lib/*_test.so",
    "torch/lib/libbackend_with_compiler.so",
    "torch/lib/libaoti_custom_ops.so",
    "torch/_inductor/codegen/*.h",
    # Sources for torch.jit.script, which compiles none of these; the modules themselves are inside.
    "torch/*_docs.py",
    "torch/_dynamo/*.py",
    "torch/_export/*.py",
    "torch/_functorch/*.py",
    "torch/_higher_order_ops/*.py",
    "torch/_inductor/*.py",
    "torch/_vendor/*.py",
    "torch/ao/*.py",
    "torch/distributed/*.py",
    "torch/export/*.py",
    "torch/fx/*.py",
    "torch/onnx/*.py",
    "torch/testing/*.py",
    "torchvision.libs/*",  # of _C and image
    "matplotlib/mpl-data/sample_data/*",
    "matplotlib/mpl-data/images/*",  # the buttons of matplotlib's own windows
    "PySide6/*/translations/*",
    "PySide6/translations/*",
    "*/plugins/egldeviceintegrations/*",
    "*/plugins/generic/*",
    "*/plugins/imageformats/*",  # pictures are read by Pillow, icons by QtSvg itself
    "*/plugins/networkinformation/*",
    "*/plugins/platforminputcontexts/*qtvirtualkeyboard*",  # would bring Qt Quick along
    "*/plugins/platforms/*eglfs*",
    "*/plugins/platforms/*linuxfb*",
    "*/plugins/platforms/*minimal*",
    "*/plugins/platforms/*vkkhrdisplay*",
    "*/plugins/platforms/*vnc*",
    "*/plugins/platformthemes/*gtk3*",  # would bring the build machine's GTK along
    "*/plugins/tls/*",
    "*/plugins/wayland-graphics-integration-client/*",  # OpenGL, which digitpad has none of
    "*/plugins/xcbglintegrations/*",
    "*/opengl32sw.dll",
]
NEEDED_ALL_THE_SAME = [
    "torch/bin/torch_shm_manager*",
    "torch/*config.py",  # read their own comments when they are imported
    "*.dist-info/METADATA",  # tells the version, to `digitpad doctor` for one
]

# Libraries that are there only for the files above, by name alone: they lie beside PySide6 on one
# system and inside it on another, and those of Linux come from the machine that builds.
UNUSED_LIBRARIES = [
    "libQt6EglF*",
    "libQt6Network*",
    "*Qt6OpenGL*",
    "*Qt6Pdf*",
    "*Qt6Qml*",
    "*Qt6Quick*",
    "*Qt6VirtualKeyboard*",
    # of GTK
    "libXext.so*",
    "libXrender.so*",
    "libatk-*",
    "libatspi*",
    "libblkid.so*",
    "libcairo*",
    "libdatrie.so*",
    "libepoxy*",
    "libfribidi.so*",
    "libgdk*",
    "libgio-*",
    "libgmodule-*",
    "libgobject-*",
    "libgraphite2.so*",
    "libgtk-*",
    "libharfbuzz.so*",
    "libjpeg.so*",
    "libmount.so*",
    "libpango*",
    "libpixman*",
    "libselinux.so*",
    "libthai.so*",
    # of Qt's network
    "libcom_err.so*",
    "libgssapi*",
    "libk5crypto*",
    "libkeyutils*",
    "libkrb5*",
    # of OpenGL
    "libxcb-glx*",
]
# Of Qt's own buttons and menus, for the languages digitpad speaks.
QT_WORDS = [
    file.name.replace("digitpad", "qtbase")
    for file in (CHECKOUT / "assets" / "translations").glob("digitpad_*.qm")
]


def assets() -> list[tuple[Path, str]]:
    """Return the folders that ship with digitpad and where they belong: what a wheel has."""
    included = _project()["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    return [(CHECKOUT / source, target) for source, target in included.items()]


def dependencies() -> list[str]:
    """Return what digitpad requires, as pyproject.toml has it."""
    lines: list[str] = _project()["project"]["dependencies"]
    return lines


def is_needed(target: str) -> bool:
    """Tell whether a file that PyInstaller would put at ``target`` belongs into the bundle."""
    path = PurePosixPath(target.replace("\\", "/"))
    if path.name in QT_WORDS or _fits(str(path), NEEDED_ALL_THE_SAME):
        return True
    return not (_fits(str(path), UNUSED_FILES) or _fits(path.name, UNUSED_LIBRARIES))


def _project() -> dict[str, Any]:
    return tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))


def _fits(text: str, patterns: list[str]) -> bool:
    return any(fnmatch(text, pattern) for pattern in patterns)
