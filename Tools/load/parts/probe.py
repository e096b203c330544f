"""Asks after the health all the while, from a process that other clients do not delay."""

import multiprocessing
import os
import time

from . import http
from .figures import milliseconds, percentile

ASKED = 0.050


def _run(port, path, interval, stop, pipe):
    try:
        # A client that waits for a processor would measure itself.
        os.nice(-10)
    except PermissionError:
        pass
    latencies, failures = [], {}
    next_time = time.monotonic()
    while not stop.is_set():
        answer = http.get(port, path, timeout=10)
        if answer.status == 200:
            latencies.append(answer.seconds)
        else:
            latencies.append(max(answer.seconds, 10.0 if answer.failure == "timeout" else 0))
            failures[answer.summary] = failures.get(answer.summary, 0) + 1
        next_time = max(next_time + interval, time.monotonic())
        time.sleep(max(0, next_time - time.monotonic()))
    pipe.send((latencies, failures))


class Probe:
    """Use it in a `with`; afterwards `latencies` (seconds) and `failures` (by kind) are there."""

    def __init__(self, port, path="/health/live", interval=0.02):
        self.stop = multiprocessing.Event()
        self.pipe, other = multiprocessing.Pipe()
        self.process = multiprocessing.Process(
            target=_run, args=(port, path, interval, self.stop, other), daemon=True)

    def __enter__(self):
        self.process.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        self.latencies, self.failures = self.pipe.recv() if self.pipe.poll(30) else ([], {"": 1})
        self.process.join(10)

    def report(self, figures, when):
        """The two figures of service.md §6.5."""
        worst = percentile(self.latencies, 0.99)
        figures.bound(
            f"/health/live {when}, 99th percentile of {len(self.latencies)}", "≤ 50 ms",
            f"{milliseconds(worst)} (median {milliseconds(percentile(self.latencies, 0.5))})",
            worst is not None and worst <= ASKED)
        failed = sum(self.failures.values())
        figures.bound(
            f"/health/live {when}, not answered 200", "0",
            f"{failed}: {self.failures}" if failed else 0, not failed)
