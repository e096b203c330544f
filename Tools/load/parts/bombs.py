"""Uploads that ask for more than they are: each a name, what it tries, and its bytes."""

import gzip
import io
import struct
import subprocess
import wave
import zipfile
import zlib

from . import boxes
from .boxes import box, full, movie, table, track, visual_entry
from .samples import SOURCE, ffmpeg
from .service import SCRATCH

FULL = 0xFFFFFFFF


def tables():
    """Counts in the tables of a film."""
    def count(kind, *parts, size=False):
        if size:
            return full(kind, 0, 0, struct.pack(">2I", 0, FULL), *parts)
        return table(kind, FULL, *parts)

    yield "stsz-count", "4 billion sample sizes claimed", movie(
        track(stsz=count(b"stsz", bytes(16), size=True)))
    yield "stsz-constant", "4 billion samples of one size, which need no table", movie(
        track(stsz=full(b"stsz", 0, 0, struct.pack(">2I", 1, FULL)),
              stts=table(b"stts", 1, struct.pack(">2I", FULL, 1)),
              stsc=table(b"stsc", 1, struct.pack(">3I", 1, FULL, 1))))
    yield "stsz-constant-tens-of-millions", "60 million samples of one size", movie(
        track(stsz=full(b"stsz", 0, 0, struct.pack(">2I", 1, 60_000_000)),
              stts=table(b"stts", 1, struct.pack(">2I", 60_000_000, 1)),
              stsc=table(b"stsc", 1, struct.pack(">3I", 1, 60_000_000, 1))))
    for count_of_tracks, samples in ((40, 20_000_000), (8, 20_000_000), (8, 5_000_000)):
        many = track(
            stsz=full(b"stsz", 0, 0, struct.pack(">2I", 1, samples)),
            stts=table(b"stts", 1, struct.pack(">2I", samples, 1)),
            stsc=table(b"stsc", 1, struct.pack(">3I", 1, samples, 1)))
        yield (f"tracks-{count_of_tracks}-of-{samples // 1_000_000}-million",
               f"{count_of_tracks} tracks of {samples // 1_000_000} million samples each",
               movie(*[many] * count_of_tracks))
    for kind in (b"stts", b"ctts", b"stss", b"stco", b"co64", b"stsc"):
        name = kind.decode()
        broken = table(kind, FULL, bytes(32))
        arguments = {name: broken} if name in ("stts", "stsc", "stco") else {"more": (broken,)}
        yield f"{name}-count", f"4 billion entries claimed in {name}", movie(track(**arguments))
    yield "stts-durations", "a sample that lasts 4 billion ticks, 1,000 times", movie(
        track(stts=table(b"stts", 1000, struct.pack(">2I", FULL, FULL) * 1000)))
    yield "elst-count", "4 billion edits claimed", movie(
        track(edits=box(b"edts", table(b"elst", FULL, bytes(48)))))
    yield "elst-many", "100,000 edits, each of them the whole film", movie(
        track(edits=box(b"edts", table(b"elst", 100_000, struct.pack(
            ">I2i", 1000, 0, 0x10000) * 100_000))))
    yield "saiz-senc", "encryption tables of 4 billion entries", movie(
        track(more=(table(b"senc", FULL, bytes(64)), table(b"saiz", FULL, bytes(64)))))


