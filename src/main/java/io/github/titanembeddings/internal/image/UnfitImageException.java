package io.github.titanembeddings.internal.image;

import io.github.titanembeddings.internal.image.ImageFitter.TargetSize;

/** Thrown when an image cannot be brought within a {@link TargetSize}. */
public final class UnfitImageException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final String found;

  UnfitImageException(String code, String found) {
    super(code + ": " + found);
    this.code = code;
    this.found = found;
  }

  UnfitImageException(String code, String found, Throwable cause) {
    this(code, found);
    initCause(cause);
  }

  /** The code of the violation, such as {@code image.unreadable}. */
  public String code() {
    return code;
  }

  public String found() {
    return found;
  }
}
