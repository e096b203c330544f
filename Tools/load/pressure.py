#!/usr/bin/env python3
"""stress-ng beside the service: processors, memory and disk are wanted by others as well."""

import argparse
import shutil
import subprocess
import sys
import tempfile
import threading
import time

from parts import http
from parts.figures import Figures, main, milliseconds, percentile
from parts.probe import Probe
from parts.samples import samples
from parts.service import Mien, Missing

CLIENTS = 3
STRESSORS = {
    "processors": ["--cpu", "4"],
    "memory": ["--vm", "2", "--vm-bytes", "512M", "--cpu", "1"],
    "disk": ["--hdd", "1", "--hdd-bytes", "128M", "--iomix", "1"],
    "processes": ["--fork", "2", "--switch", "2"],
}


def uploads(port, seconds):
    answers = []
    end = time.monotonic() + seconds
    videos = samples()
    names = sorted(videos)

    def work(number):
        while time.monotonic() < end:
            name = names[(number + len(answers)) % len(names)]
            answers.append(http.upload(port, videos[name], "?fps=4", timeout=120))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def run(arguments):
    parser = argparse.ArgumentParser(prog="pressure", description=__doc__)
    parser.add_argument("--seconds", type=int, help="of each pressure (15)")
    parser.add_argument("--quick", action="store_true", help="5 s")
    options = parser.parse_args(arguments)
    seconds = options.seconds or (5 if options.quick else 15)
    if not shutil.which("stress-ng"):
        raise Missing("stress-ng is missing; install the Debian package stress-ng")
    figures = Figures("pressure", f"stress-ng beside the service, {seconds} s each")
    with Mien() as service, tempfile.TemporaryDirectory(prefix="mien-load-") as folder:
        calm = uploads(service.port, seconds)
        figures.note("calm", describe(calm))
        for name, way in STRESSORS.items():
            stress = subprocess.Popen(
                ["stress-ng", *way, "--timeout", f"{seconds + 5}s", "--temp-path", folder],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(1)
            with Probe(service.port, interval=0.1) as probe:
                answers = uploads(service.port, seconds)
            stress.terminate()
            stress.wait()
            wrong = sorted({answer.summary for answer in answers if answer.status != 200})
            figures.bound(f"{name}: uploads not answered 200", f"0 of {len(answers)}",
                          ", ".join(wrong) or 0, not wrong)
            figures.note(f"{name}", describe(answers))
            figures.note(f"{name}: /health/live, median and 99th percentile",
                         f"{milliseconds(percentile(probe.latencies, 0.5))}, "
                         f"{milliseconds(percentile(probe.latencies, 0.99))}")
            failed = sum(probe.failures.values())
            figures.bound(f"{name}: /health/live not answered 200", "0", failed, failed == 0)
        figures.bound("the service lives", "yes", "yes" if service.is_alive else "no",
                      service.is_alive)
    return figures


def describe(answers):
    seconds = [answer.seconds for answer in answers]
    return (f"{len(answers)} uploads, median {milliseconds(percentile(seconds, 0.5))}, "
            f"slowest {milliseconds(max(seconds, default=None))}")


if __name__ == "__main__":
    main(run, sys.argv[1:])
