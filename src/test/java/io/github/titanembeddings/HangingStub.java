package io.github.titanembeddings;

import io.github.titanembeddings.testing.TitanStub;
import io.github.titanembeddings.testing.VectorSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A stub that delays its responses until it closes, or later ones until they are released. */
final class HangingStub implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;

  private final TitanStub stub = TitanStub.start();
  private final CountDownLatch arrived = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  HangingStub() {
    stub.vectors(
        new VectorSource() {
          @Override
          public float[] text(String text, int length) {
            return held(length);
          }

          @Override
          public float[] image(byte[] image, int length) {
            return held(length);
          }
        });
  }

  private float[] held(int length) {
    arrived.countDown();
    try {
      released.await();
    } catch (InterruptedException e) {
      // The server stops.
    }
    return new float[length];
  }

  TitanStub stub() {
    return stub;
  }

  /** Waits until a request has come. */
  void awaitRequest() throws InterruptedException {
    if (!arrived.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("no request came");
    }
  }

  /** Answers the requests to come. */
  void answer() {
    stub.reset();
  }

  @Override
  public void close() {
    released.countDown();
    stub.close();
  }
}
