"""Where torch comes from, tried against an index of a few bytes on this machine."""

import base64
import hashlib
import io
import re
import socket
import sys
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import environment
import pytest
import torch_source
from resolution import resolve, size_of

from digitpad.support import pytorch


def wheel(name, version):
    """A wheel with nothing in it but what pip needs."""
    info = f"{name}-{version}.dist-info"
    files = {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\n"
                         "Tag: py3-none-any\n",
    }  # fmt: skip
    record = [f"{info}/RECORD,,\n"]
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest())
            record.append(f"{path},sha256={digest.decode().rstrip('=')},{len(text)}\n")
        archive.writestr(f"{info}/RECORD", "".join(record))
    return content.getvalue()


@pytest.fixture
def index():
    """Serves torch and torchvision as the index of CPU builds does; returns its address."""
    files = {
        f"{name}-{version}+cpu-py3-none-any.whl": wheel(name, f"{version}+cpu")
        for name, version in (("torch", "2.13.0"), ("torchvision", "0.28.0"))
    }

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            name = self.path.strip("/").split("/")[-1].replace("%2B", "+")
            body, kind = files.get(name), "application/octet-stream"
            if body is None:
                links = [file for file in files if file.startswith(f"{name}-")]
                body = "".join(f'<a href="/{file}">{file}</a>' for file in links).encode()
                kind = "text/html"
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        do_HEAD = do_GET  # noqa: N815

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    server.files = files
    server.address = f"http://127.0.0.1:{server.server_address[1]}"
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def silent():
    """An address that takes a connection and never answers."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@pytest.fixture
def no_driver(monkeypatch):
    monkeypatch.setattr(torch_source, "has_driver", lambda: False)


def test_an_index_that_has_torch_answers(index):
    assert torch_source.answers(index.address)
    assert torch_source.answers(f"{index.address}/")


@pytest.mark.parametrize("address", ["", "nonsense", "http://127.0.0.1:1", "file:///none"])
def test_what_is_no_index_does_not_answer(address):
    assert not torch_source.answers(address)


def test_an_index_that_is_silent_is_not_waited_for(silent):
    assert not torch_source.answers(silent, seconds=0.2)


def test_without_a_driver_the_index_of_cpu_builds_is_asked_too(
    index, no_driver, monkeypatch, tmp_path
):
    monkeypatch.setenv(torch_source.INDEX, index.address)
    assert torch_source.arguments(tmp_path, "linux") == ["--extra-index-url", index.address]


def test_elsewhere_than_on_linux_the_package_index_has_the_small_build(
    index, no_driver, monkeypatch, tmp_path
):
    monkeypatch.setenv(torch_source.INDEX, index.address)
    assert torch_source.arguments(tmp_path, "darwin") == []
    assert torch_source.arguments(tmp_path, "win32") == []


def test_with_a_driver_torch_is_the_package_indexs(index, monkeypatch, tmp_path):
    monkeypatch.setattr(torch_source, "has_driver", lambda: True)
    monkeypatch.setenv(torch_source.INDEX, index.address)
    assert torch_source.arguments(tmp_path, "linux") == []


def test_where_the_index_does_not_answer_it_is_left_out(no_driver, monkeypatch, tmp_path):
    monkeypatch.setenv(torch_source.INDEX, "http://127.0.0.1:1")
    assert torch_source.arguments(tmp_path, "linux") == []


def test_a_torch_that_is_there_stays(index, no_driver, monkeypatch, tmp_path):
    monkeypatch.setenv(torch_source.INDEX, index.address)
    torch = tmp_path / "lib" / "python3.12" / "site-packages" / "torch"
    torch.mkdir(parents=True)
    (torch / "version.py").write_text("")
    assert torch_source.arguments(tmp_path, "linux") == []


def test_a_driver_is_found_by_its_file_or_its_program(monkeypatch, tmp_path):
    monkeypatch.setattr(pytorch, "DRIVER", tmp_path / "version")
    monkeypatch.setattr("shutil.which", lambda _: None)
    assert not pytorch.has_driver()
    (tmp_path / "version").write_text("580")
    assert pytorch.has_driver()


@pytest.fixture
def alone(monkeypatch):
    """No index or file but those of the test."""
    for name in ("PIP_FIND_LINKS", "PIP_CONSTRAINT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")


def test_versions_and_size_are_known_before_anything_is_downloaded(index, alone, tmp_path):
    wanted = ["--index-url", index.address, "--target", str(tmp_path / "new"),
              "torch", "torchvision"]  # fmt: skip
    found = resolve(Path(sys.executable), wanted, environment.follow)
    assert set(found.pins) == {"torch==2.13.0+cpu", "torchvision==0.28.0+cpu"}
    assert found.size == sum(map(len, index.files.values()))
    assert not (tmp_path / "new").exists()


def test_what_is_downloaded_to_be_looked_into_is_told(index, alone, tmp_path, capfd):
    """The index here does not describe its files, as PEP 658 has it."""
    wanted = ["--no-cache-dir", "--index-url", index.address, "--target", str(tmp_path), "torch"]
    resolve(Path(sys.executable), wanted, environment.follow)
    assert re.search(r"^digitpad: torch-2\.13\.0\S*\.whl", capfd.readouterr().err, re.MULTILINE)


def test_a_checkout_is_no_download(index, alone, tmp_path):
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    (checkout / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
    )
    (checkout / "backend.py").write_text(
        "import os\n"
        "def prepare_metadata_for_build_wheel(folder, settings=None):\n"
        "    info = os.path.join(folder, 'mine-1.dist-info')\n"
        "    os.mkdir(info)\n"
        "    with open(os.path.join(info, 'METADATA'), 'w') as file:\n"
        "        file.write('Metadata-Version: 2.1\\nName: mine\\nVersion: 1\\n'\n"
        "                   'Requires-Dist: torch\\n')\n"
        "    return 'mine-1.dist-info'\n"
    )
    wanted = ["--index-url", index.address, "--target", str(tmp_path / "new"), str(checkout)]
    found = resolve(Path(sys.executable), wanted, environment.follow)
    assert found.pins == ("torch==2.13.0+cpu",)
    [torch] = [file for name, file in index.files.items() if name.startswith("torch-")]
    assert found.size == len(torch)


def test_what_cannot_be_found_is_told_in_pips_words(index, alone, tmp_path, capfd):
    with pytest.raises(SystemExit):
        resolve(
            Path(sys.executable), ["--index-url", index.address, "no-such-package"],
            environment.follow,
        )  # fmt: skip
    assert "No matching distribution found for no-such-package" in capfd.readouterr().err


def test_the_pair_comes_from_the_same_place(index, alone, tmp_path, capfd):
    """The local version +cpu is the newer one, so both are it though another index has the same."""
    other = tmp_path / "other"
    other.mkdir()
    for name, version in (("torch", "2.13.0"), ("torchvision", "0.28.0")):
        (other / f"{name}-{version}-py3-none-any.whl").write_bytes(wheel(name, version))
    environment.follow([
        sys.executable, "-m", "pip", "install", "--no-index", "--find-links", str(other),
        "--find-links", f"{index.address}/torch/", "--find-links", f"{index.address}/torchvision/",
        "--constraint", str(environment.CONSTRAINTS), "--target", str(tmp_path / "new"),
        "torch", "torchvision",
    ], 2)  # fmt: skip
    got = {path.name for path in (tmp_path / "new").glob("*.dist-info")}
    assert got == {"torch-2.13.0+cpu.dist-info", "torchvision-0.28.0+cpu.dist-info"}
    told = capfd.readouterr().err
    assert re.search(r"digitpad: 1 of 2: torch-2\.13\.0", told)
    assert re.search(r"digitpad: 2 of 2: torchvision-0\.28\.0", told)
    assert "digitpad: Putting it in place" in told


def test_a_size_that_nobody_says_is_none():
    assert size_of("http://127.0.0.1:1/x.whl") is None
    assert size_of("file:///x.whl") == 0


def test_a_failure_shows_what_pip_printed(tmp_path, capfd):
    with pytest.raises(SystemExit) as end:
        environment.follow([sys.executable, "-c", "print('the reason'); raise SystemExit(3)"])
    assert end.value.code == 3
    assert "the reason" in capfd.readouterr().err
