"""Downloads over real HTTPS: whole or not at all, whatever the network does."""

import bz2
import errno
import gzip
import hashlib
import os
import shutil
import socket
import threading
from dataclasses import replace

import pytest

from digitpad.data import catalogue, download, fetch
from digitpad.data.fetch import folder_lock
from digitpad.data.sources import SourceFile
from digitpad.support.errors import Cancelled, DataError
from tests.data.https_server import HttpsServer, start

CONTENT = bytes(range(256)) * 1200  # 300 KiB: several pieces


@pytest.fixture
def server(tmp_path, monkeypatch):
    server = HttpsServer(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(server.authority_file))
    monkeypatch.setenv("NO_PROXY", "localhost")
    yield server
    server.close()
    for thread in threading.enumerate():
        if thread.name == "digitpad-download":
            thread.join(10)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def publish(publish_as):
    """Put a data set of one file, kept packed, into the catalogue."""

    def publish(*urls, content=CONTENT, size=None, sha256=None):
        sha256 = sha256 or hashlib.sha256(content).hexdigest()
        file = SourceFile("USPS/one.bz2", urls, sha256, size or len(content))
        publish_as("usps", file)

    return publish


@pytest.fixture
def publish_as(monkeypatch):
    """Put other files in the place of a data set's in the catalogue."""

    def publish_as(name, *files):
        source = replace(catalogue.SOURCES[name], files=files)
        monkeypatch.setitem(catalogue.SOURCES, name, source)

    return publish_as


def quietly(done, total):
    pass


def files_in(folder):
    """What lies in a data folder, but for the lock, which stays."""
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(str(path) for path in paths if path.name != ".fetch.lock")


def refusal(folder, name="usps"):
    with pytest.raises(DataError) as caught:
        fetch.fetch(name, folder, quietly)
    assert files_in(folder) == []
    assert not list(folder.glob(".fetch-*"))
    return str(caught.value)


def test_a_file_arrives_whole_with_progress(server, folder, publish):
    server.answers["one.bz2"] = CONTENT
    publish(server.url("one.bz2"))
    told = []
    fetch.fetch("usps", folder, lambda done, total: told.append((done, total)))
    assert (folder / "USPS/one.bz2").read_bytes() == CONTENT
    assert files_in(folder) == ["USPS/one.bz2"]
    assert told[0] == (0, len(CONTENT))
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert told == sorted(told)


def test_what_is_there_and_whole_is_not_fetched_again(server, folder, publish):
    publish(server.url("one.bz2"))
    (folder / "USPS").mkdir(parents=True)
    (folder / "USPS/one.bz2").write_bytes(CONTENT)
    fetch.fetch("usps", folder, quietly)
    assert server.asked == []


def test_what_is_there_and_damaged_is_replaced(server, folder, publish):
    server.answers["one.bz2"] = CONTENT
    publish(server.url("one.bz2"))
    (folder / "USPS").mkdir(parents=True)
    (folder / "USPS/one.bz2").write_bytes(CONTENT[:-1])
    fetch.fetch("usps", folder, quietly)
    assert (folder / "USPS/one.bz2").read_bytes() == CONTENT


def test_mnist_is_unpacked_and_only_what_is_missing_is_fetched(server, folder, publish_as):
    contents = {f"file-{number}": bytes([number]) * 5000 for number in range(4)}
    files = []
    for name, content in contents.items():
        packed = gzip.compress(content)
        server.answers[f"{name}.gz"] = packed
        files.append(SourceFile(
            f"MNIST/raw/{name}", (server.url(f"{name}.gz"),), hashlib.sha256(packed).hexdigest(),
            len(packed), hashlib.md5(content).hexdigest(), len(content),
        ))  # fmt: skip
    publish_as("mnist", *files)
    (folder / "MNIST/raw").mkdir(parents=True)
    (folder / "MNIST/raw/file-2").write_bytes(contents["file-2"])
    (folder / "MNIST/raw/file-3").write_bytes(b"cut")
    fetch.fetch("mnist", folder, quietly)
    assert server.asked == ["file-0.gz", "file-1.gz", "file-3.gz"]
    assert (folder / "MNIST/raw/file-3.earlier").read_bytes() == b"cut"  # perhaps the user's own
    for name, content in contents.items():
        assert (folder / "MNIST/raw" / name).read_bytes() == content


@pytest.mark.parametrize(("pack", "suffix"), [(gzip.compress, "gz"), (bz2.compress, "bz2")])
def test_any_data_set_can_be_kept_unpacked(server, folder, publish_as, pack, suffix):
    packed = pack(CONTENT)
    server.answers[f"one.{suffix}"] = packed
    file = SourceFile("USPS/one", (server.url(f"one.{suffix}"),),
                      hashlib.sha256(packed).hexdigest(), len(packed),
                      hashlib.md5(CONTENT).hexdigest(), len(CONTENT))  # fmt: skip
    publish_as("usps", file)
    fetch.fetch("usps", folder, quietly)
    assert (folder / "USPS/one").read_bytes() == CONTENT
    assert catalogue.is_present("usps", folder)
    assert file.contents(folder) == CONTENT
    fetch.fetch("usps", folder, quietly)  # which is there and whole
    assert server.asked == [f"one.{suffix}"]
    (folder / "USPS/one").write_bytes(CONTENT[:-1])
    with pytest.raises(DataError, match="not the published file"):
        file.contents(folder)


