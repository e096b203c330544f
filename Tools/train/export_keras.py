"""Turns a checkpoint into a Keras 2 whole-model .h5 and proves that both give the same answers.

The two heads are combined into one and calibrated on the validation images (calibrate.py); a
network that was trained on these too takes the calibration of its twin that was not (`--twin`).
The file is written only after its probabilities, as Keras computes them, differ from PyTorch's by
at most 1e-5; with `--float16`, which halves the file, by at most 1e-2.

Example: python export_keras.py --checkpoint run/checkpoint.pt --data fer2013_train_public.npz \
    --output emotion_detction_model.h5
"""

import argparse
import json
import os
import tempfile
import warnings
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import h5py
import numpy as np
import tf_keras
import torch
from h5py import h5d, h5g, h5p, h5s, h5t

from calibrate import Calibration, fit, probabilities
from data import Faces, load_splits
from metrics import describe, measure
from network import (
    CLASS_COUNT, IMAGE_SIZE, Architecture, ConvolutionBatchNorm, EmotionNetwork, SqueezeExcitation,
    keras_name, squeezed_channels,
)
from train import averaged_network, load_checkpoint

TOLERANCE, FLOAT16_TOLERANCE = 1e-5, 1e-2  # of probabilities
# Settings that only training needs; without them Keras takes its defaults. They are half of the
# configuration, and Keras 3 refuses some that tf_keras writes.
TRAINING_SETTINGS = ("initializer", "regularizer", "constraint")
layers = tf_keras.layers


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument(
        "--twin", type=Path,
        help="a checkpoint trained alike without the validation images: calibrates in its place",
    )
    parser.add_argument("--data", type=Path, required=True, help="as given to train.py")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument(
        "--label-share", type=float, default=1.0, help="of the FER2013 head"
    )
    parser.add_argument(
        "--balance", type=float, default=0.3,
        help="0 predicts classes as often as they occur, 1 treats all classes alike",
    )
    parser.add_argument("--float16", action="store_true", help="store half-precision weights")
    parser.add_argument("--seed", type=int, default=1, help="as given to train.py")
    parser.add_argument("--validation-share", type=float, default=0.06, help="as for train.py")
    return parser.parse_args()


@torch.no_grad()
def predict(network: EmotionNetwork, faces: Faces) -> tuple[np.ndarray, np.ndarray]:
    """The logits of both heads."""
    images = torch.from_numpy(faces.images).float().div_(255).unsqueeze_(1)
    pieces = [network(part) for part in images.split(256)]
    label_logits, votes_logits = (torch.cat(parts).numpy() for parts in zip(*pieces))
    return label_logits, votes_logits


def build_keras(architecture: Architecture, model_name: str) -> tf_keras.Model:
    """The same network in Keras; layer names carry the names of the PyTorch modules.

    Batch normalization is part of the convolutions: fewer layers to read, the same result.
    """

    def convolve(
        tensor, channels: int, name: str, kernel: int = 3, stride: int = 1, separable: bool = False
    ):
        layer = layers.SeparableConv2D if separable else layers.Conv2D
        return layer(channels, kernel, strides=stride, padding="same", name=name)(tensor)

    def scale(tensor, channels: int, name: str):
        shares = layers.GlobalAveragePooling2D(name=f"{name}_pool")(tensor)
        shares = layers.Dense(
            squeezed_channels(channels), activation="relu", name=f"{name}_squeeze"
        )(shares)
        shares = layers.Dense(channels, activation="sigmoid", name=f"{name}_excite")(shares)
        shares = layers.Reshape((1, 1, channels), name=f"{name}_reshape")(shares)
        return layers.Multiply(name=name)([tensor, shares])

    def rectify(tensor, name: str):
        return layers.Activation("relu", name=f"{name}_relu")(tensor)

    face = layers.Input((IMAGE_SIZE, IMAGE_SIZE, 1), name="face")
    first, second = architecture.stem_channels
    tensor = rectify(convolve(face, first, "stem_first"), "stem_first")
    tensor = rectify(convolve(tensor, second, "stem_second", stride=2), "stem_second")
    for index, (input_channels, channels, stride) in enumerate(architecture.blocks()):
        name = f"block{index}"
        separable = architecture.separable
        residual = convolve(tensor, channels, f"{name}_first", stride=stride, separable=separable)
        residual = rectify(residual, f"{name}_first")
        residual = convolve(residual, channels, f"{name}_second", separable=separable)
        residual = scale(residual, channels, f"{name}_scale")
        if stride != 1 or input_channels != channels:
            tensor = convolve(tensor, channels, f"{name}_shortcut", kernel=1, stride=stride)
        tensor = rectify(layers.Add(name=f"{name}_add")([residual, tensor]), name)
    tensor = layers.GlobalAveragePooling2D(name="pool")(tensor)
    if architecture.dropout > 0:
        tensor = layers.Dropout(architecture.dropout, name="dropout")(tensor)
    emotion = layers.Dense(CLASS_COUNT, activation="softmax", name="emotion")(tensor)
    return tf_keras.Model(face, emotion, name=model_name)


