#!/usr/bin/env python3
"""Many requests, uploads that are broken off, and kill -9: nothing may grow, nothing may be left.

Memory and descriptors of the service and its workers are taken while no request is under way.
"""

import argparse
import random
import statistics
import sys
import tempfile
import threading
import time

from parts import http
from parts.figures import Figures, main, mebibytes
from parts.samples import samples
from parts.service import Mien, leftovers

DRIFT = 0.05
CLIENTS = 4
# The libraries' caches and the allocator's arenas fill in the first of these parts.
PARTS = 20
WARM_PARTS = 4


class Load:
    """A mix of small videos, bad uploads and questions after the health, from a few clients."""

    def __init__(self, service, videos):
        self.service = service
        self.videos = [videos[name] for name in sorted(videos)]
        self.outcomes = {}
        self.lock = threading.Lock()

    def one(self, source):
        choice = source.random()
        port = self.service.port
        if choice < 0.15:
            return 200, http.upload(port, source.choice(self.videos), "?fps=2")
        if choice < 0.30:
            return 415, http.upload(port, source.randbytes(source.randrange(1, 20_000)))
        if choice < 0.40:
            video = source.choice(self.videos)
            return None, http.upload(port, video[:source.randrange(1, len(video))], "?fps=2")
        if choice < 0.50:
            return 400, http.exchange(port, http.post(b"no form"))
        if choice < 0.55:
            return 404, http.get(port, f"/{source.randrange(1 << 60)}")
        if choice < 0.60:
            return 200, http.get(port, "/metrics")
        return 200, http.get(port, "/health/live")

    def part(self, count, seed):
        def work(number):
            source = random.Random(f"{seed}/{number}")
            for _ in range(count // CLIENTS):
                expected, answer = self.one(source)
                right = answer.status == expected or (expected is None and answer.status in (
                    200, 415, 422))
                with self.lock:
                    key = "as expected" if right else f"{answer.summary}, not {expected}"
                    self.outcomes[key] = self.outcomes.get(key, 0) + 1

        threads = [threading.Thread(target=work, args=(number,)) for number in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def settled(service):
    """(resident, descriptors, threads, zombies) when the connections are gone."""
    time.sleep(0.3)
    processes = service.processes()
    return (
        service.resident(), sum(process.descriptors or 0 for process in processes),
        sum(process.threads or 0 for process in processes), service.zombies())


def requests(figures, service, count):
    load = Load(service, samples())
    states = []
    for part in range(PARTS):
        load.part(count // PARTS, part)
        states.append(settled(service))
        print(f"{(part + 1) * count // PARTS} requests: {mebibytes(states[-1][0])}, "
              f"{states[-1][1]} descriptors, {states[-1][2]} threads", flush=True)
    third = (PARTS - WARM_PARTS) // 3
    early = statistics.median(state[0] for state in states[WARM_PARTS:WARM_PARTS + third])
    late = statistics.median(state[0] for state in states[-third:])
    drift = late / early - 1
    odd = {key: value for key, value in load.outcomes.items() if key != "as expected"}
    figures.bound("answers other than expected", "0", odd or 0, not odd)
    figures.note("memory after the first part", mebibytes(states[0][0]))
    figures.bound(
        "resident memory, last third against first after warming", "≤ +5 %",
        f"{drift * 100:+.1f} % ({mebibytes(early)} → {mebibytes(late)})", drift <= DRIFT)
    growth = states[-1][1] - states[WARM_PARTS][1]
    figures.bound("growth of descriptors", "0", growth, growth <= 0)
    zombies = max(state[3] for state in states)
    figures.bound("zombies", "0", zombies, zombies == 0)
    figures.note("threads at the end", states[-1][2])


def broken_off(figures, service, count, folder, before):
    """Uploads whose client leaves in the midst, politely and not."""
    video = samples()["mjpeg.avi"]
    request = http.post(http.form(video * 4))
    source = random.Random(1)
    descriptors = settled(service)[1]
    for number in range(count):
        connection = http.connect(service.port)
        try:
            connection.sendall(request[:source.randrange(1, len(request) - 1)])
            if number % 4 == 0:
                time.sleep(0.002)
        except OSError:
            pass
        (http.reset if number % 2 else type(connection).close)(connection)
    end = time.monotonic() + 15
    while time.monotonic() < end and settled(service)[1] > descriptors:
        pass
    growth = settled(service)[1] - descriptors
    figures.bound(f"descriptors left by {count} uploads that were broken off", "0", growth,
                  growth <= 0)
    left = leftovers(folder) - before
    figures.bound("files left by them", "0", len(left), not left)
    answer = http.upload(service.port, video)
    figures.bound("an upload afterwards", "200", answer.summary, answer.status == 200)


def killed(figures, service, folder, before):
    """kill -9 in the midst of uploads and analyses."""
    request = http.post(http.form(samples()["mjpeg.avi"] * 10))
    connections = [http.connect(service.port) for _ in range(12)]
    for number, connection in enumerate(connections):
        connection.setblocking(False)
        try:
            connection.send(request if number % 2 else request[:100_000])
        except OSError:
            pass
    time.sleep(0.2)
    workers = service.process.children
    service.kill()
    time.sleep(0.5)
    for connection in connections:
        connection.close()
    left = leftovers(folder) - before
    figures.bound("files left by kill -9", "0", len(left), not left)
    alive = [worker.identifier for worker in workers if worker.state not in (None, "Z")]
    figures.bound("workers left by kill -9", "0", len(alive), not alive)


def run(arguments):
    parser = argparse.ArgumentParser(prog="endurance", description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, help="requests (10000)")
    parser.add_argument("--aborted", type=int, help="uploads that are broken off (1000)")
    parser.add_argument("--quick", action="store_true", help="2,000 requests, 200 broken off")
    options = parser.parse_args(arguments)
    count = options.count or (2000 if options.quick else 10_000)
    aborted = options.aborted or (200 if options.quick else 1000)
    figures = Figures("endurance", f"{count} requests, {aborted} broken off, kill -9")
    with tempfile.TemporaryDirectory(prefix="mien-load-") as folder:
        before = leftovers(folder)
        with Mien("--queue", 64, "--temporary-folder", folder) as service:
            requests(figures, service, count)
            broken_off(figures, service, aborted, folder, before)
            killed(figures, service, folder, before)
    return figures


if __name__ == "__main__":
    main(run, sys.argv[1:])
