#!/usr/bin/env python3
"""A thousand slow clients: the health is answered at once, and real uploads succeed.

First our own (nothing sent, a head that never ends, a body of ten bytes a second, an answer that is
not read), then slowhttptest's slow heads, slow bodies and slow reads.
"""

import argparse
import re
import resource
import shutil
import subprocess
import sys
import threading
import time

from parts import http
from parts.figures import Figures, main
from parts.probe import Probe
from parts.samples import samples
from parts.service import Mien
from parts.slow import SlowClients


class Uploads:
    """A real client, about one upload a second."""

    def __init__(self, port):
        self.port = port
        self.outcomes = []
        self.goes_on = True
        self.video = samples()["h264.mp4"]
        self.thread = threading.Thread(target=self.run)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.goes_on = False
        self.thread.join()

    def run(self):
        while self.goes_on:
            self.outcomes.append(http.upload(self.port, self.video, "?fps=2", timeout=30))
            time.sleep(1)

    def report(self, figures, when):
        failed = [answer.summary for answer in self.outcomes if answer.status != 200]
        figures.bound(
            f"uploads {when} that were not answered 200", f"0 of {len(self.outcomes)}",
            f"{len(failed)}: {', '.join(sorted(set(failed)))}" if failed else 0, not failed)


def phase(figures, service, when, attack):
    with Probe(service.port) as probe, Uploads(service.port) as uploads:
        attack()
    probe.report(figures, when)
    uploads.report(figures, when)
    figures.bound("the service lives", "yes", "yes" if service.is_alive else "no",
                  service.is_alive)
    # Both sides close what is left.
    time.sleep(2)


def run(arguments):
    parser = argparse.ArgumentParser(prog="slow_clients", description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seconds", type=int, help="of each attack (25)")
    parser.add_argument("--quick", action="store_true", help="10 s, without slowhttptest")
    options = parser.parse_args(arguments)
    seconds = options.seconds or (10 if options.quick else 25)
    count = options.count
    resource.setrlimit(resource.RLIMIT_NOFILE, (
        min(4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]),
        resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    figures = Figures("slow_clients", f"{count} slow clients, {seconds} s each way")
    with Mien() as service:
        phase(figures, service, "undisturbed", lambda: time.sleep(5))
        if shutil.which("wrk"):
            done = subprocess.run(
                ["wrk", "-t1", "-c32", "-d3s", "--latency",
                 f"http://127.0.0.1:{service.port}/health/live"], capture_output=True, text=True)
            figures.note("wrk, 32 connections on /health/live", ", ".join(
                " ".join(line.split()) for line in done.stdout.splitlines()
                if re.search(r"99%|Requests/sec|Non-2xx|Socket errors", line)))

        def own():
            with SlowClients(service.port, count) as clients:
                time.sleep(seconds)
            figures.note("our own: most at one time; opened, closed by the service, refused",
                         f"{clients.most}; {clients.opened}, {clients.closed}, {clients.refused}")

        phase(figures, service, "beside our own", own)
        if options.quick:
            pass
        elif not shutil.which("slowhttptest"):
            figures.note("slowhttptest", "not installed (Debian package slowhttptest)")
        else:
            address = f"http://127.0.0.1:{service.port}"
            common = ["-c", count, "-r", 300, "-l", seconds, "-u"]
            ways = {
                "slow heads": ["-H", "-i", 5, "-x", 24, "-p", 3, *common,
                               address + http.UPLOAD_PATH],
                "slow bodies": ["-B", "-i", 5, "-s", 100_000, "-x", 10, "-p", 3, *common,
                                address + http.UPLOAD_PATH],
                "slow reads": ["-X", "-w", 1, "-y", 16, "-n", 5, "-z", 4, "-k", 3, "-p", 3,
                               *common, address + "/openapi.json"],
            }
            for name, way in ways.items():
                def attack(way=way):
                    subprocess.run(
                        ["slowhttptest", *map(str, way)], stdout=subprocess.DEVNULL,
                        stderr=subprocess.DEVNULL, timeout=seconds + 60)

                phase(figures, service, f"beside slowhttptest's {name}", attack)
    return figures


if __name__ == "__main__":
    main(run, sys.argv[1:])
