package io.github.titanembeddings.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.model.internal.PreparedRequest;
import io.github.titanembeddings.support.Failures;
import io.github.titanembeddings.validation.Violation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams that fail, block, or exceed the image limit. */
class StreamImageTest {
  /** A stream with a scripted read. */
  private abstract static class Stream extends InputStream {
    abstract int next() throws IOException;

    @Override
    public int read() throws IOException {
      return next();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return next();
    }
  }

  private static Stream failing(IOException failure) {
    return new Stream() {
      @Override
      int next() throws IOException {
        throw failure;
      }
    };
  }

  /** A stream that blocks until it is closed, or its reader is interrupted. */
  private static final class Blocking extends Stream {
    private final CountDownLatch reading = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final boolean interruptible;

    private Blocking(boolean interruptible) {
      this.interruptible = interruptible;
    }

    @Override
    int next() throws IOException {
      reading.countDown();
      while (closed.getCount() > 0) {
        try {
          closed.await();
        } catch (InterruptedException e) {
          if (interruptible) {
            throw new InterruptedIOException("interrupted");
          }
        }
      }
      throw new IOException("closed");
    }

    @Override
    public void close() {
      if (!interruptible) {
        closed.countDown();
      }
    }
  }

  @Test
  void failedStreamKeepsFailing() {
    ImageInput image = ImageInput.of(failing(new IOException("no more")));

    for (int i = 0; i < 2; i++) {
      Violation violation = refused(image, ImageFit.REJECT);
      assertThat(violation.code()).isEqualTo("image.unreadable");
      assertThat(violation.actual()).contains("the stream").contains("no more");
    }
  }

  @Test
  void streamThatFailedWithAnErrorKeepsFailing() {
    ImageInput image =
        ImageInput.of(
            new Stream() {
              @Override
              int next() {
                throw new LinkageError("broken");
              }
            });

    assertThat(prepare(image, Runnable::run))
        .isCompletedExceptionally()
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withCauseInstanceOf(LinkageError.class);
    assertThat(Failures.of(prepare(image, Runnable::run), IllegalStateException.class))
        .hasMessage("the stream was not read to its end");
  }

  @Test
  void abandonedStreamReportsLaterReads() {
    ImageInput image = ImageInput.of(new ByteArrayInputStream(new byte[26_214_401]));

    assertThat(refused(image, ImageFit.REJECT).code()).isEqualTo("image.too-large");
    assertThat(refused(image, ImageFit.REJECT).code()).isEqualTo("image.too-large");
    Violation usedUp = refused(image, ImageFit.DOWNSCALE);
    assertThat(usedUp.code()).isEqualTo("image.stream-used-up");
    assertThat(usedUp.actual()).contains("26,214,400 bytes");
    assertThat(usedUp.remedy()).isEqualTo("give a new stream");
  }

  @Test
  void reportsAnInterruptedStreamAndKeepsTheFlag() {
    CompletableFuture<PreparedRequest> interrupted =
        prepare(ImageInput.of(failing(new InterruptedIOException())), Runnable::run);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(Failures.of(interrupted, TransportException.class).kind())
        .isEqualTo(TransportException.Kind.INTERRUPTED);
  }

  @Test
  void doesNotInterruptASlowStream() {
    Violation violation =
        refused(ImageInput.of(failing(new SocketTimeoutException("slow"))), ImageFit.REJECT);

    assertThat(violation.code()).isEqualTo("image.unreadable");
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  @Timeout(60)
  void cancellingFreesTheReadingThread() throws InterruptedException {
    ExecutorService one = Executors.newSingleThreadExecutor();
    try {
      for (boolean interruptible : new boolean[] {true, false}) {
        Blocking stream = new Blocking(interruptible);
        CompletableFuture<PreparedRequest> waiting = prepare(ImageInput.of(stream), one);
        stream.reading.await();
        waiting.cancel(true);

        assertThat(CompletableFuture.supplyAsync(Thread::interrupted, one).join()).isFalse();
      }
    } finally {
      one.shutdownNow();
      assertThat(one.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static CompletableFuture<PreparedRequest> prepare(ImageInput image, Executor executor) {
    return PreparedRequest.of(EmbeddingRequest.ofImage(image), executor);
  }

  private static Violation refused(ImageInput image, ImageFit fit) {
    EmbeddingRequest request = EmbeddingRequest.builder().image(image).imageFit(fit).build();
    return Failures.of(PreparedRequest.of(request, Runnable::run), InvalidRequestException.class)
        .violations()
        .get(0);
  }
}
