package io.github.titanembeddings.model;

/** What to do with an image that the model does not take as it is. */
public enum ImageFit {
  /** Refuse it. */
  REJECT,
  /**
   * Bring it within the limits: no side over 2,048 pixels with the aspect kept, turned upright as
   * its EXIF orientation says, PNG or JPEG, small enough for the body. Transparency is kept in a
   * PNG and laid on white in a JPEG. An image within the limits is sent byte for byte. The response
   * says what was changed.
   */
  DOWNSCALE
}
