import CFFmpeg

/// Options for an FFmpeg call, freed with the value.
struct OptionDictionary: ~Copyable {
  private var dictionary: OpaquePointer?

  init(_ options: [String: String]) {
    for (key, value) in options { av_dict_set(&dictionary, key, value, 0) }
  }

  deinit {
    var last = dictionary
    av_dict_free(&last)
  }

  mutating func withPointer<R>(_ body: (UnsafeMutablePointer<OpaquePointer?>) -> R) -> R {
    body(&dictionary)
  }
}
