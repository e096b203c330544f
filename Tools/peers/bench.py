"""Times Mien and its peers on the same work, one after the other in every round, and prints tables.

Processor time, one thread, medians over the rounds, and the ratio to Mien's in brackets.
"""

import argparse
import json
import platform
import statistics
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
MIEN = ROOT / ".build" / "release" / "mien"
CASCADE = ROOT / "models" / "haarcascade_frontalface_default.xml"
NETWORKS = {"A": "77 M multiply-adds", "B": "470 M", "C": "5.5 M"}
BATCHES = ("1", "8", "32")
MODULES = {
    "Keras predict": "tf_keras", "ONNX Runtime": "onnxruntime", "OpenVINO": "openvino",
    "OpenCV DNN": "cv2", "ncnn": "ncnn",
}


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="Tools/bench-peers", description=__doc__)
    parser.add_argument("video", type=Path, help="a video with a face")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--work", type=Path, required=True, help=argparse.SUPPRESS)
    return parser.parse_args()


def output(command: list) -> dict | None:
    """What a command prints as JSON on its last line; nothing if it fails."""
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    if done.returncode != 0:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        print(f"bench-peers: {' '.join(map(str, command[:4]))}: {reason}", file=sys.stderr)
        return None
    return json.loads(done.stdout.strip().splitlines()[-1])


def mien_stages(video: Path, *options) -> dict[str, float]:
    """Median milliseconds of each stage."""
    command = [MIEN, "bench", video, "--runs", "2", "--json", *options]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True)
    return {stage["name"]: stage["median"] for stage in json.loads(done.stdout)["stages"]}


def installed() -> list[str]:
    names = []
    for name, module in MODULES.items():
        if subprocess.run([sys.executable, "-c", f"import {module}"], capture_output=True).returncode:
            print(f"bench-peers: {name} cannot be imported here and is left out", file=sys.stderr)
        else:
            names.append(name)
    return names


def table(title: str, header: list[str], rows: dict[str, list[list[float]]]) -> str:
    """Rows of measurements, the first of which is Mien's."""
    mien = [statistics.median(values) for values in next(iter(rows.values()))]
    lines = [f"### {title}", "", "| | " + " | ".join(header) + " |", "|---" * (len(header) + 1) + "|"]
    for name, columns in rows.items():
        cells = []
        for values, own in zip(columns, mien):
            if not values:
                cells.append("–")
                continue
            value = statistics.median(values)
            ratio = "" if name == "Mien" else f" ({value / own:.1f})"
            cells.append(f"{value:.3g}{ratio}")
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def inference(options: argparse.Namespace, peers: list[str]) -> str:
    tables = []
    for network, size in NETWORKS.items():
        found = defaultdict(lambda: [[] for _ in BATCHES])
        for _ in range(options.rounds):
            stages = mien_stages(options.video, "--model", options.work / f"{network}.h5")
            for column, batch in enumerate(BATCHES):
                found["Mien"][column].append(stages[f"classify, {batch} at once"])
            for peer in peers:
                times = output([sys.executable, HERE / "inference.py", peer, options.work, network])
                for column, batch in enumerate(BATCHES):
                    if times:
                        found[peer][column].append(times[batch])
        header = [f"{batch} at once" for batch in BATCHES]
        tables.append(table(f"Network {network} ({size}), ms a face", header, found))
    return "\n".join(tables)


def detection(options: argparse.Namespace) -> str:
    found = {"Mien": [[], []], "OpenCV": [[], []]}
    for _ in range(options.rounds):
        stages = mien_stages(options.video)
        times = output([sys.executable, HERE / "detection.py", options.video, CASCADE])
        found["Mien"][0].append(stages["detect the largest face"])
        found["Mien"][1].append(stages["detect all faces"])
        for column in found["OpenCV"]:
            if times:
                column.append(times["OpenCV"])
    return table("Face detection, ms a frame", ["the largest face", "all faces"], found)


def whole(options: argparse.Namespace) -> str:
    model = ROOT / "models" / "emotion_detction_model.h5"
    python = f"{sys.executable} {HERE / 'replaced_system.py'} {{video}} --model {model} --cascade {CASCADE}"
    command = [
        sys.executable, ROOT / "Tools" / "benchmark", options.video, "--runs", options.rounds,
        "--peer", f"replaced system, emotions only={python}",
        "--peer", f"with ONNX Runtime in batches={python} --onnx {options.work / 'A.onnx'}",
    ]
    done = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, text=True, check=True)
    return f"### Whole processes, {options.video.name}\n\n```\n{done.stdout.strip()}\n```\n"


def main() -> None:
    options = parse_arguments()
    peers = installed()
    commit = subprocess.run(
        ["git", "-C", ROOT, "rev-parse", "--short", "HEAD"], capture_output=True, text=True
    ).stdout.strip()
    with open("/proc/cpuinfo") as information:
        names = [line.split(":")[1].strip() for line in information if line.startswith("model name")]
    print(f"commit {commit or 'unknown'}, {(names or [platform.machine()])[0]}, {len(names)} cores\n")
    if not (options.work / "C.onnx").exists():
        subprocess.run([sys.executable, HERE / "networks.py", options.work], check=True, stderr=subprocess.DEVNULL)
    print(inference(options, peers))
    print(detection(options))
    print(whole(options))


if __name__ == "__main__":
    main()
