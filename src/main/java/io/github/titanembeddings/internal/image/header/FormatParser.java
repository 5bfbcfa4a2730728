package io.github.titanembeddings.internal.image.header;

/** Reads the header of one image format, from front to back. */
interface FormatParser {
  /** Goes on in the window that holds the bytes asked for last, at first those at position 0. */
  HeaderStep next(HeaderWindow window);
}
