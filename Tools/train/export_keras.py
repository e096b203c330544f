"""Turns a checkpoint into a Keras 2 whole-model .h5 and proves that both give the same answers.

The two heads are combined into one and calibrated on the validation images (calibrate.py). The
file is written only after its probabilities, as Keras computes them, differ from PyTorch's by at
most 1e-5.

Example: python export_keras.py --checkpoint run/checkpoint.pt --data fer2013_train_public.npz \
    --output emotion_detction_model.h5
"""

import argparse
import os
import warnings
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tf_keras
import torch

from calibrate import Calibration, fit, probabilities
from data import Faces, load_splits
from metrics import describe, measure
from network import (
    BATCH_NORM_EPSILON, CLASS_COUNT, IMAGE_SIZE, Architecture, ConvolutionBatchNorm, EmotionNetwork
)

TOLERANCE = 1e-5  # of probabilities
MODEL_NAME = "emotion_detction_model"
layers = tf_keras.layers


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True, help="as given to train.py")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--label-share", type=float, default=0.7, help="of the FER2013 head")
    parser.add_argument(
        "--balance", type=float, default=0.6,
        help="0 predicts classes as often as they occur, 1 treats all classes alike",
    )
    parser.add_argument("--seed", type=int, default=1, help="as given to train.py")
    parser.add_argument("--validation-share", type=float, default=0.06, help="as for train.py")
    return parser.parse_args()


def load_network(checkpoint: Path) -> EmotionNetwork:
    """The averaged weights of a checkpoint, ready to predict."""
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    network = EmotionNetwork(Architecture.from_dict(state["architecture"]))
    network.load_state_dict(state["average"])
    print(f"{checkpoint}: epoch {state['epoch']}, {state['seconds'] / 60:.1f} minutes")
    return network.eval()


@torch.no_grad()
def predict(network: EmotionNetwork, faces: Faces) -> tuple[np.ndarray, np.ndarray]:
    """The logits of both heads."""
    images = torch.from_numpy(faces.images).float().div_(255).unsqueeze_(1)
    pieces = [network(part) for part in images.split(256)]
    label_logits, votes_logits = (torch.cat(parts).numpy() for parts in zip(*pieces))
    return label_logits, votes_logits


def build_keras(architecture: Architecture) -> tf_keras.Model:
    """The same network in Keras; layer names carry the names of the PyTorch modules."""

    def convolve(tensor, channels: int, name: str, kernel: int = 3, stride: int = 1):
        tensor = layers.Conv2D(
            channels, kernel, strides=stride, padding="same", use_bias=False, name=f"{name}_conv"
        )(tensor)
        return layers.BatchNormalization(epsilon=BATCH_NORM_EPSILON, name=f"{name}_bn")(tensor)

    def rectify(tensor, name: str):
        return layers.Activation("relu", name=f"{name}_relu")(tensor)

    face = layers.Input((IMAGE_SIZE, IMAGE_SIZE, 1), name="face")
    first, second = architecture.stem_channels
    tensor = rectify(convolve(face, first, "stem_first"), "stem_first")
    tensor = rectify(convolve(tensor, second, "stem_second", stride=2), "stem_second")
    for index, (input_channels, channels, stride) in enumerate(architecture.blocks()):
        name = f"block{index}"
        residual = convolve(tensor, channels, f"{name}_first", stride=stride)
        residual = convolve(rectify(residual, f"{name}_first"), channels, f"{name}_second")
        if stride != 1 or input_channels != channels:
            tensor = convolve(tensor, channels, f"{name}_shortcut", kernel=1, stride=stride)
        tensor = rectify(layers.Add(name=f"{name}_add")([residual, tensor]), name)
    tensor = layers.GlobalAveragePooling2D(name="pool")(tensor)
    tensor = layers.Dropout(architecture.dropout, name="dropout")(tensor)
    emotion = layers.Dense(CLASS_COUNT, activation="softmax", name="emotion")(tensor)
    return tf_keras.Model(face, emotion, name=MODEL_NAME)


def copy_weights(network: EmotionNetwork, model: tf_keras.Model, calibration: Calibration) -> None:
    def array(tensor: torch.Tensor) -> np.ndarray:
        return tensor.detach().numpy()

    for path, module in network.named_modules():
        if not isinstance(module, ConvolutionBatchNorm):
            continue
        name = path.replace("blocks.", "block").replace(".", "_")
        kernel = array(module.convolution.weight).transpose(2, 3, 1, 0)
        model.get_layer(f"{name}_conv").set_weights([kernel])
        norm = module.batch_norm
        model.get_layer(f"{name}_bn").set_weights(
            [array(t) for t in (norm.weight, norm.bias, norm.running_mean, norm.running_var)]
        )
    labels, votes = network.fer_head, network.votes_head
    model.get_layer("emotion").set_weights([
        calibration.combine(array(labels.weight), array(votes.weight)).T,
        calibration.combine(array(labels.bias), array(votes.bias)) + calibration.shift,
    ])


def main() -> None:
    options = parse_arguments()
    network = load_network(options.checkpoint)
    faces = load_splits(options.data, options.validation_share, options.seed).validation
    label_logits, votes_logits = predict(network, faces)
    calibration = fit(label_logits, votes_logits, faces, options.label_share, options.balance)
    expected = probabilities(calibration.logits(label_logits, votes_logits))
    print(f"{calibration}; on the {len(faces)} validation images:")
    print(describe(measure(expected, faces)))

    model = build_keras(network.architecture)
    copy_weights(network, model, calibration)
    images = faces.images[..., None].astype(np.float32) / 255
    difference = float(np.abs(model.predict(images, verbose=0) - expected).max())
    if difference > TOLERANCE:
        raise SystemExit(
            f"Keras and PyTorch differ by {difference:.2e}, more than {TOLERANCE:.0e}:"
            f" {options.output} was not written"
        )
    options.output.parent.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        # tf_keras calls the format legacy; it is the one that the contract names.
        warnings.filterwarnings("ignore", message=".*HDF5 file via `model.save")
        model.save(options.output, include_optimizer=False, save_format="h5")
    print(
        f"{options.output}: {options.output.stat().st_size} bytes, {model.count_params()}"
        f" parameters; Keras and PyTorch differ by at most {difference:.1e}"
    )


if __name__ == "__main__":
    main()
