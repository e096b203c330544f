import Testing

@testable import FacialAnalysis

@Suite("Models that break the contract are refused with what was found")
struct EmotionModelTests {
  private func message(_ path: String) -> String {
    do throws(EmotionModelError) {
      _ = try EmotionModel(contentsOf: path)
      return ""
    } catch {
      return error.description
    }
  }

  @Test(
    "Another input or output is named beside the expected one",
    arguments: [
      ("wrong_input.h5", "(64, 64, 1)", "(48, 48, 1)"),
      ("wrong_channels.h5", "(48, 48, 3)", "(48, 48, 1)"),
      ("wrong_output.h5", "(3)", "(7)"),
    ])
  func wrongShape(name: String, found: String, expected: String) {
    let text = message(Fixture.path(name))
    #expect(text.contains("found") && text.contains(found))
    #expect(text.contains("expected") && text.contains(expected))
  }

  @Test("A file that is missing or no model is refused by name")
  func unreadable() {
    #expect(message("/nowhere/model.h5").contains("/nowhere/model.h5"))
    #expect(message(Fixture.cascade).contains("haarcascade_frontalface_default.xml"))
  }

  @Test("The committed model keeps the contract")
  func committed() {
    #expect(message(Fixture.model).isEmpty)
  }
}
