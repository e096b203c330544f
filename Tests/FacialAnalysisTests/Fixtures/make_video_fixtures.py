#!/usr/bin/env python3
"""Makes the videos beside this file from Tools/sample/eileen-collins.mp4 (public domain): the same face and
voice in awkward containers. Needs ffmpeg with libx264. Run once; the outputs are committed."""

import pathlib
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
SAMPLE = HERE.parents[2] / "Tools" / "sample" / "eileen-collins.mp4"
EXACT = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags", "+bitexact"]
SMALL = ["-c:v", "libx264", "-preset", "slow", "-crf", "30", "-threads", "1"]


def ffmpeg(name, *options):
    subprocess.run(
        ["ffmpeg", "-y", "-v", "error", *map(str, options), *EXACT, str(HERE / name)], check=True)


# Sound that goes on after the picture, and one that ends before it.
ffmpeg("sound_longer.mp4", "-t", 4, "-i", SAMPLE, "-t", 8, "-i", SAMPLE, "-map", "0:v", "-map", "1:a",
       "-vf", "scale=320:-2", *SMALL, "-c:a", "aac", "-b:a", "32k")
ffmpeg("sound_shorter.mp4", "-t", 8, "-i", SAMPLE, "-t", 5, "-i", SAMPLE, "-map", "0:v", "-map", "1:a",
       "-vf", "scale=320:-2", *SMALL, "-c:a", "aac", "-b:a", "32k")
# Stored lying on its side, with the note to turn it.
ffmpeg("side.mp4", "-t", 4, "-i", SAMPLE, "-an", "-vf", "scale=320:-2,transpose=2", *SMALL)
ffmpeg("rotated.mp4", "-i", HERE / "side.mp4", "-c", "copy", "-metadata:s:v", "rotate=270")
(HERE / "side.mp4").unlink()
# Every frame for a second, every fifth for the next two, and none in the fourth.
ffmpeg("variable_rate.mkv", "-t", 6, "-i", SAMPLE, "-an", "-vf",
       "scale=320:-2,select='lt(t,1)+gte(t,4)+between(t,1,3)*not(mod(n,5))'", "-vsync", "vfr", *SMALL)
# The left half of the face alone.
ffmpeg("half_face.mp4", "-t", 4, "-i", SAMPLE, "-an", "-vf", "crop=iw/2.25:ih:0:0,scale=-2:360", *SMALL)
