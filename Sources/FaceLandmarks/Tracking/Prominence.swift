import Imaging

/// Which of several faces is the speaker's: the largest and most central one.
struct Prominence {
  let imageSize: Size

  /// The share of the image's area that a square around the face has, times 1 in the middle of the
  /// image, falling to ½ in its corners.
  func value(of box: Rectangle) -> Double {
    let width = Double(imageSize.width)
    let height = Double(imageSize.height)
    guard width > 0, height > 0 else { return 0 }
    let side = Double(max(box.width, box.height))
    let x = (Double(box.x) + Double(box.width) / 2) / width - 0.5
    let y = (Double(box.y) + Double(box.height) / 2) / height - 0.5
    let eccentricity = min(1, (2 * (x * x + y * y)).squareRoot())
    return side * side / (width * height) * (1 - 0.5 * eccentricity)
  }
}
