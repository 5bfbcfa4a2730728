package io.github.titanembeddings.batch.internal.write;

import io.github.titanembeddings.batch.internal.state.BatchState;
import io.github.titanembeddings.batch.internal.state.Item;
import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.JournalException;
import io.github.titanembeddings.bulk.internal.journal.ContentHash;
import io.github.titanembeddings.bulk.internal.journal.JournalFailures;
import io.github.titanembeddings.bulk.internal.journal.JournalTables;
import io.github.titanembeddings.bulk.internal.journal.OutcomeRow;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.internal.PreparedRequest;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.Iterator;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns items into request bodies, and enters each item in the state: one that is recorded in the
 * journal, or has the content of another, gets no record. Not thread-safe.
 */
final class ItemRecords implements Records, AutoCloseable {
  private static final int GROUP = 10_000;

  private final ReadAhead items;
  private final BatchState state;
  private final JournalTables store;
  private final Consumer<? super BulkOutcome.Failed> unrecorded;
  private final Limits limits;
  private long number;
  private int uncommitted;

  /**
   * Creates a source.
   *
   * @param planned the number of the last item that an earlier process has placed
   * @param unrecorded receives the failures of items that the journal cannot identify
   */
  ItemRecords(
      Iterator<BulkItem> items,
      BatchState state,
      JournalTables store,
      EmbeddingRequest.Builder defaults,
      Limits limits,
      Consumer<? super BulkOutcome.Failed> unrecorded,
      long planned) {
    this.items =
        new ReadAhead(
            items,
            store.log().modelId(),
            defaults,
            key -> planned > 0 && isWithin(state.ofKey(key), planned),
            store::isRecorded);
    this.state = state;
    this.store = store;
    this.unrecorded = unrecorded;
    this.limits = limits;
    this.number = planned;
  }

  private static boolean isWithin(long number, long planned) {
    return number > 0 && number <= planned;
  }

  @Override
  public SpillFile.@Nullable Entry next() {
    for (ReadAhead.Ahead next = items.next(); next != null; next = items.next()) {
      if (++uncommitted >= GROUP) {
        state.commit();
        uncommitted = 0;
      }
      try {
        byte[] body = body(next);
        if (body != null) {
          return SpillFile.Entry.of(number, body);
        }
      } catch (TitanException e) {
        if (isOfRun(e)) {
          throw e;
        }
        unrecorded.accept(new BulkOutcome.Failed(next.item().key(), e));
      }
    }
    return null;
  }

  private static boolean isOfRun(TitanException e) {
    return e instanceof JournalException
        || (e instanceof TransportException failure
            && failure.kind() == TransportException.Kind.INTERRUPTED);
  }

  private byte @Nullable [] body(ReadAhead.Ahead next) {
    String key = next.item().key();
    InvalidRequestException tooLong = JournalFailures.tooLong(key);
    if (tooLong != null) {
      throw tooLong;
    }
    ReadAhead.Loaded loaded = next.await();
    ContentHash hash = loaded.hash();
    int length = loaded.content().request().vectorLength();
    JournalTables.Recorded recorded = store.find(key, hash, length);
    if (recorded != null) {
      Item entered = enter(key, hash, 0, recorded.isOwn() ? recorded.number() : 0, null);
      if (!recorded.isOwn()) {
        state.record(entered, store.outcome(recorded.number(), hash, key));
      }
      return null;
    }
    long original = state.ofContent(hash);
    if (original > 0) {
      Item entered = enter(key, hash, original, 0, null);
      Item other = state.item(original);
      if (other != null && other.outcome() > 0) {
        state.record(entered, state.outcome(other, key));
      }
      return null;
    }
    ReadAhead.Encoded encoded;
    try {
      encoded = loaded.encoded();
      requireFits((long) encoded.body().length + RunFiles.ENVELOPE_BYTES);
    } catch (TitanException e) {
      if (isOfRun(e)) {
        throw e;
      }
      state.record(enter(key, hash, 0, 0, null), new BulkOutcome.Failed(key, e));
      return null;
    }
    enter(key, hash, 0, 0, encoded.request());
    state.vectorLength(length);
    return encoded.body();
  }

  private Item enter(
      String key, ContentHash hash, long sameAs, long outcome, @Nullable PreparedRequest request) {
    @Nullable String[] changes =
        OutcomeRow.changes(
            request == null || request.text() == null
                ? null
                : request.text().truncation().orElse(null),
            request == null || request.image() == null ? null : request.image().adjustment());
    Item item = new Item(number + 1, key, hash, sameAs, outcome, changes[0], changes[1]);
    if (!state.add(item)) {
      throw JournalFailures.duplicate(key);
    }
    number++;
    return item;
  }

  @Override
  public long enterPadding() {
    state.add(new Item(++number, null, null, 0, 0, null, null));
    return number;
  }

  private void requireFits(long bytes) {
    if (bytes > limits.get(Limit.BATCH_FILE_BYTES)) {
      throw new InvalidRequestException(
          Violation.error("record", ViolationCodes.BATCH_RECORDS_TOO_LARGE)
              .actual(String.format(Locale.ROOT, "a record of %,d bytes", bytes))
              .limit(limits.describe(Limit.BATCH_FILE_BYTES))
              .remedy(
                  "make the image smaller with ImageFit.DOWNSCALE, or embed the item on demand with"
                      + " Journal.Builder.retryRejected")
              .build());
    }
  }

  @Override
  public void close() {
    items.close();
  }
}
