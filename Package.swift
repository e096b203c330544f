// swift-tools-version: 6.2
import PackageDescription

#if canImport(Glibc)
  import Glibc
#endif

// One room per noun; dependencies point downwards only (see README.md, "The house").

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

/// Debian's shared libhdf5 can read from Amazon's S3, for which it loads 31 libraries, from curl to
/// Kerberos: 5 of the 15 ms in which a model is to be ready. The static one of libhdf5-dev
/// comes without what nobody calls. Only the release for which this was tried is linked so, and
/// not where MIEN_HDF5=shared asks for the shared one; elsewhere pkg-config finds libhdf5.
let staticHDF5: String? = {
  #if canImport(Glibc)
    guard Context.environment["MIEN_HDF5"] != "shared" else { return nil }
    for architecture in ["x86_64", "aarch64"] {
      let folder = "/usr/lib/\(architecture)-linux-gnu"
      guard access("\(folder)/libhdf5_serial.a", R_OK) == 0,
        access("\(folder)/libhdf5_serial.so.103.3.1", R_OK) == 0,
        access("\(folder)/libsz.so", R_OK) == 0
      else { continue }
      return ":libhdf5_serial.a"
    }
  #endif
  return nil
}()

let package = Package(
  name: "mien",
  products: [
    .executable(name: "mien", targets: ["mien"]),
    .executable(name: "mien-worker", targets: ["mien-worker"]),
    .executable(name: "h5inspect", targets: ["h5inspect"]),
    .library(name: "FacialAnalysis", targets: ["FacialAnalysis"]),
    .library(name: "Keras", targets: ["Keras"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", .upToNextMinor(from: "1.8.2")),
    // Flags, environment and file in one order: 1.4 MB of a stripped binary, 40 s of processor time in
    // a clean release build, five packages fetched and two of them built (Collections, System).
    // Without traits: its JSON reader alone needs all of Foundation, another 44 MB.
    .package(
      url: "https://github.com/apple/swift-configuration", .upToNextMinor(from: "1.4.0"),
      traits: []),
    // SHA-256 at 0.9 GB/s: 141 s of processor time in a clean release build, 2.5 MB of a stripped
    // binary (12.8 MB with debug information), no full Foundation. All of it stands behind Digest.
    .package(url: "https://github.com/apple/swift-crypto", .upToNextMinor(from: "4.5.2")),
    .package(url: "https://github.com/apple/swift-http-types", .upToNextMinor(from: "1.8.0")),
    .package(url: "https://github.com/apple/swift-log", .upToNextMinor(from: "1.16.2")),
    // The two interfaces that programs around an embedded service know: its counters go to whatever
    // backend they have, and it ends with their other services. Together 2.1 MB of a stripped
    // binary, 56 s of processor time in a clean release build, three packages fetched (with
    // Collections and Async Algorithms, of which the first is there for the configuration); in
    // `mien serve` 1.8 MB of resident memory and five threads of Dispatch.
    .package(url: "https://github.com/apple/swift-metrics", .upToNextMinor(from: "2.13.0")),
    .package(
      url: "https://github.com/swift-server/swift-service-lifecycle",
      .upToNextMinor(from: "2.13.0")),
  ],
  targets: [
    // C libraries: a module map and a shim header for what Swift cannot import.
    .systemLibrary(
      name: "CFFmpeg", pkgConfig: "libavformat",
      providers: [
        .apt(["libavformat-dev", "libavcodec-dev", "libswresample-dev", "libswscale-dev"])
      ]),
    .systemLibrary(
      name: "CHDF5", pkgConfig: staticHDF5 == nil ? "hdf5" : nil,
      providers: [.apt(["libhdf5-dev"])]),
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
    .systemLibrary(
      name: "CSeccomp", pkgConfig: "libseccomp", providers: [.apt(["libseccomp-dev"])]),
    .systemLibrary(name: "CEpoll"),
    .systemLibrary(name: "CMalloc"),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

    .target(name: "Files", swiftSettings: strict),
    .target(name: "Imaging", dependencies: ["VectorKernels"], swiftSettings: strict),
    .target(
      name: "HDF5", dependencies: ["CHDF5", "Files"], swiftSettings: strict,
      linkerSettings: staticHDF5.map {
        [.linkedLibrary($0)] + ["sz", "z", "dl", "m"].map { .linkedLibrary($0) }
      } ?? [.linkedLibrary("hdf5")]),
    .target(name: "VectorKernels"),
    .target(name: "StartupPages"),
    .target(name: "Threads", swiftSettings: strict),
    .target(
      name: "NeuralNetwork", dependencies: ["COpenBLAS", "VectorKernels"], swiftSettings: strict),
    .target(
      name: "Digest", dependencies: [.product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: strict),
    .target(name: "Isolation", dependencies: ["CSeccomp"], swiftSettings: strict),
    .target(
      name: "IsolatedKeras", dependencies: ["Digest", "HDF5", "Isolation", "Keras"],
      swiftSettings: strict),
    .target(name: "EmotionContract", swiftSettings: strict),
    .target(
      name: "Keras", dependencies: ["CZlib", "Files", "HDF5", "NeuralNetwork"],
      swiftSettings: strict),
    .target(
      name: "FaceDetection", dependencies: ["CExpat", "Files", "Imaging"], swiftSettings: strict),

    // What is observed and what is made of it, without a library of C: the parent of the workers
    // has these and not the engine.
    .target(name: "MediaContract", swiftSettings: strict),
    .target(name: "GazeScore", dependencies: ["Imaging"], swiftSettings: strict),
    .target(name: "SpeechScore", swiftSettings: strict),
    .target(
      name: "AnalysisResult",
      dependencies: ["EmotionContract", "GazeScore", "Imaging", "MediaContract", "SpeechScore"],
      swiftSettings: strict),

    // The engine.
    .target(
      name: "Media", dependencies: ["CFFmpeg", "Imaging", "MediaContract"], swiftSettings: strict),
    .target(
      name: "Speech", dependencies: ["CFFmpeg", "Keras", "NeuralNetwork", "SpeechScore"],
      swiftSettings: strict),
    .target(
      name: "FaceLandmarks", dependencies: ["GazeScore", "Imaging", "Keras", "NeuralNetwork"],
      swiftSettings: strict),
    .target(
      name: "FacialAnalysis",
      dependencies: [
        "AnalysisResult", "Digest", "EmotionContract", "FaceDetection", "FaceLandmarks", "Files",
        "GazeScore", "HDF5", "Imaging", "Keras", "Media", "MediaContract", "NeuralNetwork",
        "Speech", "SpeechScore", "Threads",
      ],
      swiftSettings: strict),

    // The service and the command line. Nothing that `mien` is made of may come to depend on the
    // engine: FFmpeg and OpenBLAS are 150 shared objects at each start (LinkedLibrariesTests).
    .target(
      name: "HTTPServer",
      dependencies: [
        "CEpoll", "Threads",
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
      ], swiftSettings: strict),
    .target(
      name: "Workers",
      dependencies: ["AnalysisResult", "EmotionContract", "Isolation", "MediaContract", "Threads"],
      swiftSettings: strict),
    .target(
      name: "WorkerProcess",
      dependencies: [
        "FacialAnalysis", "IsolatedKeras", "Isolation", "Keras", "StartupPages", "Workers",
      ], swiftSettings: strict),
    .target(
      name: "Service",
      dependencies: [
        "AnalysisResult", "Digest", "HTTPServer", "MediaContract", "Threads", "Workers",
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Metrics", package: "swift-metrics"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      resources: [
        .embedInCode("Documentation/openapi.json"), .embedInCode("Documentation/docs.html"),
      ], swiftSettings: strict),
    .target(
      name: "Commands",
      dependencies: [
        "AnalysisResult", "EmotionContract", "Files", "HTTPServer", "Isolation", "MediaContract",
        "Service", "Threads", "Workers",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Configuration", package: "swift-configuration"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Metrics", package: "swift-metrics"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ], swiftSettings: strict),
    .executableTarget(name: "mien", dependencies: ["Commands"], swiftSettings: strict),
    // The worker, and the command line with the engine linked in (Program.swift).
    .executableTarget(
      name: "mien-worker",
      dependencies: [
        "CMalloc", "Commands", "FaceDetection", "FaceLandmarks", "FacialAnalysis", "Files",
        "Imaging", "IsolatedKeras", "Media", "NeuralNetwork", "Speech", "StartupPages",
        "WorkerProcess", "Workers",
      ], swiftSettings: strict),
    .executableTarget(
      name: "FuzzModels", dependencies: ["HDF5", "IsolatedKeras", "Isolation", "Keras"],
      path: "Tools/FuzzModels", swiftSettings: strict),
    .executableTarget(
      name: "h5inspect",
      dependencies: [
        "EmotionContract", "HDF5", "IsolatedKeras", "Isolation", "Keras", "NeuralNetwork",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict),

    // What the tests of several targets use.
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(
      name: "ImagingTests", dependencies: ["Imaging"], resources: [.copy("Fixtures")],
      swiftSettings: strict),
    .testTarget(
      name: "HDF5Tests", dependencies: ["HDF5"], resources: [.copy("Fixtures")],
      swiftSettings: strict),
    .testTarget(name: "NeuralNetworkTests", dependencies: ["NeuralNetwork"], swiftSettings: strict),
    .testTarget(
      name: "KerasTests", dependencies: ["Keras", "HDF5", "NeuralNetwork"],
      resources: [.copy("Fixtures")], swiftSettings: strict),
    .testTarget(
      name: "FaceDetectionTests",
      dependencies: ["Digest", "FaceDetection", "Imaging", "TestSupport"],
      resources: [.copy("Fixtures")], swiftSettings: strict),
    .testTarget(
      name: "FaceLandmarksTests",
      dependencies: ["FaceDetection", "FaceLandmarks", "GazeScore", "Imaging", "Media"],
      resources: [.copy("Fixtures")], swiftSettings: strict),
    .testTarget(
      name: "MediaTests", dependencies: ["Media", "MediaContract", "Imaging", "TestSupport"],
      resources: [.copy("Fixtures")],
      swiftSettings: strict),
    .testTarget(
      name: "SpeechTests", dependencies: ["Speech", "SpeechScore", "Media", "TestSupport"],
      resources: [.copy("Fixtures")],
      swiftSettings: strict),
    .testTarget(name: "GazeScoreTests", dependencies: ["GazeScore"], swiftSettings: strict),
    .testTarget(
      name: "AnalysisResultTests",
      dependencies: ["AnalysisResult", "GazeScore", "SpeechScore", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "FacialAnalysisTests",
      dependencies: [
        "AnalysisResult", "FacialAnalysis", "MediaContract", "TestSupport", "Threads",
      ],
      resources: [.copy("Fixtures")],
      swiftSettings: strict),
    .testTarget(
      name: "EmotionContractTests", dependencies: ["EmotionContract"], swiftSettings: strict),
    .testTarget(name: "IsolationTests", dependencies: ["Isolation"], swiftSettings: strict),
    .testTarget(
      name: "IsolatedKerasTests",
      dependencies: [
        "Digest", "FuzzModels", "HDF5", "IsolatedKeras", "Isolation", "Keras", "h5inspect",
      ],
      resources: [.copy("Fixtures")],
      swiftSettings: strict),
    .testTarget(
      name: "HTTPServerTests", dependencies: ["HTTPServer", "TestSupport", "Threads"],
      swiftSettings: strict),
    .testTarget(
      name: "WorkersTests",
      dependencies: [
        "AnalysisResult", "Isolation", "StartupPages", "StrangeWorker", "WorkerProcess", "Workers",
        "mien-worker",
      ], swiftSettings: strict),
    // A worker that does what a worker that was taken over might do.
    .executableTarget(
      name: "StrangeWorker", dependencies: ["AnalysisResult", "Isolation", "Workers"],
      path: "Tests/StrangeWorker", swiftSettings: strict),
    .testTarget(
      name: "ServiceTests",
      dependencies: [
        "Service", "StrangeWorker", "TestSupport", "Threads", "WorkerProcess", "Workers",
        "mien-worker",
        .product(name: "Metrics", package: "swift-metrics"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "CommandLineTests",
      dependencies: [
        "AnalysisResult", "Commands", "Files", "IsolatedKeras", "Keras", "h5inspect", "mien",
        "mien-worker",
      ],
      exclude: ["Fixtures"],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
