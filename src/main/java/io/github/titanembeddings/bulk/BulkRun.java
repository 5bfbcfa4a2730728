package io.github.titanembeddings.bulk;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.internal.engine.Engine;
import io.github.titanembeddings.bulk.internal.engine.SourceReader.Source;
import io.github.titanembeddings.internal.concurrent.Backoff;
import io.github.titanembeddings.internal.concurrent.Timing;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A run of a {@link BulkEmbedder}. Close it, or its {@link #stream()}, unless the stream is read to
 * its end. Thread-safe, except that only one thread may read the stream.
 *
 * <pre>{@code
 * try (BulkRun run = BulkEmbedder.of(titan, options).start(items)) {
 *   run.stream().forEach(outcome -> outcome.fold(this::store, this::report));
 * }
 * }</pre>
 */
public final class BulkRun implements AutoCloseable {
  private static final Duration FIRST_RETRY_DELAY = Duration.ofMillis(500);
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(20);

  private final Engine engine;
  private final AtomicBoolean isRead = new AtomicBoolean();

  BulkRun(TitanEmbeddingsAsyncClient client, BulkOptions options, Source source, Timing time) {
    engine =
        new Engine(
            client,
            options,
            options.log(),
            options.quota().limiter(),
            source,
            time,
            new Backoff(time, FIRST_RETRY_DELAY, LONGEST_BACKOFF, options.effectiveMaxRetryDelay()),
            message -> new BulkStoppedException(message, null, null));
    engine.start();
  }

  /**
   * Returns the outcomes, exactly one per item, as they arrive, or in the order of the source with
   * {@link BulkOptions.Builder#inputOrder}. The source is read only as fast as outcomes are
   * consumed. Closing the stream closes the run.
   *
   * <p>After the last outcome, reading throws {@link BulkStoppedException} if the run ended before
   * its source did: the source failed, the failure budget was spent, the service rejected the run
   * for a reason that all items share, the run was closed by another thread, or the reading thread
   * was interrupted (its flag stays set).
   *
   * @throws IllegalStateException if this method was called before
   */
  public Stream<BulkOutcome> stream() {
    if (!isRead.compareAndSet(false, true)) {
      throw new IllegalStateException("the outcomes of a run can be read once");
    }
    int characteristics = Spliterator.ORDERED | Spliterator.NONNULL;
    return StreamSupport.stream(
            new AbstractSpliterator<BulkOutcome>(Long.MAX_VALUE, characteristics) {
              @Override
              public boolean tryAdvance(Consumer<? super BulkOutcome> action) {
                return passNextTo(action);
              }
            },
            false)
        .onClose(this::close);
  }

  /** Returns the current counters. */
  public BulkSnapshot snapshot() {
    return engine.progress().snapshot();
  }

  /** Returns the summary; empty until the run has ended. */
  public Optional<BulkSummary> summary() {
    return Optional.ofNullable(engine.summary());
  }

  /**
   * Stops the run unless it has ended, without waiting: no item is read or sent, and calls in
   * flight are cancelled. Outcomes that have arrived can still be read; all other items that were
   * read fail as {@link FailureKind#STOPPED}.
   */
  @Override
  public void close() {
    engine.cancel();
  }

  private boolean passNextTo(Consumer<? super BulkOutcome> action) {
    BulkOutcome outcome = next();
    if (outcome == null) {
      requireCompleted();
      return false;
    }
    action.accept(outcome);
    return true;
  }

  /** Returns the next outcome; null at the end. An interruption stops the run and is restored. */
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
      Throwable failure = summary.failure();
      String message =
          String.format(
              Locale.ROOT,
              "the run ended early (%s) after %,d embedded and %,d failed items",
              summary.end(),
              summary.totals().embedded(),
              summary.totals().failed());
      throw new BulkStoppedException(
          failure == null ? message : message + ": " + failure.getMessage(), summary, failure);
    }
  }
}
