#ifndef STARTUP_PAGES_H
#define STARTUP_PAGES_H

/// Gives back the pages of this program and its libraries that were read so far and can be read from
/// their files again.
///
/// The loader reads names and relocations of some 150 libraries, and initialisers run once; the
/// kernel counts all of it, with the pages around, as this process's for good. What is needed again
/// comes back from the page cache, a fault for each 64 KiB. Segments that can be written to stay,
/// relocated ones among them: what was changed in them would be lost.
///
/// @return The bytes of address space that were looked at.
long startup_pages_release(void);

#endif