def copy_weights(network: EmotionNetwork, model: tf_keras.Model, calibration: Calibration) -> None:
    def array(tensor: torch.Tensor) -> np.ndarray:
        return tensor.detach().numpy()

    for path, module in network.named_modules():
        name = keras_name(path)
        if isinstance(module, ConvolutionBatchNorm):
            # PyTorch: (outputs, inputs or 1, rows, columns). Keras: rows, columns, then inputs and
            # outputs; of a depthwise kernel inputs and 1.
            kernels, bias = module.folded()
            *depthwise, kernel = map(array, kernels)
            kernels = [kernel.transpose(2, 3, 0, 1) for kernel in depthwise]
            kernels.append(kernel.transpose(2, 3, 1, 0))
            model.get_layer(name).set_weights([*kernels, array(bias)])
        elif isinstance(module, SqueezeExcitation):
            for part in ("squeeze", "excite"):
                dense = getattr(module, part)
                model.get_layer(f"{name}_{part}").set_weights(
                    [array(dense.weight).T, array(dense.bias)]
                )
    labels, votes = network.fer_head, network.votes_head
    model.get_layer("emotion").set_weights([
        calibration.combine(array(labels.weight), array(votes.weight)).T,
        calibration.combine(array(labels.bias), array(votes.bias)) + calibration.shift,
    ])


def save(model: tf_keras.Model, path: Path, precision: type) -> None:
    """Writes a whole-model .h5 that Keras 2 and Keras 3 both load."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        whole = Path(folder) / "model.h5"
        # tf_keras calls the format legacy; it is the one that the contract names.
        warnings.filterwarnings("ignore", message=".*HDF5 file via `model.save")
        model.save(whole, include_optimizer=False, save_format="h5")
        # The group format of HDF5 1.8 is smaller; the earliest is read faster by Mien.
        version = "v108" if precision is np.float16 else "earliest"
        # Blocks of metadata are as long as what is in them.
        options = {"libver": (version, "v108"), "meta_block_size": 1}
        with h5py.File(whole) as source, h5py.File(path, "w", **options) as copy:
            configuration = json.loads(source.attrs["model_config"])
            for layer in configuration["config"]["layers"]:
                settings = layer["config"]
                for name in [name for name in settings if name.endswith(TRAINING_SETTINGS)]:
                    del settings[name]
                if layer["class_name"] == "SeparableConv2D":
                    # Written by tf_keras, refused by Keras 3.
                    settings.pop("groups", None)
            text = json.dumps(configuration, separators=(",", ":"))
            _copy(source, copy, precision, model_config=np.bytes_(text.encode()))


def _copy(source: h5py.Group, copy: h5py.Group, precision: type, **attributes) -> None:
    """Without times and fill values, and with names of one length, as Keras writes them."""
    for name, value in (dict(source.attrs) | attributes).items():
        if isinstance(value, np.ndarray) and value.dtype == object:
            value = np.array([text.encode() for text in value], "S")
        copy.attrs[name] = value
    for name, entry in source.items():
        if isinstance(entry, h5py.Dataset):
            values = entry[()].astype(precision)
            settings = h5p.create(h5p.DATASET_CREATE)
            settings.set_fill_time(h5d.FILL_TIME_NEVER)
            settings.set_obj_track_times(False)
            dataset = h5d.create(
                copy.id, name.encode(), h5t.py_create(values.dtype),
                h5s.create_simple(values.shape), dcpl=settings)
            dataset.write(h5s.ALL, h5s.ALL, values)
        else:
            settings = h5p.create(h5p.GROUP_CREATE)
            settings.set_obj_track_times(False)
            _copy(entry, h5py.Group(h5g.create(copy.id, name.encode(), gcpl=settings)), precision)


def main() -> None:
    options = parse_arguments()
    state = load_checkpoint(options.checkpoint, "cpu")
    network = averaged_network(state).eval()
    print(f"{options.checkpoint}: epoch {state['epoch']}, {state['total_steps']} steps")
    faces = load_splits(options.data, options.validation_share, options.seed).validation
    logits = predict(network, faces)
    unseen = logits
    if options.twin is not None:
        unseen = predict(averaged_network(load_checkpoint(options.twin, "cpu")).eval(), faces)
    calibration = fit(*unseen, faces, options.label_share, options.balance)
    calibrated = options.twin or options.checkpoint
    print(f"{calibration}; {calibrated} on the {len(faces)} validation images:")
    print(describe(measure(probabilities(calibration.logits(*unseen)), faces)))
    expected = probabilities(calibration.logits(*logits))

    model = build_keras(network.architecture, options.output.stem)
    copy_weights(network, model, calibration)
    images = faces.images[..., None].astype(np.float32) / 255
    if options.float16:
        model.set_weights([weight.astype(np.float16) for weight in model.get_weights()])
    difference = float(np.abs(model.predict(images, verbose=0) - expected).max())
    tolerance = FLOAT16_TOLERANCE if options.float16 else TOLERANCE
    if difference > tolerance:
        raise SystemExit(
            f"Keras and PyTorch differ by {difference:.2e}, more than {tolerance:.0e}:"
            f" {options.output} was not written"
        )
    save(model, options.output, np.float16 if options.float16 else np.float32)
    print(
        f"{options.output}: {options.output.stat().st_size} bytes, {model.count_params()}"
        f" parameters; Keras and PyTorch differ by at most {difference:.1e}"
    )


if __name__ == "__main__":
    main()
