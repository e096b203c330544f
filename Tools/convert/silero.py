"""Rebuilds models/silero_cell.h5 and silero_out.h5 from silero_vad_16k_op15.onnx.

Run:
    python silero.py OUTPUT                              # downloads the pinned wheel
    python silero.py OUTPUT --wheel silero_vad-6.2.3-py3-none-any.whl --compare ../../models

The short-time Fourier transform before the network (its kernels are a Hann window of 256 by sines
and cosines) and the gates of the recurrent cell are host code in Sources/Speech/VoiceActivity. What
is left is convolutions and matrices: four magnitude spectra and a state give the sums of the four
gates (silero_cell), and a state gives the probability (silero_out).
"""

import numpy as np
import onnx
import onnx.numpy_helper
import tf_keras

import sources
from keras_files import argument_parser, save

layers = tf_keras.layers
SPECTRA, BINS, STATE = 4, 129, 128
# Strides in time of the four convolutions.
STRIDES = (1, 2, 2, 1)


def check_spectrum(kernels):
    """The host code computes what these kernels do."""
    n, k = np.arange(256), np.arange(BINS)[:, None]
    window = 0.5 - 0.5 * np.cos(2 * np.pi * n / 256)
    phase = 2 * np.pi * k * n / 256
    real, imaginary = kernels[:BINS, 0], kernels[BINS:, 0]
    error = max(
        np.abs(real - window * np.cos(phase)).max(), np.abs(imaginary + window * np.sin(phase)).max())
    if error > 1e-5:
        raise SystemExit(f"the spectrum's kernels differ from a Hann window's by {error}")


def main():
    parser = argument_parser(__doc__.splitlines()[0])
    arguments = parser.parse_args()
    if arguments.output is None:
        parser.error("OUTPUT is missing")
    graph = onnx.load_from_string(sources.VOICE.read(arguments.wheel)).graph
    values = {i.name: onnx.numpy_helper.to_array(i) for i in graph.initializer}
    check_spectrum(values["model.stft.forward_basis_buffer"])

    spectra = value = layers.Input((SPECTRA, 1, BINS))
    weights = []
    for index, stride in enumerate(STRIDES):
        name = f"model.encoder.{index}.reparam_conv"
        kernel = values[f"{name}.weight"]
        layer = layers.Conv2D(kernel.shape[0], (3, 1), strides=(stride, 1), activation="relu")
        value = layer(layers.ZeroPadding2D(((1, 1), (0, 0)))(value))
        weights.append((layer, [kernel.transpose(2, 1, 0)[:, None], values[f"{name}.bias"]]))
    cell = "model.decoder.rnn"
    of_input = layers.Dense(4 * STATE, name="lstm_ih")
    state = layers.Input((STATE,))
    of_state = layers.Dense(4 * STATE, use_bias=False, name="lstm_hh")
    gates = layers.Add()([of_input(layers.Flatten()(value)), of_state(state)])
    weights += [
        (of_input, [values[f"{cell}.weight_ih"].T,
                    values[f"{cell}.bias_ih"] + values[f"{cell}.bias_hh"]]),
        (of_state, [values[f"{cell}.weight_hh"].T])]
    save(tf_keras.Model([spectra, state], gates, name="silero_cell"), weights, arguments)

    hidden = layers.Input((STATE,))
    output = layers.Dense(1, activation="sigmoid", name="out")
    probability = output(layers.ReLU()(hidden))
    last = "model.decoder.decoder.2"
    save(
        tf_keras.Model(hidden, probability, name="silero_out"),
        [(output, [values[f"{last}.weight"][:, :, 0].T, values[f"{last}.bias"]])], arguments)


if __name__ == "__main__":
    main()
