/// The share of the way from `low` to `high` at which a value lies, 0…1.
package func ramp(_ value: Double, from low: Double, to high: Double) -> Double {
  min(1, max(0, (value - low) / (high - low)))
}

/// 0 outside (a, d), 1 between b and c, straight lines in between.
package func trapezoid(_ value: Double, _ a: Double, _ b: Double, _ c: Double, _ d: Double)
  -> Double
{
  min(ramp(value, from: a, to: b), 1 - ramp(value, from: c, to: d))
}
