"""Writes models of few layers with many settings, with inputs and outputs, for the tests of Keras.

    python make_layer_goldens.py            # needs keras 3, tf_keras, tensorflow, h5py
    python make_layer_goldens.py keras3     # one generation only
    python make_layer_goldens.py keras3 conv merge      # some groups of it

Files are called NAME.GENERATION.h5 as those of make_keras_goldens.py. The models are graphs with one
output per case, so that one file covers many settings.
"""
import itertools
import os
import subprocess
import sys
import tempfile

from golden_files import GoldenFiles

PADDINGS = ("same", "valid")


def convolutions(g):
    L = g.layers
    # Odd and even lengths.
    for length in (9, 10):
        cases = []
        for kernel, stride, padding in itertools.product((2, 3), (1, 2, 3), PADDINGS):
            cases.append(
                L.Conv1D(2, kernel, strides=stride, padding=padding, use_bias=stride == 2))
        cases += [L.Conv1D(2, 3, dilation_rate=2, padding=p) for p in ("same", "valid", "causal")]
        cases += [L.Conv1D(3, 2, padding="causal", activation="relu"),
                  L.Conv1D(2, 3, padding="causal", strides=2)]
        g.branches(f"Conv1D_{length}", (length, 3), cases)
        cases = []
        for kernel, stride, padding in itertools.product((2, 3), (1, 2), PADDINGS):
            cases.append(
                L.DepthwiseConv1D(kernel, strides=stride, padding=padding, depth_multiplier=kernel - 1))
            cases.append(
                L.SeparableConv1D(2, kernel, strides=stride, padding=padding, activation="tanh"))
        cases.append(L.DepthwiseConv1D(3, dilation_rate=2))
        g.branches(f"DepthwiseConv1D_{length}", (length, 2), cases)
    cases = []
    for kernel, stride, padding in itertools.product(((2, 3, 1), (3, 3, 3)), (1, 2), PADDINGS):
        cases.append(L.Conv3D(2, kernel, strides=stride, padding=padding))
    cases.append(L.Conv3D(2, 2, dilation_rate=(1, 2, 1), activation="elu"))
    g.branches("Conv3D", (5, 4, 6, 2), cases)
    # The opposite parities of the inputs in make_keras_goldens.py.
    cases = []
    for kernel, stride, padding in itertools.product(((3, 3), (2, 4)), ((1, 1), (2, 2), (2, 3)), PADDINGS):
        cases.append(L.Conv2D(2, kernel, strides=stride, padding=padding))
    for padding in PADDINGS:
        cases.append(L.Conv2D(2, 3, dilation_rate=2, padding=padding))
        cases.append(L.DepthwiseConv2D(3, strides=2, padding=padding))
        cases.append(L.SeparableConv2D(2, 3, strides=2, padding=padding))
    g.branches("Conv2DParity", (8, 9, 2), cases)
    cases = [L.Conv2D(4, 3, groups=2, padding="same"), L.Conv2D(8, 2, groups=4, strides=2),
             L.Conv2D(4, 3, groups=4, use_bias=False), L.Conv2D(4, 3, groups=2, dilation_rate=2)]
    g.branches("Conv2DGroups", (7, 6, 4), cases)
    g.branches("Conv1DGroups", (7, 4), [L.Conv1D(4, 3, groups=2), L.Conv1D(4, 2, groups=4)])
    if not g.is_keras3:
        g.branches("LocallyConnected2D", (5, 6, 2), [
            L.LocallyConnected2D(2, 3), L.LocallyConnected2D(2, (2, 3), strides=(2, 1), activation="relu"),
            L.LocallyConnected2D(1, 2, use_bias=False)])
        g.branches("LocallyConnected1D", (7, 2), [
            L.LocallyConnected1D(2, 3), L.LocallyConnected1D(3, 2, strides=2, use_bias=False)])


def transposed(g):
    L = g.layers

    def accepts(kernel, stride, padding, extra):
        if extra is None:
            return True
        if max(extra) >= stride:
            return False
        # TensorFlow cannot compute it.
        return not (padding == "same" and any(k % 2 == 0 for k in kernel))

    cases = []
    for kernel, stride, padding, extra in itertools.product(
            ((3, 3), (2, 4), (1, 1)), (1, 2, 3), PADDINGS, (None, (0, 0), (1, 0))):
        if accepts(kernel, stride, padding, extra):
            cases.append(L.Conv2DTranspose(
                2, kernel, strides=stride, padding=padding, output_padding=extra,
                use_bias=stride == 2))
    for padding in PADDINGS:
        # TensorFlow computes no dilation on the CPU.
        cases.append(
            L.Conv2DTranspose(2, (2, 3), strides=(3, 2), padding=padding, activation="relu"))
    g.branches("Conv2DTranspose", (4, 5, 2), cases)
    cases = []
    for kernel, stride, padding in itertools.product((2, 3), (1, 2), PADDINGS):
        cases.append(L.Conv1DTranspose(2, kernel, strides=stride, padding=padding))
    g.branches("Conv1DTranspose", (5, 3), cases)
    cases = []
    for kernel, stride, padding in itertools.product((2, 3), (1, 2), PADDINGS):
        cases.append(L.Conv3DTranspose(1, kernel, strides=stride, padding=padding))
    g.branches("Conv3DTranspose", (2, 3, 2, 2), cases)


