"""Clients that are slow on purpose. They come from 127.0.0.2 and up, which all are this machine."""

import itertools
import random
import selectors
import socket
import threading
import time

from . import http


class SlowClients:
    """Keeps so many connections open; those that the service closes are opened again."""

    KINDS = ("silent", "head", "body", "read")
    # Connections a second at most.
    RATE = 300

    def __init__(self, port, count, kinds=KINDS, interval=1.0):
        self.port = port
        self.count = count
        self.kinds = itertools.cycle(kinds)
        self.interval = interval
        self.opened = self.closed = self.refused = 0
        self.most = 0
        self.goes_on = True
        self.thread = threading.Thread(target=self.run, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.goes_on = False
        self.thread.join(30)

    def open(self):
        connection = socket.socket()
        connection.bind((f"127.0.0.{random.randrange(2, 250)}", 0))
        kind = next(self.kinds)
        if kind == "read":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        connection.settimeout(0.2)
        try:
            connection.connect(("127.0.0.1", self.port))
            connection.setblocking(False)
            if kind == "read":
                connection.send(b"GET /docs HTTP/1.1\r\nHost: x\r\n\r\n" * 20)
                return connection, iter(())
            return connection, self.bytes(kind)
        except OSError:
            connection.close()
            self.refused += 1
            return None

    @staticmethod
    def bytes(kind):
        """What the client says, a piece at a time."""
        if kind == "silent":
            return iter(())
        if kind == "head":
            return itertools.chain(
                [b"POST /api/facial-analysis/ HTTP/1.1\r\nHost: x\r\n"],
                (f"X-{number}: {number}\r\n".encode() for number in itertools.count()))
        head = http.post(http.form(bytes(100_000)))
        return itertools.chain(
            [head[:400]], (head[at:at + 10] for at in range(400, len(head), 10)))

    def run(self):
        selector = selectors.DefaultSelector()
        clients = {}
        start = next_time = time.monotonic()
        while self.goes_on:
            # Slow clients, not a flood of connections.
            due = int((time.monotonic() - start) * self.RATE) - self.opened - self.refused
            for _ in range(min(due, self.count - len(clients))):
                opened = self.open()
                if opened is None:
                    break
                self.opened += 1
                clients[opened[0]] = opened[1]
                selector.register(opened[0], selectors.EVENT_READ)
            self.most = max(self.most, len(clients))
            for key, _ in selector.select(0.05):
                connection = key.fileobj
                try:
                    gone = connection.recv(64) == b""
                except BlockingIOError:
                    gone = False
                except OSError:
                    gone = True
                if gone:
                    self.drop(selector, clients, connection)
            if time.monotonic() >= next_time:
                next_time = time.monotonic() + self.interval
                self.say(selector, clients)
        for connection in clients:
            connection.close()

    def say(self, selector, clients):
        for connection, words in list(clients.items()):
            part = next(words, None)
            if part is None:
                continue
            try:
                connection.send(part)
            except BlockingIOError:
                pass
            except OSError:
                self.drop(selector, clients, connection)

    def drop(self, selector, clients, connection):
        self.closed += 1
        selector.unregister(connection)
        connection.close()
        del clients[connection]
