"""One file from one address, by pooch: timeout, cap, https alone, and an end at any time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urljoin, urlsplit

TIMEOUT = 20.0  # seconds, for a connection and for each piece of the answer
CHUNK = 64 * 1024  # bytes
BEAT = 0.1  # seconds between two calls of progress while nothing comes
LAST_WORDS = 1.0  # seconds that an ended download is waited for; it ends by itself after TIMEOUT


class Refused(Exception):  # noqa: N818 - a reason, told in the sentence about all addresses
    """This address does not give the file; the text is the reason, part of a sentence."""


class _Ended(Exception):  # noqa: N818
    """The download was ended from outside."""


class Download:
    """A download of ``url`` to a file in ``folder``; ``name`` and ``size`` tell of it afterwards.

    The network is waited for in a thread of its own: a name that is not resolved or a server that
    is silent would hold up whoever wants to end the download.
    """

    def __init__(self, url: str, sha256: str, most: int, folder: Path) -> None:
        """Prepare the download of a file of ``most`` bytes at most."""
        self.url = url
        self.name = Path(urlsplit(url).path).name
        self.size = 0
        self._host = urlsplit(url).hostname or url
        self._sha256, self._most, self._folder = sha256, most, folder
        self._is_ended = False
        self._response: Any = None  # of requests, once there is one
        self._file: BinaryIO
        self._error: BaseException | None = None

    def run(self, progress: Callable[[int], None]) -> None:
        """Download and verify; ``progress`` gets the bytes so far, and may raise to end it.

        Raises Refused when this address does not give the file, OSError when the disk does not
        take it.
        """
        thread = threading.Thread(target=self._work, name="digitpad-download", daemon=True)
        thread.start()
        try:
            while thread.is_alive():
                progress(self.size)
                thread.join(BEAT)
            progress(self.size)
        except BaseException:
            self._is_ended = True
            self._shut_down()
            thread.join(LAST_WORDS)
            raise
        if self._error is not None:
            raise self._error

    def _work(self) -> None:
        try:
            self._retrieve()
        except BaseException as error:  # handed to the thread that waits
            self._error = error

    def _retrieve(self) -> None:
        import pooch
        import requests

        pooch.get_logger().setLevel("ERROR")  # progress and errors are told by digitpad
        if urlsplit(self.url).scheme != "https":
            raise Refused(f"{self._host} is not asked without https")
        try:
            pooch.retrieve(
                self.url, f"sha256:{self._sha256}", fname=self.name, path=self._folder,
                downloader=self._download,
            )  # fmt: skip
        except requests.exceptions.RequestException as error:
            raise Refused(_reason(error, self._host)) from error
        except ValueError as error:  # pooch's word for a wrong sum
            raise Refused(
                f"what {self._host} gave is not the published file (its SHA-256 is another)"
            ) from error

    def _download(self, url: str, output_file: str, _: object) -> None:
        """Take the place of pooch's downloader, around it."""
        import pooch

        download = pooch.HTTPDownloader(
            chunk_size=CHUNK,
            timeout=(TIMEOUT, TIMEOUT),
            headers={"Accept-Encoding": "identity"},  # what is counted is what is written
            hooks={"response": self._look_at},
        )
        self.size = 0
        with open(output_file, "wb") as self._file:
            try:
                download(url, self, None)
            finally:
                if self._response is not None:
                    self._response.close()

    def _look_at(self, response: Any, **_: Any) -> None:
        """Judge an answer, also one that only leads elsewhere, before its content is read."""
        self._response = response
        if self._is_ended:
            raise _Ended
        if response.is_redirect:
            target = urljoin(response.url, response.headers["location"])
            if urlsplit(target).scheme != "https":
                raise Refused(f"{self._host} leads to an address without https")
        told = response.headers.get("content-length", "")
        if response.ok and told.isascii() and told.isdigit():
            self._require_size(int(told))

    def write(self, chunk: bytes) -> None:
        """Take a piece of the content, as a file does."""
        if self._is_ended:
            raise _Ended
        self._require_size(self.size + len(chunk))
        self._file.write(chunk)
        self.size += len(chunk)

    def flush(self) -> None:
        """Do nothing: the file is flushed when it is closed."""

    def _require_size(self, size: int) -> None:
        if size > self._most:
            raise Refused(
                f"what {self._host} gives is larger than the {self._most:,} bytes it should have"
            )

    def _shut_down(self) -> None:
        """Wake the thread that waits for the network, as far as that can be done."""
        try:
            self._response.raw.shutdown()  # urllib3 2.3 and later
        except (AttributeError, OSError, ValueError, RuntimeError):
            return  # there is no answer yet, or all of it: the thread ends by its timeout


def _reason(error: Exception, host: str) -> str:
    """Return why requests failed, as part of a sentence."""
    import requests

    response = getattr(error, "response", None)
    text = str(error)
    if isinstance(error, requests.HTTPError) and response is not None:
        return f"{host} answered {response.status_code} {response.reason}".rstrip()
    if isinstance(error, requests.exceptions.Timeout) or "timed out" in text:
        return f"{host} did not answer within {TIMEOUT:g} seconds"
    if isinstance(error, requests.exceptions.SSLError):
        return f"the certificate of {host} could not be verified (is the clock right?)"
    if isinstance(error, requests.exceptions.ProxyError):
        return f"the proxy on the way to {host} could not be reached"
    if "NameResolution" in text or "getaddrinfo" in text or "Failed to resolve" in text:
        return f"the name {host} could not be resolved (is there a network?)"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return f"the connection to {host} broke off"
    if isinstance(error, requests.exceptions.TooManyRedirects):
        return f"{host} leads in circles"
    if isinstance(error, requests.exceptions.ConnectionError):
        return f"{host} could not be reached, or the connection broke off"
    return f"{host} could not be read from ({type(error).__name__})"
