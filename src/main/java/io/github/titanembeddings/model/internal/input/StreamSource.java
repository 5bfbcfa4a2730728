package io.github.titanembeddings.model.internal.input;

import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.internal.image.ImageData;
import io.github.titanembeddings.internal.image.MemoryImage;
import io.github.titanembeddings.validation.ViolationCodes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A stream, which the first request reads, closes and keeps in memory. */
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
  @SuppressWarnings("FutureReturnValueIgnored") // whenComplete is used for its effect alone
  public CompletableFuture<ImageData> load(ImagePolicy policy, Executor executor) {
    Reading reading = new Reading();
    CompletableFuture<ImageData> result =
        Futures.supply(executor, () -> reading.run(() -> readOnce(policy)));
    result.whenComplete(
        (value, failure) -> {
          if (result.isCancelled() && reading.interrupt()) {
            closeEarly();
          }
        });
    return result;
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

  /** Closes the stream under its reader, which an interruption may not unblock. */
  private void closeEarly() {
    InputStream stream = open;
    if (stream != null) {
      try {
        stream.close();
      } catch (IOException | RuntimeException e) {
        LOG.log(System.Logger.Level.DEBUG, "the stream of a cancelled call cannot be closed", e);
      }
    }
  }

  @Override
  public String toString() {
    return "a stream";
  }

  /** Code that may block in a custom stream, so cancellation interrupts its thread. */
  private static final class Reading {
    private @Nullable Thread running;
    private boolean interrupted;

    ImageData run(Supplier<ImageData> code) {
      synchronized (this) {
        running = Thread.currentThread();
      }
      try {
        return code.get();
      } finally {
        end();
      }
    }

    /** Clears the interruption, which was not meant for the thread's next task. */
    private synchronized void end() {
      running = null;
      if (interrupted) {
        Thread.interrupted();
      }
    }

    synchronized boolean interrupt() {
      if (running == null || running == Thread.currentThread()) {
        return false;
      }
      running.interrupt();
      interrupted = true;
      return true;
    }
  }
}
