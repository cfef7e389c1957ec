"""A real HTTPS server on this machine, with a certificate authority of its own."""

import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import trustme


class HttpsServer:
    """Answers paths with what ``answers`` says: bytes, or a function of the request's handler.

    ``asked`` lists the paths that were asked for, ``began`` is set by the first.
    ``released`` is set when the test is over: answers that keep the client waiting wait for it.
    """

    def __init__(self, folder):
        authority = trustme.CA()
        self.authority_file = folder / "authority.pem"
        authority.cert_pem.write_to_path(str(self.authority_file))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost").configure_cert(context)
        self.answers, self.asked = {}, []
        self.began, self.released = threading.Event(), threading.Event()
        self._server = _Server(("localhost", 0), _handler(self))
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def url(self, path):
        return f"https://localhost:{self._server.server_port}/{path}"

    def close(self):
        self.released.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def half(self, content, then=None):
        """An answer that gives half of ``content``, then does ``then``, and closes."""

        def answer(handler):
            start(handler, len(content))
            handler.wfile.write(content[: len(content) // 2])
            handler.wfile.flush()
            if then is not None:
                then()

        return answer


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # closing waits for them

    def handle_error(self, request, client_address):
        """Clients that go away are what the tests are about."""


def start(handler, length=None, status=200, **headers):
    """Send the head of an answer."""
    handler.send_response(status)
    if length is not None:
        handler.send_header("Content-Length", str(length))
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.end_headers()


def _handler(server):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            path = self.path.lstrip("/")
            server.asked.append(path)
            server.began.set()
            answer = server.answers.get(path)
            if callable(answer):
                answer(self)
            elif answer is None:
                start(self, 0, status=404)
            else:
                start(self, len(answer))
                self.wfile.write(answer)

        def log_message(self, *_):
            """Nothing on standard error."""

    return Handler
