"""Writes small HDF5 files for the tests of the reader: each form that must be read, and each form
that must be refused. Needs h5py and numpy.

    python make_hdf5_fixtures.py
"""
import os

import h5py
import numpy as np

os.chdir(os.path.dirname(os.path.abspath(__file__)))
VALUES = np.array([[0.5, -1.25, 3.0], [1024.0, -0.0078125, 2.0]])


def fixed(group, name, texts, width, padding):
    kind = h5py.h5t.C_S1.copy()
    kind.set_size(width)
    kind.set_strpad(padding)
    space = h5py.h5s.create_simple((len(texts),))
    attribute = h5py.h5a.create(group.id, name.encode(), kind, space)
    fill = b" " if padding == h5py.h5t.STR_SPACEPAD else b"\0"
    attribute.write(np.array([t.ljust(width, fill) for t in texts], f"S{width}"), mtype=kind)


def attributes(group):
    group.attrs["variableAscii"] = np.array([b"one", b"", "größe".encode()], dtype=object)
    group.attrs.create("variableUtf8", ["one", "größe"], dtype=h5py.string_dtype("utf-8"))
    group.attrs["scalarBytes"] = np.bytes_("2.0.5")
    group.attrs["scalarText"] = "größe"
    group.attrs["long"] = "x" * 100_000
    fixed(group, "nullPadded", [b"one", b"three"], 5, h5py.h5t.STR_NULLPAD)
    fixed(group, "nullTerminated", [b"one", b"three"], 6, h5py.h5t.STR_NULLTERM)
    fixed(group, "spacePadded", [b"one", b"a b"], 6, h5py.h5t.STR_SPACEPAD)
    group.attrs["emptyFloats"] = []
    group.attrs["null"] = h5py.Empty("S10")
    group.attrs["number"] = np.int64(3)
    group.attrs["numbers"] = np.array([1.0, 2.0])
    group.attrs["invalid"] = np.array([b"a\xff\xfe"], "S3")
    for index, part in enumerate(([b"a", b"bb"], [b"c"], [b"dddd"])):
        group.attrs[f"parts{index}"] = np.array(part)


def datasets(group):
    for kind in ("<f2", "<f4", "<f8", ">f2", ">f4", ">f8"):
        name = {"<": "little", ">": "big"}[kind[0]] + str(8 * int(kind[2]))
        group.create_dataset(name, data=VALUES.astype(kind), dtype=kind)
    for kind in ("<i4", "<u4", "<i8", ">i8"):
        group.create_dataset("integer" + kind.replace("<", "L").replace(">", "B"),
                             data=np.array([1, 2, 3], kind))
    # The upper halves of 32-bit floats, as Keras 3 stores bfloat16.
    group.create_dataset("brain", data=(VALUES.astype("<f4").view("<u4") >> 16).astype("<u2").view("V2"))
    group["brain"].attrs["dtype"] = "bfloat16"
    group["scalar"] = np.float32(7)
    group.create_dataset("gzip", data=np.tile(VALUES, (20, 4)).astype("<f4"), chunks=(8, 5),
                         compression="gzip", shuffle=True, fletcher32=True)
    group.create_dataset("deep/deeper/deepest", data=VALUES.astype("<f4"))


with h5py.File("forms.h5", "w") as f:
    attributes(f)
    datasets(f)
# The other generations of the format.
for version, bounds in (("v110", ("v110", "v110")), ("v108", ("v108", "v108"))):
    with h5py.File(f"forms_{version}.h5", "w", libver=bounds) as f:
        f.attrs["scalarText"] = "größe"
        f.create_dataset("little32", data=VALUES.astype("<f4"))
        # Enough to need continuations.
        for i in range(7):
            f.attrs[f"n{i}"] = "text number %d of these" % i

with h5py.File("userBlock.h5", "w", userblock_size=512) as f:
    f["x"] = np.zeros(3, "<f4")

with h5py.File("refused.h5", "w") as f:
    f.create_group("group")
    f["soft"] = h5py.SoftLink("/plain")
    f["group/softGroup"] = h5py.SoftLink("/group")
    f["external"] = h5py.ExternalLink("/etc/hostname", "/x")
    f["plain"] = np.zeros(3, "<f4")
    f["twice"] = np.zeros(3, "<f4")
    f["again"] = f["twice"]
    f["cycle/inner"] = np.zeros(3, "<f4")
    f["cycle/back"] = f["cycle"]
    f.create_dataset("externalStorage", (4,), "<f4", external=[("/etc/hostname", 0, 16)])
    layout = h5py.VirtualLayout((3,), "<f4")
    layout[:] = h5py.VirtualSource("/etc/hostname", "x", (3,))
    f.create_virtual_dataset("virtual", layout)
    f.create_dataset("lzf", data=np.zeros(64, "<f4"), compression="lzf")
    f.create_dataset("scaleOffset", data=np.zeros(64, "<i4"), scaleoffset=4)
    f.create_dataset("unwritten", (5,), "<f4")
    f.create_dataset("unwrittenChunks", (5,), "<f4", chunks=(2,))
    f.create_dataset("huge", (1 << 40,), "<f4", chunks=(1 << 20,))
    f.create_dataset("wide", (1 << 20, 1 << 20), "<f4", chunks=(1 << 10, 1 << 10))
    f.create_dataset("bomb", data=np.zeros(1 << 22, "<f4"), chunks=(1 << 22,), compression=9,
                     shuffle=True)
    f.create_dataset("rank", data=np.zeros((1,) * 6, "<f4"))
    f.create_dataset("empty", (0, 3), "<f4")
    f["null"] = h5py.Empty("f4")
    f["compound"] = np.zeros(2, [("a", "<f4"), ("b", "<i4")])
    f["text"] = np.array([b"a", b"b"])
    f["boolean"] = np.array([True, False])
    f["byte"] = np.zeros(2, "<i1")
    f["opaque"] = np.zeros(2, "V2")
    f["opaqueNamed"] = np.zeros(2, "V2")
    f["opaqueNamed"].attrs["dtype"] = "float8_e4m3fn"
    f["longDouble"] = np.zeros(2, np.longdouble)
    f["committed"] = np.dtype("<f4")
    f["committedAndUsed"] = np.dtype("<f4")
    f.create_dataset("ofCommitted", data=np.zeros(2, "<f4"), dtype=f["committedAndUsed"])
    odd = h5py.h5t.IEEE_F32LE.copy()
    odd.set_fields(31, 21, 10, 0, 21)
    odd.set_ebias(511)
    space = h5py.h5s.create_simple((2,))
    made = h5py.h5d.create(f.id, b"oddFloat", odd, space)
    made.write(h5py.h5s.ALL, h5py.h5s.ALL, np.zeros(2, "<f4"))
    f.create_group("/".join(f"d{i}" for i in range(14)))
