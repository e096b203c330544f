#!/usr/bin/env python3
"""Makes the small clips with sound beside this file and audio_goldens.json: what ffmpeg decodes them to.

Needs ffmpeg (Debian's) and numpy. Run once; the outputs are committed, and neither the build nor the
tests run this.
"""

import json
import os
import subprocess

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
BITEXACT = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags", "+bitexact"]
VIDEO = ["-f", "lavfi", "-i", "color=gray:size=32x32:rate=5:duration={}"]
H264 = ["-c:v", "libx264", "-preset", "veryslow", "-crf", "40", "-pix_fmt", "yuv420p", "-threads", "1"]


def clip(name, seconds, sound, codec, rate=48000, channels=1, video=1.0, offset=0.0, extra=()):
    """A gray picture of `video` seconds and a rising tone of `seconds`, which starts `offset` late."""
    source = f"aevalsrc='{sound}':s={rate}:d={seconds}"
    pictures = [a.format(video) for a in VIDEO]
    subprocess.run(
        ["ffmpeg", "-y", "-v", "error", *pictures, "-itsoffset", str(offset), "-f", "lavfi", "-i", source,
         "-map", "0:v", "-map", "1:a", *(H264 if not name.endswith("webm") else ["-c:v", "libvpx", "-b:v", "10k"]),
         "-c:a", *codec, "-ac", str(channels), *extra, *BITEXACT, os.path.join(HERE, name)], check=True)


CHIRP = "0.4*sin(2*PI*(200+300*t)*t)"
CLIPS = {
    "sound_aac.mp4": dict(seconds=1, sound=CHIRP, codec=["aac", "-b:a", "24k"], rate=44100),
    "sound_mp3.avi": dict(seconds=1, sound=CHIRP, codec=["libmp3lame", "-b:a", "32k"], rate=44100),
    "sound_opus.webm": dict(seconds=1, sound=CHIRP, codec=["libopus", "-b:a", "24k"]),
    "sound_vorbis.mkv": dict(seconds=1, sound=CHIRP, codec=["libvorbis", "-q:a", "0"]),
    "sound_flac.mkv": dict(seconds=1, sound=CHIRP, codec=["flac"], rate=8000),
    "sound_pcm.mov": dict(seconds=0.5, sound=CHIRP, codec=["pcm_s16le"], rate=8000),
    "sound_ac3.mkv": dict(seconds=1, sound=CHIRP, codec=["ac3", "-b:a", "48k"]),
    # Left and right differ: what is mixed down is their mean.
    "sound_stereo.mkv": dict(
        seconds=0.5, sound="0.6*sin(2*PI*300*t)|0.2*sin(2*PI*500*t)", codec=["flac"], rate=8000, channels=2),
    "sound_late.mkv": dict(seconds=0.5, sound=CHIRP, codec=["flac"], rate=8000, offset=0.4),
    "sound_longer.mp4": dict(seconds=2, sound=CHIRP, codec=["aac", "-b:a", "24k"], rate=16000),
    "sound_shorter.mp4": dict(seconds=0.5, sound=CHIRP, codec=["aac", "-b:a", "24k"], rate=16000),
}


def decoded(name):
    """16 kHz mono by ffmpeg's own mixing for whole numbers, which does not raise the level."""
    raw = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", os.path.join(HERE, name), "-map", "0:a", "-af",
         "aresample=16000:osf=s16:dither_method=none", "-ac", "1", "-f", "s16le", "-"],
        check=True, capture_output=True).stdout
    return np.frombuffer(raw, np.int16).astype(np.float64) / 32768


def make_gap():
    """Sound from 0 to 0.5 s and from 1.5 s to 2 s, and nothing in between: no packets at all."""
    chosen = "aselect='lt(t,0.5)+gte(t,1.5)'"
    pictures = [a.format(2) for a in VIDEO]
    subprocess.run(
        ["ffmpeg", "-y", "-v", "error", *pictures, "-f", "lavfi", "-i",
         "sine=frequency=300:sample_rate=8000:duration=2:samples_per_frame=400", "-map", "0:v", "-map", "1:a", "-af",
         chosen, *H264, "-c:a", "pcm_s16le", *BITEXACT, os.path.join(HERE, "sound_gap.mkv")], check=True)


def make_damaged():
    with open(os.path.join(HERE, "sound_flac.mkv"), "rb") as file:
        data = bytearray(file.read())
    start = len(data) // 2
    for offset in range(start, start + 300):
        data[offset] = (data[offset] * 7 + 13) % 256
    with open(os.path.join(HERE, "sound_damaged.mkv"), "wb") as file:
        file.write(data)


def main():
    goldens = {}
    for name, options in CLIPS.items():
        clip(name, **options)
        samples = decoded(name)
        goldens[name] = {
            "count": len(samples), "rms": round(float(np.sqrt((samples**2).mean())), 5),
            "samples": [round(float(v), 5) for v in samples[::97]],
        }
    make_gap()
    make_damaged()
    with open(os.path.join(HERE, "audio_goldens.json"), "w") as file:
        json.dump(goldens, file)
        file.write("\n")


if __name__ == "__main__":
    main()
