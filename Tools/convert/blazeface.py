"""Rebuilds models/blazeface_short.h5 from MediaPipe's face_detection_short_range.tflite.

Run:
    python blazeface.py OUTPUT                          # downloads the pinned wheel
    python blazeface.py OUTPUT --wheel mediapipe-0.10.21-*.whl --compare ../../models

Anchors, scores and the weighted suppression of overlapping boxes are host code in
Sources/FaceLandmarks/Detection.
"""

import sources
from keras_files import argument_parser, save
from tflite_layers import Graph, convert


def main():
    parser = argument_parser(__doc__.splitlines()[0])
    arguments = parser.parse_args()
    if arguments.output is None:
        parser.error("OUTPUT is missing")
    graph = Graph(sources.FACES.read(arguments.wheel))
    ends = [[int(t) for t in tensors] for tensors in (
        graph.graph.InputsAsNumpy(), graph.graph.OutputsAsNumpy())]
    save(*convert(graph, "blazeface_short", *ends), arguments)


if __name__ == "__main__":
    main()
