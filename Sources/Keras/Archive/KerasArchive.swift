/// The members of a `.keras` archive (specs/keras-h5.md §1, kind E).
struct KerasArchive {
  /// The text of `config.json`.
  let configuration: String
  /// The version of Keras in `metadata.json`.
  let version: String?
  /// The bytes of `model.weights.h5`.
  let weights: [UInt8]

  /// - Throws: `KerasError.archive` or `notKeras`.
  init(_ bytes: [UInt8], file: String) throws(KerasError) {
    do throws(ZipArchive.Failure) {
      let archive = try ZipArchive(bytes)
      if archive.names.contains(where: { $0.hasSuffix(".weights.json") }) {
        throw ZipArchive.Failure(reason: "its weights are spread over several files")
      }
      let limit = JSONParser.maximumSize
      guard let configuration = try archive.contents(of: "config.json", limit: limit),
        let weights = try archive.contents(of: "model.weights.h5")
      else {
        throw ZipArchive.Failure(reason: "it has no config.json or no model.weights.h5")
      }
      guard let text = String(validating: configuration, as: UTF8.self) else {
        throw ZipArchive.Failure(reason: "config.json is not UTF-8")
      }
      self.configuration = text
      self.weights = weights
      let metadata = try archive.contents(of: "metadata.json", limit: limit)
      let json = metadata.flatMap { try? JSONParser.parse(String(decoding: $0, as: UTF8.self)) }
      version = json?.object?["keras_version"]?.string
    } catch {
      throw .archive(file: file, reason: error.reason)
    }
  }
}
