"""The API that both sides read: answers come from the case, requests are written down."""

import json
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from case import Answer

# More requests than any case needs: who sends them goes round in a circle.
MOST = 40

# Headers that tell of the client program, not of the definition.
INCIDENTAL = {"host", "user-agent", "accept-encoding", "connection", "content-length", "accept"}


@dataclass
class Request:
    """One request, as it came in."""

    method: str
    path: str
    query: list
    headers: dict
    body: bytes
    run: int
    nth: int  # how many requests the path has had before, in this run
    host: str

    def param(self, name: str, default=None):
        return dict(self.query).get(name, default)

    @property
    def json(self):
        return json.loads(self.body) if self.body else None

    def seen(self) -> tuple:
        """What is compared: method, query, body and headers."""
        body = self.body.decode("utf-8", "replace")
        try:
            body = json.dumps(json.loads(body), sort_keys=True)
        except ValueError:
            if "form-urlencoded" in self.headers.get("Content-Type", ""):
                body = "&".join(sorted(body.split("&")))
        kept = tuple(sorted((k.lower(), v) for k, v in self.headers.items() if k.lower() not in INCIDENTAL))
        return (self.method, tuple(sorted(self.query)), body, kept)


class Server(ThreadingHTTPServer):
    """Serves one case at a time on loopback."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.lock = threading.Lock()
        self.begin(None, 0)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def begin(self, case, run: int) -> None:
        """Serves case from now on, with nothing written down yet."""
        with self.lock:
            self.case, self.run, self.requests, self.counts = case, run, [], {}

    def answer(self, request: Request) -> Answer:
        with self.lock:
            request.run = self.run
            request.nth = self.counts.get(request.path, 0)
            self.counts[request.path] = request.nth + 1
            self.requests.append(request)
            if len(self.requests) > MOST:
                return Answer({"error": "enough"}, 418)
            answer = self.case.api(request)
        return answer if isinstance(answer, Answer) else Answer(answer)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def handle_any(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        url = urlsplit(self.path)
        request = Request(self.command, url.path, parse_qsl(url.query, keep_blank_values=True),
                          dict(self.headers.items()), body, 0, 0, self.headers.get("Host", ""))
        answer = self.server.answer(request)
        out = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
        out = out.replace(b"$API", self.server.url.encode())
        self.send_response(answer.status)
        headers = {"Content-Type": "application/json", **answer.headers}
        for name, value in headers.items():
            self.send_header(name, value.replace("$API", self.server.url))
        if answer.status != 204:
            self.send_header("Content-Length", str(len(out)))
        self.end_headers()
        if answer.status != 204:
            self.wfile.write(out)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any

    def log_message(self, *_):
        pass
