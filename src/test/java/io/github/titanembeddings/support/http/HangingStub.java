package io.github.titanembeddings.support.http;

import io.github.titanembeddings.testing.TitanStub;
import io.github.titanembeddings.testing.VectorSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A stub that delays its responses until it closes, or later ones until they are released. */
public final class HangingStub implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;

  private final TitanStub stub = TitanStub.start();
  private final CountDownLatch arrived = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  public HangingStub() {
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

  public TitanStub stub() {
    return stub;
  }

  /** Waits until a request has come. */
  public void awaitRequest() throws InterruptedException {
    if (!arrived.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("no request came");
    }
  }

  /** Responds to the next requests. */
  public void respond() {
    stub.reset();
  }

  @Override
  public void close() {
    released.countDown();
    stub.close();
  }
}
