"""What goes into a bundle is there, and what is left out is not needed."""

import ast
import inspect
import plistlib
import sys

import parts
import pytest
from information import TORCH, information
from PIL import Image

from digitpad.ink.picture_formats import formats_of


def test_all_that_goes_into_a_bundle_is_in_the_checkout():
    assert parts.START.is_file()
    found = {target: source for source, target in parts.assets()}
    assert found
    assert all(any(source.iterdir()) for source in found.values())
    assert {"digitpad/assets/models", "digitpad/assets/icons"} <= set(found)


def test_the_spec_is_python(checkout):
    text = (checkout / "packaging" / "bundling" / "digitpad.spec").read_text(encoding="utf-8")
    compile(text, "digitpad.spec", "exec")


@pytest.mark.parametrize(
    "target",
    [
        "torch/bin/torch_shm_manager",
        "torch/_inductor/config.py",
        "torch/nn/functional.py",
        "torch/lib/libtorch_cpu.so",
        "torch\\lib\\torch_cpu.dll",
        "matplotlib/mpl-data/matplotlibrc",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6\\plugins\\platforms\\qwindows.dll",
        "PySide6/Qt/translations/qtbase_zh_CN.qm",
        "libxcb-cursor.so.0",
        "numpy-2.4.6.dist-info/METADATA",
        "digitpad/assets/models/digitpad.safetensors",
    ],
)
def test_what_the_program_needs_goes_in(target):
    assert parts.is_needed(target)


@pytest.mark.parametrize(
    "target",
    [
        "torch/bin/protoc",
        "torch/_inductor/codegen/triton.py",
        "torch\\test\\test_api.exe",
        "torch/include/ATen/ATen.h",
        "torch\\lib\\torch_cpu.lib",
        "PySide6/Qt/translations/qtbase_de.qm",
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "PySide6/Qt/lib/libQt6Quick.so.6",
        "PySide6\\Qt6Quick.dll",
        "PySide6\\opengl32sw.dll",
        "libgtk-3.so.0",
        "numpy-2.4.6.dist-info/RECORD",
    ],
)
def test_what_nothing_reads_stays_out(target):
    assert not parts.is_needed(target)


def test_digitpad_imports_nothing_that_is_left_out_but_what_onnx_files_need(checkout):
    imported = set()
    for file in (checkout / "digitpad").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {name.name for name in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported |= {str(node.module), *(f"{node.module}.{n.name}" for n in node.names)}
    left_out = {
        name
        for name in imported
        if any(name == out or name.startswith(f"{out}.") for out in parts.EXCLUDED_MODULES)
    }
    assert {name.partition(".")[0] for name in left_out} <= {"onnx", "onnxscript"}


@pytest.mark.parametrize("name", formats_of(b""))
def test_the_pictures_that_digitpad_reads_are_read_in_a_bundle_too(name):
    Image.init()
    plugin = sys.modules[Image.OPEN[name][0].__module__]
    tree = ast.parse(inspect.getsource(plugin))
    beside = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level]
    needed = {f"PIL.{alias.name}" for node in beside for alias in node.names}
    assert needed
    assert (needed | {plugin.__name__}).isdisjoint(parts.EXCLUDED_MODULES)


def test_what_macos_is_told_is_a_property_list():
    told = plistlib.loads(plistlib.dumps(information(with_training=True)))
    assert told["NSHighResolutionCapable"] is True


def test_a_bundle_asks_for_the_macos_that_its_libraries_need(checkout):
    """Those of torch 2.13 need macOS 14; without it Qt's, and Intel Macs with macOS 13 are such."""
    asked = {full: information(with_training=full)["LSMinimumSystemVersion"]
             for full in (True, False)}  # fmt: skip
    assert asked == {True: "14.0", False: "13.0"}
    pinned = (checkout / "packaging" / "constraints.txt").read_text(encoding="utf-8")
    assert f"\ntorch=={TORCH}." in pinned, "what does this torch need? See information.py"
    spec = (checkout / "packaging" / "bundling" / "digitpad.spec").read_text(encoding="utf-8")
    assert "information(with_training=not is_small)" in spec
