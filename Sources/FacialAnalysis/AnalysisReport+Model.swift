import AnalysisResult

extension AnalysisReport {
  /// The report of an analysis that was made with a model.
  public init(_ analysis: VideoAnalysis, model: EmotionModel, options: ReportOptions = .init()) {
    self.init(analysis, model: Model(model), options: options)
  }
}

extension AnalysisReport.Model {
  /// What answers say of a model.
  public init(_ model: EmotionModel) {
    self.init(
      name: model.name, kerasVersion: model.kerasVersion, sha256: model.digest,
      labels: model.contract.labels, inputRange: model.contract.inputRange.description,
      mirrored: model.contract.averagesMirrored)
  }
}
