#pragma once
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/display.h>
#include <libavutil/imgutils.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
#include <libavutil/tx.h>
#include <libswresample/swresample.h>
#include <libswscale/swscale.h>
#include <stdint.h>

// Function-like macros and casts that Swift cannot import.
static const int32_t cffmpeg_error_end_of_file = AVERROR_EOF;
static const int32_t cffmpeg_error_invalid_data = AVERROR_INVALIDDATA;
static const int64_t cffmpeg_no_timestamp = AV_NOPTS_VALUE;
static inline int32_t cffmpeg_error(int32_t posix_error) { return AVERROR(posix_error); }
