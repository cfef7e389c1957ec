"""The report of a bundle's size names its components and sums up."""

import sizes


def write(folder, name, size):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(size))


def test_components_sum_up_to_all_files_and_links_count_nothing(tmp_path):
    files = {
        "digitpad": 10,
        "LICENSE": 3,
        "_internal/torch/lib/libtorch_cpu.so": 400,
        "_internal/PySide6/QtGui.abi3.so": 50,
        "_internal/numpy.libs/libopenblas.so": 20,
        "_internal/numpy/core.so": 5,
        "_internal/digitpad/assets/models/digitpad.safetensors": 2,
        "_internal/libpython3.11.so.1.0": 7,
    }
    for name, size in files.items():
        write(tmp_path, name, size)
    (tmp_path / "_internal" / "libQt6Gui.so.6").symlink_to("PySide6/QtGui.abi3.so")
    found = sizes.sizes(tmp_path)
    assert sum(found.values()) == sum(files.values())
    assert next(iter(found)) == "torch"
    assert found["numpy"] == 25
    assert found["Qt"] == 50
    assert found["digitpad"] == 2


def test_an_application_of_macos_has_the_same_components():
    assert sizes.component_of("Contents/Frameworks/torch/lib/libtorch_cpu.dylib") == "torch"
    assert sizes.component_of("Contents/Resources/digitpad/assets/fonts/OFL.txt") == "digitpad"
    assert sizes.component_of("Contents/MacOS/digitpad") == sizes.BYTECODE


def test_the_report_ends_with_the_sum():
    lines = sizes.report({"torch": 500_000_000, "Qt": 80_000_000}).splitlines()
    assert [line.split(maxsplit=2) for line in lines] == [
        ["500.0", "MB", "torch"], ["80.0", "MB", "Qt"], ["580.0", "MB", "total"],
    ]  # fmt: skip