def pooling(g):
    L = g.layers
    for length in (7, 8):
        cases = []
        for kind, pool, stride, padding in itertools.product(
                ("Max", "Average"), (2, 3), (None, 1, 2), PADDINGS):
            cases.append(getattr(L, kind + "Pooling1D")(pool, strides=stride, padding=padding))
        cases += [L.GlobalMaxPooling1D(), L.GlobalAveragePooling1D(),
                  L.GlobalMaxPooling1D(keepdims=True), L.GlobalAveragePooling1D(keepdims=True)]
        g.branches(f"Pooling1D_{length}", (length, 2), cases)
    cases = []
    for kind, pool, stride, padding in itertools.product(
            ("Max", "Average"), (2, (1, 2, 3)), (None, 1), PADDINGS):
        cases.append(getattr(L, kind + "Pooling3D")(pool, strides=stride, padding=padding))
    cases += [L.GlobalMaxPooling3D(), L.GlobalAveragePooling3D(keepdims=True)]
    g.branches("Pooling3D", (3, 4, 5, 2), cases)
    cases = []
    for kind, pool, stride, padding in itertools.product(
            ("Max", "Average"), ((2, 2), (3, 3), (2, 3)), (None, (2, 3)), PADDINGS):
        cases.append(getattr(L, kind + "Pooling2D")(pool, strides=stride, padding=padding))
    cases += [L.GlobalMaxPooling2D(), L.GlobalMaxPooling2D(keepdims=True)]
    g.branches("Pooling2DParity", (8, 9, 2), cases)
    if g.is_keras3 and hasattr(L, "AdaptiveAveragePooling2D"):
        # Keras cannot compute the maximum where a bin of the second axis would be over its end.
        g.branches("AdaptivePooling2D", (7, 8, 2), [
            L.AdaptiveAveragePooling2D((3, 2)), L.AdaptiveAveragePooling2D(4),
            L.AdaptiveAveragePooling2D((7, 2)), L.AdaptiveMaxPooling2D((3, 2)),
            L.AdaptiveMaxPooling2D((4, 3))])
        g.branches("AdaptivePooling1D", (7, 2), [
            L.AdaptiveAveragePooling1D(3), L.AdaptiveMaxPooling1D(2)])
        g.branches("AdaptivePooling3D", (4, 5, 3, 1), [
            L.AdaptiveAveragePooling3D(2), L.AdaptiveMaxPooling3D((2, 3, 2))])


def merges(g):
    L = g.layers
    a, b, c, d = (L.Input(s, name=n) for n, s in (
        ("a", (3, 4, 2)), ("b", (3, 4, 2)), ("c", (1, 1, 2)), ("d", (2,))))
    outputs = []
    for kind in ("Add", "Multiply", "Average", "Maximum", "Minimum"):
        layer = getattr(L, kind)
        outputs += [layer()([a, b]), layer()([a, b, c]), layer()([a, c]), layer()([a, d])]
    outputs += [L.Subtract()([a, b]), L.Subtract()([a, c]), L.Subtract()([c, a]), L.Subtract()([a, d])]
    g.save("Merge", g.keras.Model([a, b, c, d], outputs))
    outputs = [L.Concatenate(axis=axis)([a, b, a]) for axis in (-1, 1, 2, 3, -2)]
    outputs.append(L.Concatenate()([c, c]))
    g.save("Concatenate", g.keras.Model([a, b, c], outputs))
    p, q, r, s = (L.Input(s) for s in ((4, 3), (5, 3), (3,), (3,)))
    outputs = [L.Dot(axes=2)([p, q]), L.Dot(axes=(2, 2), normalize=True)([p, q]),
               L.Dot(axes=(2, 1))([p, r]), L.Dot(axes=1)([r, s]), L.Dot(axes=-1, normalize=True)([r, s])]
    g.save("Dot", g.keras.Model([p, q, r, s], outputs))


