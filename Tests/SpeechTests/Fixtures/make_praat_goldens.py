#!/usr/bin/env python3
"""Writes praat_goldens.json: what Praat and librosa measure in the voices beside this script.

Pitch by Praat's autocorrelation method, and by librosa's pYIN: the median in Hz, and the spread in
semitones, from the 10th and the 90th percentile as PitchVariation takes it.

Run: python make_praat_goldens.py, after make_speech_goldens.py. Needs ffmpeg, praat-parselmouth 0.4.7,
librosa 0.11.0 and numpy.
"""

import json
import pathlib
import subprocess

import librosa
import numpy as np
import parselmouth

HERE = pathlib.Path(__file__).parent
RATE = 16_000
LOWEST, HIGHEST = 65, 450  # Hz, as PitchTracker looks for


def decoded(path):
    raw = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", path, "-ar", str(RATE), "-ac", "1", "-f", "f32le", "-"],
        check=True, capture_output=True).stdout
    return np.frombuffer(raw, np.float32).astype(np.float64)


def summary(frequencies):
    semitones = 12 * np.log2(frequencies / np.median(frequencies))
    low, high = np.quantile(semitones[abs(semitones) < 10], [0.1, 0.9])
    return {"median": round(float(np.median(frequencies)), 3), "semitones": round(float(high - low) / 2.563, 4)}


def main():
    goldens = {}
    for path in sorted(HERE.glob("voice_*.mka")):
        samples = decoded(path)
        pitch = parselmouth.Sound(samples, RATE).to_pitch_ac(
            time_step=0.01, pitch_floor=LOWEST, pitch_ceiling=HIGHEST)
        praat = pitch.selected_array["frequency"]
        pyin, is_voiced, _ = librosa.pyin(samples, fmin=LOWEST, fmax=HIGHEST, sr=RATE)
        goldens[path.stem] = {"praat": summary(praat[praat > 0]), "librosa": summary(pyin[is_voiced])}
    text = json.dumps(goldens, indent=2, sort_keys=True)
    (HERE / "praat_goldens.json").write_text(text + "\n")
    print(text)


if __name__ == "__main__":
    main()
