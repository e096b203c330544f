"""What a camera and a Haar cascade do to a face that FER2013 shows neatly cut out."""

from collections.abc import Callable

import cv2
import numpy as np

SHIFT, SCALE = 0.2, 0.2  # of the face's side
BLUR = 1.5  # standard deviation in pixels of 48
NOISE = 10.0  # standard deviation in gray levels
SEED = 7


def _warped(image: np.ndarray, shift: tuple[float, float], scale: float) -> np.ndarray:
    """The crop of a box that is moved by a share of its side and scaled; edges are repeated."""
    side = image.shape[0]
    centre = (side - 1) / 2
    matrix = np.float32([
        [scale, 0, centre + shift[0] * side - scale * centre],
        [0, scale, centre + shift[1] * side - scale * centre],
    ])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(image, matrix, (side, side), flags=flags, borderMode=cv2.BORDER_REPLICATE)


def _box(image: np.ndarray, random: np.random.Generator) -> np.ndarray:
    shift = random.uniform(-SHIFT, SHIFT, 2)
    return _warped(image, (shift[0], shift[1]), random.uniform(1 - SCALE, 1 + SCALE))


def _light(image: np.ndarray, gain: float, offset: float) -> np.ndarray:
    # In float: bytes would wrap around.
    return np.clip(image.astype(np.float64) * gain + offset, 0, 255).round().astype(np.uint8)


def _jpeg(image: np.ndarray, quality: int) -> np.ndarray:
    _, encoded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return cv2.imdecode(encoded, cv2.IMREAD_GRAYSCALE)


def _noisy(image: np.ndarray, random: np.random.Generator) -> np.ndarray:
    return _light(image + random.normal(0, NOISE, image.shape), 1, 0)


Variant = Callable[[np.ndarray, np.random.Generator], np.ndarray]

VARIANTS: dict[str, Variant] = {
    "as it is": lambda image, _: image,
    "mirrored": lambda image, _: image[:, ::-1],
    "box moved and scaled, each at random within ±20 %": _box,
    "box moved 20 % sideways": lambda image, _: _warped(image, (SHIFT, 0), 1),
    "box moved 20 % down": lambda image, _: _warped(image, (0, SHIFT), 1),
    "box 20 % wider": lambda image, _: _warped(image, (0, 0), 1 + SCALE),
    "box 20 % narrower": lambda image, _: _warped(image, (0, 0), 1 - SCALE),
    "darker (gray × 0.5)": lambda image, _: _light(image, 0.5, 0),
    "brighter (gray + 50)": lambda image, _: _light(image, 1, 50),
    "less contrast (half, about 128)": lambda image, _: _light(image, 0.5, 64),
    f"blurred (Gaussian, {BLUR} pixels)": lambda image, _: cv2.GaussianBlur(image, (0, 0), BLUR),
    "JPEG, quality 30": lambda image, _: _jpeg(image, 30),
    f"noise ({NOISE:.0f} gray levels)": _noisy,
    "24 × 24 pixels, enlarged by the runtime": lambda image, _: cv2.resize(
        image, (24, 24), interpolation=cv2.INTER_AREA
    ),
}


def changed(images: np.ndarray, variant: str) -> np.ndarray:
    """All images changed in the same way; random changes are the same in every run."""
    random = np.random.default_rng(SEED)
    return np.stack([VARIANTS[variant](image, random) for image in images])
