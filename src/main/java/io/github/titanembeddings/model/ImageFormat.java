package io.github.titanembeddings.model;

/** The format of an image, by its content and not by its name. */
public enum ImageFormat {
  /** PNG, which the model takes. */
  PNG,
  /** JPEG, which the model takes. */
  JPEG,
  /** Any other; only {@link ImageFit#DOWNSCALE} reads it, and sends it converted. */
  OTHER
}
