extension LevelScan {
  typealias Counts = SIMD8<Int32>
  typealias Values = SIMD8<Float>

  /// Which of eight windows pass a stage: four neighbours from `first` on and four from `second`
  /// on. Only those whose bit is set in `windows` are meant.
  @inline(__always)
  func evaluate(
    _ stage: CompiledCascade.Stage, _ first: UnsafePointer<Int32>,
    _ second: UnsafePointer<Int32>, _ factor: Values, _ windows: UInt8
  ) -> UInt8 {
    @inline(__always) func at(_ corner: Int32) -> Counts {
      Counts(
        lowHalf: UnsafeRawPointer(first + Int(corner)).loadUnaligned(as: SIMD4<Int32>.self),
        highHalf: UnsafeRawPointer(second + Int(corner)).loadUnaligned(as: SIMD4<Int32>.self))
    }
    var total = Values(repeating: 0)
    @inline(__always) func add(_ record: UnsafePointer<StumpRecord>, _ sum: Counts) {
      let isLess = Values(sum) * factor .< Values(repeating: record.pointee.threshold)
      total += Values(repeating: 0).replacing(
        with: Values(repeating: record.pointee.difference), where: isLess)
    }
    for i in stage.halves {
      let c = records + i
      let ones =
        at(c.pointee.corners[0]) &+ at(c.pointee.corners[1]) &- at(c.pointee.corners[2])
        &- at(c.pointee.corners[3])
      let twos = at(c.pointee.corners[4]) &- at(c.pointee.corners[5])
      add(c, ones &+ twos &+ twos)
    }
    for i in stage.thirds {
      let c = records + i
      let ones =
        at(c.pointee.corners[0]) &+ at(c.pointee.corners[1]) &- at(c.pointee.corners[2])
        &- at(c.pointee.corners[3])
      let threes =
        at(c.pointee.corners[4]) &+ at(c.pointee.corners[5]) &- at(c.pointee.corners[6])
        &- at(c.pointee.corners[7])
      add(c, ones &+ threes &+ threes &+ threes)
    }
    for i in stage.quarters {
      let c = records + i
      let ones =
        at(c.pointee.corners[0]) &+ at(c.pointee.corners[1]) &+ at(c.pointee.corners[2])
        &+ at(c.pointee.corners[3])
      let twos =
        at(c.pointee.corners[4]) &+ at(c.pointee.corners[5]) &+ at(c.pointee.corners[6])
        &+ at(c.pointee.corners[7])
      let center = at(c.pointee.corners[8])
      let inner = center &+ center &- twos
      add(c, ones &+ inner &+ inner)
    }
    var passing = bits(total .>= Values(repeating: stage.surelyPassing))
    var doubtful = windows & ~passing & ~bits(total .< Values(repeating: stage.surelyFailing))
    while doubtful != 0 {
      let lane = doubtful.trailingZeroBitCount
      doubtful &= doubtful &- 1
      if passes(stage, lane < 4 ? first + lane : second + lane - 4, factor[lane]) {
        passing |= 1 << UInt8(truncatingIfNeeded: lane)
      }
    }
    return passing & windows
  }

  /// The lanes of a mask as bits.
  @inline(__always)
  func bits(_ mask: SIMDMask<Counts>) -> UInt8 {
    let weights = Counts(1, 2, 4, 8, 16, 32, 64, 128)
    let eight = Counts(repeating: 0).replacing(with: weights, where: mask)
    let four = eight.lowHalf | eight.highHalf
    let two = four.lowHalf | four.highHalf
    return UInt8(truncatingIfNeeded: two[0] | two[1])
  }
}
