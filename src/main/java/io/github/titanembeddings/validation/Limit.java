package io.github.titanembeddings.validation;

/** A quantity that is limited; {@link Limits} has the values. */
public enum Limit {
  /** Tokens of {@code inputText}. */
  TEXT_TOKENS("tokens"),
  /** Bytes of the image file, before base64. */
  IMAGE_BYTES("bytes"),
  /** Width times height of the image. */
  IMAGE_PIXELS("pixels"),
  /** The longer side that {@code ImageFit.DOWNSCALE} brings an image to. */
  FITTED_SIDE("pixels"),
  /** Bytes of a file that {@code ImageFit.DOWNSCALE} takes on. */
  FIT_SOURCE_BYTES("bytes"),
  /** Width times height of an image that {@code ImageFit.DOWNSCALE} takes on. */
  FIT_SOURCE_PIXELS("pixels"),
  /** Bytes of the whole JSON body of one InvokeModel call. */
  BODY_BYTES("bytes");

  private final String unit;

  Limit(String unit) {
    this.unit = unit;
  }

  /** What the value counts: {@code tokens}, {@code bytes}, {@code pixels}. */
  public String unit() {
    return unit;
  }
}
