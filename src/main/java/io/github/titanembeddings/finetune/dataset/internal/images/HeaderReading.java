package io.github.titanembeddings.finetune.dataset.internal.images;

import io.github.titanembeddings.finetune.dataset.internal.images.ImageProbe.Result;
import io.github.titanembeddings.internal.image.header.HeaderStep;
import io.github.titanembeddings.internal.image.header.ImageEnd;
import io.github.titanembeddings.internal.image.header.ImageHeader;
import io.github.titanembeddings.internal.image.header.ImageHeaderParser;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header and the end of an image part by part. Not thread-safe.
 *
 * <p>The end is a separate part only if it is after the parts with the header. The start is read
 * again only if the end is missing and the first part was short.
 */
final class HeaderReading {
  private final ImageProbe probe;
  private final long size;
  private final Object version;
  private final ImageHeaderParser parser;
  private @Nullable ImageHeader header;
  private byte @Nullable [] start;
  private byte @Nullable [] tail;
  private int length;
  private long fingerprint;
  private long position;
  private long bytesRead;

  /**
   * Starts to read an image with a size and version, in parts of the window's size or up to the
   * end.
   */
  HeaderReading(ImageProbe probe, int window, long size, Object version) {
    this.probe = probe;
    this.length = window;
    this.size = size;
    this.version = version;
    parser = new ImageHeaderParser(size);
  }

  long position() {
    return position;
  }

  /** Returns the length of the next part, which is shorter only at the end of the image. */
  int length() {
    return length;
  }

  /** Processes the part at the position; returns null if the part at the new position is needed. */
  @Nullable Result take(byte[] bytes, int count, long sizeNow, Object versionNow) {
    if (bytesRead == 0 && size > 0) {
      fingerprint = Fingerprints.ofStart(bytes, count, size);
    }
    bytesRead += count;
    long expected = Math.min(length, Math.max(0, size - position));
    if (sizeNow != size || !versionNow.equals(version)) {
      return result(probe.changed());
    } else if (count < expected) {
      return result(cutShort(count, expected));
    }
    if (position == 0 && count >= Math.min(size, ImageEnd.START)) {
      start = bytes;
    }
    return header == null ? takeHeader(bytes, count) : takeEnd(header, bytes, count);
  }

  private @Nullable Result takeHeader(byte[] bytes, int count) {
    HeaderStep step = parser.next(position, bytes, count);
    if (step instanceof HeaderStep.ReadFrom more) {
      position = more.position();
      return null;
    } else if (step instanceof HeaderStep.Unusable unusable) {
      return result(unusable(unusable));
    }
    header = ((HeaderStep.Known) step).header();
    return takeEnd(header, bytes, count);
  }

  private @Nullable Result takeEnd(ImageHeader known, byte[] bytes, int count) {
    byte[] end = tail;
    if (end == null) {
      long tailStart = Math.max(0, size - ImageEnd.TAIL);
      if (tailStart < position || position + count < size) {
        return next(tailStart, ImageEnd.TAIL);
      }
      end = Arrays.copyOfRange(bytes, (int) (tailStart - position), count);
      tail = end;
    }
    if (ImageEnd.isIn(end, end.length, known.formatName())) {
      return result(null);
    } else if (start == null) {
      return next(0, ImageEnd.START);
    }
    int startLength = (int) Math.min(size, ImageEnd.START);
    byte[] beginning = Arrays.copyOf(start, startLength);
    return result(problem(ImageEnd.explain(beginning, end, known.formatName()), known));
  }

  private @Nullable Result next(long nextPosition, int nextLength) {
    position = nextPosition;
    length = nextLength;
    return null;
  }

  private Violation problem(ImageEnd end, ImageHeader header) {
    String found = end.describe(header.formatName());
    return end == ImageEnd.MISSING
        ? probe.error(ViolationCodes.IMAGE_TRUNCATED, found, "replace it with a complete copy")
        : Violation.warning(probe.path(), ViolationCodes.IMAGE_END_NOT_SEEN)
            .actual(found)
            .remedy("check that it is complete, or remove the bytes after the image")
            .build();
  }

  private Result result(@Nullable Violation problem) {
    return new Result(probe, size, bytesRead, fingerprint, header, problem);
  }

  private Violation cutShort(long got, long expected) {
    return probe.error(
        ViolationCodes.IMAGE_UNAVAILABLE,
        String.format(Locale.ROOT, "a response of %,d bytes instead of %,d", got, expected),
        "try again later");
  }

  private Violation unusable(HeaderStep.Unusable found) {
    String remedy = found.isConvertible() ? "convert it to PNG or JPEG" : found.remedy();
    return probe.error(
        found.code(), found.found(), remedy.isEmpty() ? "replace the image" : remedy);
  }
}
