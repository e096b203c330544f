"""Writes small Keras files, each of which does one thing that a hostile file may do
(specs/keras-h5.md, section 3.2). Needs h5py and NumPy:

    python make_hostile_fixtures.py

The files are the same on every run, but for what libhdf5 itself writes.
"""

import json
import os
import struct

import h5py
import numpy as np

FOLDER = os.path.dirname(os.path.abspath(__file__))

CONFIG = {
    "class_name": "Sequential",
    "config": {
        "name": "small",
        "layers": [
            {
                "class_name": "Dense",
                "config": {
                    "name": "dense",
                    "batch_input_shape": [None, 2],
                    "dtype": "float32",
                    "units": 3,
                    "activation": "linear",
                    "use_bias": True,
                },
            }
        ],
    },
}


def model(name, kernel=None, config=None, bias=None, names=None, after=None, userblock=0):
    """A model of one dense layer. `kernel` and `bias` put their dataset into the layer's group,
    `after` may do anything to the file."""
    path = os.path.join(FOLDER, name + ".h5")
    with h5py.File(path, "w", userblock_size=userblock) as file:
        text = json.dumps(CONFIG) if config is None else config
        # Texts are of variable length, as h5py writes them.
        file.attrs["model_config"] = text
        file.attrs["keras_version"] = np.bytes_("2.15.0")
        file.attrs["backend"] = np.bytes_("tensorflow")
        weights = file.create_group("model_weights")
        weights.attrs["keras_version"] = np.bytes_("2.15.0")
        weights.attrs["backend"] = np.bytes_("tensorflow")
        weights.attrs["layer_names"] = np.array([b"dense"])
        layer = weights.create_group("dense")
        layer.attrs["weight_names"] = (
            np.array([b"dense/kernel:0", b"dense/bias:0"]) if names is None else names)
        inner = layer.create_group("dense")
        if kernel is None:
            inner["kernel:0"] = np.arange(6, dtype="f4").reshape(2, 3)
        else:
            kernel(inner, file)
        if bias is None:
            inner["bias:0"] = np.zeros(3, "f4")
        else:
            bias(inner, file)
        if after is not None:
            after(file)
    return path


def plain(group, **options):
    group.create_dataset("kernel:0", data=np.ones((2, 3), "f4"), **options)


def low_level(group, type_id, shape=(2, 3), configure=None, chunks=None):
    properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    if chunks:
        properties.set_chunk(chunks)
    if configure:
        configure(properties)
    space = h5py.h5s.create_simple(shape)
    h5py.h5d.create(group.id, b"kernel:0", type_id, space, dcpl=properties)


def compressed_bomb(group, _):
    # 64 MiB of zeros in a few dozen kilobytes: more than a thousandfold.
    group.create_dataset(
        "kernel:0", shape=(4096, 4096), dtype="f4", chunks=(4096, 4096), compression="gzip",
        compression_opts=9, data=np.zeros((4096, 4096), "f4"))


def virtual(group, _):
    layout = h5py.VirtualLayout(shape=(2, 3), dtype="f4")
    layout[:] = h5py.VirtualSource("/etc/hostname", "x", shape=(2, 3))
    group.create_virtual_dataset("kernel:0", layout)


def external(group, _):
    group.create_dataset(
        "kernel:0", shape=(2, 3), dtype="f4", external=[("/etc/hostname", 0, 24)])


def cycle(group, file):
    group["kernel:0"] = file["model_weights"]


def second_link(group, file):
    file["elsewhere"] = np.ones((2, 3), "f4")
    group["kernel:0"] = file["elsewhere"]


def committed(group, file):
    file["type"] = np.dtype("f4")
    group.create_dataset("kernel:0", shape=(2, 3), dtype=file["type"])


def references(group, _):
    group.create_dataset("kernel:0", (2, 3), dtype=h5py.ref_dtype)


def enumeration(group, _):
    group.create_dataset("kernel:0", (2, 3), dtype=h5py.enum_dtype({"a": 1}, basetype="i4"))


def odd_float(group, _):
    kind = h5py.h5t.IEEE_F32LE.copy()
    kind.set_fields(31, 20, 11, 0, 20)
    kind.set_ebias(1023)
    low_level(group, kind)


def nested(depth):
    return "[" * depth + "]" * depth


# What reaches outside of the file.
model("externalLink", lambda g, f: g.__setitem__(
    "kernel:0", h5py.ExternalLink("/etc/hostname", "/x")))
model("softLink", lambda g, f: g.__setitem__("kernel:0", h5py.SoftLink("/model_weights")))
model("externalStorage", external)
model("virtualDataset", virtual)
# What never ends.
model("cycle", cycle)
model("secondLink", second_link)
model("deepPath", names=np.array([("a/" * 40 + "kernel:0").encode(), b"dense/bias:0"]))
# Filters.
model("unknownFilter", lambda g, f: low_level(
    g, h5py.h5t.IEEE_F32LE, chunks=(2, 3), configure=lambda p: p.set_filter(
        32015, h5py.h5z.FLAG_OPTIONAL, (3,))))
model("scaleOffset", lambda g, f: plain(g, scaleoffset=2, chunks=(2, 3)))
model("lzf", lambda g, f: plain(g, compression="lzf", chunks=(2, 3)))
model("nbit", lambda g, f: low_level(
    g, h5py.h5t.IEEE_F32LE, chunks=(2, 3),
    configure=lambda p: p.set_filter(h5py.h5z.FILTER_NBIT, 0, ())))
