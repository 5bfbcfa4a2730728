package io.github.titanembeddings.model;

/** What to do with an image that the model does not take as it is. */
public enum ImageFit {
  /** Refuse it. */
  REJECT,
  /**
   * Bring it within the limits: no side over 2,048 pixels with the aspect kept, turned upright as
   * its EXIF orientation says, PNG or JPEG, small enough for the body. Transparency is kept in a
   * PNG and laid on white in a JPEG. The response says what was changed.
   *
   * <p>An image within the limits is sent byte for byte, its orientation as it is stored. Decoding
   * a large one takes seconds and hundreds of megabytes; where strangers choose the images, lower
   * {@link io.github.titanembeddings.validation.Limit#DECODE_PIXELS}. An image with an extreme side
   * or aspect, or a JPEG with more than 100 scans, is refused before it is decoded. One that
   * becomes very narrow is sent, and its adjustment has {@link ImageAdjustment.Change#DETAIL_LOST}.
   */
  DOWNSCALE
}
