// The allocator's own figures (mallinfo2), which the Glibc module does not have.
#include <malloc.h>
