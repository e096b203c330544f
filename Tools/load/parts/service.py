"""Starts `mien serve` on a free port of this machine and looks at it by HTTP and /proc."""

import os
import re
import shlex
import signal
import subprocess
import time
from pathlib import Path

from . import http

ROOT = Path(__file__).resolve().parents[3]
SCRATCH = ROOT / ".build" / "load"
DEFAULT_PROGRAM = ROOT / ".build" / "release" / "mien"

# How long a start may take on a machine that is busy with other things.
START_SECONDS = 60
NAMED_UPLOAD = re.compile(r"^mien-[A-Za-z0-9]{6}$")


class Missing(Exception):
    """A tool that a script needs cannot be had."""


class Process:
    """One process as /proc tells of it; every figure is None when it is gone."""

    def __init__(self, identifier):
        self.identifier = identifier

    def _status(self, key):
        try:
            text = Path(f"/proc/{self.identifier}/status").read_text()
        except OSError:
            return None
        found = re.search(rf"^{key}:\s+(\S+)", text, re.MULTILINE)
        return found.group(1) if found else None

    def _kibibytes(self, key):
        value = self._status(key)
        return int(value) * 1024 if value else None

    @property
    def resident(self):
        return self._kibibytes("VmRSS")

    @property
    def peak(self):
        return self._kibibytes("VmHWM")

    @property
    def state(self):
        return self._status("State")

    @property
    def threads(self):
        value = self._status("Threads")
        return int(value) if value else None

    @property
    def descriptors(self):
        try:
            return len(os.listdir(f"/proc/{self.identifier}/fd"))
        except OSError:
            return None

    @property
    def children(self):
        found = []
        try:
            for thread in os.listdir(f"/proc/{self.identifier}/task"):
                path = Path(f"/proc/{self.identifier}/task/{thread}/children")
                found += [Process(int(child)) for child in path.read_text().split()]
        except OSError:
            pass
        return found

    def reset_peak(self):
        """Lets VmHWM begin anew from what is resident now (proc(5), clear_refs)."""
        try:
            Path(f"/proc/{self.identifier}/clear_refs").write_text("5")
        except OSError:
            pass


class Mien:
    """A running service. Use it in a `with`."""

    def __init__(self, *options, program=None, environment=None, prefix=()):
        self.program = Path(program or os.environ.get("LOAD_PROGRAM") or DEFAULT_PROGRAM)
        if not self.program.exists():
            raise Missing(f"{self.program} is not built; run: swift build -c release")
        self.options = [str(option) for option in options]
        SCRATCH.mkdir(parents=True, exist_ok=True)
        self.log_path = SCRATCH / "service.log"
        self.environment = environment
        self.prefix = list(prefix)
        self.start()

    def start(self):
        environment = {
            **os.environ, "MIEN_MODELS": str(ROOT / "models"), **(self.environment or {})}
        self.log = open(self.log_path, "ab")
        command = [*self.prefix, str(self.program), "serve", "--port", "0", *self.options]
        self.popen = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=self.log, env=environment, cwd=ROOT)
        os.set_blocking(self.popen.stdout.fileno(), False)
        text, end = "", time.monotonic() + START_SECONDS
        while time.monotonic() < end and self.popen.poll() is None:
            text += (self.popen.stdout.read() or b"").decode()
            found = re.search(r"listens on http://[^:]+:(\d+)", text)
            if found:
                self.port = int(found.group(1))
                self.process = Process(self.popen.pid)
                self._await_readiness(end)
                return
            time.sleep(0.02)
        self.popen.kill()
        raise Missing(f"the service did not start: {shlex.join(command)}; see {self.log_path}")

    def _await_readiness(self, end):
        while time.monotonic() < end:
            if http.get(self.port, "/health/ready").status == 200:
                return
            time.sleep(0.05)
        raise Missing("the service listens but is not ready")

    @property
    def is_alive(self):
        return self.popen.poll() is None

    def processes(self):
        """The service and the workers that it started."""
        return [self.process, *self.process.children]

    def resident(self):
        return sum(process.resident or 0 for process in self.processes())

    def zombies(self):
        return sum(process.state == "Z" for process in self.process.children)

    def metric(self, name):
        """The sum of a metric's values over its labels; None where there is no such metric."""
        text = http.get(self.port, "/metrics").body.decode()
        values = re.findall(rf"^{name}(?:\{{[^}}]*\}})? (\S+)$", text, re.MULTILINE)
        return sum(map(float, values)) if values else None

    def terminate(self, timeout=60):
        """SIGTERM; the exit status."""
        if self.is_alive:
            self.popen.send_signal(signal.SIGTERM)
        return self._reap(timeout)

    def kill(self):
        if self.is_alive:
            self.popen.kill()
        return self._reap(10)

    def _reap(self, timeout):
        try:
            status = self.popen.wait(timeout)
        except subprocess.TimeoutExpired:
            self.popen.kill()
            self.popen.wait()
            status = None
        self.popen.stdout.close()
        self.log.close()
        return status

    def restart(self):
        """After a crash."""
        self.kill()
        self.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.terminate()


def leftovers(folder="/tmp"):
    """Temporary files of uploads that have a name."""
    return {name for name in os.listdir(folder) if NAMED_UPLOAD.match(name)}
