import VectorKernels

/// The weights of matrix products in the order in which a product reads them: panels of 32 columns,
/// row after row, so that all are read without a gap, from the first to the last.
struct PanelWeights: Sendable {
  /// Of each matrix.
  let columns: Int
  let matrices: Int
  /// Where the values of a row lie from its place: runs of neighbours, and the start of each.
  let run: Int
  let offsets: [Int]
  private let storage: AlignedValues

  /// Columns of a panel; the last one has half as many where that is enough.
  static let panel = 32

  /// Of the columns of panels, and of the values of a bias, a multiple is needed.
  static let lanes = 16

  /// Up to so many columns, two rows stand side by side in one panel.
  static let pairColumns = 8

  /// Rows of each matrix.
  var inner: Int { offsets.count * run }

  /// Floats in all.
  var count: Int { storage.count }

  private var matrixCount: Int { storage.count / matrices }

  /// More than `pairColumns` columns, of which every part of a row within a panel is written by `body`:
  /// to an address, from columns of a row; the matrices lie `step` apart.
  init(
    matrices: Int, inner: Int, columns: Int,
    _ body: (
      _ target: UnsafeMutablePointer<Float>, _ step: Int, _ row: Int, _ columns: Range<Int>
    ) -> Void
  ) {
    self.init(
      matrices: matrices, columns: columns, run: inner, offsets: [0],
      matrixCount: inner * columns.roundedUp(toMultipleOf: Self.lanes))
    fill(body)
  }

  /// Matrices that lie side by side in one, of which each takes so many columns.
  init(_ weights: [Float], columns: Int, matrices: Int = 1, run: Int, offsets: [Int] = [0]) {
    let isPaired = columns <= Self.pairColumns
    self.init(
      matrices: matrices, columns: columns, run: run, offsets: offsets,
      matrixCount: isPaired
        ? offsets.count * ((run + 1) / 2) * Self.lanes
        : offsets.count * run * columns.roundedUp(toMultipleOf: Self.lanes))
    weights.withUnsafeBufferPointer { weights in
      guard let source = weights.baseAddress else { return }
      if isPaired {
        fillPairs(source)
      } else {
        fill { target, step, row, part in
          for matrix in 0..<matrices {
            let first = (row * matrices + matrix) * columns + part.lowerBound
            (target + matrix * step).update(from: source + first, count: part.count)
          }
        }
      }
    }
  }

  private init(matrices: Int, columns: Int, run: Int, offsets: [Int], matrixCount: Int) {
    self.columns = columns
    self.matrices = matrices
    self.run = run
    self.offsets = offsets
    storage = AlignedValues(
      count: matrices * matrixCount, areZero: !columns.isMultiple(of: Self.lanes))
  }

  private func fill(
    _ body: (UnsafeMutablePointer<Float>, _ step: Int, _ row: Int, _ columns: Range<Int>) -> Void
  ) {
    var target = storage.values
    for first in stride(from: 0, to: columns, by: Self.panel) {
      let last = min(first + Self.panel, columns)
      let width = (last - first).roundedUp(toMultipleOf: Self.lanes)
      for row in 0..<inner {
        body(target, matrixCount, row, first..<last)
        target += width
      }
    }
  }

  private func fillPairs(_ source: UnsafePointer<Float>) {
    for row in 0..<inner {
      let (index, place) = row.quotientAndRemainder(dividingBy: run)
      let pair = index * ((run + 1) / 2) + place / 2
      for matrix in 0..<matrices {
        let target = storage.values + matrix * matrixCount + pair * Self.lanes + place % 2
        for column in 0..<columns {
          target[2 * column] = source[(row * matrices + matrix) * columns + column]
        }
      }
    }
  }
}

/// Where the rows of a product lie: so many to a line, and so many lines to a map.
struct ProductRows {
  var count: Int
  var across: Int
  var down = 1
  /// From one row to the next, from line to line and from map to map.
  var rowStep: Int
  var lineStep = 0
  var mapStep = 0

  /// The rows of a matrix.
  static func matrix(_ count: Int, step: Int) -> ProductRows {
    ProductRows(count: count, across: count, rowStep: step)
  }
}

extension PanelWeights {
  /// results = bias + values · weights, then negative values become 0 if `rectifies`. The products of
  /// a result are added in the same order whatever the rows.
  ///
  /// - Parameters:
  ///   - bias: As many as columns, filled up to a multiple of `lanes`.
  ///   - isNarrow: Whether vectors of 512 bits are not used even where there are some.
  func multiply(
    _ matrix: Int = 0, rows: ProductRows, values: UnsafePointer<Float>,
    bias: UnsafePointer<Float>, rectifies: Bool, into results: UnsafeMutablePointer<Float>,
    step: Int, isNarrow: Bool = false
  ) {
    offsets.withUnsafeBufferPointer { offsets in
      vector_product(
        VectorProduct(
          rows: rows.count, columns: columns, runs: offsets.count, run: run,
          offsets: offsets.baseAddress, across: rows.across, down: rows.down,
          rowStep: rows.rowStep, lineStep: rows.lineStep, mapStep: rows.mapStep, resultStep: step,
          rectifies: rectifies, isNarrow: isNarrow),
        values, storage.values + matrix * matrixCount, bias, results)
    }
  }
}

/// Values that start at a cache line. Written only by who makes them, before anybody else sees them.
private final class AlignedValues: @unchecked Sendable {
  let values: UnsafeMutablePointer<Float>
  let count: Int

  init(count: Int, areZero: Bool) {
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64)
    values = raw.bindMemory(to: Float.self, capacity: count)
    self.count = count
    if areZero { values.initialize(repeating: 0, count: count) }
  }

  deinit { values.deallocate() }
}
