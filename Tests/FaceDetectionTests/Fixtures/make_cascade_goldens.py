"""Writes cascade_goldens.json: what OpenCV's detector finds with each of the 22 cascades of Debian's
package opencv-data, which are of all kinds: Haar features upright and tilted, stumps and trees, local
binary patterns, and the older format of haartraining. Also writes plate.pgm and body.pgm, drawings in
which those cascades find something that find nothing in faces.

Run: python make_cascade_goldens.py, after make_detection_goldens.py, whose pictures it reads.
Needs opencv-python-headless 4.x and numpy; the cascades are those of opencv-data 4.6.0.
"""

import hashlib
import json
import pathlib

import cv2
import numpy as np

HERE = pathlib.Path(__file__).parent
CASCADES = pathlib.Path("/usr/share/opencv4")
PICTURES = ["portrait", "tilted", "bright", "wide", "close", "crowd", "plate", "body"]
PARAMETERS = [
    # scale factor, minimum neighbours, minimum size, maximum size
    (1.1, 0, None, None),
    (1.05, 5, (40, 40), (120, 120)),
    (1.3, 3, (30, 30), None),
    (1.2, 0, (500, 500), None),
]


def draw_plate():
    rows, columns = np.mgrid[0:130, 0:220]
    image = ((rows + columns) // 3 + 60).astype(np.uint8)
    cv2.rectangle(image, (30, 40), (190, 76), 240, -1)
    cv2.rectangle(image, (30, 40), (190, 76), 20, 2)
    cv2.putText(image, "A 123 BC 77", (36, 66), cv2.FONT_HERSHEY_SIMPLEX, 0.75, 20, 2)
    return cv2.GaussianBlur(image, (3, 3), 0)


def draw_body():
    image = np.full((200, 140), 180, np.uint8)
    cv2.circle(image, (70, 30), 14, 90, -1)
    for corners, level in [
        ((48, 46, 92, 110), 70), ((50, 110, 67, 185), 50), ((73, 110, 90, 185), 50),
        ((36, 50, 47, 105), 80), ((93, 50, 104, 105), 80),
    ]:
        cv2.rectangle(image, corners[:2], corners[2:], level, -1)
    return cv2.GaussianBlur(image, (5, 5), 0)


def main():
    cv2.setNumThreads(1)
    for name, image in (("plate", draw_plate()), ("body", draw_body())):
        header = b"P5\n%d %d\n255\n" % (image.shape[1], image.shape[0])
        (HERE / f"{name}.pgm").write_bytes(header + image.tobytes())
    pictures = {name: cv2.imread(str(HERE / f"{name}.pgm"), cv2.IMREAD_GRAYSCALE) for name in PICTURES}
    assert all(picture is not None for picture in pictures.values())
    cascades = []
    for path in sorted(CASCADES.glob("*cascades/*.xml")):
        detector = cv2.CascadeClassifier(str(path))
        detections = []
        for picture, image in pictures.items():
            for number, (scale_factor, neighbors, minimum, maximum) in enumerate(PARAMETERS):
                found, counts = detector.detectMultiScale2(
                    np.ascontiguousarray(image), scale_factor, neighbors, 0, minimum or (0, 0),
                    maximum or (0, 0))
                if len(found) > 0:
                    detections.append({
                        "picture": picture,
                        "parameters": number,
                        "rectangles": [int(v) for r in found for v in r],
                        "neighbors": [int(c) for c in counts],
                    })
        cascades.append({
            "file": f"{path.parent.name}/{path.name}",
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "detections": detections,
        })
        assert detections, path
        print(path.name, sum(len(d["neighbors"]) for d in detections))
    goldens = {
        "opencv": cv2.__version__,
        "pictures": PICTURES,
        "parameters": [
            dict(zip(("scaleFactor", "minimumNeighbors", "minimumSize", "maximumSize"), p))
            for p in PARAMETERS
        ],
    }
    head = json.dumps(goldens)[:-1]
    lines = ",\n".join(json.dumps(c, separators=(",", ":")) for c in cascades)
    (HERE / "cascade_goldens.json").write_text(f'{head}, "cascades": [\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
