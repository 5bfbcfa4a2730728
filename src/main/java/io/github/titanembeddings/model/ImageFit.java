package io.github.titanembeddings.model;

/**
 * The treatment of an image that the model does not accept unchanged.
 *
 * <pre>{@code
 * EmbeddingResponse response =
 *     titan.embed(r -> r.image(ImageInput.of(png)).imageFit(ImageFit.DOWNSCALE));
 * response.adjustment().ifPresent(System.out::println);
 * }</pre>
 */
public enum ImageFit {
  /** Rejects the image. */
  REJECT,
  /**
   * Brings the image within the limits: no side over 2,048 pixels at the same aspect ratio, rotated
   * upright by its Exif orientation, PNG or JPEG, and small enough for the request body.
   * Transparency is kept in a PNG and painted on white in a JPEG. The response reports the changes.
   *
   * <p>An image within the limits is sent byte for byte, its orientation unchanged. Decoding a
   * large image takes seconds and hundreds of megabytes; if untrusted users choose the images,
   * lower {@link io.github.titanembeddings.validation.Limit#DECODE_PIXELS}. An image with an
   * extreme side or aspect ratio, or a JPEG with more than 100 scans, is rejected before it is
   * decoded. An image that becomes very narrow is sent, and its adjustment has {@link
   * ImageAdjustment.Change#DETAIL_LOST}.
   */
  DOWNSCALE
}
