package io.github.titanembeddings.model.internal.image.source;

import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.internal.image.ImageData;
import io.github.titanembeddings.internal.image.MemoryImage;
import io.github.titanembeddings.model.internal.image.ImagePolicy;
import io.github.titanembeddings.model.internal.image.ImageProblems;
import io.github.titanembeddings.validation.ViolationCodes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A stream, read and closed the first time its bytes are wanted, and kept in memory then. */
public final class StreamSource implements ImageSource {
  private static final System.Logger LOG = System.getLogger(StreamSource.class.getName());

  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable InputStream unread;
  private volatile @Nullable InputStream open;
  private @Nullable MemoryImage image;
  private @Nullable RuntimeException failure;
  private long givenUpAfter = Long.MAX_VALUE;

  public StreamSource(InputStream stream) {
    unread = Objects.requireNonNull(stream, "stream");
  }

  @Override
  public CompletableFuture<ImageData> load(ImagePolicy policy, Executor executor) {
    InterruptibleTask<ImageData> reading =
        new InterruptibleTask<>(() -> readOnce(policy), this::closeEarly);
    return reading.interruptedWith(Futures.supply(executor, reading));
  }

  private ImageData readOnce(ImagePolicy policy) {
    lock.lock();
    try {
      InputStream stream = unread;
      unread = null;
      if (stream != null) {
        read(stream, policy);
      }
      if (givenUpAfter < policy.maxSourceBytes() && stream == null) {
        throw ImageProblems.refused(
            ViolationCodes.IMAGE_STREAM_USED_UP,
            String.format(Locale.ROOT, "a stream that was given up after %,d bytes", givenUpAfter),
            "give a new stream",
            failure);
      }
      if (failure != null) {
        throw failure;
      }
      return Objects.requireNonNull(image);
    } finally {
      lock.unlock();
    }
  }

  private void read(InputStream stream, ImagePolicy policy) {
    long limit = policy.maxSourceBytes();
    open = stream;
    try (stream) {
      byte[] bytes = stream.readNBytes((int) Math.min(limit + 1, Integer.MAX_VALUE - 8));
      if (bytes.length > limit) {
        givenUpAfter = limit;
        failure = policy.tooLarge(String.format(Locale.ROOT, "a stream of over %,d bytes", limit));
      } else {
        image = new MemoryImage(ByteBuffer.wrap(bytes), "the stream's image");
      }
    } catch (IOException e) {
      failure = ImageProblems.unreadable("the stream", e);
    } catch (RuntimeException e) {
      failure = e;
    } finally {
      open = null;
      if (image == null && failure == null) {
        failure = new IllegalStateException("the stream was not read to its end");
      }
    }
  }

  /** Closes the stream under its reader, which then fails. */
  private void closeEarly() {
    InputStream stream = open;
    if (stream != null) {
      try {
        stream.close();
      } catch (IOException | RuntimeException e) {
        LOG.log(System.Logger.Level.DEBUG, "a stream that nobody waits for can't be closed", e);
      }
    }
  }

  @Override
  public String toString() {
    return "a stream";
  }
}
