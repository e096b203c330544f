"""Damages videos, the same way each time for the same seed and number."""

import random
import shutil
import struct
import subprocess

INTERESTING = [0, 1, 2, 7, 8, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000,
               0xFFFFFFFE, 0xFFFFFFFF, 0x10000000, 1_000_000]
BOX_CONTAINERS = {
    b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"moof", b"traf", b"mvex", b"udta"}
BOX_NAMES = [
    b"moov", b"trak", b"stsz", b"stco", b"co64", b"stsc", b"stts", b"ctts", b"stss", b"stsd",
    b"elst", b"avcC", b"hvcC", b"av1C", b"esds", b"tkhd", b"mvhd", b"mdhd", b"hdlr", b"trun",
    b"tfhd", b"sidx", b"free", b"wide", b"cmov", b"dref", b"tref", b"meta", b"ilst", b"senc"]


def boxes(data, start=0, end=None, depth=0):
    """Offsets of all boxes of an ISO base media file: (offset, size, type)."""
    end = len(data) if end is None else end
    found = []
    while start + 8 <= end and depth < 10:
        size, kind = struct.unpack_from(">I4s", data, start)
        if size < 8 or start + size > end:
            break
        found.append((start, size, kind))
        if kind in BOX_CONTAINERS:
            found += boxes(data, start + 8, start + size, depth + 1)
        start += size
    return found


def _place(data, source):
    """Where to damage: mostly in the first and last pages, which hold the tables."""
    if source.random() < 0.6:
        edge = min(len(data), 4096)
        near = source.randrange(edge)
        return near if source.random() < 0.6 else len(data) - 1 - near
    return source.randrange(len(data))


def flip_bits(data, source):
    for _ in range(source.choice([1, 3, 10, 100, 1000])):
        data[_place(data, source)] ^= 1 << source.randrange(8)


def set_numbers(data, source):
    for _ in range(source.choice([1, 2, 5, 20])):
        width = source.choice([1, 2, 4, 8])
        order = source.choice(["big", "little"])
        value = source.choice(INTERESTING) % (1 << 8 * width)
        at = _place(data, source)
        data[at:at + width] = value.to_bytes(width, order)


def change_box(data, source):
    """One field of one box: its size, its type, or a number in its head."""
    found = [box for box in boxes(data) if box[2] != b"mdat"]
    if not found:
        return set_numbers(data, source)
    for _ in range(source.choice([1, 1, 2, 4])):
        offset, size, _ = source.choice(found)
        choice = source.randrange(4)
        if choice == 0:
            struct.pack_into(">I", data, offset, source.choice(INTERESTING) & 0xFFFFFFFF)
        elif choice == 1:
            data[offset + 4:offset + 8] = source.choice(BOX_NAMES)
        else:
            at = offset + 8 + source.randrange(max(1, min(size - 8, 64)))
            value = source.choice(INTERESTING + [source.getrandbits(32)]) & 0xFFFFFFFF
            data[at:at + 4] = value.to_bytes(4, "big")
    return None


def truncate(data, source):
    del data[source.randrange(len(data)):]


def cut_out(data, source):
    at = _place(data, source)
    del data[at:at + source.choice([1, 4, 16, 188, 1000, 10_000])]


def repeat(data, source):
    at = source.randrange(len(data))
    part = data[at:at + source.choice([4, 16, 256, 4096])]
    data[at:at] = part * source.choice([1, 2, 50])


def move(data, source):
    at, length = source.randrange(len(data)), source.choice([8, 64, 1024, 8192])
    part = data[at:at + length]
    del data[at:at + length]
    to = source.randrange(len(data) + 1)
    data[to:to] = part


def blank(data, source):
    at, length = _place(data, source), source.choice([16, 256, 4096, 65536])
    length = min(length, len(data) - at)
    data[at:at + length] = source.choice([b"\0", b"\xff"]) * length


def noise(data, source):
    at, length = _place(data, source), source.choice([16, 256, 4096])
    length = min(length, len(data) - at)
    data[at:at + length] = source.randbytes(length)


WAYS = [flip_bits, set_numbers, change_box, change_box, truncate, cut_out, repeat, move, blank,
        noise]


def zzuf(data, seed, ratio):
    """Debian's zzuf, whose bits for a seed are the same everywhere."""
    done = subprocess.run(
        ["zzuf", "-s", str(seed), "-r", str(ratio)], input=bytes(data), capture_output=True,
        check=True)
    return bytearray(done.stdout)


def has_zzuf():
    return shutil.which("zzuf") is not None


def mutant(samples, seed, number, with_zzuf):
    """One damaged file: (what was done, bytes). `samples` are the videos by name."""
    source = random.Random(f"{seed}/{number}")
    names = sorted(samples)
    name = names[number % len(names)]
    data = bytearray(samples[name])
    done = [name]
    if source.random() < 0.2:
        ratio = source.choice([0.00001, 0.0001, 0.001, 0.01])
        if with_zzuf:
            data = zzuf(data, number, ratio)
        done.append(f"zzuf {ratio}")
    elif source.random() < 0.05:
        # The head of one file on the body of another.
        other = source.choice(names)
        at = source.randrange(min(len(data), len(samples[other])))
        data[at:] = samples[other][at:]
        done.append(f"splice {other}")
    else:
        for way in source.choices(WAYS, k=source.choice([1, 1, 1, 2, 3])):
            if data:
                way(data, source)
                done.append(way.__name__)
    return ", ".join(done), bytes(data)
