"""Times one runtime on one network: milliseconds of processor time for a face, one thread.

What it computes is compared with what Keras computed (networks.py), so that nothing else is timed.

Run: python inference.py RUNTIME FOLDER NETWORK; prints JSON: {"1": ms, "8": ms, "32": ms}.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np

BATCHES = (1, 8, 32)
SECONDS = 0.6  # for each batch
LEAST = 7  # measurements
TOLERANCE = 1e-3  # of probabilities


def keras_predict(folder: Path, name: str, faces: np.ndarray):
    import tensorflow as tf
    import tf_keras

    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    model = tf_keras.models.load_model(folder / f"{name}.h5", compile=False)
    return lambda: model.predict(faces, verbose=0)


def onnx_runtime(folder: Path, name: str, faces: np.ndarray):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        str(folder / f"{name}.onnx"), options, providers=["CPUExecutionProvider"]
    )
    return lambda: session.run(None, {"face": faces})[0]


def openvino(folder: Path, name: str, faces: np.ndarray):
    import openvino

    core = openvino.Core()
    model = core.read_model(folder / f"{name}.onnx")
    model.reshape({model.inputs[0].any_name: list(faces.shape)})
    request = core.compile_model(
        model, "CPU",
        {"INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1, "INFERENCE_PRECISION_HINT": "f32"},
    ).create_infer_request()
    return lambda: request.infer([faces], share_inputs=True)[0]


def opencv_dnn(folder: Path, name: str, faces: np.ndarray):
    import cv2

    cv2.setNumThreads(1)
    network = cv2.dnn.readNetFromONNX(str(folder / f"{name}.onnx"))

    def run():
        network.setInput(faces)
        return network.forward()

    return run


def ncnn(folder: Path, name: str, faces: np.ndarray):
    import ncnn
    import pnnx

    parameters = folder / f"{name}.ncnn.param"
    if not parameters.exists():
        converter = Path(pnnx.EXEC_PATH if hasattr(pnnx, "EXEC_PATH") else "pnnx")
        subprocess.run(
            [converter, f"{name}.onnx", "inputshape=[1,48,48,1]"], cwd=folder, check=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
    network = ncnn.Net()
    network.opt.num_threads = 1
    for precision in ("fp16_packed", "fp16_storage", "fp16_arithmetic", "bf16_storage"):
        setattr(network.opt, f"use_{precision}", False)
    if network.load_param(str(parameters)) or network.load_model(str(folder / f"{name}.ncnn.bin")):
        raise RuntimeError("the converted network cannot be loaded")
    images = [ncnn.Mat(np.ascontiguousarray(face)) for face in faces]

    def run():
        results = []
        for image in images:
            extractor = network.create_extractor()
            extractor.input("in0", image)
            results.append(np.array(extractor.extract("out0")[1]))
        return np.stack(results)

    return run


RUNTIMES = {
    "Keras predict": keras_predict,
    "ONNX Runtime": onnx_runtime,
    "OpenVINO": openvino,
    "OpenCV DNN": opencv_dnn,
    "ncnn": ncnn,
}


def main() -> None:
    runtime, folder, name = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    results = {}
    with np.load(folder / f"{name}.npz") as golden:
        all_faces, all_expected = golden["faces"], golden["expected"]
    for batch in BATCHES:
        faces, expected = all_faces[:batch], all_expected[:batch]
        run = RUNTIMES[runtime](folder, name, faces)
        difference = np.abs(np.reshape(run(), expected.shape) - expected).max()
        if not difference <= TOLERANCE:
            raise SystemExit(f"{runtime} differs from Keras by {difference:.2g} on network {name}")
        for _ in range(3):
            run()
        times, end = [], time.perf_counter() + SECONDS
        while time.perf_counter() < end or len(times) < LEAST:
            start = time.process_time()
            run()
            times.append(time.process_time() - start)
        results[batch] = 1000 * float(np.median(times)) / batch
    print(json.dumps(results))


if __name__ == "__main__":
    main()
