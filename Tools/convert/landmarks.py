"""Rebuilds models/attmesh_*.h5 from MediaPipe's face_landmark_with_attention.tflite.

Run:
    python landmarks.py OUTPUT                          # downloads the pinned wheel
    python landmarks.py OUTPUT --wheel mediapipe-0.10.21-*.whl --compare ../../models
    python landmarks.py --print-regions                 # constants of the custom operations

The TFLite graph is split at its three custom operations (Landmarks2TransformMatrix,
TransformTensorBilinear, TransformLandmarks), which are host code in Sources/FaceLandmarks.
"""

from flatbuffers import flexbuffers

import sources
from keras_files import argument_parser, save
from tflite_layers import Graph, convert

# Tensors of the graph: inputs and outputs of the parts.
PARTS = {
    "attmesh_trunk": ([0], [35, 186, 710]),
    "attmesh_lips": ([199], [684]),
    "attmesh_left_eye": ([200], [687, 690]),
    "attmesh_right_eye": ([201], [693, 696]),
}


def main():
    parser = argument_parser(__doc__.splitlines()[0])
    parser.add_argument("--print-regions", action="store_true")
    arguments = parser.parse_args()
    graph = Graph(sources.LANDMARKS.read(arguments.wheel))
    if arguments.print_regions:
        for name, _, _, operation in graph.operations:
            if name == "Landmarks2TransformMatrix":
                print(flexbuffers.Loads(operation.CustomOptionsAsNumpy().tobytes()))
        return
    if arguments.output is None:
        parser.error("OUTPUT is missing")
    for name, (inputs, outputs) in PARTS.items():
        save(*convert(graph, name, inputs, outputs), arguments)


if __name__ == "__main__":
    main()
