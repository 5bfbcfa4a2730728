package io.github.titanembeddings.internal.image;

import java.io.IOException;
import java.util.List;
import javax.imageio.stream.ImageInputStreamImpl;
import org.jspecify.annotations.Nullable;

/**
 * An {@link ImageData} as ImageIO reads it, without a copy in memory or on disk.
 *
 * <p>It remembers the failure of a read, since readers hide it among failures of their own.
 */
final class ImageDataStream extends ImageInputStreamImpl {
  /** APP15. */
  private static final byte PASSED_OVER = (byte) 0xEF;

  private final ImageData data;
  private final List<Long> hiddenMarkers;
  private final byte[] buffer = new byte[16 * 1024];
  private long bufferStart;
  private int bufferLength;
  private @Nullable IOException failure;

  ImageDataStream(ImageData data) {
    this(data, List.of());
  }

  /**
   * The data with some JPEG segments hidden: they get a marker that readers pass over.
   *
   * @param hiddenMarkers the positions of the segments' marker bytes
   */
  ImageDataStream(ImageData data, List<Long> hiddenMarkers) {
    this.data = data;
    this.hiddenMarkers = hiddenMarkers;
  }

  @Override
  public int read() throws IOException {
    checkClosed();
    bitOffset = 0;
    if (!fill()) {
      return -1;
    }
    return buffer[(int) (streamPos++ - bufferStart)] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    checkClosed();
    bitOffset = 0;
    if (!fill()) {
      return -1;
    }
    int from = (int) (streamPos - bufferStart);
    int count = Math.min(length, bufferLength - from);
    System.arraycopy(buffer, from, target, offset, count);
    streamPos += count;
    return count;
  }

  @Override
  public long length() {
    return data.size();
  }

  /** Throws again what a read has thrown. */
  void rethrowFailure() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }

  /** Has the byte at the position in the buffer; false at the end. */
  private boolean fill() throws IOException {
    if (streamPos < bufferStart || streamPos >= bufferStart + bufferLength) {
      try {
        bufferLength = 0;
        bufferLength = data.read(streamPos, buffer);
        bufferStart = streamPos;
      } catch (IOException e) {
        failure = e;
        throw e;
      }
      hideMarkers();
    }
    return bufferLength > 0;
  }

  private void hideMarkers() {
    for (long marker : hiddenMarkers) {
      if (marker >= bufferStart && marker < bufferStart + bufferLength) {
        buffer[(int) (marker - bufferStart)] = PASSED_OVER;
      }
    }
  }
}
