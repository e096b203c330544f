import NeuralNetwork
import Testing

@testable import Keras

@Suite("Layer configurations are read strictly")
struct LayerSettingsTests {
  private func settings(
    _ json: String, className: String = "Dense", version: String = "2.10.0"
  ) throws -> LayerSettings {
    let values = try #require(try JSONParser.parse(json).object)
    return LayerSettings(
      file: "f", name: "l", className: className, version: KerasVersion(version), values: values)
  }

  private func layer(
    _ className: String, _ json: String, version: String = "2.10.0", module: String? = nil,
    registeredName: String? = nil
  ) throws(KerasError) -> any KerasLayer {
    let text = """
      {"class_name": "\(className)", "config": \(json)
      \(module.map { ", \"module\": \"\($0)\"" } ?? "")
      \(registeredName.map { ", \"registered_name\": \"\($0)\"" } ?? "")}
      """
    let entry: JSON
    do throws(JSONParser.Failure) {
      entry = try JSONParser.parse(text)
    } catch {
      throw .json(file: "f", offset: error.offset, reason: error.reason)
    }
    let record = try LayerRecord(
      entry, index: 0, context: ModelConfiguration.Context(file: "f"))
    var settings = LayerSettings(
      file: "f", name: record.name, className: record.className, version: KerasVersion(version),
      values: record.configuration)
    return try LayerTable.layer(for: record, settings: &settings)
  }

  private func error(_ className: String, _ json: String) -> KerasError? {
    do throws(KerasError) {
      _ = try layer(className, json)
      return nil
    } catch {
      return error
    }
  }

  @Test("The hard sigmoid is that of the version which wrote the file")
  func hardSigmoid() throws {
    let json = #"{"name": "a", "activation": "hard_sigmoid"}"#
    let old = try layer("Activation", json, version: "2.15.0") as? KerasActivationLayer
    let new = try layer("Activation", json, version: "3.1.0") as? KerasActivationLayer
    #expect(old?.activation == .elementwise(.hardSigmoid(slope: 0.2, offset: 0.5)))
    #expect(new?.activation == .elementwise(.hardSigmoid(slope: 1 / 6, offset: 0.5)))
  }

  @Test(
    "Keys that training uses are ignored",
    arguments: [
      "\"kernel_regularizer\": {\"class_name\": \"L2\"}", "\"bias_constraint\": null",
      "\"trainable\": false", "\"kernel_initializer\": \"zeros\"", "\"lora_rank\": null",
      "\"some_future_key\": null", "\"dtype\": \"float32\"", "\"quantization_config\": null",
      "\"dtype\": {\"class_name\": \"Policy\", \"config\": {\"name\": \"mixed_float16\"}}",
    ])
  func harmless(member: String) {
    #expect(error("Dense", "{\"name\": \"d\", \"units\": 3, \(member)}") == nil)
  }

  @Test(
    "Keys that may change inference are refused",
    arguments: [
      "\"lora_rank\": 4", "\"some_future_key\": 1", "\"dtype\": \"int8\"",
      "\"quantization_config\": {}", "\"sparse\": true", "\"activation\": \"sparsemax\"",
      "\"activation\": {\"class_name\": \"function\", \"config\": \"f\", \"module\": \"own\"}",
    ])
  func refused(member: String) {
    guard
      case .unsupported(_, let refusals) = error(
        "Dense", "{\"name\": \"d\", \"units\": 3, \(member)}")
    else {
      Issue.record("not refused: \(member)")
      return
    }
    #expect(refusals.map(\.layer) == ["d"])
  }

  @Test(
    "Values of the wrong form are errors that name the key",
    arguments: [
      ("Dense", "{\"name\": \"d\"}", "units"),
      ("Dense", "{\"name\": \"d\", \"units\": 0}", "units"),
      ("Dense", "{\"name\": \"d\", \"units\": 1e12}", "units"),
      ("Dense", "{\"name\": \"d\", \"units\": 1.5}", "units"),
      ("Dense", "{\"name\": \"d\", \"units\": 2, \"use_bias\": 1}", "use_bias"),
      ("Conv2D", "{\"name\": \"c\", \"filters\": 2}", "kernel_size"),
      ("Conv2D", "{\"name\": \"c\", \"filters\": 2, \"kernel_size\": [3]}", "kernel_size"),
      ("Conv2D", "{\"name\": \"c\", \"filters\": 2, \"kernel_size\": [3, -3]}", "kernel_size"),
      (
        "Conv2D", "{\"name\": \"c\", \"filters\": 2, \"kernel_size\": 3, \"padding\": \"full\"}",
        "padding"
      ),
      (
        "Conv2D",
        "{\"name\": \"c\", \"filters\": 2, \"kernel_size\": 3, \"strides\": 2, "
          + "\"dilation_rate\": 2}", "dilation_rate"
      ),
      ("ReLU", "{\"name\": \"r\", \"max_value\": NaN}", "max_value"),
      ("ZeroPadding2D", "{\"name\": \"z\", \"padding\": [1, [2]]}", "padding"),
    ])
  func malformed(className: String, json: String, key: String) {
    guard case .configuration(_, _, key, _, _) = error(className, json) else {
      Issue.record("no error about \(key)")
      return
    }
  }

  @Test("Classes are told from those of others by their module")
  func modules() throws {
    let json = #"{"name": "d", "units": 3}"#
    _ = try layer("Dense", json, module: "keras.layers")
    _ = try layer("Dense", json, module: "keras.src.layers.core.dense")
    #expect(throws: KerasError.self) { try layer("Dense", json, module: "own.layers") }
    #expect(throws: KerasError.self) { try layer("Dense", json, module: "kerasown") }
    #expect(throws: KerasError.self) { try layer("Dense", json, registeredName: "own>Dense") }
  }

  @Test("References come in every form of the generations")
  func references() throws {
    let forms = [
      (#"["x", 0, 0]"#, ["x"]), (#"[["x", 0, 0], ["y", 1, 0]]"#, ["x", "y"]),
      (#"{"q": ["y", 0, 0], "p": ["x", 0, 0]}"#, ["y", "x"]), (#"[[["x", 0, 0]]]"#, ["x"]),
    ]
    for (text, names) in forms {
      #expect(TensorReference.all(in: try JSONParser.parse(text))?.map(\.layer) == names)
    }
    #expect(TensorReference.all(in: try JSONParser.parse(#"["x", 0]"#)) == nil)
    #expect(TensorReference.all(in: .number(1)) == nil)
  }

  @Test("Versions are compared by number")
  func versions() {
    #expect(KerasVersion("2.2.4-tf")?.hasOldKernels == true)
    #expect(KerasVersion("2.3.1")?.hasOldKernels == false)
    #expect(KerasVersion("2.15.0")?.hasOldKernels == false)
    #expect(KerasVersion("3.0.0")?.major == 3)
    #expect(KerasVersion("none") == nil)
  }
}