def structure():
    """Boxes, tracks, atoms."""
    yield "tracks", "5,000 tracks", movie(*[track(number) for number in range(1, 5001)])
    nested = b"".join(
        struct.pack(">I4s", 200_000 - 8 * depth, b"moov") for depth in range(25_000))
    yield "nested-moov", "25,000 moov boxes inside each other", boxes.FTYP + nested
    nested = b"".join(
        struct.pack(">I4s", 80_000 - 8 * depth, b"trak") for depth in range(10_000))
    yield "nested-trak", "10,000 trak boxes inside each other", (
        boxes.FTYP + box(b"moov", boxes.movie_header(), nested))
    yield "zero-boxes", "a megabyte of boxes of 8 bytes", boxes.FTYP + box(b"free") * 131_072
    yield "boxes-34-MB", "the same, 34 MB: minutes to go through", (
        boxes.FTYP + box(b"free") * (1 << 22))
    yield "huge-box", "a moov that claims 16 exabytes", (
        boxes.FTYP + struct.pack(">I4sQ", 1, b"moov", (1 << 64) - 1) + bytes(64))
    yield "own-size", "a box of size 0 inside another", (
        boxes.FTYP + box(b"moov", struct.pack(">I4s", 0, b"trak")))
    claim = zlib.compress(bytes(200_000_000), 9)
    yield "compressed-header", "a moov of 200 MB, compressed by zlib (cmov)", (
        boxes.FTYP + box(b"moov", box(
            b"cmov", box(b"dcom", b"zlib"),
            box(b"cmvd", struct.pack(">I", 200_000_000), claim))))
    fragments = b"".join(
        box(b"moof", full(b"mfhd", 0, 0, struct.pack(">I", number)),
            box(b"traf", full(b"tfhd", 0, 0x20000, struct.pack(">I", 1)),
                full(b"trun", 0, 0, struct.pack(">I", FULL))))
        for number in range(1, 20_001))
    yield "fragments", "20,000 fragments of 4 billion samples each", (
        boxes.FTYP + box(b"moov", boxes.movie_header(), track(), box(
            b"mvex", full(b"trex", 0, 0, struct.pack(">5I", 1, 1, 1, 1, 0)))) + fragments)
    yield "fragment-defaults", "one fragment of 60 million samples without a table", (
        boxes.FTYP + box(b"moov", boxes.movie_header(), track(), box(
            b"mvex", full(b"trex", 0, 0, struct.pack(">5I", 1, 1, 1, 1, 0)))) + box(
                b"moof", full(b"mfhd", 0, 0, struct.pack(">I", 1)),
                box(b"traf", full(b"tfhd", 0, 0x20000, struct.pack(">I", 1)),
                    full(b"trun", 0, 0, struct.pack(">I", 60_000_000)))))
    yield "sidx-loop", "a segment index whose entries point at itself", (
        boxes.FTYP + full(
            b"sidx", 0, 0, struct.pack(">6I", 1, 1000, 0, 0, 0xFFFF, 0x80000000 | 1),
            bytes(64)) + box(b"moov", boxes.movie_header(), track()))
    yield "metadata", "30 MB of metadata", movie(track(), more=(box(b"udta", box(
        b"\xa9cmt", struct.pack(">2H", 0xFFFF, 0), b"x" * 0xFFFF) * 460),))


def claims():
    """Lengths and sizes that are not so."""
    yield "duration", "136 years claimed", movie(track(duration=FULL, scale=1), duration=FULL)
    yield "time-scale", "a time scale of 0", movie(track(scale=0))
    yield "width-65535", "65535×65535 pixels claimed", movie(track(width=65535, height=65535))
    yield "width-0", "0×0 pixels claimed", movie(track(width=0, height=0))
    yield "sample-size", "a sample of 4 GB claimed", movie(
        track(stsz=full(b"stsz", 0, 0, struct.pack(">3I", 0, 1, FULL))))
    yield "avc-parameter-sets", "31 parameter sets of 64 KB claimed", movie(track(
        entry=visual_entry(
            b"avc1", extra=box(b"avcC", b"\1\x64\0\x1f\xff\xff\xff\xff", bytes(32)))))
    ebml = bytes.fromhex("1a45dfa3a342868101 42f7810142f2810442f381084282886d6174726f736b61"
                         "42878104428581021853806701ffffffffffffff")
    yield "matroska-endless", "a segment without an end, full of nothing", ebml + bytes(1 << 20)
    yield "matroska-element", "an element that claims 72 petabytes", (
        ebml + bytes.fromhex("1654ae6b01fffffffffffffe") + bytes(64))
    yield "matroska-nested", "100,000 chapters inside each other", (
        ebml + bytes.fromhex("1043a77001ffffffffffffff") + bytes.fromhex("b601ffffffffffffff")
        * 100_000)
    yield "avi-index", "an AVI whose index claims 4 billion entries", (
        b"RIFF" + struct.pack("<I", FULL) + b"AVI LIST" + struct.pack("<I", 192) + b"hdrlavih"
        + struct.pack("<I", 56) + struct.pack("<14I", 1, FULL, 0, 0x10, FULL, 0, 1, 0, 320, 240, 0,
                                               0, 0, 0)
        + b"LIST" + struct.pack("<I", 116) + b"strlstrh" + struct.pack("<I", 56) + b"vidsMJPG"
        + struct.pack("<12I", 0, 0, 0, 1, FULL, 0, FULL, 0, 0, 0, 0, 0)
        + b"strf" + struct.pack("<I", 40) + struct.pack("<3I2H", 40, 320, 240, 1, 24) + b"MJPG"
        + bytes(20) + b"LIST" + struct.pack("<I", FULL) + b"movi" + b"idx1"
        + struct.pack("<I", FULL) + bytes(4096))


