"""Figures: what was asked, what was measured, and whether it holds."""

import json
import time

from .service import SCRATCH, Missing


class Figures:
    def __init__(self, name, title):
        self.name = name
        self.title = title
        self.rows = []
        self.table = []
        self.start = time.monotonic()

    def bound(self, what, asked, measured, holds):
        """A figure with a bound."""
        self.rows.append((what, asked, str(measured), "holds" if holds else "BROKEN"))

    def note(self, what, measured):
        """A figure without one."""
        self.rows.append((what, "", str(measured), ""))

    @property
    def hold(self):
        return all(verdict != "BROKEN" for *_, verdict in self.rows)

    def finish(self):
        """Prints the table, keeps it for `run --document`, and gives the exit status."""
        seconds = time.monotonic() - self.start
        print(f"\n{self.title} ({seconds:.0f} s)\n")
        for line in markdown(("figure", "asked", "measured", "verdict"), self.rows):
            print(line)
        folder = SCRATCH / "figures"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{self.name}.json").write_text(json.dumps(
            {"title": self.title, "rows": self.rows, "table": self.table}, indent=1))
        return 0 if self.hold else 1


def markdown(head, rows):
    """The lines of a table, its columns as wide as they must be."""
    def plain(cell):
        return str(cell).replace("|", "\\|").replace("\n", " ")

    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return lines + ["| " + " | ".join(map(plain, row)) + " |" for row in rows]


def percentile(values, share):
    """The value that this share of the values do not exceed; None without values."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def milliseconds(seconds):
    return "none" if seconds is None else f"{seconds * 1000:.1f} ms"


def mebibytes(count):
    return "none" if count is None else f"{count / (1 << 20):.0f} MiB"


def main(run, arguments):
    """Runs a script: 0 all bounds hold, 1 one is broken, 2 something is missing."""
    try:
        raise SystemExit(run(arguments).finish())
    except Missing as missing:
        print(f"{run.__module__}: {missing}")
        raise SystemExit(2) from None
