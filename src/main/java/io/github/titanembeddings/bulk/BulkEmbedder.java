package io.github.titanembeddings.bulk;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.internal.engine.Engine;
import io.github.titanembeddings.bulk.internal.engine.SourceReader.Source;
import io.github.titanembeddings.bulk.internal.engine.Time;
import io.github.titanembeddings.bulk.internal.rate.Backoff;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Embeds any number of items and returns exactly one {@link BulkOutcome} per item. Thread-safe.
 * Concurrent runs share the quota of the options. You close the client.
 *
 * <p>Items are read from the source lazily, so the source may be unbounded. Without a journal
 * neither keys nor contents are remembered, so two items with the same key have two outcomes unless
 * {@link BulkOptions.Builder#rejectDuplicateKeys} is set. The embedder makes all retries: a
 * transient failure is retried after a pause, and becomes final after {@link
 * BulkOptions#maxAttempts()} attempts or at the item's {@linkplain BulkOptions#deadline()
 * deadline}; rejected input fails at once, and throttling alone fails no item before its deadline.
 * A failure that every item shares (invalid credentials or API key, no access, model not offered in
 * the region, daily quota used up) stops the run: calls in flight finish, and items that were not
 * sent are not recorded as failed. If the service accepts nothing for three minutes from the start,
 * as with a quota of zero, or later for the duration of an item's deadline, the run ends with the
 * service's last message. A run uses two threads, or three with listeners, regardless of the number
 * of items.
 *
 * <p>The service charges for each request that it processes, so an item that is retried after its
 * response was lost is billed more than once, as are the calls in flight when the process is
 * killed: a run that resumes from a {@link Journal} sends at most {@link BulkOptions#maxInFlight}
 * items again.
 *
 * <p>A source is read by one thread at a time. It may block; if it throws, the run ends with what
 * was pulled before. When a run stops, that thread is interrupted; an item which the source hands
 * over later than 0.3 seconds after that is not of the run.
 */
public final class BulkEmbedder {
  private final TitanEmbeddingsAsyncClient client;
  private final BulkOptions options;

  private BulkEmbedder(TitanEmbeddingsAsyncClient client, BulkOptions options) {
    this.client = Objects.requireNonNull(client, "client");
    this.options = Objects.requireNonNull(options, "options");
  }

  /** An embedder over a client, with default options. */
  public static BulkEmbedder of(TitanEmbeddingsAsyncClient client) {
    return of(client, BulkOptions.defaults());
  }

  /** An embedder over a client, with options. */
  public static BulkEmbedder of(TitanEmbeddingsAsyncClient client, BulkOptions options) {
    return new BulkEmbedder(client, options);
  }

  /** The options. */
  public BulkOptions options() {
    return options;
  }

  /**
   * Starts a run that embeds items and returns their outcomes.
   *
   * @throws IllegalStateException if {@link BulkOptions#maxInFlight()} exceeds the client's {@link
   *     TitanEmbeddingsAsyncClient#maxConnections() connections}
   */
  public BulkRun start(Iterable<BulkItem> items) {
    return start(Source.of(items));
  }

  /** Likewise, for what an iterator gives. */
  public BulkRun start(Iterator<BulkItem> items) {
    return start(Source.of(items));
  }

  /** Likewise, for what a stream gives; it is closed with the run. */
  public BulkRun start(Stream<BulkItem> items) {
    return start(Source.of(items));
  }

  /**
   * Embeds items, and gives each outcome to a callback in the calling thread.
   *
   * @return what was done, if the source was embedded to its end
   * @throws BulkStoppedException if it was not, after all outcomes were given out: the source
   *     failed, the failure budget was spent, the service refused the run for a reason that all
   *     items share, or the thread was interrupted (its flag stays set)
   * @throws RuntimeException what the callback throws, as it is; the run is closed then
   */
  public BulkSummary embed(Iterable<BulkItem> items, Consumer<? super BulkOutcome> callback) {
    return embed(Source.of(items), callback);
  }

  /** Likewise, for what an iterator gives. */
  public BulkSummary embed(Iterator<BulkItem> items, Consumer<? super BulkOutcome> callback) {
    return embed(Source.of(items), callback);
  }

  /** Likewise, for what a stream gives; it is closed at the end. */
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

  private BulkRun start(Source source) {
    requireConnections();
    Backoff backoff =
        new Backoff(() -> ThreadLocalRandom.current().nextDouble(), options.pauseLimit());
    return new BulkRun(new Engine(client, options, source, Time.SYSTEM, backoff));
  }

  /** Rejects a run whose calls would spend their timeouts queued for a connection. */
  private void requireConnections() {
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
  }
}