def test_what_does_not_unpack_to_the_published_content_is_not_loaded(server, folder, publish_as):
    packed = gzip.compress(b"other")
    server.answers["a.gz"] = packed
    files = [
        replace(file, urls=(server.url("a.gz"),), sha256=hashlib.sha256(packed).hexdigest())
        for file in catalogue.SOURCES["mnist"].files
    ]
    publish_as("mnist", *files)
    fetch.fetch("mnist", folder, quietly)
    assert not any(file.is_published(folder) for file in files)
    with pytest.raises(DataError, match="is not an IDX file"):
        catalogue.load("mnist", folder)


def test_cancelling_half_way_leaves_nothing_and_a_restart_is_clean(server, folder, publish):
    server.answers["one.bz2"] = server.half(CONTENT, server.released.wait)
    publish(server.url("one.bz2"))

    def cancel(done, total):
        if done >= len(CONTENT) // 4:
            raise Cancelled

    with pytest.raises(Cancelled):
        fetch.fetch("usps", folder, cancel)
    assert files_in(folder) == []
    server.answers["one.bz2"] = CONTENT
    fetch.fetch("usps", folder, quietly)
    assert (folder / "USPS/one.bz2").read_bytes() == CONTENT


def test_a_silent_server_does_not_hold_up_who_cancels(server, folder, publish, monkeypatch):
    monkeypatch.setattr(download, "LAST_WORDS", 0.01)
    server.answers["one.bz2"] = lambda handler: server.released.wait()
    publish(server.url("one.bz2"))

    def cancel(done, total):
        if server.asked:
            raise Cancelled

    with pytest.raises(Cancelled):  # a second is enough, where the timeout has 20
        fetch.fetch("usps", folder, cancel)
    assert files_in(folder) == []


