#!/usr/bin/env python3
"""Bombs, playlists and files that are no videos: what each is answered and what it costs.

Where strace is installed, the service and its workers are watched: connections, and opened files
other than the unnamed one of the upload, are counted for each.
"""

import argparse
import os
import re
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from parts import bombs, http
from parts.figures import Figures, main, mebibytes
from parts.service import SCRATCH, Mien, Process

DEADLINE = 20
SLOW = ("boxes-34-MB", "frames-10000.mp4", "long-60.mp4", "frames-4096.mp4", "mjpeg-4096.avi")
WORKER_LIMIT = 768 << 20
# Opens that are the service's own: the upload's unnamed file, and what /metrics and workers read.
OWN = re.compile(
    r"O_TMPFILE|/proc/self/|/proc/\d+/|/sys/devices/system/cpu|/etc/localtime|/dev/urandom")
CALLS = "open,openat,openat2,creat,connect,sendto,execve,seccomp"


class Canary:
    """A port that counts who connects, and a file that nobody may open."""

    def __init__(self):
        self.connections = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.file = tempfile.NamedTemporaryFile(prefix="canary-", suffix=".ts")
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            connection, _ = self.listener.accept()
            self.connections += 1
            connection.close()


class Trace:
    """strace on the service and its workers; counts what is in its log since the last look."""

    def __init__(self, service):
        self.path = SCRATCH / "strace.log"
        identifiers = [str(process.identifier) for process in service.processes()]
        command = ["strace", "-f", "-q", "-s", "120", "-o", str(self.path), "-e", "trace=" + CALLS]
        for identifier in identifiers:
            command += ["-p", identifier]
        self.path.write_text("")
        self.popen = subprocess.Popen(command, stderr=subprocess.PIPE)
        self.place = 0
        # Workers that take the place of others: their own libraries and models are no uploads'.
        self.starting = set()
        time.sleep(0.5)
        self.works = self.popen.poll() is None
        # What every request does of its own is seen, and so is known to be watched.
        http.get(service.port, "/metrics")
        time.sleep(0.2)
        self.works = self.works and bool(self.path.read_text())

    def take(self):
        """(connections, opened files) since the last time."""
        time.sleep(0.05)
        with open(self.path, errors="replace") as file:
            file.seek(self.place)
            lines = file.readlines()
            self.place = file.tell()
        opens, connections = [], []
        self.starting |= {line.split()[0] for line in lines
                          if "execve(" in line and "mien-worker" in line}
        for line in lines:
            process = line.split()[0] if line.strip() else ""
            if "seccomp(SECCOMP_SET_MODE_FILTER" in line:
                self.starting.discard(process)
            if "ENOSYS" in line or "resumed" in line or process in self.starting:
                continue
            if "connect(" in line:
                connections.append(line.strip())
            elif ("open" in line or "creat(" in line) and not OWN.search(line):
                opens.append(line.strip())
            elif "execve(" in line and "mien-worker" not in line:
                opens.append(line.strip())
        return connections, opens

    def end(self):
        self.popen.terminate()
        self.popen.wait()


class Watch:
    """The peak of the workers while a request is under way: they may be gone afterwards."""

    def __init__(self, service):
        self.service = service
        self.peak = 0
        self.seen = set()
        self.goes_on = True
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        while self.goes_on:
            for child in self.service.process.children:
                self.seen.add(child.identifier)
                self.peak = max(self.peak, child.peak or 0)
            time.sleep(0.01)

    def end(self):
        self.goes_on = False
        self.thread.join()


class Plain:
    """What Debian's ffprobe takes for the same file; bounded, as it may take all."""

    MEMORY = 4 << 30

    def __init__(self):
        self.path = SCRATCH / "bomb.mp4"

    def peak(self, data):
        self.path.write_bytes(data)
        # A child's figure begins with what it was forked from, so /proc is asked as well.
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        child = os.fork()
        if child == 0:
            resource.setrlimit(resource.RLIMIT_AS, (self.MEMORY, self.MEMORY))
            resource.setrlimit(resource.RLIMIT_CPU, (DEADLINE, DEADLINE))
            null = os.open(os.devnull, os.O_RDWR)
            for number in (0, 1, 2):
                os.dup2(null, number)
            try:
                os.execvp("ffprobe", ["ffprobe", str(self.path)])
            finally:
                os._exit(127)
        seen = 0
        while True:
            ended, _, usage = os.wait4(child, os.WNOHANG)
            if ended:
                total = usage.ru_maxrss * 1024
                return total if total > 1.2 * own else seen
            if Path(f"/proc/{child}/comm").read_text().strip() == "ffprobe":
                seen = max(seen, Process(child).peak or 0)
            time.sleep(0.005)


def measure(service, data):
    """The answer, the peak of the service, and what was seen of its workers."""
    for process in service.processes():
        process.reset_peak()
    watch = Watch(service)
    answer = http.upload(service.port, data, timeout=DEADLINE + 10)
    watch.end()
    return answer, service.process.peak if service.is_alive else None, watch


