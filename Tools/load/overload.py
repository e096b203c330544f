#!/usr/bin/env python3
"""Ten times as many uploads as the service can analyse: the rest is refused fast, the work goes on.

The peak is what a few clients get who wait for each answer. Peak and overload are measured in turn,
as the machine's speed changes with what else it does.
"""

import argparse
import queue
import resource
import sys
import threading
import time

from parts import http
from parts.figures import Figures, main, milliseconds, percentile
from parts.probe import Probe
from parts.samples import samples
from parts.service import Mien

ASKED_REFUSAL = 0.050
ASKED_GOODPUT = 0.9
FACTOR = 10
JOBS = 2
QUEUE = 4
THREADS = 96


def closed_loop(port, request, seconds):
    """Answers in a second to clients who wait for them."""
    end = time.monotonic() + seconds
    done = []

    def work():
        while time.monotonic() < end:
            answer = http.exchange(port, request)
            if answer.status == 200 and time.monotonic() < end:
                done.append(answer)

    threads = [threading.Thread(target=work) for _ in range(JOBS + QUEUE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(done) / seconds


def open_loop(port, request, rate, seconds):
    """Answers to clients who come at a rate, whatever happens to those before them."""
    tickets = queue.Queue()
    answers = []
    end = time.monotonic() + seconds

    def work():
        while tickets.get() is not None:
            answer = http.exchange(port, request)
            answer.is_in_time = time.monotonic() < end
            answers.append(answer)

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    sent = 0
    start = time.monotonic()
    while time.monotonic() < end:
        due = int((time.monotonic() - start) * rate)
        for _ in range(due - sent):
            tickets.put(True)
        sent = due
        time.sleep(0.005)
    for _ in threads:
        tickets.put(None)
    for thread in threads:
        thread.join()
    return answers


def run(arguments):
    parser = argparse.ArgumentParser(prog="overload", description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, help="of each part (10)")
    parser.add_argument("--rounds", type=int, help="(3)")
    parser.add_argument("--quick", action="store_true", help="one round of 6 s")
    options = parser.parse_args(arguments)
    seconds = options.seconds or (6 if options.quick else 10)
    rounds = options.rounds or (1 if options.quick else 3)
    figures = Figures("overload", f"{FACTOR}× overload, {rounds} rounds of {seconds} s")
    request = http.post(http.form(samples()["h264.mp4"]))
    peaks, goodputs, answers = [], [], []
    used = 0.0
    with Mien("--jobs", JOBS, "--queue", QUEUE) as service:
        closed_loop(service.port, request, 2)
        for _ in range(rounds):
            peaks.append(closed_loop(service.port, request, seconds))
            before = resource.getrusage(resource.RUSAGE_SELF)
            with Probe(service.port, interval=0.1) as probe:
                found = open_loop(service.port, request, FACTOR * peaks[-1], seconds)
            after = resource.getrusage(resource.RUSAGE_SELF)
            used += after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            goodputs.append(
                sum(answer.status == 200 and answer.is_in_time for answer in found) / seconds)
            answers += found
        alive = service.is_alive
    peak, goodput = sum(peaks) / rounds, sum(goodputs) / rounds
    refused = [answer for answer in answers if answer.status == 429]
    figures.note("peak", f"{peak:.1f} videos a second")
    figures.note("sent", f"{len(answers) / rounds / seconds:.0f} a second")
    figures.bound("goodput of the peak", "≥ 90 %", f"{goodput / max(peak, 1e-9) * 100:.0f} %",
                  goodput >= ASKED_GOODPUT * peak)
    figures.note("processor time of the clients beside it",
                 f"{used / rounds / seconds * 100:.0f} % of one")
    worst = percentile([answer.seconds for answer in refused], 0.99)
    figures.bound(
        f"429 in, 99th percentile of {len(refused)}", "≤ 50 ms",
        f"{milliseconds(worst)} (median "
        f"{milliseconds(percentile([answer.seconds for answer in refused], 0.5))})",
        worst is not None and worst <= ASKED_REFUSAL)
    bare = sum("retry-after" not in answer.headers for answer in refused)
    figures.bound("429 without Retry-After", "0", bare, bare == 0)
    others = {}
    for answer in answers:
        if answer.status not in (200, 429):
            others[answer.summary] = others.get(answer.summary, 0) + 1
    figures.bound("other answers", "0", others or 0, not others)
    probe.report(figures, "in the last round")
    figures.bound("the service lives", "yes", "yes" if alive else "no", alive)
    return figures


if __name__ == "__main__":
    main(run, sys.argv[1:])
