"""Small videos in every container and codec that the service takes, made by FFmpeg."""

import shutil
import subprocess

from .service import ROOT, SCRATCH, Missing

SOURCE = ROOT / "Tools" / "sample" / "eileen-collins.mp4"

# Name: options of ffmpeg. One and a half seconds of 240×180 with the sample's voice.
X264 = ["-c:v", "libx264", "-preset", "veryfast", "-g", "10"]
AAC = ["-c:a", "aac", "-b:a", "24k"]
OPUS = ["-c:a", "libopus", "-b:a", "16k", "-ar", "48000"]
RECIPES = {
    "h264.mp4": [*X264, *AAC, "-movflags", "+faststart"],
    "h264-end.mp4": [*X264, *AAC],
    "h264-fragments.mp4": [*X264, *AAC, "-movflags", "frag_keyframe+empty_moov"],
    "h264-fragments-end.mp4": [*X264, *AAC, "-movflags", "frag_keyframe"],
    "h264.mov": [*X264, "-c:a", "pcm_s16le"],
    "h264.mkv": [*X264, *AAC],
    "hevc.mp4": ["-c:v", "libx265", "-preset", "veryfast", "-x265-params", "log-level=none",
                 "-tag:v", "hvc1", *AAC],
    "av1.mp4": ["-c:v", "libaom-av1", "-cpu-used", "8", "-crf", "40", *AAC],
    "av1.mkv": ["-c:v", "libaom-av1", "-cpu-used", "8", "-crf", "40", *OPUS],
    "vp8.webm": ["-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "200k",
                 "-c:a", "libvorbis", "-ar", "48000"],
    "vp9.webm": ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "200k",
                 *OPUS],
    "mpeg4.avi": ["-c:v", "mpeg4", "-q:v", "6", "-c:a", "pcm_s16le"],
    "mpeg4.3gp": ["-c:v", "mpeg4", "-q:v", "6", *AAC],
    "h263.3gp": ["-c:v", "h263", "-s", "176x144", "-q:v", "6", *AAC],
    "msmpeg4v2.avi": ["-c:v", "msmpeg4v2", "-q:v", "6", "-an"],
    "mjpeg.avi": ["-c:v", "mjpeg", "-q:v", "8", "-pix_fmt", "yuvj420p", "-c:a", "pcm_s16le"],
    "mjpeg.mov": ["-c:v", "mjpeg", "-q:v", "8", "-pix_fmt", "yuvj420p", "-an"],
    "turned.mp4": [*X264, "-an", "-metadata:s:v", "rotate=90"],
}


def ffmpeg(*arguments):
    if not shutil.which("ffmpeg"):
        raise Missing("ffmpeg is missing; install the Debian package ffmpeg")
    subprocess.run(
        ["ffmpeg", "-y", "-nostdin", "-v", "error", *map(str, arguments)], check=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def samples():
    """The videos by name; made once."""
    folder = SCRATCH / "samples"
    folder.mkdir(parents=True, exist_ok=True)
    found = {}
    for name, options in RECIPES.items():
        path = folder / name
        if not path.exists():
            making = folder / ("making-" + name)
            size = [] if "-s" in options else ["-vf", "scale=240:180,fps=10"]
            ffmpeg("-i", SOURCE, "-t", "1.5", *size, "-threads", "1", "-bitexact", *options,
                   "-r", "10", making)
            making.rename(path)
        found[name] = path.read_bytes()
    return found