model("szip", lambda g, f: low_level(
    g, h5py.h5t.IEEE_F32LE, chunks=(2, 3), configure=lambda p: p.set_filter(
        h5py.h5z.FILTER_SZIP, h5py.h5z.FLAG_OPTIONAL, (141, 2))))
model("fourFilters", lambda g, f: low_level(
    g, h5py.h5t.IEEE_F32LE, chunks=(2, 3), configure=lambda p: [
        p.set_shuffle(), p.set_deflate(1), p.set_deflate(1), p.set_fletcher32()]))
# Types.
model("compound", lambda g, f: g.create_dataset("kernel:0", (2, 3), dtype=[("a", "f4")]))
model("variableLength", lambda g, f: g.create_dataset(
    "kernel:0", (2, 3), dtype=h5py.vlen_dtype("f4")))
model("reference", references)
model("opaque", lambda g, f: g.create_dataset("kernel:0", (2, 3), dtype="V4"))
model("arrayType", lambda g, f: g.create_dataset("kernel:0", (2,), dtype="(3,)f4"))
model("enumeration", enumeration)
model("bitfield", lambda g, f: low_level(g, h5py.h5t.STD_B32LE))
model("time", lambda g, f: low_level(g, h5py.h5t.UNIX_D32LE))
model("text", lambda g, f: g.create_dataset("kernel:0", (2, 3), dtype="S4"))
model("committedType", committed)
model("oddFloat", odd_float)
# Shapes.
model("rank", lambda g, f: g.create_dataset("kernel:0", (1,) * 6, dtype="f4"))
model("emptyExtent", lambda g, f: g.create_dataset("kernel:0", (0, 3), dtype="f4"))
model("nullSpace", lambda g, f: g.create_dataset("kernel:0", dtype="f4"))
model("hugeExtent", lambda g, f: low_level(g, h5py.h5t.IEEE_F32LE, shape=(1 << 40, 3)))
model("hugeProduct", lambda g, f: low_level(
    g, h5py.h5t.IEEE_F32LE, shape=(1 << 27, 1 << 27, 1 << 20)))
model("unallocated", lambda g, f: low_level(g, h5py.h5t.IEEE_F32LE, shape=(4000, 3000)))
model("chunkLargerThanData", lambda g, f: g.create_dataset(
    "kernel:0", (2, 3), maxshape=(None, None), chunks=(1 << 12, 1 << 12), dtype="f4"))
model("compressedBomb", compressed_bomb)
# Texts.
model("deepJSON", config=nested(100_000))
model("endlessJSON", config='{"class_name": "Sequential", "config": {"layers": [' + "[" * 60)
model("numberBomb", config='{"class_name": "Sequential", "config": ' + "9" * 50_000 + "}")
model("duplicateKey", config='{"class_name": "Sequential", "class_name": "Model", "config": []}')
model("notText", config=np.arange(4, dtype="i4"))
model("notUnicode", config=np.bytes_(b"\xff\xfe\xfd\x80"))
model("namesOfNumbers", names=np.arange(2, dtype="i8"))
model("emptyName", names=np.array([b"", b"dense/bias:0"]))
model("upwards", names=np.array([b"../../kernel", b"dense/bias:0"]))
model("controlCharacters", config=json.dumps(CONFIG).replace("small", "\\u001b[31mred\\u0007"))
# Numbers.
model("notANumber", lambda g, f: g.create_dataset(
    "kernel:0", data=np.full((2, 3), np.nan, "f4")))
# Containers.
model("userBlock", userblock=512)

plain_path = model("sound")
data = open(plain_path, "rb").read()
with open(os.path.join(FOLDER, "superblockVersion.h5"), "wb") as file:
    file.write(data[:8] + b"\x09" + data[9:])
with open(os.path.join(FOLDER, "truncated.h5"), "wb") as file:
    file.write(data[: len(data) // 2])
with open(os.path.join(FOLDER, "short.h5"), "wb") as file:
    file.write(data[:40])
# The superblock's address of the end of the file.
with open(os.path.join(FOLDER, "endBeyond.h5"), "wb") as file:
    file.write(data[:40] + struct.pack("<Q", 1 << 60) + data[48:])
# A contiguous dataset whose address leads beyond the end: the layout message of the kernel.
values = np.arange(6, dtype="f4").tobytes()
address = struct.pack("<Q", data.index(values))
position = data.index(address)
with open(os.path.join(FOLDER, "addressBeyond.h5"), "wb") as file:
    file.write(data[:position] + struct.pack("<Q", (1 << 63) - 8) + data[position + 8:])

# A link of a class that libraries may define: the external one's link message with another class.
data = open(os.path.join(FOLDER, "externalLink.h5"), "rb").read()
name = data.rindex(b"kernel:0")
kinds = [at for at in range(name - 16, name) if data[at] == 64]
with open(os.path.join(FOLDER, "userLink.h5"), "wb") as file:
    file.write(data[:kinds[0]] + b"\x41" + data[kinds[0] + 1:])

# A virtual dataset whose parts libhdf5 1.10 reads for ever: changed bytes that a fuzz run found.
data = bytearray(open(os.path.join(FOLDER, "virtualDataset.h5"), "rb").read())
for place, byte in ((1450, 1), (1691, 182), (2424, 16), (2551, 64), (3899, 121)):
    data[place] = byte
with open(os.path.join(FOLDER, "virtualLoop.h5"), "wb") as file:
    file.write(data)

print(sum(os.path.getsize(os.path.join(FOLDER, f)) for f in os.listdir(FOLDER)), "bytes in all")
