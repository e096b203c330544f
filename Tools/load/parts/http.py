"""An HTTP client on raw sockets, which sends exactly what it is told, and checks of the answers."""

import json
import select
import socket
import struct
import time

BOUNDARY = "mien-load-boundary"
UPLOAD_PATH = "/api/facial-analysis/"


class Answer:
    """What came back. Status 0: no answer; `failure` says how it ended."""

    def __init__(self, status=0, headers=None, body=b"", seconds=0.0, failure=None):
        self.status = status
        self.headers = headers or {}
        self.body = body
        self.seconds = seconds
        self.failure = failure

    @property
    def json(self):
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @property
    def summary(self):
        """The status and, of a problem, its kind."""
        if not self.status:
            return f"no answer ({self.failure})"
        document = self.json
        kind = document.get("type", "") if isinstance(document, dict) else ""
        return f"{self.status} {kind.rpartition('/')[2]}".strip()


def form(content, name="video", filename="clip.mp4", content_type="video/mp4"):
    """A multipart body with one file in it."""
    head = (
        f"--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; "
        f"filename=\"{filename}\"\r\nContent-Type: {content_type}\r\n\r\n")
    return head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


def post(body, path=UPLOAD_PATH, fields=()):
    """An upload as bytes."""
    lines = [
        f"POST {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close",
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}",
        f"Content-Length: {len(body)}", *fields]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def connect(port, timeout=30, source=None):
    """Connects to this machine. Each `source` (127.0.0.2, …) is another client to the service."""
    return socket.create_connection(
        ("127.0.0.1", port), timeout, (source, 0) if source else None)


def reset(connection):
    """Ends a connection with a reset instead of politely."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def read_answer(connection, start, deadline):
    """Reads one answer from a connection until its length is there or the connection ends."""
    data = b""
    head = None
    length = None
    status, headers = 0, {}
    while True:
        if head is None and b"\r\n\r\n" in data:
            head, _, data = data.partition(b"\r\n\r\n")
            lines = head.decode("latin-1").split("\r\n")
            try:
                status = int(lines[0].split(" ")[1])
            except (IndexError, ValueError):
                return Answer(failure="no status line", seconds=time.monotonic() - start)
            for line in lines[1:]:
                name, _, value = line.partition(":")
                headers[name.strip().lower()] = value.strip()
            if "content-length" in headers:
                length = int(headers["content-length"])
        if head is not None and length is not None and len(data) >= length:
            break
        left = deadline - time.monotonic()
        if left <= 0:
            return Answer(failure="timeout", seconds=time.monotonic() - start)
        connection.settimeout(left)
        try:
            part = connection.recv(65536)
        except TimeoutError:
            return Answer(failure="timeout", seconds=time.monotonic() - start)
        except OSError as error:
            return Answer(failure=type(error).__name__, seconds=time.monotonic() - start)
        if not part:
            break
        data += part
    seconds = time.monotonic() - start
    if head is None:
        return Answer(failure="closed" if not data else "cut off", seconds=seconds)
    if length is not None and len(data) < length:
        return Answer(failure="cut off", seconds=seconds)
    return Answer(status, headers, data[:length], seconds)


def exchange(port, request, timeout=60, source=None):
    """One request on a connection of its own. Reads while it sends, as a refusal may come early."""
    start = time.monotonic()
    deadline = start + timeout
    try:
        connection = connect(port, timeout, source)
    except OSError as error:
        return Answer(failure=f"connect: {type(error).__name__}")
    with connection:
        rest = memoryview(request)
        while rest:
            readable, writable, _ = select.select(
                [connection], [connection], [], max(0, deadline - time.monotonic()))
            if readable or not writable:
                break
            try:
                rest = rest[connection.send(rest[:1 << 16]):]
            except OSError:
                break
        return read_answer(connection, start, deadline)


def get(port, path, timeout=30, fields=(), method="GET"):
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close", *fields]
    return exchange(port, "\r\n".join(lines).encode() + b"\r\n\r\n", timeout)


def upload(port, content, query="", timeout=60, source=None, **file):
    return exchange(port, post(form(content, **file), UPLOAD_PATH + query), timeout, source)


RESULT_KEYS = {
    "confidence", "emotions", "eyeContact", "feedback", "overallScore", "speechClarity"}
PROBLEM_KEYS = {"type", "title", "status", "detail", "instance", "error"}
EMOTIONS = {"angry", "disgust", "fear", "happy", "neutral", "sad", "surprise"}


def mistake(answer):
    """What is wrong with an answer to an upload (specs/service.md §1–2), or None."""
    document = answer.json
    if not isinstance(document, dict):
        return "the body is no JSON object"
    kind = answer.headers.get("content-type", "")
    if answer.status == 200:
        result = document.get("facialAnalysisResult")
        if kind != "application/json":
            return f"the content type is {kind}"
        if not isinstance(result, dict) or set(result) != RESULT_KEYS:
            return "facialAnalysisResult has other keys"
        emotions = result["emotions"]
        if set(emotions) != EMOTIONS or sum(emotions.values()) != 100:
            return "the emotions are not seven percentages with the sum 100"
        for key in ("confidence", "eyeContact", "overallScore", "speechClarity"):
            value = result[key]
            if value is not None and not (isinstance(value, int) and 0 <= value <= 100):
                return f"{key} is {value}"
        return None
    if kind != "application/problem+json":
        return f"the content type is {kind}"
    if not PROBLEM_KEYS <= set(document):
        return f"{', '.join(sorted(PROBLEM_KEYS - set(document)))} missing"
    if document["status"] != answer.status or document["error"] != document["detail"]:
        return "status or error differ from what they repeat"
    if answer.status in (429, 503) and not answer.headers.get("retry-after", "").isdigit():
        return "there is no Retry-After"
    for sign in ("/tmp/", "/proc/", "/work/", ".swift", "0x"):
        if sign in document["detail"]:
            return f"the detail tells {sign}"
    return None
