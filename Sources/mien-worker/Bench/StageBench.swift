import FaceDetection
import FaceLandmarks
import FacialAnalysis
import Imaging
import Media
import NeuralNetwork
import Speech

/// Measures each stage of the analysis by itself, on the material of one video.
struct StageBench {
  /// The files that the stages need.
  struct Files {
    let video: String
    let cascade: String
    /// The folder of the networks for landmarks and voice.
    let folder: String
  }

  /// Samples that are kept in memory for the stages after decoding.
  static let keptSamples = 60
  /// Inputs of the expression classifier in one call.
  static let batches = [1, 8, EmotionModel.batch]
  /// Side of the matrices whose product is the measure of what is possible.
  private static let peakSide = 768

  let files: Files
  let model: EmotionModel
  let runs: Int
  /// What a large matrix product reaches on one core, in gigaflops.
  let peak: Double

  init(files: Files, model: EmotionModel, runs: Int) throws(BenchError) {
    self.files = files
    self.model = model
    self.runs = runs
    peak = try Self.measurePeak(runs: runs)
  }

  /// All stages, in the order of the analysis.
  func measure() throws(BenchError) -> [Measurement] {
    var measurements: [Measurement] = []
    let samples = try decode(&measurements)
    let faces = try detect(in: samples, &measurements)
    try followLandmarks(in: samples, faces, &measurements)
    try classify(samples, faces, &measurements)
    try listen(&measurements)
    return measurements
  }

  private func decode(_ measurements: inout [Measurement]) throws(BenchError) -> [VideoSample] {
    var samples: [VideoSample] = []
    let first = try open()
    while samples.count < Self.keptSamples,
      let sample = try BenchError.media({ () throws(MediaError) in try first.nextSample() })
    {
      samples.append(sample)
    }
    var times: [Double] = []
    let heap = Stopwatch.heap
    var kept = 0
    for _ in 0..<runs {
      let reader = try open()
      while try Stopwatch.milliseconds(
        &times,
        { () throws(BenchError) in
          try BenchError.media { () throws(MediaError) in try reader.nextSample() }
        }) != nil
      {
        kept = max(kept, Stopwatch.heap - heap)
      }
      // The last call found no sample.
      times.removeLast()
    }
    measurements.append(
      Measurement(name: "decode", item: "sample", milliseconds: times, heapKept: kept))
    return samples
  }

  private func open() throws(BenchError) -> VideoReader {
    try BenchError.media { () throws(MediaError) in
      try VideoReader(path: files.video, carriesColor: true)
    }
  }

  /// The largest face of each sample.
  private func detect(
    in samples: [VideoSample], _ measurements: inout [Measurement]
  ) throws(BenchError) -> [Rectangle?] {
    let detector: CascadeDetector
    do {
      detector = try CascadeDetector(
        classifier: CascadeClassifier(contentsOf: files.cascade),
        parameters: Analyzer.detection)
    } catch {
      throw .stage("detection", "\(error)")
    }
    let heap = Stopwatch.heap
    let workspace = detector.makeWorkspace()
    var (largestTimes, fullTimes): ([Double], [Double]) = ([], [])
    var faces: [Rectangle?] = []
    for run in 0..<runs {
      for sample in samples {
        let face = Stopwatch.milliseconds(&largestTimes) {
          detector.detectLargest(in: sample.image, using: workspace)
        }
        if run == 0 { faces.append(face) }
      }
    }
    let kept = Stopwatch.heap - heap
    for _ in 0..<runs {
      for sample in samples {
        _ = Stopwatch.milliseconds(&fullTimes) {
          detector.detect(in: sample.image, using: workspace)
        }
      }
    }
    measurements.append(
      Measurement(
        name: "detect the largest face", item: "sample", milliseconds: largestTimes,
        heapKept: kept))
    measurements.append(
      Measurement(
        name: "detect all faces", item: "sample", milliseconds: fullTimes,
        heapKept: Stopwatch.heap - heap))
    return faces
  }

