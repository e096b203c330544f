"""Writes landmark_goldens.json: landmarks, head pose, gaze and eye contact of Tools/sample's video.

Run: python make_landmark_goldens.py
Needs tf_keras, opencv-python-headless 4.x and numpy. The networks run in Keras from the same .h5
files; everything between them is plain numpy in 64 bits, after MediaPipe's face_landmark graphs
(Apache-2.0) and specs/scores.md §2.
"""

import json
import pathlib
import sys

import cv2
import numpy as np
import tf_keras

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parents[2]
SAMPLE = ROOT / "Tools" / "sample" / "eileen-collins.mp4"
CASCADE = ROOT / "models" / "haarcascade_frontalface_default.xml"
GOLDEN_FRAMES = (0, 80, 180)  # frames of the video whose landmarks are kept

LIPS = [61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 185, 40, 39, 37, 0, 267, 269, 270, 409,
        78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308, 191, 80, 81, 82, 13, 312, 311, 310, 415,
        76, 77, 90, 180, 85, 16, 315, 404, 320, 307, 306, 184, 74, 73, 72, 11, 302, 303, 304, 408,
        62, 96, 89, 179, 86, 15, 316, 403, 319, 325, 292, 183, 42, 41, 38, 12, 268, 271, 272, 407]
LEFT = [33, 7, 163, 144, 145, 153, 154, 155, 133, 246, 161, 160, 159, 158, 157, 173, 130, 25, 110,
        24, 23, 22, 26, 112, 243, 247, 30, 29, 27, 28, 56, 190, 226, 31, 228, 229, 230, 231, 232,
        233, 244, 113, 225, 224, 223, 222, 221, 189, 35, 124, 46, 53, 52, 65, 143, 111, 117, 118,
        119, 120, 121, 128, 245, 156, 70, 63, 105, 66, 107, 55, 193]
RIGHT = [263, 249, 390, 373, 374, 380, 381, 382, 362, 466, 388, 387, 386, 385, 384, 398, 359, 255,
         339, 254, 253, 252, 256, 341, 463, 467, 260, 259, 257, 258, 286, 414, 446, 261, 448, 449,
         450, 451, 452, 453, 464, 342, 445, 444, 443, 442, 441, 413, 265, 353, 276, 283, 282, 295,
         372, 340, 346, 347, 348, 349, 350, 357, 465, 383, 300, 293, 334, 296, 336, 285, 417]
REGIONS = {"lips": (LIPS, 61, 291), "left_eye": (LEFT, 33, 133), "right_eye": (RIGHT, 362, 263)}
OFFSET = np.array([0.11, -0.149, 0.464])

NETS = {n: tf_keras.models.load_model(ROOT / "models" / f"attmesh_{n}.h5", compile=False)
        for n in ("trunk", "lips", "left_eye", "right_eye")}
HEAD = np.loadtxt(HERE / "procrustes33.csv", delimiter=",", skiprows=1)


