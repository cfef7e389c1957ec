"""Builds the bundle, in the environment that packaging/bundle.py has made.

Arguments: FOLDER, the MB at most, and perhaps --without-training.

Icons, licences, version resource and the list for pip-audit are made first; PyInstaller follows
digitpad.spec; then symbols are cut off, and the files that lie beside the program, the archive and
the report of the sizes come.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from archive import pack, write_check_sum
from icons import PNG_SIDES, make_icons
from licences import pinned, system_libraries, third_party, write_licences
from notarising import notarise
from parts import APPLICATION_ID, CHECKOUT, FULL, SMALL
from sizes import MB, report, sizes
from symbols import cut_symbols
from version_resource import version_resource
from windows_runtime_files import left_out

LINUX_FILES = CHECKOUT / "packaging" / "linux"
LICENCE = CHECKOUT / "LICENSE"


def main() -> int:
    """Run this script."""
    into, at_most = Path(sys.argv[1]), float(sys.argv[2])
    is_small = "--without-training" in sys.argv[3:]
    building = into / "build" / (SMALL if is_small else FULL)
    dist = into / "dist" / "without-training" if is_small else into / "dist"
    made = building / "made"
    make_icons(CHECKOUT / "assets" / "icons" / "digitpad.svg", made / "icons")
    components = third_party()
    write_licences(made, components)
    (made / "version_resource.txt").write_text(version_resource(), encoding="utf-8")
    (building / "bundled.txt").write_text(pinned(), encoding="utf-8")
    if not _freeze(made, building, dist, is_small):
        return 1
    bundle = dist / ("digitpad.app" if sys.platform == "darwin" else "digitpad")
    runtime = left_out(bundle) if sys.platform == "win32" and not is_small else []
    if runtime:
        print(
            f"digitpad: the bundle lacks {', '.join(runtime)}: PyTorch would not load where "
            "Microsoft's C++ runtime is not installed.",
            file=sys.stderr,
        )
        return 1
    if sys.platform.startswith("linux"):
        files = [path.name for path in (bundle / "_internal").glob("*.so*") if path.is_file()]
        components += system_libraries(files)
    if sys.platform != "darwin":  # whose application is sealed, with these files in it
        shutil.copy(LICENCE, bundle)
        write_licences(bundle, components)
    if sys.platform.startswith("linux"):
        cut = cut_symbols(bundle / "_internal") / MB
        print(
            f"digitpad: {cut:.1f} MB of names for debuggers are cut off the libraries", flush=True
        )
        _add_linux_files(bundle, made)
    if sys.platform == "darwin":
        notarise(bundle, building)
    archive = pack(bundle, into / "dist", "-without-training" if is_small else "")
    found = sizes(bundle)
    total = sum(found.values()) / MB
    print(f"{report(found)}\n{bundle}\n{archive}: {archive.stat().st_size / MB:.1f} MB")
    print(write_check_sum(archive))
    if 0 < at_most < total:
        print(
            f"digitpad: the bundle has {total:.0f} MB, more than {at_most:.0f}. On Linux the "
            "package index's torch brings CUDA along: let PyTorch's index of CPU builds answer, or "
            "name another one with TORCH_CPU_INDEX, and build --into another folder.",
            file=sys.stderr,
        )
        return 1
    return 0


def _freeze(made: Path, building: Path, dist: Path, is_small: bool) -> bool:
    """Let PyInstaller work; what it tells is shown when it fails."""
    log = building / "pyinstaller.log"
    print(f"digitpad: PyInstaller is at work and tells about it in {log}", flush=True)
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    with log.open("wb") as out:
        done = subprocess.run(
            [
                sys.executable, "-m", "PyInstaller", "--noconfirm",
                "--distpath", str(dist), "--workpath", str(building / "work"),
                str(Path(__file__).with_name("digitpad.spec")), "--", str(made),
                *(["--without-training"] if is_small else []),
            ],
            stdout=out, stderr=subprocess.STDOUT, env=environment,
        )  # fmt: skip
    if done.returncode:
        sys.stderr.write(log.read_text(encoding="utf-8", errors="replace"))
    return done.returncode == 0


def _add_linux_files(bundle: Path, made: Path) -> None:
    """Put what a desktop wants to know beside the program, as share/ and install.sh."""
    share = bundle / "share"
    for source, place in (
        ("digitpad.desktop", "applications/digitpad.desktop"),
        (f"{APPLICATION_ID}.metainfo.xml", f"metainfo/{APPLICATION_ID}.metainfo.xml"),
        (f"{APPLICATION_ID}.mime.xml", f"mime/packages/{APPLICATION_ID}.xml"),
    ):
        (share / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(LINUX_FILES / source, share / place)
    icons = share / "icons" / "hicolor"
    for side in PNG_SIDES:
        _copy_as(made / "icons" / f"digitpad-{side}.png", icons / f"{side}x{side}" / "apps")
    svg = CHECKOUT / "assets" / "icons" / "digitpad.svg"
    _copy_as(svg, icons / "scalable" / "apps")
    shutil.copy(LINUX_FILES / "install.sh", bundle)


def _copy_as(source: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, folder / f"digitpad{source.suffix}")


if __name__ == "__main__":
    sys.exit(main())
