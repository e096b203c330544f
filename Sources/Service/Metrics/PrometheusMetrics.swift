import Metrics
import Synchronization

/// A backend of swift-metrics that keeps everything in memory and writes it in the text format of
/// Prometheus. Timers are histograms of seconds.
///
/// Bounded by its users: each set of labels that a metric is asked for is kept until it is destroyed.
public final class PrometheusMetrics: MetricsFactory {
  /// What tells one series of a metric from the others.
  struct Label: Hashable, Comparable {
    let name: String
    let value: String

    static func < (one: Label, other: Label) -> Bool {
      (one.name, one.value) < (other.name, other.value)
    }
  }

  private struct Family {
    let kind: PrometheusText.Kind
    var series: [[Label]: any PrometheusSeries] = [:]
  }

  private let families = Mutex<[String: Family]>([:])
  private let help: [String: String]

  /// - Parameter help: what each metric is, by its name.
  public init(help: [String: String] = [:]) {
    self.help = help.merging(ServiceMetrics.help) { own, _ in own }
  }

  /// Everything in the text format of Prometheus, version 0.0.4, by name.
  public func text() -> String {
    // What is recorded meanwhile need not wait: the numbers are read behind locks of their own.
    let families = families.withLock { $0 }
    var text = PrometheusText()
    for (name, family) in families.sorted(by: { $0.key < $1.key }) {
      text.begin(name, family.kind, help: help[name])
      let series = family.series.sorted { $0.key.lexicographicallyPrecedes($1.key) }
      for (labels, series) in series { series.write(to: &text, name: name, labels: labels) }
    }
    return text.text
  }

  /// The series of a name with these labels; a new one where there is none. A name that was first
  /// asked for as something else gets one that is not shown: Prometheus knows one kind for a name.
  private func series<Series: PrometheusSeries>(
    _ name: String, _ dimensions: [(String, String)], _ kind: PrometheusText.Kind, _ new: Series
  ) -> Series {
    let name = PrometheusText.name(name)
    let labels = dimensions.map { Label(name: PrometheusText.name($0), value: $1) }
    return families.withLock { families in
      var family = families[name] ?? Family(kind: kind)
      if family.kind != kind { return new }
      if let old = family.series[labels] as? Series { return old }
      family.series[labels] = new
      families[name] = family
      return new
    }
  }

  private func remove(_ handler: AnyObject) {
    families.withLock { families in
      for (name, family) in families {
        for (labels, series) in family.series where series === handler {
          families[name]?.series[labels] = nil
        }
      }
    }
  }

  // MARK: MetricsFactory

  public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    series(label, dimensions, .counter, NumberSeries())
  }

  public func makeFloatingPointCounter(
    label: String, dimensions: [(String, String)]
  ) -> any FloatingPointCounterHandler {
    series(label, dimensions, .counter, NumberSeries())
  }

  public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    series(label, dimensions, .gauge, NumberSeries())
  }

  /// Values that are to be aggregated become a histogram, others a gauge.
  public func makeRecorder(
    label: String, dimensions: [(String, String)], aggregate: Bool
  ) -> any RecorderHandler {
    if aggregate { return series(label, dimensions, .histogram, HistogramSeries()) }
    return series(label, dimensions, .gauge, NumberSeries())
  }

  public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    series(label, dimensions, .histogram, HistogramSeries())
  }

  public func destroyCounter(_ handler: any CounterHandler) { remove(handler) }
  public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {
    remove(handler)
  }
  public func destroyMeter(_ handler: any MeterHandler) { remove(handler) }
  public func destroyRecorder(_ handler: any RecorderHandler) { remove(handler) }
  public func destroyTimer(_ handler: any TimerHandler) { remove(handler) }
}
