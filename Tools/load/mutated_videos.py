#!/usr/bin/env python3
"""Damaged videos of every container and codec: no crash, no 5xx but 503 and 504, none hangs.

Each file depends only on the seed and its number, so `--only N` sends one of them again. What broke
a bound is kept in .build/load/mutated/.
"""

import argparse
import collections
import sys
import threading

from parts import http, mutator
from parts.figures import Figures, main, mebibytes, milliseconds, percentile
from parts.samples import samples
from parts.service import SCRATCH, Mien

DEADLINE = 30
# How much later than the deadline an answer may come on a machine that is busy.
GRACE = 10
CLIENTS = 4


def parse(arguments):
    parser = argparse.ArgumentParser(prog="mutated_videos", description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, help="files (2000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="send this file alone")
    parser.add_argument("--quick", action="store_true", help="200 files")
    options = parser.parse_args(arguments)
    if options.count is None:
        options.count = 200 if options.quick else 2000
    return options


class Run:
    def __init__(self, options, service):
        self.options = options
        self.service = service
        self.samples = samples()
        self.with_zzuf = mutator.has_zzuf()
        self.numbers = iter([options.only] if options.only is not None else range(options.count))
        self.lock = threading.Lock()
        self.outcomes = collections.Counter()
        self.seconds = []
        self.crashes, self.failures, self.hung, self.mistakes = [], [], [], []
        self.suspects = []
        self.starts = 0
        self.peak = 0

    def work(self):
        while True:
            with self.lock:
                number = next(self.numbers, None)
            if number is None:
                return
            done, data = mutator.mutant(
                self.samples, self.options.seed, number, self.with_zzuf)
            starts = self.starts
            answer = http.upload(
                self.service.port, data, "?fps=4", timeout=DEADLINE + GRACE)
            self.note(number, done, data, answer, starts)

    def note(self, number, done, data, answer, starts):
        with self.lock:
            self.outcomes[answer.summary] += 1
            self.seconds.append(answer.seconds)
            self.peak = max(self.peak, self.service.process.peak or 0)
            what = None
            if not self.service.is_alive:
                what = self.crashes
                self.service.restart()
                self.starts += 1
            elif starts != self.starts:
                # It was under way when the service crashed, and may have been the reason.
                what = self.suspects
            elif answer.failure == "timeout":
                what = self.hung
            elif not answer.status or (answer.status >= 500 and answer.status not in (503, 504)):
                what = self.failures
            elif http.mistake(answer):
                done += ": " + http.mistake(answer)
                what = self.mistakes
            if what is not None:
                what.append(number)
                folder = SCRATCH / "mutated"
                folder.mkdir(parents=True, exist_ok=True)
                (folder / f"{self.options.seed}-{number}").write_bytes(data)
                print(f"file {number} ({done}): {answer.summary}", flush=True)


def run(arguments):
    options = parse(arguments)
    figures = Figures("mutated_videos", f"{options.count} damaged videos, seed {options.seed}")
    with Mien("--deadline", DEADLINE, "--queue", 64) as service:
        work = Run(options, service)
        threads = [threading.Thread(target=work.work) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        alive = http.get(service.port, "/health/live").status
        restarts = service.metric("worker_restarts_total")
    if not work.with_zzuf:
        figures.note("zzuf", "not installed: its share went undamaged")
    figures.bound("crashes of the service", "0", len(work.crashes), not work.crashes)
    if work.suspects:
        figures.note("under way during a crash, to be tried with --only", work.suspects)
    figures.bound("5xx but 503 and 504, or no answer", "0", len(work.failures), not work.failures)
    figures.bound("hung", "0", len(work.hung), not work.hung)
    figures.bound(
        "answers that are neither a result nor a problem", "0", len(work.mistakes),
        not work.mistakes)
    figures.bound("/health/live afterwards", "200", alive, alive == 200)
    figures.note("slowest answer", f"{max(work.seconds):.1f} s")
    figures.note("median answer", milliseconds(percentile(work.seconds, 0.5)))
    figures.note("peak memory of the service", mebibytes(work.peak))
    if restarts is not None:
        figures.note("workers replaced", int(restarts))
    for summary, count in work.outcomes.most_common():
        figures.note(f"answered {summary}", count)
    return figures


if __name__ == "__main__":
    main(run, sys.argv[1:])
