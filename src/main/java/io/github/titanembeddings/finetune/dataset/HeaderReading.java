package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.finetune.dataset.ImageProbe.Problem;
import io.github.titanembeddings.finetune.dataset.ImageProbe.Result;
import io.github.titanembeddings.internal.image.HeaderStep;
import io.github.titanembeddings.internal.image.ImageHeader;
import io.github.titanembeddings.internal.image.ImageHeaderParser;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An image's header that is read part by part. Not safe for use by several threads. */
final class HeaderReading {
  private final ImageProbe probe;
  private final int window;
  private final long size;
  private final Object version;
  private final ImageHeaderParser parser;
  private long fingerprint;
  private long position;
  private long bytesRead;

  /**
   * Begins with an image of a size and in a version; each part is to have the window's size, if
   * there are so many bytes.
   */
  HeaderReading(ImageProbe probe, int window, long size, Object version) {
    this.probe = probe;
    this.window = window;
    this.size = size;
    this.version = version;
    parser = new ImageHeaderParser(size);
  }

  /** Where the next part begins. */
  long position() {
    return position;
  }

  /** Takes the part from the position on; null if another is needed, from where it stands then. */
  @Nullable Result take(byte[] bytes, int length, long sizeNow, Object versionNow) {
    if (position == 0 && size > 0) {
      fingerprint = Fingerprints.ofStart(bytes, length, size);
    }
    bytesRead += length;
    long expected = Math.min(window, Math.max(0, size - position));
    if (sizeNow != size || !versionNow.equals(version)) {
      return result(null, WholeImage.changed());
    } else if (length < expected) {
      return result(null, cutShort(length, expected));
    }
    HeaderStep step = parser.next(position, bytes, length);
    if (step instanceof HeaderStep.ReadFrom more) {
      position = more.position();
      return null;
    } else if (step instanceof HeaderStep.Unusable unusable) {
      return result(null, unusable(unusable));
    }
    return result(((HeaderStep.Known) step).header(), null);
  }

  private Result result(@Nullable ImageHeader header, @Nullable Problem problem) {
    return new Result(probe, size, bytesRead, fingerprint, header, problem);
  }

  private static Problem cutShort(long got, long expected) {
    return new Problem(
        "image.unavailable",
        String.format(Locale.ROOT, "an answer of %,d bytes in place of %,d", got, expected),
        "try again later");
  }

  private static Problem unusable(HeaderStep.Unusable found) {
    String remedy =
        found.code().equals("image.unsupported-format")
            ? "convert it to PNG or JPEG"
            : "replace the image";
    return new Problem(found.code(), found.found(), remedy);
  }
}
