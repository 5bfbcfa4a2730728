package io.github.titanembeddings.internal.image;

/** What {@link ImageHeaderParser} knows after a window of an image's bytes. */
public sealed interface HeaderStep {
  /** The header is known. */
  record Known(ImageHeader header) implements HeaderStep {}

  /** Bytes from this position on are needed; it lies behind the start of the window. */
  record ReadFrom(long position) implements HeaderStep {}

  /**
   * The image can't be used.
   *
   * @param code the code of the violation
   * @param found what was found, for people: {@code a GIF file}
   */
  record Unusable(String code, String found) implements HeaderStep {}
}