  private func followLandmarks(
    in samples: [VideoSample], _ faces: [Rectangle?], _ measurements: inout [Measurement]
  ) throws(BenchError) {
    // Without the networks there is no such stage in the analysis either.
    guard let landmarker = try? FaceLandmarker(folder: files.folder) else { return }
    let heap = Stopwatch.heap
    let context = landmarker.makeContext()
    var times: [Double] = []
    for _ in 0..<runs {
      for (sample, face) in zip(samples, faces) {
        guard let color = sample.color, let face else { continue }
        let scale = Double(color.width) / Double(sample.image.width)
        let box = Rectangle(
          x: Int(Double(face.x) * scale), y: Int(Double(face.y) * scale),
          width: Int(Double(face.width) * scale), height: Int(Double(face.height) * scale))
        do {
          _ = try Stopwatch.milliseconds(&times) { () throws(FaceLandmarkerError) in
            try context.landmarks(in: color, crop: FaceCrop(aroundFace: box))
          }
        } catch {
          throw .stage("landmarks", error.description)
        }
      }
    }
    guard !times.isEmpty else { return }
    measurements.append(
      Measurement(
        name: "landmarks", item: "face", milliseconds: times,
        multiplyAdds: landmarker.multiplyAdds, peak: peak, heapKept: Stopwatch.heap - heap))
  }

  private func classify(
    _ samples: [VideoSample], _ faces: [Rectangle?], _ measurements: inout [Measurement]
  ) throws(BenchError) {
    let crops = zip(samples, faces).compactMap { sample, face in
      face.map { sample.image.cropped(to: $0) }
    }
    guard !crops.isEmpty else { return }
    for batch in Self.batches {
      let heap = Stopwatch.heap
      var classifier = FaceClassifier(model: model)
      var times: [Double] = []
      for run in 0..<(runs * max(Self.keptSamples / batch, 1)) {
        let inputs = (0..<batch).map { crops[(run * batch + $0) % crops.count] }
        do {
          _ = try Stopwatch.milliseconds(&times) { () throws(AnalysisError) in
            try classifier.probabilities(of: inputs)
          }
        } catch {
          throw .stage("classification", "\(error)")
        }
      }
      measurements.append(
        Measurement(
          name: "classify, \(batch) at once", item: "face",
          milliseconds: times.map { $0 / Double(batch) }, multiplyAdds: model.multiplyAdds,
          peak: peak, heapKept: Stopwatch.heap - heap))
    }
  }

  private func listen(_ measurements: inout [Measurement]) throws(BenchError) {
    let heap = Stopwatch.heap
    var times: [Double] = []
    let voice = try? VoiceActivityModel(folder: files.folder)
    for _ in 0..<runs {
      var survey = SpeechSurvey()
      var total: [Double] = []
      do {
        let isHeard = try Stopwatch.milliseconds(&total) {
          guard let first = try AudioReader(path: files.video) else { return false }
          while let block = try first.nextBlock() { survey.append(block) }
          guard survey.absence == nil, let second = try AudioReader(path: files.video) else {
            return false
          }
          let meter = try SpeechMeter(survey, model: voice)
          while let block = try second.nextBlock() { try meter.append(block) }
          _ = try meter.finish()
          return true
        }
        guard isHeard else { return }
      } catch {
        throw .stage("speech", "\(error)")
      }
      times += total.map { $0 / survey.seconds }
    }
    measurements.append(
      Measurement(
        name: "speech", item: "second", milliseconds: times, heapKept: Stopwatch.heap - heap))
  }

  private static func measurePeak(runs: Int) throws(BenchError) -> Double {
    do {
      let side = peakSide
      let values = [Float](repeating: 0.5, count: side * side)
      guard let kernel = Tensor(dimensions: [side, side], values: values) else {
        throw BenchError.stage("peak", "no matrix")
      }
      let graph = try Graph(
        inputs: [.init(name: "rows", dimensions: [side])],
        nodes: [.init(name: "product", layer: try Dense(kernel: kernel, bias: nil), inputs: [0])],
        outputs: [1])
      let context = try Plan(graph, maximumBatch: side).makeContext()
      var times: [Double] = []
      for _ in 0..<(4 * runs) {
        _ = try Stopwatch.milliseconds(&times) { try context.predict(values, batch: side) }
      }
      // The best, for it is to be what is possible.
      return 2 * Double(side * side * side) / (times.min() ?? .infinity) / 1e6
    } catch {
      throw .stage("peak", "\(error)")
    }
  }
}

/// Why a stage could not be measured.
enum BenchError: Error, CustomStringConvertible {
  case media(MediaError)
  case stage(String, String)

  var description: String {
    switch self {
    case .media(let error): error.description
    case .stage(let name, let reason): "\(name): \(reason)"
    }
  }

  static func media<Result>(
    _ body: () throws(MediaError) -> Result
  ) throws(BenchError) -> Result {
    do { return try body() } catch { throw .media(error) }
  }
}
