#!/usr/bin/env python3
"""Makes the synthetic voices beside this file and speech_goldens.json: what other programs measure in them.

    make_speech_goldens.py SILERO_ONNX

Loudness is ffmpeg's ebur128. Speech probabilities are those of Silero's own silero_vad_16k_op15.onnx (PyPI
silero-vad 6.2.3), computed in double precision and checked against onnxruntime. Syllables are counted by hand. The other measures are computed here
with scipy and the PyPI package gammatone, after the same publications as in Sources/Speech. Needs ffmpeg, espeak-ng
and numpy, scipy, soundfile, onnx, onnxruntime, gammatone. Run once; the outputs are committed, and neither the build nor
the tests run this.
"""

import json
import os
import re
import subprocess
import sys

import numpy as np
import onnx
import onnx.numpy_helper
import onnxruntime
import scipy.signal as signal
import soundfile
from gammatone.fftweight import fft_gtgram
from scipy.stats import gamma, norm

HERE = os.path.dirname(os.path.abspath(__file__))
RATE = 16000
TEXT = (
    "I have worked as a software engineer for seven years and I enjoy solving difficult problems with my team. "
    "We built a service that handles millions of requests every day. "
    "My role was to design the storage layer and to make it reliable.")
# Counted by hand; "every" has two.
SYLLABLES = 63
VOICES = {f"voice_{rate}": ["-v", "en-us", "-s", str(rate)] for rate in (90, 120, 150, 180, 210)}


def make_voice(name, options):
    wave = os.path.join(HERE, name + ".wav")
    subprocess.run(["espeak-ng", *options, "-w", wave, TEXT], check=True)
    subprocess.run(
        ["ffmpeg", "-y", "-v", "error", "-i", wave, "-ac", "1", "-ar", str(RATE), "-c:a", "libopus", "-b:a", "24k",
         "-map_metadata", "-1", "-fflags", "+bitexact", "-flags", "+bitexact", os.path.join(HERE, name + ".mka")],
        check=True)
    os.remove(wave)


def decoded(name):
    raw = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", os.path.join(HERE, name + ".mka"), "-ar", str(RATE), "-ac", "1", "-f", "f32le", "-"],
        check=True, capture_output=True).stdout
    return np.frombuffer(raw, np.float32).astype(np.float64)


def ebur128(samples):
    """ffmpeg's integrated loudness."""
    path = os.path.join(HERE, "loudness.wav")
    soundfile.write(path, samples.astype(np.float32), RATE, subtype="FLOAT")
    text = subprocess.run(
        ["ffmpeg", "-hide_banner", "-nostats", "-i", path, "-af", "ebur128", "-f", "null", "-"],
        check=True, capture_output=True, text=True).stderr
    os.remove(path)
    return float(re.findall(r"I:\s+(-?[\d.]+) LUFS", text)[-1])


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def convolution(x, weights, bias, stride):
    x = np.pad(x, ((0, 0), (1, 1)))
    steps = range(0, x.shape[1] - 2, stride)
    return np.stack([np.tensordot(weights, x[:, t : t + 3], 2) for t in steps], 1) + bias[:, None]


def silero(path, samples):
    """The network in double precision, checked against onnxruntime, which rounds more."""
    w = {i.name: onnx.numpy_helper.to_array(i).astype(np.float64) for i in onnx.load(path).graph.initializer}
    basis = w["model.stft.forward_basis_buffer"][:, 0]
    rnn = "model.decoder.rnn."
    padded = np.pad(np.clip(samples, -1, 1), (64, -len(samples) % 512))
    hidden, memory, found = np.zeros(128), np.zeros(128), []
    for i in range(0, len(padded) - 64, 512):
        x = padded[i : i + 576]
        x = np.concatenate([x, x[-2:-66:-1]])
        spectrum = np.stack([basis @ x[t * 128 : t * 128 + 256] for t in range(4)], 1)
        m = np.hypot(spectrum[:129], spectrum[129:])
        for layer, stride in enumerate((1, 2, 2, 1)):
            name = f"model.encoder.{layer}.reparam_conv."
            m = np.maximum(0, convolution(m, w[name + "weight"], w[name + "bias"], stride))
        gates = w[rnn + "weight_ih"] @ m[:, 0] + w[rnn + "bias_ih"] + w[rnn + "weight_hh"] @ hidden + w[rnn + "bias_hh"]
        enter, forget, candidate, leave = np.split(gates, 4)
        memory = sigmoid(forget) * memory + sigmoid(enter) * np.tanh(candidate)
        hidden = sigmoid(leave) * np.tanh(memory)
        out = w["model.decoder.decoder.2.weight"][0, :, 0] @ np.maximum(0, hidden)
        found.append(float(sigmoid(out + w["model.decoder.decoder.2.bias"][0])))
    assert np.abs(np.array(found) - silero_runtime(path, samples)).max() < 5e-5
    return found


def silero_runtime(path, samples):
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    state = np.zeros((2, 1, 128), np.float32)
    padded = np.pad(samples.astype(np.float32), (64, -len(samples) % 512))
    found = []
    for i in range(0, len(padded) - 64, 512):
        feeds = {"input": padded[None, i : i + 576], "state": state}
        if any(entry.name == "sr" for entry in session.get_inputs()):
            feeds["sr"] = np.array(RATE, np.int64)
        output, state = session.run(None, feeds)
        found.append(float(output[0, 0]))
    return np.array(found)


