"""A push service as the real ones are, over HTTP on this machine: it keeps what it is sent, and answers as told."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.factories.push import Browser


class PushService(BaseHTTPRequestHandler):
    """`received` holds path, headers and body; `answers` those that are not 201, by path."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((self.path, dict(self.headers), body))
        status, headers = self.server.answers.get(self.path, (201, {}))
        self.send_response(status)
        for name, value in {"Content-Length": "0", **headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *args):
        pass


class Receiver(Browser):
    """A browser at this push service."""

    def __init__(self, service, path):
        super().__init__(f"{service.origin}{path}")
        self.service, self.path = service, path

    def answers(self, status, **headers):
        self.service.answers[self.path] = status, headers

    @property
    def shown(self):
        """What it was sent, decrypted."""
        return [self.open(body) for path, _headers, body in self.service.received if path == self.path]

    @property
    def headers(self):
        return [headers for path, headers, _body in self.service.received if path == self.path]


@pytest.fixture(scope="session")
def running_push_service():
    with HTTPServer(("127.0.0.1", 0), PushService) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def push_service(running_push_service):
    running_push_service.received, running_push_service.answers = [], {}
    running_push_service.origin = f"http://127.0.0.1:{running_push_service.server_port}"
    return running_push_service


@pytest.fixture
def browser(push_service):
    return Receiver(push_service, "/wpush/erika?v=2")
