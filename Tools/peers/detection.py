"""Times OpenCV's cascade detector, one thread, on the frames of a video that Mien samples.

Run: python detection.py VIDEO CASCADE.xml; prints JSON: {"OpenCV": ms}, the median of the frames.
"""

import json
import sys
import time

import cv2
import numpy as np

RATE, FRAMES = 6, 60


def main() -> None:
    cv2.setNumThreads(1)
    video, cascade = sys.argv[1], cv2.CascadeClassifier(sys.argv[2])
    capture = cv2.VideoCapture(video)
    step = max(1, round((capture.get(cv2.CAP_PROP_FPS) or 30) / RATE))
    times, number = [], 0
    while len(times) < FRAMES:
        is_read, image = capture.read()
        if not is_read:
            break
        if number % step == 0:
            gray = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
            start = time.process_time()
            cascade.detectMultiScale(gray, 1.3, 5)
            times.append(time.process_time() - start)
        number += 1
    print(json.dumps({"OpenCV": 1000 * float(np.median(times))}))


if __name__ == "__main__":
    main()
