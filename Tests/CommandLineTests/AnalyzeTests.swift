import Foundation
import Testing

@testable import Commands

@Suite("mien analyze")
struct AnalyzeTests {
  private let mien = Executable(name: "mien")
  private let sample = "Tools/sample/eileen-collins.mp4"
  private let noFace = "Tests/MediaTests/Fixtures/constant_rate.mp4"

  private func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test("A video is answered as JSON like the service does, with the file's name")
  func json() throws {
    let outcome = try mien.run(["analyze", sample, "--json", "--fps", "1"])
    #expect(outcome.status == 0)
    #expect(outcome.errors.isEmpty)
    let answer = try object(outcome.output)
    #expect(answer["file"] as? String == sample)
    #expect(answer["facialAnalysisResult"] is [String: Any])
  }

  @Test("Workers and this process give the same bytes")
  func inProcess() throws {
    let arguments = ["analyze", sample, noFace, "README.md", "--json", "--timeline", "--fps", "2"]
    let workers = try mien.run(arguments)
    let here = try mien.run(arguments + ["--in-process"])
    #expect(workers.output == here.output)
    #expect(workers.status == here.status && workers.errors == here.errors)
    #expect(!workers.output.isEmpty)
  }

  @Test("Several files give an array in the order of the files")
  func several() throws {
    let outcome = try mien.run(["analyze", sample, noFace, sample, "--json", "--fps", "1"])
    #expect(outcome.status == ExitStatus.noFace.rawValue)
    let answers = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]])
    #expect(answers.map { $0["file"] as? String } == [sample, noFace, sample])
    #expect((answers[1]["error"] as? String)?.contains("No face") == true)
    #expect(outcome.errors.contains(noFace))
  }

  @Test("The table names the emotions, the scores and what is missing")
  func table() throws {
    let outcome = try mien.run(["analyze", sample, "--fps", "1"])
    #expect(outcome.status == 0)
    for word in ["happy", "neutral", "confidence", "overallScore", "eyeContact"] {
      #expect(outcome.output.contains(word))
    }
  }

  @Test("The timeline has one row a sampled frame")
  func timeline() throws {
    let outcome = try mien.run(["analyze", sample, "--csv", "--timeline", "--every", "100"])
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == 4)
    #expect(lines.first?.hasPrefix("file,time,frame,faces,x,y,width,height,angry") == true)
    #expect(lines.allSatisfy { $0.split(separator: ",").count == 15 })
  }

  @Test("The table of a timeline names stretches before the samples")
  func stretches() throws {
    let outcome = try mien.run(["analyze", sample, "--table", "--timeline", "--fps", "1"])
    let lines = outcome.output.split(separator: "\n")
    let stretch = try #require(lines.firstIndex { $0.hasSuffix("stretch") })
    let samples = try #require(lines.firstIndex { $0.hasSuffix("neutral") })
    #expect(stretch < samples)
    #expect(lines[stretch + 1].contains("happy ("))
  }

  @Test("The second opinion can be done without")
  func secondOpinion() throws {
    let help = try mien.run(["analyze", "--help"]).output
    #expect(help.contains("--no-second-opinion"))
    // The cascade sees this face in every sample: nobody else is asked.
    let outcome = try mien.run(["analyze", sample, "--json", "--fps", "1", "--no-second-opinion"])
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("\"network\" : 0"))
  }

  @Test(
    "The emotions alone are measured where nothing else is asked for",
    arguments: [[], ["--in-process"]])
  func emotionsAlone(arguments: [String]) throws {
    let outcome = try mien.run(
      ["analyze", sample, "--json", "--fps", "1", "--scope", "emotions"] + arguments)
    #expect(outcome.status == 0)
    for name in ["eyeContact", "speechClarity"] {
      #expect(outcome.output.contains("\"\(name)\" : null"))
    }
    #expect(outcome.output.contains("eyeContact and speechClarity were not measured"))
  }

  @Test("CSV has one row a file, errors included")
  func csv() throws {
    let outcome = try mien.run(["analyze", sample, noFace, "--csv", "--fps", "1"])
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines.last?.contains("No face") == true)
  }

  @Test("Fields with commas, quotes or line breaks are quoted")
  func quoting() {
    #expect(CSVOutput.quoted("plain") == "plain")
    #expect(CSVOutput.quoted("a,b") == "\"a,b\"")
    #expect(CSVOutput.quoted("say \"x\"\n") == "\"say \"\"x\"\"\n\"")
  }

  @Test("Wrong usage ends with 2 and says how it is meant")
  func usage() throws {
    for arguments in [
      ["analyze"], ["analyze", sample, "--every", "0"], ["analyze", sample, "--fps", "0"],
      ["analyze", sample, "--every", "2", "--fps", "2"], ["analyze", sample, "--json", "--csv"],
      ["analyze", sample, "--scope", "sound"], ["dance"], ["serve", "--port", "70000"],
    ] {
      let outcome = try mien.run(arguments)
      #expect(outcome.status == ExitStatus.usage.rawValue, "\(arguments)")
      #expect(outcome.output.isEmpty && outcome.errors.contains("Usage"), "\(arguments)")
    }
  }

  @Test("Help and version are no errors")
  func help() throws {
    #expect(try mien.run(["--help"]).status == 0)
    #expect(try mien.run(["--version"]).output.contains("."))
    #expect(try mien.run(["analyze", "--help"]).output.contains("--timeline"))
  }

  @Test("A file that is missing or no video ends with 3")
  func input() throws {
    #expect(try mien.run(["analyze", "nowhere.mp4"]).status == ExitStatus.input.rawValue)
    let outcome = try mien.run(["analyze", "README.md", noFace])
    #expect(outcome.status == ExitStatus.input.rawValue)
    #expect(outcome.errors.contains("README.md: This is not a video"))
  }

  @Test("A model that cannot be used ends with 5 and says why")
  func model() throws {
    let outcome = try mien.run(["analyze", sample, "--model", "README.md"])
    #expect(outcome.status == ExitStatus.model.rawValue)
    #expect(outcome.errors.contains("README.md"))
    let cascade = try mien.run(["analyze", sample, "--cascade", "README.md"])
    #expect(cascade.status == ExitStatus.model.rawValue)
  }
}
