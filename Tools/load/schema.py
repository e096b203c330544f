#!/usr/bin/env python3
"""schemathesis over /openapi.json: no server error, no answer that it does not describe."""

import argparse
import os
import re
import subprocess
import sys
import venv
from pathlib import Path

from parts import http
from parts.figures import Figures, main
from parts.samples import samples
from parts.service import SCRATCH, Mien, Missing

VERSION = "4.32.5"
# All but positive_data_acceptance: to the schema any bytes are a video, to the service only videos.
CHECKS = [
    "not_a_server_error", "status_code_conformance", "content_type_conformance",
    "response_headers_conformance", "response_schema_conformance", "negative_data_rejection",
    "missing_required_header", "unsupported_method", "ignored_auth"]


def tool():
    """The program, in an environment of its own."""
    folder = SCRATCH / f"schemathesis-{VERSION}"
    program = folder / "bin" / "schemathesis"
    if not program.exists():
        venv.create(folder, with_pip=True, clear=True)
        done = subprocess.run(
            [folder / "bin" / "pip", "install", "--quiet", f"schemathesis=={VERSION}"],
            capture_output=True, text=True)
        if done.returncode != 0:
            raise Missing(f"schemathesis {VERSION} could not be installed from PyPI: {done.stderr}")
    return program


def run(arguments):
    parser = argparse.ArgumentParser(prog="schema", description=__doc__)
    parser.add_argument("--examples", type=int, help="for each operation (300)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="30 examples")
    options = parser.parse_args(arguments)
    examples = options.examples or (30 if options.quick else 300)
    program = tool()
    samples()
    figures = Figures("schema", f"schemathesis {VERSION}, {examples} examples of each operation")
    with Mien() as service:
        done = subprocess.run(
            [program, "run", f"http://127.0.0.1:{service.port}/openapi.json", "--checks",
             ",".join(CHECKS), "--max-examples", str(examples), "--seed", str(options.seed),
             "--phases", "examples,coverage,fuzzing,stateful", "--continue-on-failure",
             "--workers", "1", "--no-color"],
            capture_output=True, text=True, cwd=SCRATCH, env={
                **os.environ, "COLUMNS": "120",
                "SCHEMATHESIS_HOOKS": "parts.schemathesis_hooks",
                "PYTHONPATH": str(Path(__file__).resolve().parent),
                "MIEN_LOAD_SAMPLES": str(SCRATCH / "samples")})
        answer = http.get(service.port, "/health/live")
        results = re.findall(
            r'status="200"} (\d+)', "\n".join(
                line for line in http.get(service.port, "/metrics").body.decode().splitlines()
                if "http_requests_total" in line and "facial-analysis" in line))
    report = SCRATCH / "schemathesis.txt"
    report.write_text(done.stdout + done.stderr)
    kinds = re.findall(r"^- (.+)$", done.stdout, re.MULTILINE)
    errors = [kind for kind in kinds if "Server error" in kind or "500" in kind]
    violations = sorted(set(kind for kind in kinds if kind not in errors))
    cases = re.search(r"(\d+) generated", done.stdout)
    figures.note("requests", cases.group(1) if cases else "see the report")
    figures.note("of them videos that were answered with a result", sum(map(int, results)))
    figures.bound("server errors", "0", len(errors), not errors)
    figures.bound("violations of the document", "0",
                  f"{len(violations)} kinds: {'; '.join(violations)}" if violations else 0,
                  not violations)
    figures.bound("exit status", "0", done.returncode, done.returncode == 0)
    figures.bound("/health/live afterwards", "200", answer.summary, answer.status == 200)
    figures.note("report", report.relative_to(SCRATCH.parents[1]))
    return figures


if __name__ == "__main__":
    main(run, sys.argv[1:])
