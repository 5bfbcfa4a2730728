package io.github.titanembeddings.validation;

/** A quantity that is limited; {@link Limits} has the values. */
public enum Limit {
  /** Tokens of {@code inputText}; counted by a {@code TokenEstimator} before the service does. */
  TEXT_TOKENS("tokens"),
  /** Bytes of the image file, before base64. */
  IMAGE_BYTES("bytes"),
  /** Width times height of the image. */
  IMAGE_PIXELS("pixels"),
  /** The longer side that {@code ImageFit.DOWNSCALE} brings an image to. */
  DOWNSCALED_SIDE("pixels"),
  /**
   * The shorter side of an image that {@code ImageFit.DOWNSCALE} made smaller; below it the
   * adjustment is marked {@code DETAIL_LOST}. The service documents no minimum for inference, so
   * nothing is refused.
   */
  DOWNSCALED_SIDE_MIN("pixels", true),
  /** Bytes of a file that {@code ImageFit.DOWNSCALE} takes on. */
  DECODE_BYTES("bytes"),
  /** Width times height of an image that {@code ImageFit.DOWNSCALE} takes on. */
  DECODE_PIXELS("pixels"),
  /**
   * The longer side of an image that {@code ImageFit.DOWNSCALE} decodes: the longest that JPEG can
   * express. Decoders process an image row by row, so one row of 134 million pixels takes as much
   * memory as a whole image.
   */
  DECODE_SIDE("pixels"),
  /**
   * The longer side divided by the shorter one of an image that {@code ImageFit.DOWNSCALE} decodes.
   * Beyond it no image within 2,048 pixels has the same aspect.
   */
  DECODE_ASPECT("to 1"),
  /**
   * Scans of a JPEG that {@code ImageFit.DOWNSCALE} decodes. A progressive JPEG has about ten; a
   * decoder passes over all pixels once per scan and cannot be interrupted, so that a file of 200
   * KB with thousands of scans takes minutes.
   */
  DECODE_SCANS("scans"),
  /** Bytes of the whole JSON body of one InvokeModel call. */
  BODY_BYTES("bytes"),
  /** The fewest lines of a training manifest. */
  TRAINING_RECORDS_MIN("records", true),
  /** The most lines of a training manifest. */
  TRAINING_RECORDS("records"),
  /** The fewest lines of a validation manifest. */
  VALIDATION_RECORDS_MIN("records", true),
  /** The most lines of a validation manifest. */
  VALIDATION_RECORDS("records"),
  /** The account's quota for the lines of both manifests together; beyond it is a warning. */
  RECORDS_QUOTA("records"),
  /** Unicode code points of a caption. */
  CAPTION_CHARACTERS("characters"),
  /**
   * Tokens of a caption: a lower bound beyond it is an error, an estimated count beyond it a
   * warning.
   */
  CAPTION_TOKENS("tokens"),
  /** How many images may have the same caption before it is a warning. */
  CAPTION_IMAGES("images"),
  /** Bytes of an image file that a model is tuned with. */
  TRAINING_IMAGE_BYTES("bytes"),
  /** Bytes of such a file by a stricter page; beyond it is a warning. */
  TRAINING_IMAGE_BYTES_STRICT("bytes"),
  /** The shortest side of an image that a model is tuned with. */
  TRAINING_IMAGE_SIDE_MIN("pixels", true),
  /** The longest side of such an image. */
  TRAINING_IMAGE_SIDE("pixels"),
  /** Width times height of such an image. */
  TRAINING_IMAGE_PIXELS("pixels"),
  /** How many times longer than the other a side of such an image may be. */
  TRAINING_IMAGE_ASPECT("to 1"),
  /** Bytes of one line of a manifest. */
  MANIFEST_LINE_BYTES("bytes");

  private final String unit;
  private final boolean minimum;

  Limit(String unit) {
    this(unit, false);
  }

  Limit(String unit, boolean minimum) {
    this.unit = unit;
    this.minimum = minimum;
  }

  /** What the value counts: {@code tokens}, {@code bytes}, {@code pixels}. */
  public String unit() {
    return unit;
  }

  /** Whether the value is the least that is allowed, not the most. */
  public boolean isMinimum() {
    return minimum;
  }
}