def modulation_ratio(samples):
    envelopes = fft_gtgram(samples, RATE, 0.010, 0.0025, 23, 125)
    energies = []
    for center in 4 * 32 ** (np.arange(8) / 7):
        w = np.tan(np.pi * center / 400)
        b = w / 2
        filtered = signal.lfilter([b, 0, -b], [1 + b + w * w, 2 * w * w - 2, 1 - b + w * w], envelopes, axis=1)
        energies.append((filtered**2).mean())
    return sum(energies[:4]) / sum(energies[4:])


def pitch(samples):
    """Pitch and periodicity every 10 ms by normalised autocorrelation."""
    low = signal.resample_poly(samples, 1, 2)
    rate, lowest, highest = 8000, 65, 450
    size = int(3 / lowest * rate)
    window = np.hanning(size)
    lags = np.arange(int(rate / highest), int(rate / lowest) + 2)
    own = np.correlate(window, window, "full")[size - 1 :]
    padded = np.pad(low, (size // 2, size))
    frequencies, heights = [], []
    for start in range(0, len(low), 80):
        frame = padded[start : start + size]
        frame = (frame - frame.mean()) * window
        r = np.fft.irfft(np.abs(np.fft.rfft(frame, 1024)) ** 2)
        r = r[lags] / (r[0] + 1e-12) / (own[lags] / own[0])
        best = int(np.argmax(r - 0.01 * np.log2(lowest * lags / rate)))
        middle = min(max(best, 1), len(lags) - 2)
        a, b, c = r[middle - 1 : middle + 2]
        shift = np.clip(0.5 * (a - c) / (a - 2 * b + c - 1e-12), -0.5, 0.5)
        frequencies.append(rate / (lags[middle] + shift))
        heights.append(r[best])
    return frequencies, heights


def noise_table():
    """log E|z| − E log|z| of speech-like (Gamma, shape 0.4) amplitudes in normal noise, −20…100 dB."""
    count = 200000
    u = (np.arange(count) + 0.5) / count
    speech = gamma.ppf(u, 0.4)
    speech /= np.sqrt((speech**2).mean())
    generator = np.random.default_rng(7)
    speech = speech * generator.choice([-1, 1], count)
    generator.shuffle(speech)
    noise = norm.ppf(u)
    mixed = [np.abs(speech * 10 ** (ratio / 20) + noise) for ratio in range(-20, 101)]
    return [float(np.log(m.mean()) - np.log(m + 1e-30).mean()) for m in mixed]


def noise_ratio(samples):
    magnitudes = np.abs(samples) + 1e-10
    statistic = np.log(magnitudes.mean()) - np.log(magnitudes).mean()
    return float(np.interp(statistic, noise_table(), np.arange(-20, 101)))


def write_noise_table():
    """Sources/Speech/Intelligibility/NoiseRatio+Table.swift."""
    lines = [
        "/// log E|z| − E log|z| of a Gamma-distributed signal of shape 0.4 in normal noise, for −20…100 dB",
        "/// in steps of one (written by Tests/SpeechTests/Fixtures/make_speech_goldens.py).",
        "extension NoiseRatio {", "  static let statistics: [Double] = ["]
    table = noise_table()
    for first in range(0, len(table), 8):
        lines.append("    " + ", ".join(f"{value:.6f}" for value in table[first : first + 8]) + ",")
    lines += ["  ]", "}"]
    path = os.path.join(HERE, "../../../Sources/Speech/Intelligibility/NoiseRatio+Table.swift")
    with open(path, "w") as file:
        file.write("\n".join(lines) + "\n")


def steps_of_16_bits(samples):
    """What two decoders agree on to the last bit: the network makes 2e-5 of a difference of 3e-8."""
    return np.round(samples * 32768) / 32768


def rounded(values, places=6):
    return [round(float(value), places) for value in values]


def tones():
    """Sounds that the tests generate themselves, with their loudness."""
    t = np.arange(5 * RATE) / RATE
    steps = np.where(t < 2, 0.2, 0.001) * np.sin(2 * np.pi * 1000 * t)
    return {
        "sine 1000 Hz, amplitude 0.1, 5 s": ebur128(0.1 * np.sin(2 * np.pi * 1000 * t)),
        "sine 100 Hz, amplitude 0.5, 5 s": ebur128(0.5 * np.sin(2 * np.pi * 100 * t)),
        "sine 5000 Hz, amplitude 0.02, 5 s": ebur128(0.02 * np.sin(2 * np.pi * 5000 * t)),
        "sine 1000 Hz, amplitude 0.2 for 2 s, then 0.001 for 3 s": ebur128(steps),
    }


def main():
    write_noise_table()
    goldens = {"syllables": SYLLABLES, "tones": tones(), "voices": {}}
    for name, options in VOICES.items():
        make_voice(name, options)
        samples = decoded(name)
        golden = {
            "count": len(samples), "loudness": ebur128(samples),
            "modulationRatio": round(modulation_ratio(samples), 5),
            "noiseRatio": round(noise_ratio(samples), 5),
        }
        if name in ("voice_150", "voice_210"):
            frequencies, heights = pitch(samples)
            golden["probabilities"] = rounded(silero(sys.argv[1], steps_of_16_bits(samples)), 7)
            golden["pitch"] = rounded(frequencies, 3)
            golden["periodicity"] = rounded(heights, 5)
        goldens["voices"][name] = golden
    with open(os.path.join(HERE, "speech_goldens.json"), "w") as file:
        json.dump(goldens, file)
        file.write("\n")


if __name__ == "__main__":
    main()
