#!/usr/bin/env python3
"""SIGTERM under load: every request that was accepted is answered, and the status is 0.

Accepted is a request whose connection stood when the signal was sent. One that connects later may
be refused; if it was connected and gets no answer, it is counted on its own.
"""

import argparse
import random
import signal
import sys
import threading
import time

from parts import http
from parts.figures import Figures, main
from parts.samples import samples
from parts.service import Mien

CLIENTS = 8


class Client(threading.Thread):
    """Uploads one video after the other until nobody listens any more."""

    def __init__(self, port, request, source):
        super().__init__()
        self.port = port
        self.request = request
        self.source = source
        self.requests = []

    def run(self):
        while True:
            try:
                connection = http.connect(self.port, 60)
            except OSError:
                return
            stood = time.monotonic()
            with connection:
                try:
                    # In two parts, so that the signal also comes amid an upload.
                    half = self.source.randrange(1, len(self.request))
                    connection.sendall(self.request[:half])
                    time.sleep(self.source.random() * 0.05)
                    connection.sendall(self.request[half:])
                except OSError:
                    pass
                answer = http.read_answer(connection, stood, stood + 60)
            self.requests.append((stood, answer))
            if not answer.status or answer.status == 503:
                return


def one(request, source):
    with Mien("--queue", 64, "--drain", 50) as service:
        clients = [Client(service.port, request, random.Random(source.random()))
                   for _ in range(CLIENTS)]
        for client in clients:
            client.start()
        time.sleep(0.5 + source.random())
        moment = time.monotonic()
        service.popen.send_signal(signal.SIGTERM)
        status = service.terminate()
        seconds = time.monotonic() - moment
        for client in clients:
            client.join()
    requests = [request for client in clients for request in client.requests]
    return moment, seconds, status, requests


def run(arguments):
    parser = argparse.ArgumentParser(prog="shutdown", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, help="(20)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="5 rounds")
    options = parser.parse_args(arguments)
    rounds = options.rounds or (5 if options.quick else 20)
    figures = Figures("shutdown", f"SIGTERM under load, {rounds} rounds")
    request = http.post(http.form(samples()["h264.mp4"]))
    source = random.Random(options.seed)
    answered = in_flight = 0
    lost, late, refused, statuses, longest = [], [], 0, [], 0.0
    for _ in range(rounds):
        moment, seconds, status, requests = one(request, source)
        statuses.append(status)
        longest = max(longest, seconds)
        for stood, answer in requests:
            in_flight += stood < moment < stood + answer.seconds
            if answer.status == 200:
                answered += 1
            elif answer.status == 503 and "retry-after" in answer.headers:
                refused += 1
            elif stood < moment:
                lost.append(f"{answer.summary}, {(moment - stood) * 1000:.0f} ms before")
            else:
                late.append(answer.summary)
    figures.note("requests answered 200", answered)
    figures.note("of all, in flight at the signal", in_flight)
    figures.note("told 503 with Retry-After", refused)
    figures.bound("accepted and lost", "0",
                  f"{len(lost)}: {'; '.join(lost[:5])}" if lost else 0, not lost)
    figures.note("connected after the signal and not answered", len(late))
    wrong = [status for status in statuses if status != 0]
    figures.bound("exit status", "0", f"{wrong}" if wrong else 0, not wrong)
    figures.note("longest from the signal to the end", f"{longest:.1f} s")
    return figures


if __name__ == "__main__":
    main(run, sys.argv[1:])
