import Metrics
import Synchronization

/// What one set of labels of a metric holds.
protocol PrometheusSeries: AnyObject, Sendable {
  func write(to text: inout PrometheusText, name: String, labels: [PrometheusMetrics.Label])
}

/// One number: a counter or a gauge. Whole numbers are exact up to 2⁵³.
final class NumberSeries: PrometheusSeries, CounterHandler, FloatingPointCounterHandler,
  MeterHandler, RecorderHandler
{
  private let value = Mutex(0.0)

  func write(to text: inout PrometheusText, name: String, labels: [PrometheusMetrics.Label]) {
    text.line(name, labels, value.withLock { $0 })
  }

  func increment(by amount: Int64) { increment(by: Double(amount)) }
  func increment(by amount: Double) { value.withLock { $0 += amount } }
  func decrement(by amount: Double) { increment(by: -amount) }
  func reset() { set(0.0) }
  func set(_ value: Int64) { set(Double(value)) }
  func set(_ value: Double) { self.value.withLock { $0 = value } }
  func record(_ value: Int64) { set(Double(value)) }
  func record(_ value: Double) { set(value) }
}

/// Many numbers: durations in seconds, or values as they are.
final class HistogramSeries: PrometheusSeries, TimerHandler, RecorderHandler {
  private let histogram = Mutex(Histogram())

  func write(to text: inout PrometheusText, name: String, labels: [PrometheusMetrics.Label]) {
    text.lines(name, labels, histogram.withLock { $0 })
  }

  func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
  func record(_ value: Int64) { record(Double(value)) }
  func record(_ value: Double) { histogram.withLock { $0.record(value) } }
}