def shapes(g):
    L = g.layers
    g.branches("Reshape", (4, 6), [
        L.Reshape((6, 4)), L.Reshape((-1,)), L.Reshape((2, -1, 3)), L.Reshape((24,)),
        L.Reshape((1, 1, 24)), L.Permute((2, 1)), L.Flatten(), L.Cropping1D(1), L.Cropping1D((0, 2)),
        L.ZeroPadding1D(2), L.ZeroPadding1D((0, 1)), L.UpSampling1D(3)])
    g.branches("Permute", (2, 3, 4), [
        L.Permute(order) for order in itertools.permutations((1, 2, 3))])
    g.branches("RepeatVector", (3,), [L.RepeatVector(1), L.RepeatVector(4)])
    g.branches("Cropping2D", (6, 7, 2), [
        L.Cropping2D(1), L.Cropping2D((1, 2)), L.Cropping2D(((0, 1), (2, 3)))])
    g.branches("Borders3D", (4, 5, 4, 2), [
        L.Cropping3D(1), L.Cropping3D((1, 2, 0)), L.Cropping3D(((0, 1), (2, 1), (0, 0))),
        L.ZeroPadding3D(1), L.ZeroPadding3D((0, 1, 2)), L.ZeroPadding3D(((0, 1), (2, 0), (0, 0))),
        L.UpSampling3D(2), L.UpSampling3D((1, 2, 3))])
    for size in ((3, 4), (1, 5)):
        g.branches(f"UpSampling2D_{size[0]}", size + (2,), [
            L.UpSampling2D(factor, interpolation=kind)
            for factor in (2, 3, (1, 2), (3, 1)) for kind in ("nearest", "bilinear")])


def preprocessing(g):
    import numpy

    L = g.layers
    cases = [L.Rescaling(1 / 255), L.Rescaling(2.0, offset=-1.0),
             L.Rescaling([1.0, 2.0, 3.0], offset=[0.5, 0.0, -1.0])]
    for axis in (-1, (1, 2), None, (2, 3)):
        shape = {-1: (3,), (1, 2): (4, 5), None: (), (2, 3): (5, 3)}[axis]
        mean = g.random.uniform(-1, 1, shape).astype("float32")
        variance = g.random.uniform(0.5, 2, shape).astype("float32")
        cases.append(L.Normalization(axis=axis, mean=mean, variance=variance))
    cases.append(L.Normalization(axis=-1, mean=[1.0, 2.0, 3.0], variance=[1.0, 4.0, 0.0], invert=True))
    cases.append(L.Normalization(axis=-1, mean=0.5, variance=2.0))
    for axis in (-1, None, (1, 3)):
        adapted = L.Normalization(axis=axis)
        adapted.adapt(g.random.normal(1, 2, size=(16, 4, 5, 3)).astype("float32"))
        cases.append(adapted)
    x = L.Input((4, 5, 3))
    model = g.keras.Model(x, [case(x) for case in cases])
    g.save("Normalization", model, randomised=True)
    cases = []
    for size, kind in itertools.product(((5, 7), (10, 14), (3, 4), (9, 5)), ("bilinear", "nearest")):
        cases.append(L.Resizing(*size, interpolation=kind))
    cases += [L.Resizing(4, 4, crop_to_aspect_ratio=True), L.Resizing(8, 3, crop_to_aspect_ratio=True),
              L.Resizing(3, 9, interpolation="nearest", crop_to_aspect_ratio=True)]
    cases += [L.CenterCrop(*size) for size in ((3, 4), (2, 3), (5, 7), (4, 9), (8, 3), (9, 9))]
    if not g.is_keras3:
        cases += [L.RandomCrop(3, 3), L.RandomCrop(2, 6), L.RandomCrop(5, 4)]
    g.branches("Resizing", (5, 7, 2), cases)
    if g.is_keras3:
        value = g.random.uniform(0, 255, size=(2, 5, 6, 3)).astype("float32")
        value[1, ..., 2] = 7
        g.branches("AutoContrast", (5, 6, 3), [L.AutoContrast(), L.AutoContrast(value_range=(0, 1))], value)
    x = L.Input((6, 6, 3))
    cases = [L.RandomFlip(), L.RandomRotation(0.2), L.RandomZoom(0.2), L.RandomTranslation(0.1, 0.2),
             L.RandomContrast(0.2), L.RandomBrightness(0.2), L.SpatialDropout2D(0.2), L.Identity()]
    if g.is_keras3:
        cases += [L.RandomCrop(6, 6), L.RandomGrayscale(), L.RandomHue(0.2), L.RandomSaturation(0.2),
                  L.RandomSharpness(0.2), L.RandomShear(0.2), L.RandomInvert(0.2), L.Solarization(),
                  L.RandomPosterization(4), L.RandomErasing(), L.RandomGaussianBlur(), L.RandomColorJitter(),
                  L.RandomColorDegeneration(0.3), L.RandomPerspective(), L.RandomElasticTransform()]
    else:
        cases += [L.RandomHeight(0.2), L.RandomWidth(0.2)]
    outputs = []
    for case in cases:
        try:
            # Some cannot be saved by the Keras that has them.
            g.keras.Model(x, case(x)).save(os.path.join(tempfile.gettempdir(), "probe.h5"))
            outputs.append(case(x))
        except Exception as error:
            print("left out", type(case).__name__, type(error).__name__, str(error).splitlines()[0])
    value = g.random.uniform(0, 255, size=(2, 6, 6, 3)).astype("float32")
    g.save("RandomLayers", g.keras.Model(x, outputs), [value])


