package io.github.titanembeddings.bulk;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.internal.engine.SourceReader.Source;
import io.github.titanembeddings.internal.concurrent.Timing;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Embeds any number of items and returns exactly one {@link BulkOutcome} per item. Thread-safe.
 *
 * <pre>{@code
 * BulkSummary summary = BulkEmbedder.of(titan, options).embed(items, outcome -> store(outcome));
 * }</pre>
 *
 * <p>Items are read from the source lazily, so the source may be unbounded. Requests are paced by
 * the {@linkplain BulkOptions#quota() quota}. Only the embedder retries: transient failures
 * (throttling, HTTP 5xx, connection errors) are retried with exponential backoff and jitter, up to
 * {@link BulkOptions#maxAttempts()} and the item's {@linkplain BulkOptions#deadline() deadline};
 * rejected input fails immediately, and throttling alone never exhausts the attempts. The embedder
 * does not close the client. Concurrent runs share the quota of the options.
 *
 * <p>A failure that every item shares (invalid credentials or API key, no access, model not offered
 * in the region, daily quota used up) stops the run: calls in flight finish, and items that were
 * not sent are not recorded as failed. If the service accepts nothing for three minutes from the
 * start, as with a quota of zero, or later for the duration of an item's deadline, the run ends
 * with the service's last message.
 *
 * <p>Without a journal neither keys nor contents are remembered, so two items with the same key
 * have two outcomes unless {@link BulkOptions.Builder#rejectDuplicateKeys} is set.
 *
 * <p>The service charges for each request that it processes, so an item that is retried after its
 * response was lost is billed more than once, as are the calls in flight when the process is
 * killed: a run that resumes from a {@link Journal} sends at most {@link BulkOptions#maxInFlight}
 * items again.
 *
 * <p>A source is read by one thread at a time. It may block; if it throws, the run ends after the
 * items read before. When a run stops, that thread is interrupted; an item that the source returns
 * later than 0.3 seconds after that is ignored. A run uses two threads, or three with listeners,
 * regardless of the number of items.
 */
public final class BulkEmbedder {
  private final TitanEmbeddingsAsyncClient client;
  private final BulkOptions options;

  private BulkEmbedder(TitanEmbeddingsAsyncClient client, BulkOptions options) {
    this.client = Objects.requireNonNull(client, "client");
    this.options = Objects.requireNonNull(options, "options");
  }

  /** Returns an embedder with default options. */
  public static BulkEmbedder of(TitanEmbeddingsAsyncClient client) {
    return of(client, BulkOptions.defaults());
  }

  /** Returns an embedder with the given options. */
  public static BulkEmbedder of(TitanEmbeddingsAsyncClient client, BulkOptions options) {
    return new BulkEmbedder(client, options);
  }

  /**
   * Starts a run that embeds items and returns their outcomes.
   *
   * @throws JournalException if another run uses the journal, or the journal belongs to another
   *     model
   * @throws IllegalStateException if {@link BulkOptions#maxInFlight()} exceeds the client's {@link
   *     TitanEmbeddingsAsyncClient#maxConnections() connections}, or the journal is closed
   */
  public BulkRun start(Iterable<BulkItem> items) {
    return start(Source.of(items));
  }

  /** Same as {@link #start(Iterable)}, but for a stream, which the run closes when it ends. */
  public BulkRun start(Stream<BulkItem> items) {
    return start(Source.of(items));
  }

  /**
   * Embeds items and passes each outcome to a callback on the calling thread.
   *
   * @return the summary of the completed run
   * @throws BulkStoppedException after the last outcome, if the run ended before its source did:
   *     the source failed, the failure budget was spent, the service rejected the run for a reason
   *     that all items share, or the thread was interrupted (its flag stays set)
   * @throws RuntimeException any exception of the callback, unchanged; the run is closed then
   * @throws JournalException as {@link #start(Iterable)} does, or after the last outcome as the
   *     cause of a {@link BulkStoppedException}
   * @throws IllegalStateException as {@link #start(Iterable)} does
   */
  public BulkSummary embed(Iterable<BulkItem> items, Consumer<? super BulkOutcome> callback) {
    return embed(Source.of(items), callback);
  }

  /** Same as {@link #embed(Iterable, Consumer)}, but for a stream, which is closed at the end. */
  public BulkSummary embed(Stream<BulkItem> items, Consumer<? super BulkOutcome> callback) {
    return embed(Source.of(items), callback);
  }

  private BulkSummary embed(Source source, Consumer<? super BulkOutcome> callback) {
    Objects.requireNonNull(callback, "callback");
    try (BulkRun run = start(source)) {
      run.stream().forEach(callback);
      return run.summary().orElseThrow();
    }
  }

  /** Rejects a run whose calls would spend their timeouts queued for a connection. */
  private BulkRun start(Source source) {
    int connections = client.maxConnections().orElse(Integer.MAX_VALUE);
    if (options.maxInFlight() > connections) {
      throw new IllegalStateException(
          "maxInFlight "
              + options.maxInFlight()
              + " exceeds the client's "
              + connections
              + " connections; build the client with maxConnections("
              + options.maxInFlight()
              + ") or lower maxInFlight");
    }
    return new BulkRun(client, options, source, Timing.SYSTEM);
  }
}