def fnv1a(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return f"{value:016x}"


def warp(image, center, side, roll, n=192):
    """ColorImage.warp: bilinear between centres of pixels, black outside, m×m samples a pixel."""
    scale = side / n
    m = max(1, int(np.ceil(scale / 2)))
    a, b = scale * np.cos(roll), scale * np.sin(roll)
    h, w = image.shape[:2]
    padded = np.zeros((h + 2, w + 2, 3))
    padded[1:-1, 1:-1] = image
    total = np.zeros((n, n, 3))
    for j in range(m):
        for i in range(m):
            v, u = np.mgrid[0:n, 0:n].astype(float)
            u, v = u + (i + 0.5) / m - n / 2, v + (j + 0.5) / m - n / 2
            x, y = a * u - b * v + center[0] - 0.5, b * u + a * v + center[1] - 0.5
            x0, y0 = np.floor(x).astype(int), np.floor(y).astype(int)
            dx, dy = (x - x0)[..., None], (y - y0)[..., None]

            def at(yy, xx):
                return padded[np.clip(yy + 1, 0, h + 1), np.clip(xx + 1, 0, w + 1)]

            upper = at(y0, x0) * (1 - dx) + at(y0, x0 + 1) * dx
            lower = at(y0 + 1, x0) * (1 - dx) + at(y0 + 1, x0 + 1) * dx
            total += upper * (1 - dy) + lower * dy
    return (total / (m * m) / 255).astype(np.float32)


def region_matrix(mesh, indices, left, right):
    """MediaPipe's Landmarks2TransformMatrix, scale 1.5, output 16: from 16×16 to the features."""
    points = mesh[:, :2] * 0.25
    d = points[right] - points[left]
    turn = -np.arctan2(d[1], d[0])
    r = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    q = points[indices] @ r.T
    high, low = q.max(0), q.min(0)
    linear = r.T @ np.diag(1.5 * (high - low) / 16)
    return linear, r.T @ ((high + low) / 2) - linear @ [8, 8]


def sample(features, linear, shift):
    """MediaPipe's TransformTensorBilinear: zero outside the centres of the outermost features."""
    shift = shift + linear @ [0.5, 0.5] - 0.5
    h, w, _ = features.shape
    y, x = np.mgrid[0:16, 0:16]
    tx = linear[0, 0] * x + linear[0, 1] * y + shift[0]
    ty = linear[1, 0] * x + linear[1, 1] * y + shift[1]
    outside = (tx < 0) | (tx > w - 1) | (ty < 0) | (ty > h - 1)
    x0, y0 = np.floor(tx).astype(int), np.floor(ty).astype(int)
    padded = np.pad(features.astype(np.float64), ((1, 2), (1, 2), (0, 0)))

    def at(yy, xx):
        return padded[np.clip(yy + 1, 0, h + 1), np.clip(xx + 1, 0, w + 1)]

    dx, dy = (tx - x0)[..., None], (ty - y0)[..., None]
    out = (1 - dy) * ((1 - dx) * at(y0, x0) + dx * at(y0, x0 + 1)) \
        + dy * ((1 - dx) * at(y0 + 1, x0) + dx * at(y0 + 1, x0 + 1))
    out[outside] = 0
    return out.astype(np.float32)


def landmarks(image, crop):
    center, side, roll = crop
    pixels = warp(image, center, side, roll)
    features, mesh, flag = (o.numpy() for o in NETS["trunk"](pixels[None], training=False))
    mesh = mesh.reshape(468, 3).astype(np.float64)
    scale = side / 192
    a, b = scale * np.cos(roll), scale * np.sin(roll)
    linear = np.array([[a, -b], [b, a]])

    def place(p):
        return (p - 96) @ linear.T + center

    result = {"presence": float(1 / (1 + np.exp(-np.float64(flag.reshape(-1)[0]))))}
    for name, (indices, left, right) in REGIONS.items():
        matrix, shift = region_matrix(mesh, indices, left, right)
        outputs = NETS[name](sample(features[0], matrix, shift)[None], training=False)
        outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
        result[name] = [place(o.numpy().reshape(-1, 2).astype(np.float64) @ matrix.T + 4 * shift)
                        for o in outputs]
    result["mesh"] = np.concatenate([place(mesh[:, :2]), mesh[:, 2:] * scale], 1)
    return result


def crop_from_box(box):
    x, y, w, h = (float(v) for v in box)
    return np.array([x + 0.5 * w, y + 0.55 * h]), 1.5 * w, 0.0


def crop_from_mesh(mesh):
    d = mesh[263, :2] - mesh[33, :2]
    low, high = mesh[:, :2].min(0), mesh[:, :2].max(0)
    return (low + high) / 2, 1.5 * (high - low).max(), float(np.arctan2(d[1], d[0]))


def measure(result):
    mesh = result["mesh"]
    points, model, weights = mesh[HEAD[:, 0].astype(int)], HEAD[:, 1:4], HEAD[:, 4] / HEAD[:, 4].sum()
    mx, my = weights @ model, weights @ points
    xc, yc = model - mx, points - my
    u, s, vt = np.linalg.svd((yc * weights[:, None]).T @ xc)
    d = np.diag([1, 1, np.sign(np.linalg.det(u @ vt))])
    r = u @ d @ vt
    scale = (s * np.diag(d)).sum() / (weights[:, None] * xc ** 2).sum()
    f = r @ np.array([0, 0, -1.0])
    yaw = np.degrees(np.arctan2(f[0], -f[2]))
    pitch = np.degrees(np.arctan2(-f[1], np.hypot(f[0], f[2])))
    roll = np.degrees(np.arctan2(r[1, 0], r[0, 0]))
    g, openness = [], []
    for name, sign in (("left_eye", -1), ("right_eye", 1)):
        c, iris = result[name]
        g.append((iris[0] - (c[0] + c[8]) / 2) / scale - (r @ (OFFSET * [sign, 1, 1]))[:2])
        openness.append(np.hypot(*(c[12] - c[4])) / np.hypot(*(c[8] - c[0])))
    near = np.clip(0.5 + yaw / 60, 0, 1)
    d = (1 - near) * g[1] + near * g[0] if abs(yaw) > 15 else (g[0] + g[1]) / 2
    d = np.clip(d, -0.97, 0.97)
    return {"scale": scale, "yaw": yaw, "pitch": pitch, "roll": roll,
            "gazeX": np.degrees(np.arcsin(d[0])), "gazeY": -np.degrees(np.arcsin(d[1])),
            "openness": float(np.mean(openness)),
            "eyeDistance": np.hypot(*(mesh[263, :2] - mesh[33, :2]))}


def eye_contact(track):
    """specs/scores.md §2, items 3 to 6; `track` holds (time, measurement or None)."""
    t = np.array([a for a, _ in track])
    dt = np.gradient(t)
    seen = np.array([o is not None and o["eyeDistance"] >= 18 for _, o in track])

    def get(key):
        return np.array([o[key] if o is not None else np.nan for _, o in track])

    gx, gy, yaw, openness = get("gazeX"), get("gazeY"), get("yaw"), get("openness")
    closed = seen & (openness < max(0.12, 0.55 * np.nanmedian(openness[seen])))
    s = seen & ~closed & (np.abs(yaw) < 15)
    bias = np.zeros(2)
    if s.sum() >= 10:
        density = np.exp(-((gx[s][:, None] - gx[s]) ** 2 + (gy[s][:, None] - gy[s]) ** 2) / 18).sum(1)
        j = density.argmax()
        mode = np.array([gx[s][j], gy[s][j]])
        if np.hypot(*mode) <= 6 and (np.hypot(gx[s] - mode[0], gy[s] - mode[1]) < 5).mean() > 0.3:
            bias = 0.7 * mode
    x, y = gx - bias[0], gy - bias[1]
    q = np.sqrt(x ** 2 + np.where(y < 0, y / 1.25, y) ** 2 + (0.4 * yaw) ** 2)
    valid = seen & ~closed
    values = q[valid]
    around = np.stack([np.r_[values[:1], values[:-1]], values, np.r_[values[1:], values[-1:]]])
    c = np.full(len(track), np.nan)
    c[valid] = 1 / (1 + np.exp((np.median(around, 0) - 9.5) / 1.2))
    i = 0
    while i < len(c):
        j = i
        while j < len(c) and np.isnan(c[j]):
            j += 1
        if j > i:
            gap = t[min(j, len(c) - 1)] - t[max(i - 1, 0)]
            sides = [c[k] for k in (i - 1, j) if 0 <= k < len(c)]
            c[i:j] = np.mean(sides) if gap <= 0.7 and sides else 0
        i = max(j, i + 1)
    events, start = [], None
    for k in range(len(c)):
        if start is None and c[k] < 0.35:
            start = t[k]
        elif start is not None and c[k] > 0.65:
            events.append((start, t[k]))
            start = None
    if start is not None:
        events.append((start, t[-1]))
    blinks = (closed[1:] & ~closed[:-1]).sum() / max(t[-1] - t[0], 1) * 60
    return {"score": 100 * (c * dt).sum() / dt.sum(), "coverage": seen.mean(),
            "bias": bias.tolist(), "blinksPerMinute": blinks, "yawDeviation": np.nanstd(yaw),
            "away": [e for e in events if e[1] - e[0] >= 1]}


def frames(path, rate):
    """The first frame at or after each multiple of 1/rate seconds, of a constant frame rate."""
    capture = cv2.VideoCapture(str(path))
    fps, number, last = capture.get(cv2.CAP_PROP_FPS), -1, -1
    longest = max(capture.get(cv2.CAP_PROP_FRAME_WIDTH), capture.get(cv2.CAP_PROP_FRAME_HEIGHT))
    factor = int((longest - 1) // 1280 + 1)
    while capture.grab():
        number += 1
        cell = int((number / fps + 0.0005) * rate)
        if cell > last:
            last = cell
            image = capture.retrieve()[1]
            if factor > 1:
                h, w = image.shape[0] // factor * factor, image.shape[1] // factor * factor
                image = cv2.resize(image[:h, :w], None, fx=1 / factor, fy=1 / factor,
                                   interpolation=cv2.INTER_AREA)
            yield number, number / fps, image


def detect(cascade, image):
    gray = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    boxes = cascade.detectMultiScale(gray, scaleFactor=1.3, minNeighbors=5)
    return max((tuple(int(v) for v in b) for b in boxes), key=lambda b: b[2] * b[3], default=None)


def rounded(value, digits=5):
    if isinstance(value, dict):
        return {k: rounded(v, digits) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(v, digits) for v in value]
    if isinstance(value, np.ndarray):
        return rounded(value.tolist(), digits)
    return round(float(value), digits) if isinstance(value, (float, np.floating)) else value


def analyse(path, kept=()):
    cascade = cv2.CascadeClassifier(str(CASCADE))
    crop, track, goldens = None, [], []
    for number, time, image in frames(path, 6):
        image = np.ascontiguousarray(image)
        result = landmarks(image[..., ::-1], crop) if crop is not None else None
        box = None
        if result is None or result["presence"] < 0.5:
            result, box = None, detect(cascade, image)
            if box is not None:
                first = landmarks(image[..., ::-1], crop_from_box(box))
                if first["presence"] >= 0.5:
                    result = landmarks(image[..., ::-1], crop_from_mesh(first["mesh"]))
                    result = result if result["presence"] >= 0.5 else None
        track.append((time, measure(result) if result else None))
        crop = crop_from_mesh(result["mesh"]) if result else None
        if number in kept:
            # Each from the start, so that a test need not track.
            box = detect(cascade, image)
            first = landmarks(image[..., ::-1], crop_from_box(box))
            second = landmarks(image[..., ::-1], crop_from_mesh(first["mesh"]))
            center, side, roll = crop_from_mesh(first["mesh"])
            goldens.append({
                "frame": number, "hash": fnv1a(image.tobytes()), "box": box,
                "crop": [center[0], center[1], side, roll],
                "presence": second["presence"], "mesh": second["mesh"].reshape(-1),
                "lips": second["lips"][0].reshape(-1),
                "leftEye": second["left_eye"][0].reshape(-1),
                "leftIris": second["left_eye"][1].reshape(-1),
                "rightEye": second["right_eye"][0].reshape(-1),
                "rightIris": second["right_eye"][1].reshape(-1),
                "measurement": measure(second)})
    return track, goldens


def warps():
    """Crops of a small picture of pseudo-random bytes: enlarged, turned, over the edge, reduced."""
    image = ((np.arange(23 * 17 * 3) * 40503 % 65521) >> 8).astype(np.uint8).reshape(17, 23, 3)
    cases = [(11.5, 8.5, 9.0, 0.0), (10.0, 8.0, 20.0, 0.6), (1.0, 2.0, 14.0, -1.1),
             (12.0, 8.0, 70.0, 0.3)]
    return {"width": 23, "height": 17, "bytes": image.reshape(-1).tolist(), "size": 12, "crops": [
        {"crop": case, "values": warp(image[..., ::-1].astype(np.float64), np.array(case[:2]),
                                      case[2], case[3], 12).astype(np.float64).reshape(-1)}
        for case in cases]}


def synthetic_tracks():
    """Made-up observations with looks away, blinks, gaps and uneven times, and their eye contact."""
    tracks = []
    for seed in range(6):
        random = np.random.default_rng(seed)
        time, track, target, pause = 0.0, [], np.zeros(2), 0
        for _ in range(150):
            time += float(random.choice([0.12, 0.16, 0.2, 0.3]))
            if random.random() < 0.06:
                target = random.normal(0, 14 if seed % 2 else 5, 2)
            if random.random() < 0.03:
                pause = int(random.integers(1, 12))
            pause -= 1
            if pause > 0 and seed != 4:
                track.append((time, None))
                continue
            gaze = target + random.normal(0, 1.5, 2)
            track.append((time, rounded({
                "yaw": target[0] * 0.5 + random.normal(0, 2), "gazeX": gaze[0], "gazeY": gaze[1],
                "openness": 0.08 if random.random() < 0.08 else random.normal(0.3, 0.03),
                "eyeDistance": 15.0 if random.random() < 0.03 else 60.0})))
        tracks.append({"track": [{"time": t, **(found or {})} for t, found in track],
                       "eyeContact": eye_contact(track)})
    return tracks


if __name__ == "__main__":
    if len(sys.argv) > 1:  # other videos: only print
        for argument in sys.argv[1:]:
            contact = eye_contact(analyse(argument)[0])
            print(pathlib.Path(argument).name, json.dumps(rounded(contact, 2)), flush=True)
        sys.exit()
    track, goldens = analyse(SAMPLE, GOLDEN_FRAMES)
    document = rounded({
        "warps": warps(), "frames": goldens, "eyeContact": eye_contact(track),
        "track": [{"time": time, **(found or {})} for time, found in track],
        "synthetic": synthetic_tracks()})
    (HERE / "landmark_goldens.json").write_text(json.dumps(document, separators=(",", ":")) + "\n")
    print(json.dumps(rounded(document["eyeContact"], 2)), len(track), "samples")