def normalisation(g):
    L = g.layers
    cases = [L.LayerNormalization(), L.LayerNormalization(axis=(1, 2)), L.LayerNormalization(axis=1),
             L.LayerNormalization(axis=(2, 3), epsilon=0.1), L.LayerNormalization(scale=False),
             L.LayerNormalization(center=False), L.LayerNormalization(scale=False, center=False),
             L.LayerNormalization(axis=[1, 2, 3])]
    cases += [L.GroupNormalization(groups=2), L.GroupNormalization(groups=-1),
              L.GroupNormalization(groups=3, epsilon=0.1, center=False), L.GroupNormalization(groups=6, scale=False),
              L.GroupNormalization(groups=1), L.GroupNormalization(groups=2, axis=2)]
    cases += [L.UnitNormalization(), L.UnitNormalization(axis=1), L.UnitNormalization(axis=[1, 2])]
    cases += [L.BatchNormalization(axis=1), L.BatchNormalization(axis=2, scale=False), L.BatchNormalization(axis=-2)]
    if g.is_keras3:
        cases += [L.RMSNormalization(), L.RMSNormalization(epsilon=0.1)]
    g.branches("SampleNormalization", (3, 4, 6), cases)
    g.branches("SampleNormalizationVector", (6,), [L.LayerNormalization(), L.GroupNormalization(groups=2),
                                                   L.UnitNormalization()])
    if g.is_keras3:
        from keras.src.applications.convnext import LayerScale
    else:
        from tf_keras.src.applications.convnext import LayerScale
    g.branches("LayerScale", (3, 2, 6), [LayerScale(1e-6, 6)])


def activations(g):
    L = g.layers
    wide = g.random.uniform(-6, 6, size=(2, 3, 4, 5)).astype("float32")
    names = []
    if g.is_keras3:
        names = ["relu6", "celu", "log_sigmoid", "hard_silu", "hard_swish", "hard_tanh", "tanh_shrink",
                 "soft_shrink", "hard_shrink", "sparse_plus", "squareplus", "sparse_sigmoid", "log_softmax"]
    cases = [L.Activation(name) for name in names]
    cases += [L.LeakyReLU(), L.LeakyReLU(0.1), L.ELU(), L.ELU(alpha=0.5), L.Softmax(axis=1), L.Softmax(axis=2),
              L.Softmax(axis=-2), L.ReLU(max_value=6, negative_slope=0.1, threshold=1)]
    cases += [L.PReLU(), L.PReLU(shared_axes=[1, 2]), L.PReLU(shared_axes=[1]), L.PReLU(shared_axes=[3]),
              L.PReLU(shared_axes=[1, 2, 3])]
    cases += [L.Dense(4, activation=L.LeakyReLU(0.3)), L.Conv2D(2, 2, activation=L.ELU(alpha=2.0)),
              L.Dense(3, activation="hard_sigmoid"), L.Conv2D(3, 2, activation="softmax")]
    if not g.is_keras3:
        cases += [L.ThresholdedReLU(), L.ThresholdedReLU(theta=2.5)]
    g.branches("ActivationClasses", (3, 4, 5), cases, wide)


GROUPS = {
    "conv": convolutions, "transposed": transposed, "pooling": pooling, "merge": merges, "shape": shapes,
    "preprocessing": preprocessing, "normalisation": normalisation, "activation": activations,
}


def main():
    if len(sys.argv) < 2:
        for generation in ("keras3", "tfkeras"):
            subprocess.run([sys.executable, os.path.abspath(__file__), generation], check=True)
        return
    generation, names = sys.argv[1], sys.argv[2:] or GROUPS
    for index, name in enumerate(GROUPS):
        if name in names:
            # A seed for each group, so that one can be made again by itself.
            g = GoldenFiles(generation, 20240607 + index)
            GROUPS[name](g)
            print(name, g.cases, "cases", flush=True)


main()
