package io.github.titanembeddings.bulk;

import static io.github.titanembeddings.bulk.BulkSamples.client;
import static io.github.titanembeddings.bulk.BulkSamples.good;
import static io.github.titanembeddings.bulk.BulkSamples.item;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.internal.journal.ContentHash;
import io.github.titanembeddings.bulk.internal.journal.OutcomeLog;
import io.github.titanembeddings.bulk.internal.journal.OutcomeLog.Claim;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.model.ModelId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A run with an in-memory log of outcomes. */
@Timeout(20)
class OutcomeRecorderTest {
  private final List<BulkOutcome> outcomes = new ArrayList<>();
  private final AtomicInteger calls = new AtomicInteger();
  private final MemoryLog log = new MemoryLog();

  /** A log in memory, which can be full. */
  private static final class MemoryLog implements OutcomeLog {
    private final Map<String, BulkOutcome> done = new HashMap<>();
    private final Map<ContentHash, BulkOutcome> byContent = new HashMap<>();
    private final Map<String, ContentHash> claimed = new HashMap<>();
    private final Set<String> committed = new HashSet<>();
    private int room = Integer.MAX_VALUE;
    private int commits = Integer.MAX_VALUE;

    @Override
    public void begin(ModelId modelId) {
      claimed.clear();
    }

    @Override
    public Claim claim(String key, ContentHash hash, int length) {
      if (claimed.containsKey(key)) {
        return new Claim.DuplicateKey();
      }
      BulkOutcome same = byContent.get(hash);
      boolean known = claimed.containsValue(hash);
      claimed.put(key, hash);
      BulkOutcome before = done.get(key);
      if (before != null) {
        return new Claim.Done(before, true);
      }
      if (same != null) {
        return new Claim.Done(
            same.fold(e -> new BulkOutcome.Embedded(key, e.response()), f -> f), false);
      }
      return known ? new Claim.SameContent() : new Claim.New();
    }

    @Override
    public void record(String key, ContentHash hash, BulkOutcome outcome) {
      if (room-- <= 0) {
        throw new IllegalStateException("no space left on device");
      }
      done.put(key, outcome);
      byContent.put(hash, outcome);
    }

    @Override
    public void commit() {
      if (commits-- <= 0) {
        throw new IllegalStateException("no space left on device");
      }
      committed.addAll(done.keySet());
    }
  }

  private BulkSummary embed(List<BulkItem> items) {
    BulkOptions options = BulkOptions.builder().log(log).inputOrder(true).build();
    try (TitanEmbeddingsAsyncClient titan =
        client(
            call -> {
              calls.incrementAndGet();
              return good();
            })) {
      return BulkEmbedder.of(titan, options).embed(items, outcomes::add);
    }
  }

  @Test
  void doesNotResendCompletedItems() {
    embed(List.of(item(1), item(2)));
    BulkSummary second = embed(List.of(item(1), item(2), item(3)));

    assertThat(calls).hasValue(3);
    assertThat(second.totals().reused()).isEqualTo(2);
    assertThat(second.totals().embedded()).isEqualTo(3);
    assertThat(log.done).containsOnlyKeys("key-1", "key-2", "key-3");
  }

  @Test
  void sendsDuplicateContentOnceAndFailsADuplicateKey() {
    BulkItem same = BulkItem.of("same", item(1).request());

    BulkSummary summary = embed(List.of(item(1), same, item(1)));

    assertThat(calls).hasValue(1);
    assertThat(summary.totals().embedded()).isEqualTo(2);
    assertThat(outcomes).extracting(BulkOutcome::key).containsExactly("key-1", "same", "key-1");
    assertThat(((BulkOutcome.Failed) outcomes.get(2)).exception())
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("key-1");
    assertThat(log.done).containsOnlyKeys("key-1", "same");
  }

  @Test
  void stopsWhenTheLogIsFullAndReportsOnlyRecordedOutcomes() {
    log.room = 2;

    BulkStoppedException stopped =
        Assertions.assertThrows(BulkStoppedException.class, () -> embed(BulkSamples.items(500)));

    assertThat(stopped).hasRootCauseMessage("no space left on device");
    assertThat(outcomes)
        .filteredOn(BulkOutcome.Embedded.class::isInstance)
        .hasSize(2)
        .allMatch(outcome -> log.done.containsKey(outcome.key()));
    assertThat(outcomes).extracting(BulkOutcome::key).doesNotHaveDuplicates();
  }

  @Test
  void reportsOnlyCommittedOutcomesWhenACommitFails() {
    log.commits = 3;

    BulkStoppedException stopped =
        Assertions.assertThrows(BulkStoppedException.class, () -> embed(BulkSamples.items(500)));

    assertThat(stopped).hasRootCauseMessage("no space left on device");
    List<BulkOutcome> embedded =
        outcomes.stream().filter(BulkOutcome.Embedded.class::isInstance).toList();
    assertThat(embedded).allMatch(outcome -> log.committed.contains(outcome.key()));
    assertThat(log.done).hasSizeGreaterThan(log.committed.size());
    BulkSummary summary = stopped.summary().orElseThrow();
    assertThat(summary.totals().embedded()).isEqualTo(embedded.size());
    assertThat(summary.totals().failed()).isEqualTo(outcomes.size() - embedded.size());
    assertThat(outcomes).extracting(BulkOutcome::key).doesNotHaveDuplicates();
  }
}