def pictures():
    """Frames that are far larger than the file; made by FFmpeg and kept."""
    folder = SCRATCH / "bombs"
    folder.mkdir(parents=True, exist_ok=True)
    recipes = {
        "frames-8192.mov": ("8192² pixels, which is over the limit", "color=s=8192x8192:r=1:d=2",
                            ["-c:v", "mjpeg"]),
        "frames-4096.mp4": ("4096² pixels, which is the limit, 20 frames of a few KB",
                            "color=s=4096x4096:r=10:d=2", ["-c:v", "libx264", "-preset",
                                                           "ultrafast"]),
        "mjpeg-4096.avi": ("MJPEG of 4096² pixels, 30 frames of one colour",
                           "color=s=4096x4096:r=10:d=3", ["-c:v", "mjpeg"]),
        "frames-10000.mp4": ("100,000 frames of 16×16 pixels", "color=s=16x16:r=1000:d=100",
                             ["-c:v", "libx264", "-preset", "ultrafast"]),
        "long-still.mp4": ("29 minutes of one picture, at one frame a minute",
                           "color=s=64x64:r=1/60:d=1740", ["-c:v", "libx264"]),
        "long-60.mp4": ("10 minutes at 60 frames a second in 400 KB",
                        "color=s=64x64:r=60:d=600", ["-c:v", "libx264", "-preset", "ultrafast"]),
    }
    for name, (what, source, options) in recipes.items():
        path = folder / name
        if not path.exists():
            making = folder / ("making-" + name)
            ffmpeg("-f", "lavfi", "-i", source, *options, making)
            making.rename(path)
        yield name, what, path.read_bytes()
    # Larger than FFmpeg itself would write.
    for side in (16384, 65500):
        data = bytearray((folder / "mjpeg-4096.avi").read_bytes())
        at = data.find(b"\xff\xc0")
        while at >= 0:
            struct.pack_into(">2H", data, at + 5, side, side)
            at = data.find(b"\xff\xc0", at + 2)
        yield f"mjpeg-{side}.avi", f"the same, each frame claiming {side}² pixels", bytes(data)