def test_what_progress_raises_passes_through(server, folder, publish):
    server.answers["one.bz2"] = CONTENT
    publish(server.url("one.bz2"))

    def interrupt(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch.fetch("usps", folder, interrupt)


def test_a_cut_connection_is_told_and_a_restart_is_clean(server, folder, publish):
    server.answers["one.bz2"] = server.half(CONTENT)
    publish(server.url("one.bz2"))
    text = refusal(folder)
    assert "USPS could not be downloaded: the connection to localhost broke off." in text
    assert "synthetic handwriting" in text
    server.answers["one.bz2"] = CONTENT
    fetch.fetch("usps", folder, quietly)
    assert files_in(folder) == ["USPS/one.bz2"]


def test_left_overs_of_a_killed_download_are_removed(server, folder, publish):
    server.answers["one.bz2"] = CONTENT
    publish(server.url("one.bz2"))
    (folder / ".fetch-killed").mkdir(parents=True)
    (folder / ".fetch-killed" / "tmpx").write_bytes(CONTENT[:1000])
    fetch.fetch("usps", folder, quietly)
    assert files_in(folder) == ["USPS/one.bz2"]
    assert not (folder / ".fetch-killed").exists()


def test_another_content_is_refused(server, folder, publish):
    server.answers["one.bz2"] = CONTENT[:-1] + b"x"
    publish(server.url("one.bz2"))
    assert "what localhost gave is not the published file" in refusal(folder)


@pytest.mark.parametrize("length", [len(CONTENT) + 1, None])
def test_too_much_is_refused_as_told_and_as_it_comes(server, folder, publish, length):
    def answer(handler):
        start(handler, length)
        handler.wfile.write(CONTENT + b"x")

    server.answers["one.bz2"] = answer
    publish(server.url("one.bz2"))
    assert f"larger than the {len(CONTENT):,} bytes" in refusal(folder)


def test_the_second_mirror_is_asked_when_the_first_has_nothing(server, folder, publish):
    server.answers["mirror/one.bz2"] = CONTENT
    publish(server.url("one.bz2"), server.url("mirror/one.bz2"))
    fetch.fetch("usps", folder, quietly)
    assert server.asked == ["one.bz2", "mirror/one.bz2"]
    assert files_in(folder) == ["USPS/one.bz2"]


def test_every_mirrors_reason_is_told(server, folder, publish):
    server.answers["b/one.bz2"] = b"x" * len(CONTENT)
    publish(server.url("a/one.bz2"), server.url("b/one.bz2"))
    text = refusal(folder)
    assert "localhost answered 404 Not Found; what localhost gave is not the published" in text


def test_a_server_that_says_nothing_is_told(server, folder, publish, monkeypatch):
    monkeypatch.setattr(download, "TIMEOUT", 0.05)
    server.answers["one.bz2"] = lambda handler: server.released.wait()
    publish(server.url("one.bz2"))
    assert "localhost did not answer within 0.05 seconds" in refusal(folder)


def test_a_server_that_falls_silent_is_told(server, folder, publish, monkeypatch):
    monkeypatch.setattr(download, "TIMEOUT", 0.2)
    server.answers["one.bz2"] = server.half(CONTENT, server.released.wait)
    publish(server.url("one.bz2"))
    assert "localhost did not answer within 0.2 seconds" in refusal(folder)


@pytest.mark.parametrize("target", ["http://localhost:1/x", "ftp://localhost/x"])
def test_a_redirect_away_from_https_is_refused(server, folder, publish, target):
    server.answers["one.bz2"] = lambda handler: start(handler, 0, 302, Location=target)
    publish(server.url("one.bz2"))
    assert "localhost leads to an address without https" in refusal(folder)


def test_a_redirect_to_https_is_followed(server, folder, publish):
    server.answers["one.bz2"] = lambda handler: start(handler, 0, 302, Location="/other")
    server.answers["other"] = CONTENT
    publish(server.url("one.bz2"))
    fetch.fetch("usps", folder, quietly)
    assert files_in(folder) == ["USPS/one.bz2"]


def test_nothing_is_read_of_an_answer_that_leads_elsewhere(server, folder, publish):
    def answer(handler):
        start(handler, len(CONTENT), 302, Location="/other")
        server.released.wait()

    server.answers["one.bz2"] = answer
    server.answers["other"] = CONTENT
    publish(server.url("one.bz2"))
    fetch.fetch("usps", folder, quietly)
    assert files_in(folder) == ["USPS/one.bz2"]


def test_a_server_that_leads_in_circles_is_told(server, folder, publish):
    server.answers["one.bz2"] = lambda handler: start(handler, 0, 302, Location="/one.bz2")
    publish(server.url("one.bz2"))
    assert "localhost leads in circles" in refusal(folder)


def test_an_address_without_https_is_not_asked(folder, publish):
    publish("http://localhost:1/one.bz2")
    assert "localhost is not asked without https" in refusal(folder)


def test_a_server_that_is_not_there_is_told(folder, publish):
    with socket.socket() as unused:
        unused.bind(("localhost", 0))
        port = unused.getsockname()[1]
    publish(f"https://localhost:{port}/one.bz2")
    assert "localhost could not be reached" in refusal(folder)


def test_a_name_that_is_not_resolved_is_told(folder, publish, monkeypatch):
    def getaddrinfo(*_, **__):
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    publish("https://digitpad.invalid/one.bz2")
    text = refusal(folder)
    assert "the name digitpad.invalid could not be resolved (is there a network?)" in text
    assert "folder of pictures" in text


def test_a_certificate_of_nobody_is_refused(server, folder, publish, monkeypatch):
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    server.answers["one.bz2"] = CONTENT
    publish(server.url("one.bz2"))
    assert "the certificate of localhost could not be verified" in refusal(folder)
    assert server.asked == []


def test_a_full_disk_is_told_before_the_download(server, folder, publish, monkeypatch):
    usage = shutil.disk_usage(".")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1000))
    publish(server.url("one.bz2"))
    assert "which has 0 MB left. Make room" in refusal(folder)
    assert server.asked == []


def test_a_disk_that_fills_up_is_told(server, folder, publish, monkeypatch):
    def fsync(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fsync)
    server.answers["one.bz2"] = CONTENT
    publish(server.url("one.bz2"))
    text = refusal(folder)
    assert "could not be written" in text
    assert "No space left on device. Make room" in text


def test_a_folder_that_cannot_be_made_is_told(tmp_path, publish):
    publish("https://localhost:1/one.bz2")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DataError, match="could not be written"):
        fetch.fetch("usps", tmp_path / "file" / "data", quietly)


def test_two_downloads_into_one_folder_are_kept_apart(folder, publish):
    publish("https://localhost:1/one.bz2")
    folder.mkdir()
    with folder_lock(folder, "fetch"):
        assert "Another digitpad is downloading" in refusal(folder)


def test_files_can_be_read_by_whoever_may_read_the_folder(server, folder, publish):
    server.answers["one.bz2"] = CONTENT
    publish(server.url("one.bz2"))
    fetch.fetch("usps", folder, quietly)
    file = folder / "USPS/one.bz2"
    assert file.stat().st_mode & 0o777 == file.parent.stat().st_mode & 0o666


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("407 Proxy Authentication Required", r"asks for a name and a password \(set HTTPS_PROXY="),
        ("403 Forbidden", r"the proxy on the way refuses example\.invalid \(403 Forbidden\)"),
    ],
)
def test_a_proxy_that_lets_nobody_through_says_why(folder, publish, monkeypatch, answer, said):
    with socket.create_server(("127.0.0.1", 0)) as proxy:

        def refuse():
            connection, _ = proxy.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(f"HTTP/1.1 {answer}\r\nContent-Length: 0\r\n\r\n".encode())

        thread = threading.Thread(target=refuse)
        thread.start()
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.getsockname()[1]}")
        monkeypatch.delenv("NO_PROXY", raising=False)
        publish("https://example.invalid/one.bz2")
        with pytest.raises(DataError, match=said):
            fetch.fetch("usps", folder, quietly)
        thread.join(10)
