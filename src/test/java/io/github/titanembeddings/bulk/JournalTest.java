package io.github.titanembeddings.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.bulk.internal.journal.ContentHash;
import io.github.titanembeddings.bulk.internal.journal.OutcomeLog;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ModelId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("items.journal");
  }

  private Path written() {
    try (Journal journal = Journal.open(file(), ModelId.onDemand())) {
      OutcomeLog log = journal.log();
      log.begin(ModelId.onDemand());
      for (int i = 0; i < 3; i++) {
        byte[] hash = new byte[ContentHash.BYTES];
        hash[0] = (byte) i;
        EmbeddingResponse response =
            EmbeddingResponse.builder().embedding(Embedding.of(i, 1)).build();
        log.record(
            "key " + i, ContentHash.of(hash), new BulkOutcome.Embedded("key " + i, response));
      }
    }
    return file();
  }

  @Test
  void saysWhatItHolds() {
    try (Journal journal = Journal.open(written(), ModelId.onDemand())) {
      assertThat(journal.embedded()).isEqualTo(3);
      assertThat(journal.failed()).isZero();
      assertThat(journal.outcomes())
          .extracting(BulkOutcome::key)
          .containsExactly("key 0", "key 1", "key 2");
      assertThat(journal.outcome("key 1"))
          .hasValueSatisfying(
              outcome -> assertThat(outcome).isInstanceOf(BulkOutcome.Embedded.class));
      assertThat(journal.outcome("key 3")).isEmpty();
      assertThat(journal.modelId()).isEqualTo(ModelId.onDemand());
      assertThat(journal.file()).isEqualTo(file());
      assertThat(journal).hasToString("Journal[" + file() + ", 3 embedded, 0 failed]");
      journal.sync();
    }
  }

  @Test
  void aTornTailIsCutAndReported() throws IOException {
    byte[] whole = Files.readAllBytes(written());
    Files.write(file(), Arrays.copyOf(whole, whole.length - 1));

    try (Journal journal = Journal.open(file(), ModelId.onDemand())) {
      assertThat(journal.embedded()).isEqualTo(2);
      assertThat(journal.cutBytes()).isPositive();
      assertThat(journal.damagedBytes()).isZero();
    }
  }

  @Test
  void damageIsRefusedUnlessItMayBeRepaired() throws IOException {
    byte[] bytes = Files.readAllBytes(written());
    bytes[bytes.length / 2] ^= 4;
    Files.write(file(), bytes);

    assertThatThrownBy(() -> Journal.open(file(), ModelId.onDemand()))
        .isInstanceOf(JournalException.class)
        .hasMessageContainingAll(file().toString(), "repair(true)");
    try (Journal journal = Journal.builder(file(), ModelId.onDemand()).repair(true).open()) {
      assertThat(journal.embedded()).isEqualTo(2);
      assertThat(journal.damagedBytes()).isPositive();
    }
  }

  @Test
  void onceClosedItIsReadNoMore() {
    Journal journal = Journal.open(written(), ModelId.onDemand());
    journal.close();
    journal.close();

    assertThatIllegalStateException().isThrownBy(journal::outcomes);
    assertThatIllegalStateException().isThrownBy(() -> journal.outcome("key 0"));
  }

  @Test
  void policiesOfWaitingAreChecked() {
    assertThatIllegalArgumentException().isThrownBy(() -> FsyncPolicy.everyRecords(0));
    assertThatIllegalArgumentException().isThrownBy(() -> FsyncPolicy.every(Duration.ZERO));
    assertThat(FsyncPolicy.everyRecords(1)).isEqualTo(FsyncPolicy.everyRecord());
    assertThat(FsyncPolicy.every(Duration.ofNanos(1)))
        .hasToString("FsyncPolicy[every PT0.000000001S]");
    assertThat(FsyncPolicy.every(Duration.ofSeconds(Long.MAX_VALUE)).rule().nanos())
        .isEqualTo(Long.MAX_VALUE);
    assertThat(FsyncPolicy.never()).hasToString("FsyncPolicy[never]");
  }
}
