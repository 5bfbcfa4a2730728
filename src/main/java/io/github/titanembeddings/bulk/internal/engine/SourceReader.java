package io.github.titanembeddings.bulk.internal.engine;

import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.internal.client.RequestContent;
import io.github.titanembeddings.internal.concurrent.Threads;
import java.util.Collection;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads items from the source, on a thread that the source may block, no faster than the reader of
 * the outcomes. Except for that thread, used on the engine's thread only.
 */
public final class SourceReader {
  /** The time in which an interrupted source may return its last item. */
  private static final long GRACE_NANOS = 300_000_000L;

  /** The source of items; the size is null if unknown. */
  public record Source(Iterator<BulkItem> items, @Nullable Long size, Runnable closing) {
    public static Source of(Iterable<BulkItem> items) {
      Long size = items instanceof Collection<?> all ? (long) all.size() : null;
      return new Source(items.iterator(), size, () -> {});
    }

    public static Source of(Stream<BulkItem> items) {
      return new Source(items.iterator(), null, items::close);
    }
  }

  private final Source source;
  private final OutcomeQueue outcomes;
  private final int ahead;
  private final Consumer<PendingItem> onItem;
  private final Consumer<@Nullable Throwable> onEnd;
  private final Thread thread;
  private final Semaphore requested = new Semaphore(0);
  private boolean isShut;
  private int outstanding;
  private boolean hasEnded;
  private boolean isLeft;
  private long leftUntil;

  /**
   * Creates a reader whose thread is not started.
   *
   * @param ahead how many items to read before a slot is free, so that the thread need not be woken
   *     for each item
   * @param onItem called on the source's thread with each item
   * @param onEnd called on the source's thread once, with the failure of the source if it has one
   */
  SourceReader(
      Source source,
      OutcomeQueue outcomes,
      int ahead,
      Consumer<PendingItem> onItem,
      Consumer<@Nullable Throwable> onEnd) {
    this.source = source;
    this.outcomes = outcomes;
    this.ahead = ahead;
    this.onItem = onItem;
    this.onEnd = onEnd;
    this.thread = Threads.daemon(this::readAll, "titan-embeddings-bulk-source");
  }

  void start() {
    thread.start();
  }

  private void readAll() {
    Throwable failure = null;
    try {
      Iterator<BulkItem> items = source.items();
      for (long number = 0; ; number++) {
        requested.acquire();
        outcomes.awaitSpace();
        if (!items.hasNext()) {
          break;
        }
        BulkItem item = items.next();
        if (item == null) {
          throw new NullPointerException("the source returned null as item " + (number + 1));
        }
        handOver(
            new PendingItem(
                item,
                number,
                item.request().image().isPresent()
                    ? RequestContent.imageBytes(item.request())
                    : null));
      }
    } catch (InterruptedException e) {
      // No more items are wanted.
    } catch (Throwable e) {
      failure = e;
    }
    onEnd.accept(close(failure));
  }

  private synchronized void handOver(PendingItem item) throws InterruptedException {
    if (isShut) {
      throw new InterruptedException("the run has ended");
    }
    onItem.accept(item);
  }

  private @Nullable Throwable close(@Nullable Throwable failure) {
    Thread.interrupted(); // The interruption was for reading; closing must not notice it.
    try {
      source.closing().run();
      return failure;
    } catch (Throwable e) {
      return Objects.requireNonNullElse(failure, e);
    }
  }

  /**
   * Requests items for the free slots, and some ahead.
   *
   * @param slots the free slots; negative if items are queued for one
   */
  void request(int slots) {
    long capacity = (long) slots + ahead - outstanding;
    boolean isWorthWaking = capacity > ahead / 2 || slots > outstanding;
    int more = (int) Math.min(capacity, Integer.MAX_VALUE - outstanding);
    if (!hasEnded && !isLeft && isWorthWaking && more > 0) {
      outstanding += more;
      requested.release(more);
    }
  }

  void received() {
    outstanding--;
  }

  void ended() {
    hasEnded = true;
  }

  /** Interrupts the source, which may still hand over the item it has begun to read. */
  void leave(long now) {
    isLeft = true;
    leftUntil = now + GRACE_NANOS;
    thread.interrupt();
  }

  /**
   * Returns the nanoseconds until items no longer count; the maximum if the source was not left.
   */
  long waitNanos(long now) {
    return isLeft && !hasEnded ? Math.max(0, leftUntil - now) : Long.MAX_VALUE;
  }

  boolean isOver(long now) {
    return hasEnded || (isLeft && leftUntil - now <= 0);
  }

  void shut() {
    synchronized (this) {
      isShut = true;
    }
    thread.interrupt();
  }
}
