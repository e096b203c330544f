import Testing

@testable import NeuralNetwork

@Suite("Products of matrices")
struct ProductTests {
  @Test("A product is the sum of its products, with vectors of any width", arguments: 0..<120)
  func product(seed: Int) {
    var random = SeededGenerator(seed: seed)
    let (rows, columns) = (random.integer(1...70), random.integer(1...(seed % 3 == 0 ? 9 : 110)))
    let inner = random.integer(1...(seed % 2 == 0 ? 12 : 300))
    let (values, weights) = (random.values(rows * inner), random.values(inner * columns))
    let bias = random.values(columns)
    let expected = (0..<(rows * columns)).map { place in
      (0..<inner).reduce(Double(bias[place % columns])) {
        $0 + Double(values[place / columns * inner + $1])
          * Double(weights[$1 * columns + place % columns])
      }
    }
    let panels = PanelWeights(weights, columns: columns, run: inner)
    for isNarrow in [false, true] {
      for rectifies in [false, true] {
        let found = multiply(
          panels, .matrix(rows, step: inner), values, bias: bias, rectifies: rectifies,
          isNarrow: isNarrow)
        expectEqual(
          found, rectifies ? expected.map { max($0, 0) } : expected, within: Tolerance.summed,
          "\(rows)×\(inner)×\(columns), narrow: \(isNarrow)")
      }
    }
  }

  @Test("Rows of several runs lie in lines and maps", arguments: 0..<60)
  func windows(seed: Int) {
    var random = SeededGenerator(seed: seed)
    let (across, down, maps) = (
      random.integer(1...20), random.integer(1...5), random.integer(1...4)
    )
    let (run, runs) = (random.integer(1...7), random.integer(1...4))
    let columns = random.integer(1...50)
    let (rowStep, lineStep) = (random.integer(1...5), random.integer(1...200))
    let mapStep = random.integer(1...500)
    let offsets = (0..<runs).map { _ in random.integer(0...300) }
    let weights = random.values(runs * run * columns)
    let count = random.integer(1...(across * down * maps))
    let values = random.values(
      across * rowStep + down * lineStep + maps * mapStep + 300 + run)
    var expected: [Double] = []
    for row in 0..<count {
      let (line, x) = row.quotientAndRemainder(dividingBy: across)
      let place = x * rowStep + line % down * lineStep + line / down * mapStep
      for column in 0..<columns {
        var sum = 0.0
        for (index, offset) in offsets.enumerated() {
          for k in 0..<run {
            sum +=
              Double(values[place + offset + k])
              * Double(weights[(index * run + k) * columns + column])
          }
        }
        expected.append(sum)
      }
    }
    let panels = PanelWeights(weights, columns: columns, run: run, offsets: offsets)
    let rows = ProductRows(
      count: count, across: across, down: down, rowStep: rowStep, lineStep: lineStep,
      mapStep: mapStep)
    for isNarrow in [false, true] {
      expectEqual(
        multiply(
          panels, rows, values, bias: [Float](repeating: 0, count: columns), rectifies: false,
          isNarrow: isNarrow),
        expected, within: Tolerance.summed, "\(rows), \(columns) columns")
    }
  }

  @Test("A row gives the same bits alone and among others", arguments: 0..<40)
  func rowsDoNotMatter(seed: Int) {
    var random = SeededGenerator(seed: seed)
    let (rows, columns) = (random.integer(2...40), random.integer(1...80))
    let inner = random.integer(1...200)
    let values = random.values(rows * inner)
    let panels = PanelWeights(
      random.values(inner * columns), columns: columns, run: inner)
    let bias = random.values(columns)
    let together = multiply(
      panels, .matrix(rows, step: inner), values, bias: bias, rectifies: false, isNarrow: false)
    for row in 0..<rows {
      let alone = multiply(
        panels, .matrix(1, step: inner), Array(values[(row * inner)..<((row + 1) * inner)]),
        bias: bias, rectifies: false, isNarrow: false)
      #expect(alone == Array(together[(row * columns)..<((row + 1) * columns)]), "row \(row)")
    }
  }

  @Test("Nothing is read or written beyond a product's own values")
  func notANumberAround() {
    var random = SeededGenerator(seed: 1)
    for (run, columns) in [(3, 7), (4, 8), (5, 16), (1, 33), (7, 40)] {
      let step = run + 1
      var values = [Float](repeating: .nan, count: 5 * step)
      for row in 0..<5 {
        values.replaceSubrange((row * step)..<(row * step + run), with: random.values(run))
      }
      let panels = PanelWeights(random.values(run * columns), columns: columns, run: run)
      let found = multiply(
        panels, .matrix(5, step: step), values, bias: [Float](repeating: 0, count: columns),
        rectifies: false, isNarrow: false)
      #expect(found.allSatisfy { !$0.isNaN }, "\(run)×\(columns)")
    }
  }

  @Test("One row with zeros among its values", arguments: 0..<60)
  func combination(seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    let (features, units) = (random.integer(1...90), random.integer(1...150))
    let share = Float(seed % 5) / 4
    let layer = try Dense(
      kernel: random.tensor([features, units]), bias: random.values(units),
      activation: random.flip() ? .relu : .linear)
    let input = random.values(features).map {
      Float.random(in: 0...1, using: &random) < share ? 0 : $0
    }
    let alone = try run(layer, on: input, shape: Shape([features]), batch: 1)
    expectEqual(
      alone, Reference.dense(layer, input), within: Tolerance.summed,
      "\(features) features, \(units) units")
  }

  /// The results, written into rows with room between them that stays untouched.
  private func multiply(
    _ panels: PanelWeights, _ rows: ProductRows, _ values: [Float], bias: [Float],
    rectifies: Bool, isNarrow: Bool
  ) -> [Float] {
    let columns = panels.columns
    let step = columns + 3
    var results = [Float](repeating: .infinity, count: rows.count * step)
    let bias = RegisterEpilogue(Epilogue(bias: bias), channels: columns).bias
    values.withUnsafeBufferPointer { values in
      bias.withUnsafeBufferPointer { bias in
        results.withUnsafeMutableBufferPointer { results in
          guard let values = values.baseAddress, let bias = bias.baseAddress,
            let results = results.baseAddress
          else { return }
          panels.multiply(
            rows: rows, values: values, bias: bias, rectifies: rectifies, into: results, step: step,
            isNarrow: isNarrow)
        }
      }
    }
    let isUntouched = (0..<rows.count).allSatisfy { row in
      results[(row * step + columns)..<((row + 1) * step)].allSatisfy { $0 == .infinity }
    }
    #expect(isUntouched)
    return (0..<rows.count).flatMap { results[($0 * step)..<($0 * step + columns)] }
  }
}
