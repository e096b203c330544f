"""Writes ISO base media files (ISO/IEC 14496-12) box by box, so that they can claim anything."""

import struct


def box(kind, *parts):
    payload = b"".join(parts)
    return struct.pack(">I4s", 8 + len(payload), kind) + payload


def full(kind, version, flags, *parts):
    return box(kind, struct.pack(">I", version << 24 | flags), *parts)


MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
FTYP = box(b"ftyp", b"isom\0\0\2\0isomiso2avc1mp41")


def movie_header(duration=1000, tracks=2):
    return full(
        b"mvhd", 0, 0, struct.pack(">4I", 0, 0, 1000, duration), struct.pack(">IH", 0x10000, 0x100),
        bytes(10), MATRIX, bytes(24), struct.pack(">I", tracks))


def visual_entry(kind=b"jpeg", width=320, height=240, extra=b""):
    return box(
        kind, bytes(6), struct.pack(">H", 1), bytes(16), struct.pack(">2H", width, height),
        struct.pack(">3I", 0x480000, 0x480000, 0), struct.pack(">H", 1), bytes(32),
        struct.pack(">Hh", 24, -1), extra)


def table(kind, count, *parts, version=0):
    return full(kind, version, 0, struct.pack(">I", count), *parts)


def track(
    number=1, duration=1000, width=320, height=240, entry=None, stts=None, stsc=None, stsz=None,
    stco=None, more=(), handler=b"vide", edits=b"", scale=1000, references=b""):
    """A track; tables that are not given hold one sample of 16 bytes."""
    entry = entry if entry is not None else visual_entry(width=width, height=height)
    stbl = box(
        b"stbl", table(b"stsd", 1, entry), stts or table(b"stts", 1, struct.pack(">2I", 1, 1000)),
        stsc or table(b"stsc", 1, struct.pack(">3I", 1, 1, 1)),
        stsz or full(b"stsz", 0, 0, struct.pack(">3I", 0, 1, 16)),
        stco or table(b"stco", 1, struct.pack(">I", 64)), *more)
    media = vmhd if handler == b"vide" else smhd
    return box(
        b"trak",
        full(b"tkhd", 0, 7, struct.pack(">5I", 0, 0, number, 0, duration), bytes(8),
             struct.pack(">4h", 0, 0, 0, 0), MATRIX, struct.pack(">2I", width << 16, height << 16)),
        edits, references,
        box(b"mdia",
            full(b"mdhd", 0, 0, struct.pack(">4I", 0, 0, scale, duration),
                 struct.pack(">2H", 0x55C4, 0)),
            full(b"hdlr", 0, 0, bytes(4), handler, bytes(12), b"\0"),
            box(b"minf", media(), box(b"dinf", table(
                b"dref", 1, references and data_reference() or full(b"url ", 0, 1))), stbl)))


def vmhd():
    return full(b"vmhd", 0, 1, bytes(8))


def smhd():
    return full(b"smhd", 0, 0, bytes(4))


def data_reference(path=b"file:///etc/passwd"):
    return full(b"url ", 0, 0, path + b"\0")


def movie(*tracks, duration=1000, data=bytes(64), more=()):
    return FTYP + box(b"mdat", data) + box(b"moov", movie_header(duration), *tracks, *more)


def find(data, kind, start=0):
    """The offset of the first box of a type, found by its name."""
    at = data.find(kind, start)
    return at - 4 if at >= 4 else None
