package io.github.titanembeddings.bulk.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.BulkSnapshot;
import io.github.titanembeddings.bulk.FailureKind;
import io.github.titanembeddings.bulk.JournalException;
import io.github.titanembeddings.bulk.internal.engine.PendingItem.State;
import io.github.titanembeddings.bulk.internal.journal.ContentHash;
import io.github.titanembeddings.bulk.internal.journal.OutcomeLog;
import io.github.titanembeddings.internal.concurrent.Timing;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ModelId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests outcomes that share a commit or have the same content. */
class OutcomeGroupTest {
  private static final int LENGTH = 256;

  @TempDir private Path folder;
  private final Progress progress = new Progress(Timing.SYSTEM, null);
  private final OutcomeQueue outcomes = new OutcomeQueue(false, 10);

  private static PendingItem item(String key, int content) {
    PendingItem item = new PendingItem(BulkItem.of(key, EmbeddingRequest.ofText("a")), 0, null);
    item.hash = new ContentHash(ByteBuffer.allocate(32).putInt(0, content));
    return item;
  }

  private static BulkOutcome embedded(String key, int length) {
    return new BulkOutcome.Embedded(
        key, EmbeddingResponse.builder().embedding(Embedding.of(new float[length])).build());
  }

  private OutcomeLog open() {
    return OutcomeLog.open(
        folder.resolve("items.journal"),
        ModelId.onDemand().toString(),
        ModelId.onDemand(),
        false,
        false,
        0);
  }

  /** Claims an item, gives it an outcome if it has none, and completes it. */
  private static State embed(OutcomeRecorder recorder, PendingItem item) {
    State claimed = recorder.claim(item, LENGTH);
    if (claimed == State.PREPARING) {
      item.outcome = embedded(item.key(), LENGTH);
    }
    item.state = State.DONE;
    recorder.complete(item);
    return claimed;
  }

  @Test
  void aFailedCommitKeepsOutcomesThatWereRecordedBefore() throws IOException, InterruptedException {
    try (OutcomeLog log = open()) {
      OutcomeRecorder earlier =
          new OutcomeRecorder(
              log, true, new Progress(Timing.SYSTEM, null), new OutcomeQueue(false, 1));
      earlier.begin(ModelId.onDemand());
      embed(earlier, item("recorded", 1));
      assertThat(earlier.deliver()).isNull();
      earlier.end();
      OutcomeRecorder recorder = new OutcomeRecorder(log, true, progress, outcomes);
      recorder.begin(ModelId.onDemand());

      assertThat(embed(recorder, item("recorded", 1))).isEqualTo(State.DONE);
      assertThat(embed(recorder, item("same content", 1))).isEqualTo(State.DONE);
      assertThat(embed(recorder, item("new", 2))).isEqualTo(State.PREPARING);
      Files.delete(folder.resolve("items.journal.lock"));
      RuntimeException failure = recorder.deliver();

      assertThat(failure).isInstanceOf(JournalException.class);
      assertThat(recorder.hasUndelivered()).isFalse();
      List<BulkOutcome> delivered = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        delivered.add(Objects.requireNonNull(outcomes.take()));
      }
      assertThat(delivered)
          .extracting(BulkOutcome::key)
          .containsExactly("recorded", "same content", "new");
      assertThat(delivered.get(0)).isInstanceOf(BulkOutcome.Embedded.class);
      assertThat(delivered.subList(1, 3))
          .allSatisfy(
              outcome -> assertThat(((BulkOutcome.Failed) outcome).exception()).isSameAs(failure));
      BulkSnapshot totals = progress.snapshot();
      assertThat(totals.embedded()).isEqualTo(1);
      assertThat(totals.reused()).isEqualTo(1);
      assertThat(totals.failedByKind()).isEqualTo(Map.of(FailureKind.OTHER, 2L));
      recorder.end();
    }
  }

  /** Completes the leader with the given outcome and returns its duplicate. */
  private PendingItem completeWithDuplicate(OutcomeLog log, BulkOutcome outcome) {
    OutcomeRecorder recorder = new OutcomeRecorder(log, true, progress, outcomes);
    recorder.begin(ModelId.onDemand());
    PendingItem leader = item("leader", 1);
    PendingItem duplicate = item("duplicate", 1);
    assertThat(recorder.claim(leader, LENGTH)).isEqualTo(State.PREPARING);
    duplicate.state = recorder.claim(duplicate, LENGTH);
    assertThat(duplicate.state).isEqualTo(State.AWAITING_DUPLICATE);
    PendingItem expired = item("expired", 1);
    recorder.claim(expired, LENGTH);
    expired.state = State.DONE;
    leader.outcome = outcome;

    assertThat(recorder.complete(leader)).containsExactly(duplicate);
    assertThat(recorder.deliver()).isNull();
    recorder.end();
    return duplicate;
  }

  @Test
  void duplicatesShareAnOutcome() {
    try (OutcomeLog log = open()) {
      PendingItem duplicate = completeWithDuplicate(log, embedded("leader", LENGTH));

      assertThat(duplicate.outcome).isEqualTo(embedded("duplicate", LENGTH));
      assertThat(duplicate.isReused).isTrue();
      assertThat(log.embedded()).isEqualTo(2);
    }
  }

  @Test
  void anOutcomeThatCannotBeRecordedIsNotReused() {
    try (OutcomeLog log = open()) {
      PendingItem duplicate = completeWithDuplicate(log, embedded("leader", LENGTH / 2));

      assertThat(((BulkOutcome.Failed) Objects.requireNonNull(duplicate.outcome)).exception())
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("vectors of 256 floats, not of 128");
      assertThat(duplicate.isReused).isFalse();
      assertThat(log.failed() + log.embedded()).isZero();
    }
  }
}
