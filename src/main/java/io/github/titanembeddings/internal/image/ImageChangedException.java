package io.github.titanembeddings.internal.image;

import java.io.IOException;

/** An image is not what it was when it was looked up. */
public final class ImageChangedException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Somebody wrote to the image. */
  public ImageChangedException() {
    super("it was written to since it was looked up");
  }
}
