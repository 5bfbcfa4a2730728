package io.github.titanembeddings.support;

import java.util.concurrent.CountDownLatch;

/** Waits for latches where no checked exception may be thrown. */
public final class Latches {
  private Latches() {}

  /** Waits for a latch; an interruption ends the wait and stays set. */
  public static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
