import FacialAnalysis
import IsolatedKeras
import Keras
import Workers

extension EngineSettings {
  /// Loads the engine into this process.
  ///
  /// - Throws: `AnalyzerError` that says which file is not usable and why.
  /// - Returns: the engine, and what its user should know.
  public func load() throws(AnalyzerError) -> (analyzer: Analyzer, warnings: [String]) {
    let (model, warnings) = try loadModel()
    let analyzer = try Analyzer(
      model: model, cascadePath: cascadePath, asksAgain: asksAgain, scope: scope)
    return (analyzer, warnings)
  }

  /// Loads the expression classifier alone. A file of unknown origin goes through a process of its
  /// own. The shipped model is read in this one: going through another costs more than the 15 ms
  /// that would be borne (29 ms of processor time there, of which dynamic linking takes 12, and the
  /// model is then made here).
  ///
  /// - Throws: `AnalyzerError.model`.
  public func loadModel() throws(AnalyzerError) -> (model: EmotionModel, warnings: [String]) {
    do throws(EmotionModelError) {
      guard isForeignModel else {
        return (try EmotionModel(contentsOf: modelPath, declaration: declaration), [])
      }
      let loaded: (model: KerasModel, digest: String, isFiltered: Bool)
      do throws(IsolatedLoadingError) {
        loaded = try IsolatedLoader(program: loaderProgram).model(at: modelPath)
      } catch {
        throw .refused(modelPath, reason: error.description)
      }
      let model = try EmotionModel(
        loaded.model, path: modelPath, digest: loaded.digest, declaration: declaration)
      return (model, loaded.isFiltered ? [] : [IsolatedLoader.weaknessWarning])
    } catch {
      throw .model(error)
    }
  }
}
