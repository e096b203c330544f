#pragma once

// Makes a function for several processors, of which the loader takes the widest there is.
#if defined(__x86_64__) && defined(__linux__)
#define FOR_EACH_PROCESSOR \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default"), \
                 min_vector_width(512)))
#else
#define FOR_EACH_PROCESSOR
#endif

// Vectors that may lie anywhere. On a processor with narrower registers each is several of them.
typedef float Vector16 __attribute__((vector_size(64), aligned(4)));
typedef float Vector8 __attribute__((vector_size(32), aligned(4)));
typedef float Vector4 __attribute__((vector_size(16), aligned(4)));
typedef int Bits16 __attribute__((vector_size(64)));
typedef int Bits8 __attribute__((vector_size(32)));
typedef int Bits4 __attribute__((vector_size(16)));

// Negative values become 0; not a number is not less than 0 and stays.
#define RECTIFIED(Vector, x) RECTIFIED_##Vector(x)
#define RECTIFIED_Vector16(x) ((Vector16)(~((x) < 0) & (Bits16)(x)))
#define RECTIFIED_Vector8(x) ((Vector8)(~((x) < 0) & (Bits8)(x)))
#define RECTIFIED_Vector4(x) ((Vector4)(~((x) < 0) & (Bits4)(x)))
#define RECTIFIED_float(x) ((x) < 0 ? 0 : (x))

#define AT(Vector, address) (*(Vector *)(address))
#define FROM(Vector, address) (*(const Vector *)(address))

// A product and a sum may be one instruction, as they are in OpenBLAS.
#pragma clang fp contract(fast)
