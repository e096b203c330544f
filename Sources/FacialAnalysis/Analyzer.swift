import AnalysisResult
import EmotionContract
import FaceDetection
import Glibc
import Media
import MediaContract
import NeuralNetwork

/// The engine: a face detector and an expression classifier, loaded once and shared by threads.
///
/// ```swift
/// let analyzer = try Analyzer(modelPath: "models/emotion_detction_model.h5",
///   cascadePath: "models/haarcascade_frontalface_default.xml")
/// let analysis = try analyzer.analyze(path: "talk.mp4")
/// ```
///
/// It runs in the caller's process, and returns on the calling thread when all is done.
public struct Analyzer: Sendable {
  public let model: EmotionModel
  let detector: CascadeDetector
  let voice: VoiceDetection
  let landmarks: LandmarkDetection
  /// Nil where there are landmark networks.
  let eyes: EyeDetection?
  let secondOpinion: SecondOpinion
  /// What it is loaded for; nothing beyond is measured.
  let scope: AnalysisScope

  /// Sets up the libraries for the whole process. A program calls it first, before it starts
  /// threads; loading a model does it otherwise.
  public static func prepareProcess() { LinearAlgebra.prepare() }

  /// Loads both files, and the networks for landmarks, voice and the second opinion where they lie
  /// beside the cascade.
  ///
  /// - Parameters:
  ///   - declaration: what the model's file does not tell of it.
  ///   - asksAgain: whether a network is asked for faces where the cascade finds none.
  ///   - scope: what is measured at most; what that does not need is not loaded.
  /// - Throws: `AnalyzerError` that says which file is not usable and why.
  public init(
    modelPath: String, cascadePath: String, declaration: ModelDeclaration = ModelDeclaration(),
    asksAgain: Bool = true, scope: AnalysisScope = .full
  ) throws(AnalyzerError) {
    let model: EmotionModel
    do {
      model = try EmotionModel(contentsOf: modelPath, declaration: declaration)
    } catch {
      throw .model(error)
    }
    try self.init(model: model, cascadePath: cascadePath, asksAgain: asksAgain, scope: scope)
  }

  /// Takes a model that is loaded, and loads the cascade and what lies beside it.
  ///
  /// - Throws: `AnalyzerError` that says why the cascade is not usable.
  public init(
    model: EmotionModel, cascadePath: String, asksAgain: Bool = true,
    scope: AnalysisScope = .full
  ) throws(AnalyzerError) {
    let detector = try Self.detector(cascadePath: cascadePath)
    guard scope == .full else {
      self.init(emotionsOf: model, detector: detector)
      return
    }
    let landmarks = LandmarkDetection(beside: cascadePath)
    self.init(
      model: model, detector: detector, voice: VoiceDetection(beside: cascadePath),
      landmarks: landmarks,
      eyes: landmarks.landmarker == nil ? EyeDetection(beside: cascadePath) : nil,
      secondOpinion: asksAgain && landmarks.landmarker != nil
        ? SecondOpinion(beside: cascadePath) : .none,
      scope: scope)
  }

  /// One that measures the emotions alone.
  private init(emotionsOf model: EmotionModel, detector: CascadeDetector) {
    self.init(
      model: model, detector: detector, voice: .none, landmarks: .none, eyes: nil,
      secondOpinion: .none, scope: .emotions)
  }

  private init(
    model: EmotionModel, detector: CascadeDetector, voice: VoiceDetection,
    landmarks: LandmarkDetection, eyes: EyeDetection?, secondOpinion: SecondOpinion,
    scope: AnalysisScope
  ) {
    self.model = model
    self.detector = detector
    self.voice = voice
    self.landmarks = landmarks
    self.eyes = eyes
    self.secondOpinion = secondOpinion
    self.scope = scope
  }

  private static func detector(cascadePath: String) throws(AnalyzerError) -> CascadeDetector {
    let classifier: CascadeClassifier
    do { classifier = try CascadeClassifier(contentsOf: cascadePath) } catch {
      throw .cascade(error)
    }
    do { return try CascadeDetector(classifier: classifier, parameters: detection) } catch {
      throw .detection(error)
    }
  }

  /// The parameters of the replaced system.
  package static let detection = DetectionParameters(scaleFactor: 1.3, minimumNeighbors: 5)

  /// Analyses the whole of a video file.
  ///
  /// A video is decoded on one thread, faces are searched on a second and looked at on a third, and
  /// the sound is measured on a fourth. A long one is cut into segments, each of which has its own
  /// three (`AnalysisOptions.segmentsAtOnce`).
  ///
  /// - Parameters:
  ///   - progress: told the share of the video that is done, 0…1, after every sample, on the
  ///     caller's thread.
  ///   - isCancelled: asked between packets, on other threads; true ends the work with
  ///     `AnalysisError.cancelled`.
  public func analyze(
    path: String, options: AnalysisOptions = AnalysisOptions(),
    progress: (Double) -> Void = { _ in },
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(AnalysisError) -> VideoAnalysis {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw .media(.unreadableFile(reason: String(cString: strerror(errno))))
    }
    defer { close(descriptor) }
    return try analyze(
      descriptor: descriptor, options: options, progress: progress, isCancelled: isCancelled)
  }

  /// Analyses the whole of a video behind a descriptor of a regular file, which stays the
  /// caller's and open until this returns.
  public func analyze(
    descriptor: Int32, options: AnalysisOptions = AnalysisOptions(),
    progress: (Double) -> Void = { _ in },
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(AnalysisError) -> VideoAnalysis {
    if options.scope == .emotions && scope == .full {
      let limited = Self(emotionsOf: model, detector: detector)
      return try limited.analyze(
        descriptor: descriptor, options: options, progress: progress, isCancelled: isCancelled)
    }
    let segments = try cut(descriptor, options, isCancelled: isCancelled)
    let speech = listen(to: descriptor, options, isCancelled: isCancelled)
    // However this ends, nothing goes on behind the caller's back.
    defer { speech.abandon() }
    let pictures = try analyze(
      segments, of: descriptor, options, progress: progress, isCancelled: isCancelled)
    guard pictures.observations.contains(where: { $0.face != nil }) else {
      throw .noFace(
        samples: pictures.observations.count, seconds: pictures.statistics.lastTime)
    }
    return VideoAnalysis(
      observations: pictures.observations, information: pictures.information,
      statistics: pictures.statistics, timing: pictures.timing, gaze: analysis(of: pictures.gaze),
      speech: try speech.result())
  }
}

/// Why the engine cannot be made.
public enum AnalyzerError: Error, Sendable {
  case model(EmotionModelError)
  case cascade(CascadeError)
  case detection(DetectionError)
  /// The model was read, but cannot classify a face.
  case classification(AnalysisError)
}

extension AnalyzerError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .model(let error): return error.description
    case .cascade(let error): return "The face detector's cascade cannot be used: \(error)"
    case .detection(let error): return "The face detector cannot be made: \(error)"
    case .classification(let error): return "The model cannot be used: \(error)"
    }
  }
}

extension AnalysisError {
  init(_ error: MediaError) {
    self = error == .cancelled ? .cancelled : .media(error)
  }
}
