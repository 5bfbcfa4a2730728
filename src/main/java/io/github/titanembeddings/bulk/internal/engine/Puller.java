package io.github.titanembeddings.bulk.internal.engine;

import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.model.ImageInput;
import java.util.Iterator;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Pulls items out of the source, no more than are asked for, in a thread that it may block. */
final class Puller implements Runnable {
  /** Is told of each item, and once of the end. */
  interface Taker {
    void pulled(PendingItem work);

    void ended(@Nullable Throwable failure);
  }

  private final Source source;
  private final Taker taker;
  private final Semaphore asked = new Semaphore(0);
  private boolean isShut;

  Puller(Source source, Taker taker) {
    this.source = source;
    this.taker = taker;
  }

  /** Asks for so many items more. */
  void ask(int items) {
    asked.release(items);
  }

  @Override
  public void run() {
    Throwable failure = null;
    try {
      pullAll();
    } catch (InterruptedException e) {
      // Nothing more is wanted.
    } catch (Throwable e) {
      failure = e;
    }
    taker.ended(close(failure));
  }

  private void pullAll() throws InterruptedException {
    Iterator<BulkItem> items = source.items();
    for (long number = 0; ; number++) {
      asked.acquire();
      if (!items.hasNext()) {
        return;
      }
      BulkItem item = items.next();
      if (item == null) {
        throw new NullPointerException("the source gave null in place of item " + (number + 1));
      }
      handOver(
          new PendingItem(
              item, number, item.request().image().map(Puller::byteCount).orElse(null)));
    }
  }

  private synchronized void handOver(PendingItem work) throws InterruptedException {
    if (isShut) {
      throw new InterruptedException("the run has ended");
    }
    taker.pulled(work);
  }

  /** Hands nothing over any more. */
  synchronized void shut() {
    isShut = true;
  }

  /** Looks up how large an image is; a file's size is read here and now. */
  static CompletableFuture<OptionalLong> byteCount(ImageInput image) {
    return image.byteCount(Runnable::run);
  }

  private @Nullable Throwable close(@Nullable Throwable failure) {
    Thread.interrupted(); // That was for the source; closing it goes on undisturbed.
    try {
      source.closing().run();
      return failure;
    } catch (Throwable e) {
      return Objects.requireNonNullElse(failure, e);
    }
  }
}
