package io.github.titanembeddings.batch.internal.write;

import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageFit;
import io.github.titanembeddings.model.ImageInfo;
import io.github.titanembeddings.model.ModelRequest;
import io.github.titanembeddings.model.internal.PreparedRequest;
import io.github.titanembeddings.validation.Limit;
import java.util.Optional;

/**
 * Estimates the sizes of downscaled images: their bytes in proportion to the pixels, corrected by
 * the first images, which are downscaled. Not thread-safe.
 */
public final class ImageSizes {
  private static final int SAMPLES = 10;

  private final int side;
  private int samples;
  private double expected;
  private double found;

  /**
   * Creates an estimator.
   *
   * @param side the longer side of downscaled images
   * @throws IllegalArgumentException if it is less than 1
   */
  public ImageSizes(int side) {
    if (side < 1) {
      throw new IllegalArgumentException("side must be at least 1 pixel, was " + side);
    }
    this.side = side;
  }

  /** Returns how many bytes of base64 downscaling saves. */
  public long saved(ModelRequest request) {
    Optional<ImageInfo> probed = request.probeImage();
    if (probed.isEmpty() || Math.max(probed.get().width(), probed.get().height()) <= side) {
      return 0;
    }
    ImageInfo image = probed.get();
    double scale = (double) side / Math.max(image.width(), image.height());
    double bytes = image.byteCount() * scale * scale;
    if (samples < SAMPLES && request instanceof EmbeddingRequest withImage) {
      samples++;
      sample(withImage, bytes);
    }
    double downscaled = expected == 0 ? bytes : bytes * found / expected;
    return Math.max(0, (long) ((image.byteCount() - downscaled) * 4 / 3));
  }

  private void sample(EmbeddingRequest request, double bytes) {
    EmbeddingRequest smaller =
        request.toBuilder()
            .imageFit(ImageFit.DOWNSCALE)
            .limits(request.limits().toBuilder().set(Limit.DOWNSCALED_SIDE, side).build())
            .build();
    try {
      PreparedRequest prepared = Futures.await(PreparedRequest.of(smaller, Runnable::run));
      if (prepared.image() != null) {
        expected += bytes;
        found += prepared.image().info().byteCount();
      }
    } catch (TitanException e) {
      // The estimate by pixels remains.
    }
  }
}
