"""One file from one address: timeout, cap, https alone, verified, and an end at any time."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from digitpad.support.errors import DigitpadError

if TYPE_CHECKING:
    from requests import Response

TIMEOUT = 20.0  # seconds, for a connection and for each piece of the answer
CHUNK = 64 * 1024  # bytes
BEAT = 0.1  # seconds between two calls of progress while nothing comes
LAST_WORDS = 1.0  # seconds that an ended download is waited for; it ends by itself after TIMEOUT


class RefusedError(DigitpadError):
    """This address does not give the file; the text is the reason, part of a sentence."""


class _Ended(Exception):  # noqa: N818
    """The download was ended from outside."""


class Download:
    """A download of ``url`` to the file ``path``, which has ``size`` bytes so far.

    The network is waited for in a thread of its own: a name that is not resolved or a server that
    is silent would hold up whoever wants to end the download. It is a daemon, which the
    program's end does not wait for: the system alone says how long a name may take. It may be ended
    anywhere, for it uses sockets and one temporary file, nothing of Qt or torch.
    """

    def __init__(self, url: str, sha256: str, most: int, path: Path) -> None:
        """Prepare the download of a file of ``most`` bytes at most."""
        self.size = 0
        self._url, self._host = url, urlsplit(url).hostname or url
        self._sha256, self._most, self._path = sha256, most, path
        self._is_ended = False
        self._response: Response | None = None
        self._error: BaseException | None = None

    def run(self, progress: Callable[[int], None]) -> None:
        """Download and verify; ``progress`` gets the bytes so far, and may raise to end it.

        Raises RefusedError when this address does not give the file, OSError when the disk does not
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
            self._download()
        except BaseException as error:  # handed to the thread that waits
            self._error = error

    def _download(self) -> None:
        import requests

        if urlsplit(self._url).scheme != "https":
            raise RefusedError("{host} is not asked without https", host=self._host)
        identity = {"Accept-Encoding": "identity"}  # what is counted is what is written
        try:
            with requests.Session() as session:
                del session.adapters["http://"]  # an answer that leads there is refused
                session.hooks["response"] = [self._look_at]
                with session.get(
                    self._url, headers=identity, stream=True, timeout=TIMEOUT
                ) as response:
                    self._take(response)
        except requests.RequestException as error:
            raise _refusal(error, self._host) from error

    def _look_at(self, response: Response, **_: object) -> None:
        """Get hold of an answer, also of one that only leads elsewhere, before it is read."""
        self._response = response
        if self._is_ended or response.is_redirect:
            response.close()  # requests would read all of what leads elsewhere, without a cap
        if self._is_ended:
            raise _Ended

    def _take(self, response: Response) -> None:
        """Write what the server gives to the file, and verify it."""
        response.raise_for_status()
        told = response.headers.get("content-length", "")
        if told.isascii() and told.isdigit():
            self._require_size(int(told))
        digest = hashlib.sha256()
        with self._path.open("wb") as file:
            for chunk in response.iter_content(CHUNK):
                if self._is_ended:
                    raise _Ended
                self._require_size(self.size + len(chunk))
                file.write(chunk)
                digest.update(chunk)
                self.size += len(chunk)
        if digest.hexdigest() != self._sha256:
            raise RefusedError(
                "what {host} gave is not the published file (its SHA-256 is another)",
                host=self._host,
            )

    def _require_size(self, size: int) -> None:
        if size > self._most:
            raise RefusedError(
                "what {host} gives is larger than the {most:,} bytes it should have",
                host=self._host, most=self._most,
            )  # fmt: skip

    def _shut_down(self) -> None:
        """Wake the thread that waits for the network, as far as that can be done."""
        try:
            self._response.raw.shutdown()  # type: ignore[union-attr]  # urllib3 2.3 and later
        except (AttributeError, OSError, ValueError, RuntimeError):
            return  # there is no answer yet, or all of it: the thread ends by its timeout


def _refusal(error: Exception, host: str) -> RefusedError:
    """Return why requests failed."""
    from requests import exceptions

    text = str(error)
    tunnel = re.search(r"Tunnel connection failed: (\d{3}[\w ]*)", text)
    status = error.response.status_code if (
        isinstance(error, exceptions.HTTPError) and error.response is not None
    ) else 0  # fmt: skip
    if status == 407 or (tunnel is not None and tunnel[1].startswith("407")):
        return RefusedError(
            "the proxy on the way to {host} asks for a name and a password (set "
            "HTTPS_PROXY=http://name:password@proxy:port, or ask whoever runs the network)",
            host=host,
        )  # fmt: skip
    if tunnel is not None:
        return RefusedError(
            "the proxy on the way refuses {host} ({answer})", host=host, answer=tunnel[1].strip()
        )
    if isinstance(error, exceptions.HTTPError) and error.response is not None:
        answer = f"{error.response.status_code} {error.response.reason}".rstrip()
        return RefusedError("{host} answered {answer}", host=host, answer=answer)
    if isinstance(error, exceptions.InvalidSchema):
        return RefusedError("{host} leads to an address without https", host=host)
    if isinstance(error, exceptions.Timeout) or "timed out" in text:
        return RefusedError(
            "{host} did not answer within {seconds:g} seconds", host=host, seconds=TIMEOUT
        )
    if isinstance(error, exceptions.SSLError):
        return RefusedError(
            "the certificate of {host} could not be verified (is the clock right?)", host=host
        )
    if isinstance(error, exceptions.ProxyError):
        return RefusedError("the proxy on the way to {host} could not be reached", host=host)
    if "NameResolution" in text or "getaddrinfo" in text or "Failed to resolve" in text:
        return RefusedError(
            "the name {host} could not be resolved (is there a network?)", host=host
        )
    if isinstance(error, exceptions.ChunkedEncodingError):
        return RefusedError("the connection to {host} broke off", host=host)
    if isinstance(error, exceptions.TooManyRedirects):
        return RefusedError("{host} leads in circles", host=host)
    if isinstance(error, exceptions.ConnectionError):
        return RefusedError("{host} could not be reached, or the connection broke off", host=host)
    return RefusedError(
        "{host} could not be read from ({error})", host=host, error=type(error).__name__
    )
