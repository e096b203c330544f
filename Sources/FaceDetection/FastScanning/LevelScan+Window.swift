extension LevelScan {
  /// Whether one window passes a stage, exactly.
  func passes(
    _ stage: CompiledCascade.Stage, _ window: UnsafePointer<Int32>, _ factor: Float
  ) -> Bool {
    @inline(__always) func at(_ corner: Int32) -> Int32 { window[Int(corner)] }
    @inline(__always) func leaf(_ record: UnsafePointer<StumpRecord>, _ sum: Int32) -> Int64 {
      let isLess = Float(sum) * factor < record.pointee.threshold
      return record.pointee.leaves[isLess ? 1 : 0]
    }
    var total: Int64 = 0
    for i in stage.halves {
      let c = records + i
      let ones =
        at(c.pointee.corners[0]) &+ at(c.pointee.corners[1]) &- at(c.pointee.corners[2])
        &- at(c.pointee.corners[3])
      let twos = at(c.pointee.corners[4]) &- at(c.pointee.corners[5])
      total &+= leaf(c, ones &+ twos &* 2)
    }
    for i in stage.thirds {
      let c = records + i
      let ones =
        at(c.pointee.corners[0]) &+ at(c.pointee.corners[1]) &- at(c.pointee.corners[2])
        &- at(c.pointee.corners[3])
      let threes =
        at(c.pointee.corners[4]) &+ at(c.pointee.corners[5]) &- at(c.pointee.corners[6])
        &- at(c.pointee.corners[7])
      total &+= leaf(c, ones &+ threes &* 3)
    }
    for i in stage.quarters {
      let c = records + i
      let ones =
        at(c.pointee.corners[0]) &+ at(c.pointee.corners[1]) &+ at(c.pointee.corners[2])
        &+ at(c.pointee.corners[3])
      let twos =
        at(c.pointee.corners[4]) &+ at(c.pointee.corners[5]) &+ at(c.pointee.corners[6])
        &+ at(c.pointee.corners[7])
      total &+= leaf(c, ones &- twos &* 2 &+ at(c.pointee.corners[8]) &* 4)
    }
    return total >= stage.threshold
  }
}
