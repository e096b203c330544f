#!/usr/bin/env python3
"""Makes the small clips beside this file and goldens.json: what ffprobe and OpenCV read in them.

Needs ffmpeg, ffprobe (Debian's ffmpeg) and opencv-python-headless < 5. Run once; the outputs are
committed, and neither the build nor the tests run this.
"""

import json
import os
import subprocess

import cv2

HERE = os.path.dirname(os.path.abspath(__file__))
BITEXACT = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact"]
H264 = ["-c:v", "libx264", "-preset", "veryslow", "-crf", "24", "-pix_fmt", "yuv420p", "-threads", "1"]


def ffmpeg(name, *arguments):
    path = os.path.join(HERE, name)
    subprocess.run(["ffmpeg", "-y", "-v", "error", *arguments, *BITEXACT, path], check=True)
    return path


def pattern(rate, seconds, size="96x64"):
    return ["-f", "lavfi", "-i", f"testsrc2=size={size}:rate={rate}:duration={seconds}"]


def make_clips():
    ffmpeg("constant_rate.mp4", *pattern(25, 2), *H264)
    ffmpeg("keyframes.mp4", *pattern(25, 3), *H264, "-g", "12", "-bf", "3")
    # Frames before a keyframe that are predicted from it as well.
    ffmpeg(
        "open_groups.mp4", *pattern(25, 3), *H264, "-g", "12", "-bf", "3", "-x264-params",
        "open-gop=1:scenecut=0")
    ffmpeg("b_frames.mkv", *pattern(30, 1), *H264, "-bf", "3")
    ffmpeg("vp9.webm", *pattern(12, 1), "-c:v", "libvpx-vp9", "-b:v", "60k", "-threads", "1")
    ffmpeg("mpeg4.avi", *pattern(10, 1), "-c:v", "mpeg4", "-q:v", "6", "-threads", "1")
    ffmpeg("motion_jpeg.mov", *pattern(5, 1), "-c:v", "mjpeg", "-q:v", "8", "-pix_fmt", "yuvj420p")
    # Frames at 0, 1/25, then gaps: select drops frames and their times stay.
    ffmpeg(
        "variable_rate.mp4", *pattern(25, 3), "-vf",
        "select='lt(mod(n,25),5)+not(mod(n,7))'", "-fps_mode", "vfr", *H264)
    # A moving start: the first picture is shown 0.4 s after the start of the audio.
    ffmpeg(
        "late_start.mp4", "-itsoffset", "0.4", *pattern(25, 1), "-f", "lavfi", "-i",
        "sine=frequency=300:duration=1.4", "-map", "0:v", "-map", "1:a", *H264, "-fps_mode", "vfr", "-c:a", "aac",
        "-b:a", "16k")
    ffmpeg("audio_only.mp4", "-f", "lavfi", "-i", "sine=frequency=300:duration=0.5", "-c:a", "aac", "-b:a", "16k")
    ffmpeg("picture.png", *pattern(1, 1), "-frames:v", "1")
    ffmpeg("unsupported_codec.avi", *pattern(5, 1), "-c:v", "flv", "-vtag", "FLV1", "-q:v", "8")

    upright = os.path.join(HERE, "constant_rate.mp4")
    for degrees in (90, 180, 270):
        # The display matrix of a phone held sideways; the pictures themselves are not turned.
        path = os.path.join(HERE, f"rotated_{degrees}.mp4")
        subprocess.run(
            ["ffmpeg", "-y", "-v", "error", "-i", upright, "-t", "0.4", "-c", "copy", *BITEXACT,
             "-metadata:s:v:0", f"rotate={degrees}", path], check=True)

    with open(upright, "rb") as file:
        whole = file.read()
    fragmented = ffmpeg("fragmented.mp4", *pattern(25, 2), *H264, "-g", "10", "-movflags", "frag_keyframe+empty_moov")
    with open(fragmented, "rb") as file:
        data = file.read()
    write("cut_off.mp4", data[: len(data) * 6 // 10])
    write("index_missing.mp4", whole[: len(whole) // 2])
    damaged = bytearray(whole)
    start = whole.index(b"mdat") + 2000
    for offset in range(start, start + 3000):
        damaged[offset] = (damaged[offset] * 7 + 13) % 256
    write("damaged.mp4", bytes(damaged))
    write("playlist.mp4", b"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nconstant_rate.mp4\n#EXT-X-ENDLIST\n")
    write("concatenation.mp4", b"ffconcat version 1.0\nfile constant_rate.mp4\n")
    write("noise.mp4", bytes((i * 7919 >> 3) % 256 for i in range(4096)))
    write("empty.mp4", b"")


def write(name, data):
    with open(os.path.join(HERE, name), "wb") as file:
        file.write(data)


def fnv1a(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = ((value ^ byte) * 0x100000001B3) % 2**64
    return f"{value:016x}"


def presentation_times(path):
    """Times of the frames in presentation order, from the start of the video stream."""
    printed = subprocess.run(
        ["ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries",
         "stream=start_time:frame=best_effort_timestamp_time", "-of", "json", path],
        check=True, capture_output=True, text=True).stdout
    data = json.loads(printed)
    start = float(data["streams"][0].get("start_time", 0))
    return [round(float(frame["best_effort_timestamp_time"]) - start, 6) for frame in data["frames"]]


def goldens(name):
    path = os.path.join(HERE, name)
    capture = cv2.VideoCapture(path)
    frames = []
    while True:
        ok, picture = capture.read()
        if not ok:
            break
        gray = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
        frames.append({"width": gray.shape[1], "height": gray.shape[0], "fnv1a": fnv1a(gray.tobytes())})
    times = presentation_times(path)
    assert len(times) == len(frames), (name, len(times), len(frames))
    for frame, time in zip(frames, times):
        frame["time"] = time
    return frames


def main():
    make_clips()
    names = ["constant_rate.mp4", "b_frames.mkv", "vp9.webm", "mpeg4.avi", "motion_jpeg.mov",
             "variable_rate.mp4", "late_start.mp4", "rotated_90.mp4", "rotated_180.mp4", "rotated_270.mp4"]
    with open(os.path.join(HERE, "goldens.json"), "w") as file:
        json.dump({name: goldens(name) for name in names}, file, indent=0)
        file.write("\n")


if __name__ == "__main__":
    main()
