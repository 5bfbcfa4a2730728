package io.github.titanembeddings.bulk;

import io.github.titanembeddings.bulk.internal.engine.Engine;
import java.util.Optional;
import java.util.Spliterator;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A source on its way through a {@link BulkEmbedder}. It must be closed, or its {@link #stream()}
 * be, unless it was read to its end. Safe for use by several threads, save that one reads.
 */
public final class BulkRun implements AutoCloseable {
  private final Engine engine;
  private final AtomicBoolean isRead = new AtomicBoolean();

  BulkRun(Engine engine) {
    this.engine = engine;
    engine.start();
  }

  /**
   * The outcomes, one for each item, which wait to be read: their reader's pace holds the source
   * back. Closing the stream closes the run.
   *
   * <p>Reading ends with {@link BulkStoppedException}, after all outcomes, if the run ended before
   * its source did: the source failed, the failure budget was spent, the service refused the run
   * for a reason that all items share, the run was closed by another thread, or the reading thread
   * was interrupted (its flag stays set).
   *
   * @throws IllegalStateException if it was called before
   */
  public Stream<BulkOutcome> stream() {
    if (!isRead.compareAndSet(false, true)) {
      throw new IllegalStateException("the outcomes of a run can be read once");
    }
    return StreamSupport.stream(new Reader(), false).onClose(this::close);
  }

  /** The run as it is now. */
  public BulkSnapshot snapshot() {
    return engine.progress().snapshot();
  }

  /** What the run did; empty until it has ended. */
  public Optional<BulkSummary> summary() {
    return Optional.ofNullable(engine.summary());
  }

  /**
   * Stops the run, if it has not ended: nothing more is pulled or sent, and calls under way are
   * cancelled. Outcomes that were received can still be read; those of other items that were pulled
   * are {@link FailureKind#STOPPED}. Does not wait.
   */
  @Override
  public void close() {
    engine.cancel();
  }

  /** The next outcome; null at the end. An interruption stops the run, and is kept for later. */
  private @Nullable BulkOutcome next() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return engine.outcomes().take();
        } catch (InterruptedException e) {
          interrupted = true;
          engine.cancel();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void requireCompleted() {
    BulkSummary summary = engine.summary();
    if (summary != null && summary.end() != BulkSummary.End.COMPLETED) {
      throw new BulkStoppedException(
          "the run ended early, " + summary + reason(summary),
          summary,
          summary.failure().orElse(null));
    }
  }

  private static String reason(BulkSummary summary) {
    return summary.failure().map(failure -> ": " + failure.getMessage()).orElse("");
  }

  private final class Reader implements Spliterator<BulkOutcome> {
    @Override
    public boolean tryAdvance(Consumer<? super BulkOutcome> action) {
      BulkOutcome outcome = next();
      if (outcome == null) {
        requireCompleted();
        return false;
      }
      action.accept(outcome);
      return true;
    }

    @Override
    public @Nullable Spliterator<BulkOutcome> trySplit() {
      return null;
    }

    @Override
    public long estimateSize() {
      return Long.MAX_VALUE;
    }

    @Override
    public int characteristics() {
      return ORDERED | NONNULL;
    }
  }
}