def references(port, canary):
    """Files that name other files and addresses. `port` is one of this machine that counts."""
    link = f"http://127.0.0.1:{port}/segment.ts"
    m3u8 = "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10,\n"
    ends = "\n#EXT-X-ENDLIST\n"
    yield "hls-http", "an HLS playlist named .mp4, of an address", (m3u8 + link + ends).encode()
    yield "hls-file", "an HLS playlist of a file", (m3u8 + f"file://{canary}" + ends).encode()
    yield "hls-concat", "an HLS playlist of concat: and a file", (
        m3u8 + f"concat:{link}|file://{canary}" + ends).encode()
    yield "hls-key", "an HLS playlist whose key is at an address", (
        "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXT-X-KEY:METHOD=AES-128,URI=\"" + link
        + f"\"\n#EXTINF:10,\ncrypto:file://{canary}" + ends).encode()
    yield "ffconcat", "an ffconcat list of a file and an address", (
        f"ffconcat version 1.0\nfile '{canary}'\nduration 1\nfile '{link}'\n").encode()
    yield "concat-protocol", "the text concat:…|…", f"concat:{canary}|{canary}".encode()
    yield "sdp", "a session description that asks for a stream", (
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\n"
        f"m=video {port} RTP/AVP 96\na=rtpmap:96 H264/90000\n").encode()
    yield "dash", "a DASH manifest of an address", (
        "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"static\">"
        f"<Period><AdaptationSet><BaseURL>{link}</BaseURL></AdaptationSet></Period></MPD>").encode()
    yield "svg", "a picture that includes a file", (
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">"
        f"<image xlink:href=\"file://{canary}\"/></svg>").encode()
    yield "external-data", "a QuickTime film whose samples lie in another file", movie(
        track(references=box(b"tref"))).replace(
            b"file:///etc/passwd", f"file://{canary}".encode().ljust(18, b"\0")[:18])
    alias = b"\0" * 4 + bytes(150) + struct.pack(">2H", 18, len(canary)) + canary.encode()
    yield "alias", "a QuickTime film with an alias to another file", movie(track()).replace(
        full(b"url ", 0, 1), full(b"alis", 0, 0, alias))
    yield "matroska-link", "a Matroska file that continues in another", bytes.fromhex(
        "1a45dfa38f4282886d6174726f736b6142878104") + bytes.fromhex(
            "1853806701ffffffffffffff1549a966") + bytes([0xC0]) + b"\x3e\x83\xbb" + bytes(
                [0x80 | len(canary)]) + canary.encode()


def others():
    """No videos."""
    sound = io.BytesIO()
    with wave.open(sound, "wb") as file:
        file.setparams((1, 2, 16000, 16000, "NONE", ""))
        file.writeframes(bytes(32000))
    folder = SCRATCH / "bombs"
    folder.mkdir(parents=True, exist_ok=True)
    for name, options in {
        "sound.mp4": ["-vn", "-c:a", "aac"], "sound.mkv": ["-vn", "-c:a", "libopus"],
        "cover.mp4": ["-vn", "-c:a", "aac", "-t", "1"],
        "still.png": ["-frames:v", "1"], "still.jpg": ["-frames:v", "1"],
        "moving.gif": ["-t", "0.5", "-s", "64x48"], "flv.mp4": ["-t", "1", "-an", "-f", "flv"],
        "stream.ts": ["-t", "1"], "raw.h264": ["-t", "1", "-an"], "program.mpg": ["-t", "1"],
        "ogg.ogv": ["-t", "1", "-c:v", "libtheora", "-an"],
    }.items():
        path = folder / name
        if not path.exists():
            try:
                ffmpeg("-i", SOURCE, *options, path)
            except subprocess.CalledProcessError:
                # Else it would be sent, empty, the next time.
                path.unlink(missing_ok=True)
                print(f"bombs: this ffmpeg cannot make {name}; it is left out")
                continue
        what = "sound alone" if "sound" in name or "cover" in name else "no container that is taken"
        yield name, what, path.read_bytes()
    yield "sound.wav", "sound alone", sound.getvalue()
    yield "empty", "nothing", b""
    yield "one-byte", "one byte", b"\0"
    yield "text", "text named .mp4", b"This is no video.\n" * 1000
    yield "zeros", "8 MB of nothing", bytes(8 << 20)
    yield "ftyp", "the first box of a film alone", boxes.FTYP
    yield "html", "a web page", b"<!doctype html><title>x</title>"
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("video.mp4", bytes(100 << 20))
    yield "zip", "an archive of 100 MB in 100 KB", archive.getvalue()
    yield "gzip", "100 MB of nothing, compressed", gzip.compress(bytes(100 << 20))
    yield "program", "a program", open("/bin/true", "rb").read()
    yield "wrong-extension", "the sample itself, named .txt", SOURCE.read_bytes()


def bombs(port, canary):
    for group in (tables(), structure(), claims(), pictures(), references(port, canary), others()):
        yield from group
