package io.github.titanembeddings.finetune.dataset.internal.content;

import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.finetune.dataset.internal.content.ImageFlaws.Flaw;
import io.github.titanembeddings.finetune.dataset.internal.images.ManifestImage;
import io.github.titanembeddings.internal.image.DecodeLimits;
import io.github.titanembeddings.internal.image.HeaderStep.ImageHeader;
import io.github.titanembeddings.internal.image.ImageFitter;
import io.github.titanembeddings.internal.image.MemoryImage;
import io.github.titanembeddings.internal.image.UnfitImageException;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.ViolationCodes;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Decodes images, as many at a time as there are processors, and keeps samples of them. */
final class ImageSampler {
  /** More than are decoded, since reading from S3 takes longer than decoding. */
  static final int READ_AT_ONCE = 8;

  private static final int SIDE = Sample.SOURCE_SIDE;

  private final ObjectStore store;
  private final SampleFile file;
  private final boolean compares;
  private final DecodeLimits limits;
  private final long maxBytes;
  private final Semaphore processors = new Semaphore(Runtime.getRuntime().availableProcessors());

  /**
   * The result of decoding: a hash and a {@link ColorLayout} if the image can be compared, a
   * violation if it has one.
   */
  record Result(
      ManifestImage image,
      long hash,
      long layout,
      boolean comparable,
      boolean failed,
      @Nullable String code,
      @Nullable String actual) {}

  ImageSampler(ObjectStore store, Limits limits, SampleFile file, boolean compares) {
    this.store = store;
    this.file = file;
    this.compares = compares;
    this.limits = DecodeLimits.of(limits);
    this.maxBytes = Math.min(limits.get(Limit.DECODE_BYTES), Integer.MAX_VALUE - 8);
  }

  Result run(ManifestImage image, ImageHeader header, long size) {
    if (size > maxBytes) {
      return failed(image, "more than " + maxBytes + " bytes");
    }
    byte[] bytes;
    try (InputStream in = store.open(image.uri())) {
      bytes = in.readNBytes((int) size + 1);
    } catch (TransportException e) { // interrupted
      throw e;
    } catch (IOException | RuntimeException e) { // also of a store of the user's own
      return failed(image, e.toString());
    }
    processors.acquireUninterruptibly();
    try {
      return decoded(image, header, bytes);
    } catch (UnfitImageException e) {
      return failed(image, e.found());
    } catch (IOException e) {
      return failed(image, e.toString());
    } finally {
      processors.release();
    }
  }

  private Result decoded(ManifestImage image, ImageHeader header, byte[] bytes)
      throws IOException, UnfitImageException {
    BufferedImage square =
        ImageFitter.square(new MemoryImage(ByteBuffer.wrap(bytes)), SIDE, limits);
    int[] pixels = ((DataBufferInt) square.getRaster().getDataBuffer()).getData();
    boolean alpha = square.getColorModel().hasAlpha();
    ImageFlaws.Found found = ImageFlaws.find(pixels, alpha);
    Flaw flaw = found.flaw();
    boolean comparable = compares && found.comparable();
    long hash = 0;
    long layout = 0;
    if (comparable) {
      Sample sample = Sample.of(pixels, aspect(header));
      file.writeSample(image.number(), sample);
      hash = PerceptualHash.of(sample);
      layout = ColorLayout.of(sample);
    }
    return flaw == null
        ? new Result(image, hash, layout, comparable, false, null, null)
        : new Result(image, hash, layout, comparable, false, flaw.code(), flaw.actual());
  }

  private static float aspect(ImageHeader header) {
    float aspect = (float) header.width() / header.height();
    return header.orientation() >= 5 ? 1 / aspect : aspect;
  }

  private static Result failed(ManifestImage image, String reason) {
    String actual = "the pixels were not checked: " + reason;
    return new Result(image, 0, 0, false, true, ViolationCodes.IMAGE_UNREADABLE, actual);
  }
}
