import CFFmpeg
import MediaContract

/// Turns decoded sound of any rate, format and number of channels into 16 kHz mono (libswresample).
///
/// Channels are mixed with weights that sum to one, so that what did not clip before does not
/// clip after.
final class AudioResampler {
  private var context: OpaquePointer?
  private var form: Form?
  private var output: [Float] = []

  /// What the resampler is set up for; a stream may change it on its way.
  private struct Form: Equatable {
    let rate: Int32
    let format: Int32
    let channels: Int32
  }

  deinit { swr_free(&context) }

  /// The frame's samples, together with what was held back before; some are held back in turn.
  ///
  /// - Throws: `MediaError.damagedContainer` when the frame's form cannot be converted.
  func convert(_ frame: UnsafePointer<AVFrame>) throws(MediaError) -> [Float] {
    let found = Form(
      rate: frame.pointee.sample_rate, format: frame.pointee.format,
      channels: frame.pointee.ch_layout.nb_channels)
    var samples: [Float] = []
    if found != form {
      samples = flush()
      try configure(found, layout: frame.pointee.ch_layout)
    }
    guard let planes = UnsafeRawPointer(frame.pointee.extended_data) else { return samples }
    let input = planes.assumingMemoryBound(to: UnsafePointer<UInt8>?.self)
    samples += try run(UnsafeMutablePointer(mutating: input), count: frame.pointee.nb_samples)
    return samples
  }

  /// What is still held back.
  func flush() -> [Float] {
    guard form != nil else { return [] }
    form = nil
    return (try? run(nil, count: 0)) ?? []
  }

  private func configure(
    _ found: Form, layout: AVChannelLayout
  ) throws(MediaError) {
    guard found.rate > 0, found.channels > 0, found.format >= 0 else {
      throw .damagedContainer(reason: "sound without rate, channels or format")
    }
    var source = layout
    // Containers that do not name the channels: the usual ones of that number.
    var usual = AVChannelLayout()
    if source.order == AV_CHANNEL_ORDER_UNSPEC {
      av_channel_layout_default(&usual, found.channels)
      source = usual
    }
    var mono = AVChannelLayout()
    av_channel_layout_default(&mono, 1)
    swr_free(&context)
    var result = swr_alloc_set_opts2(
      &context, &mono, AV_SAMPLE_FMT_FLT, Int32(AudioReader.sampleRate), &source,
      AVSampleFormat(found.format), found.rate, 0, nil)
    if result >= 0, let context {
      av_opt_set_double(UnsafeMutableRawPointer(context), "rematrix_maxval", 1, 0)
      result = swr_init(context)
    }
    guard result >= 0 else {
      throw .damagedContainer(
        reason: "sound that cannot be converted: \(FFmpegLibrary.message(for: result))")
    }
    form = found
  }

  private func run(
    _ input: UnsafeMutablePointer<UnsafePointer<UInt8>?>?, count: Int32
  ) throws(MediaError) -> [Float] {
    let room = Int(swr_get_out_samples(context, count))
    guard room > 0 else { return [] }
    if output.count < room { output = [Float](repeating: 0, count: room) }
    let written = output.withUnsafeMutableBytes { bytes -> Int32 in
      var plane = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
      return swr_convert(context, &plane, Int32(room), input, count)
    }
    guard written >= 0 else {
      throw .damagedContainer(
        reason: "sound that cannot be converted: \(FFmpegLibrary.message(for: written))")
    }
    return Array(output.prefix(Int(written)))
  }
}
