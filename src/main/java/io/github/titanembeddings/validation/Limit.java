package io.github.titanembeddings.validation;

/** A limited quantity; {@link Limits} has the values. */
public enum Limit {
  /** Tokens of {@code inputText}, estimated before the call. */
  TEXT_TOKENS("tokens"),
  /** Unicode code points of {@code inputText}; only for Titan Text Embeddings V2. */
  TEXT_CHARACTERS("characters"),
  /** Bytes of the image file, before base64. */
  IMAGE_BYTES("bytes"),
  /** Width times height of the image. */
  IMAGE_PIXELS("pixels"),
  /** The longer side of an image that {@code ImageFit.DOWNSCALE} produces. */
  DOWNSCALED_SIDE("pixels"),
  /**
   * The shorter side of an image that {@code ImageFit.DOWNSCALE} produces; below it the adjustment
   * is marked {@code DETAIL_LOST}. The service documents no minimum for inference, so nothing is
   * rejected.
   */
  DOWNSCALED_SIDE_MIN("pixels", true),
  /** Bytes of a file that {@code ImageFit.DOWNSCALE} accepts. */
  DECODE_BYTES("bytes"),
  /** Width times height of an image that {@code ImageFit.DOWNSCALE} decodes. */
  DECODE_PIXELS("pixels"),
  /**
   * The longer side of an image that {@code ImageFit.DOWNSCALE} decodes: the maximum of JPEG.
   * Decoders process an image row by row, so one row of 134 million pixels takes as much memory as
   * a whole image.
   */
  DECODE_SIDE("pixels"),
  /**
   * The longer side divided by the shorter one of an image that {@code ImageFit.DOWNSCALE} decodes.
   * Beyond it no image within 2,048 pixels has the same aspect ratio.
   */
  DECODE_ASPECT("to 1"),
  /**
   * Scans of a JPEG that {@code ImageFit.DOWNSCALE} decodes. A progressive JPEG has about ten. A
   * decoder passes over all pixels once per scan and cannot be interrupted, so a file of 200 KB
   * with thousands of scans takes minutes.
   */
  DECODE_SCANS("scans"),
  /** Bytes of the JSON body of one InvokeModel call. */
  BODY_BYTES("bytes"),
  /** Minimum number of lines of a training manifest. */
  TRAINING_RECORDS_MIN("records", true),
  /** Maximum number of lines of a training manifest. */
  TRAINING_RECORDS("records"),
  /** Minimum number of lines of a validation manifest. */
  VALIDATION_RECORDS_MIN("records", true),
  /** Maximum number of lines of a validation manifest. */
  VALIDATION_RECORDS("records"),
  /** The account's quota for the lines of both manifests together; exceeding it is a warning. */
  RECORDS_QUOTA("records"),
  /** Unicode code points of a caption. */
  CAPTION_CHARACTERS("characters"),
  /** Tokens of a caption: error by the lower bound, warning by the estimated count. */
  CAPTION_TOKENS("tokens"),
  /** Number of images with the same caption; exceeding it is a warning. */
  CAPTION_IMAGES("images"),
  /** Bytes of an image file of a dataset. */
  TRAINING_IMAGE_BYTES("bytes"),
  /**
   * Bytes of an image file according to a stricter page of the documentation; exceeding it is a
   * warning.
   */
  TRAINING_IMAGE_BYTES_STRICT("bytes"),
  /** The shorter side of an image of a dataset. */
  TRAINING_IMAGE_SIDE_MIN("pixels", true),
  /** The longer side of an image of a dataset. */
  TRAINING_IMAGE_SIDE("pixels"),
  /** Width times height of an image of a dataset. */
  TRAINING_IMAGE_PIXELS("pixels"),
  /** The longer side divided by the shorter one of an image of a dataset. */
  TRAINING_IMAGE_ASPECT("to 1"),
  /** Bytes of one line of a manifest. */
  MANIFEST_LINE_BYTES("bytes"),
  /** Minimum number of records of a batch job. */
  BATCH_RECORDS_MIN("records", true),
  /** Maximum number of records of a batch job, and of one of its files. */
  BATCH_RECORDS("records"),
  /** Bytes of one input file of a batch job; 1 GB is taken as 1,000,000,000 bytes. */
  BATCH_FILE_BYTES("bytes"),
  /** Bytes of all input files of a batch job; 5 GB is taken as 5,000,000,000 bytes. */
  BATCH_JOB_BYTES("bytes"),
  /** Batch jobs of base models that are submitted or in progress at once. */
  BATCH_JOBS("jobs"),
  /** Batch jobs of custom models that are submitted or in progress at once. */
  BATCH_CUSTOM_MODEL_JOBS("jobs");

  private final String unit;
  private final boolean minimum;

  Limit(String unit) {
    this(unit, false);
  }

  Limit(String unit, boolean minimum) {
    this.unit = unit;
    this.minimum = minimum;
  }

  /** Returns the unit: {@code tokens}, {@code bytes}, {@code pixels}. */
  public String unit() {
    return unit;
  }

  /** Returns whether the value is a minimum; otherwise it is a maximum. */
  public boolean isMinimum() {
    return minimum;
  }
}