class Run:
    def __init__(self, options, figures, service):
        self.options = options
        self.figures = figures
        self.service = service
        self.canary = Canary()
        self.plain = None if options.quick or not shutil.which("ffprobe") else Plain()
        self.broken = {"crashed": [], "slow": [], "large": [], "wrong": []}
        self.peak_service = self.peak_worker = 0
        self.has_workers = False
        self.bombs = [
            bomb for bomb in bombs.bombs(self.canary.port, self.canary.file.name)
            if (not options.only or options.only in bomb[0])
            and not (options.quick and bomb[0] in SLOW)]

    def measure_all(self):
        for name, what, data in self.bombs:
            answer, peak, watch = measure(self.service, data)
            if not self.service.is_alive:
                self.broken["crashed"].append(name)
                self.service.restart()
            if answer.seconds > DEADLINE + 1:
                self.broken["slow"].append(name)
            if max(peak or 0, watch.peak) > WORKER_LIMIT:
                self.broken["large"].append(name)
            refused = 400 <= answer.status < 500 or answer.status in (503, 504)
            if not (answer.status == 200 or refused) or http.mistake(answer):
                self.broken["wrong"].append(name)
            self.peak_service = max(self.peak_service, peak or 0)
            self.peak_worker = max(self.peak_worker, watch.peak)
            self.has_workers |= bool(watch.seen)
            self.figures.table.append([
                f"`{name}`", what, size(len(data)), answer.summary, f"{answer.seconds:.2f} s",
                mebibytes(peak), mebibytes(watch.peak) if watch.seen else "–",
                mebibytes(self.plain.peak(data)) if self.plain else "–"])
            print(" · ".join(self.figures.table[-1]), flush=True)

    def trace_all(self):
        """Sends all again while the system calls are watched, which makes everything slow."""
        if not shutil.which("strace"):
            return None
        before = self.canary.connections
        trace = Trace(self.service)
        connections, opens = [], []
        for name, _, data in self.bombs:
            if not trace.works:
                return None
            http.upload(self.service.port, data, timeout=2 * DEADLINE)
            called, opened = trace.take()
            connections += [f"{name}: {line}" for line in called]
            opens += [f"{name}: {line}" for line in opened]
            if not self.service.is_alive:
                trace.end()
                self.service.restart()
                trace = Trace(self.service)
        trace.end()
        connections += ["the port that counts"] * (self.canary.connections - before)
        return connections, opens


def run(arguments):
    parser = argparse.ArgumentParser(prog="bombs", description=__doc__.splitlines()[0])
    parser.add_argument("--only", help="a part of the names to try")
    parser.add_argument("--quick", action="store_true", help="without the slow ones")
    options = parser.parse_args(arguments)
    figures = Figures("bombs", "Bombs and playlists")
    with Mien("--deadline", DEADLINE) as service:
        # The libraries' own files are opened by the first video.
        first = http.upload(service.port, bombs.SOURCE.read_bytes())
        figures.bound("the sample, first", "200", first.summary, first.status == 200)
        work = Run(options, figures, service)
        work.measure_all()
        traced = work.trace_all()
        last = http.upload(service.port, bombs.SOURCE.read_bytes())
        figures.bound("the sample, last", "200", last.summary, last.status == 200)
    broken = work.broken
    figures.note("files", len(figures.table))
    figures.bound("crashes of the service", "0", named(broken["crashed"]), not broken["crashed"])
    figures.bound(
        "answers by the contract (a result, 4xx, 503, 504)", "all",
        "all but " + named(broken["wrong"]) if broken["wrong"] else "all", not broken["wrong"])
    figures.bound(
        f"answers later than the deadline ({DEADLINE} s) and 1 s", "0", named(broken["slow"]),
        not broken["slow"])
    figures.bound(
        "most memory of a worker" if work.has_workers else "most memory of the service, which has "
        "no workers", "768 MiB",
        mebibytes(work.peak_worker if work.has_workers else work.peak_service),
        not broken["large"])
    if work.has_workers:
        figures.note("most memory of the service", mebibytes(work.peak_service))
    if traced is None:
        connections = work.canary.connections
        figures.bound("connections to a port that counts them", "0", connections, not connections)
        figures.note("files opened", "not counted: strace is not installed or may not attach")
    else:
        connections, opens = traced
        figures.bound("connections (strace)", "0", len(connections), not connections)
        figures.bound("files opened (strace)", "0", len(opens), not opens)
        for line in (connections + opens)[:10]:
            figures.note("seen", line[:160])
    return figures


def size(count):
    for unit in ("B", "kB", "MB"):
        if count < 1000:
            return f"{count:.3g} {unit}"
        count /= 1000
    return f"{count:.3g} GB"


def named(names):
    return "0" if not names else f"{len(names)}: {', '.join(names)}"


if __name__ == "__main__":
    main(run, sys.argv[1:])
