"""Gives schemathesis real videos beside random bytes, so that results are checked too."""

import os
from pathlib import Path

import schemathesis
from hypothesis import strategies

VIDEOS = [path.read_bytes() for path in sorted(Path(os.environ["MIEN_LOAD_SAMPLES"]).glob("*.*"))]

schemathesis.openapi.format(
    "binary",
    strategies.sampled_from(VIDEOS) | strategies.binary(max_size=2000)
    | strategies.sampled_from(VIDEOS).flatmap(
        lambda video: strategies.integers(1, len(video)).map(lambda count: video[:count])))
