package io.github.titanembeddings.internal.image;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import javax.imageio.stream.ImageInputStreamImpl;
import org.jspecify.annotations.Nullable;

/**
 * An {@link ImageData} for ImageIO, without a copy in memory or on disk.
 *
 * <p>Keeps the failure of a read, which readers replace by their own.
 */
final class ImageDataStream extends ImageInputStreamImpl {
  /** APP15. */
  private static final byte SKIPPED = (byte) 0xEF;

  private static final int WINDOW = 16 * 1024;

  private final ImageData data;
  private final List<Long> hiddenMarkers;
  private final byte[] buffer;
  private long bufferStart;
  private int bufferLength;
  private @Nullable IOException failure;

  ImageDataStream(ImageData data) {
    this(data, List.of());
  }

  /**
   * Creates a stream with some JPEG segments hidden: they get a marker that readers skip.
   *
   * @param hiddenMarkers the positions of the segments' marker bytes
   */
  ImageDataStream(ImageData data, List<Long> hiddenMarkers) {
    this(data, hiddenMarkers, WINDOW);
  }

  ImageDataStream(ImageData data, List<Long> hiddenMarkers, int window) {
    this.data = data;
    this.hiddenMarkers = hiddenMarkers;
    this.buffer = new byte[window];
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

  /**
   * Reads until the range is full or the data ends, since {@code readInt} and other methods of the
   * superclass take a short read for the end of the data.
   */
  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    checkClosed();
    Objects.checkFromIndexSize(offset, length, target.length);
    bitOffset = 0;
    int done = 0;
    while (done < length && fill()) {
      int from = (int) (streamPos - bufferStart);
      int count = Math.min(length - done, bufferLength - from);
      System.arraycopy(buffer, from, target, offset + done, count);
      streamPos += count;
      done += count;
    }
    return done == 0 && length > 0 ? -1 : done;
  }

  @Override
  public long length() {
    return data.size();
  }

  /** Throws the failure of an earlier read again. */
  void rethrowFailure() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }

  /** Loads the byte at the position into the buffer; returns false at the end. */
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
        buffer[(int) (marker - bufferStart)] = SKIPPED;
      }
    }
  }
}
