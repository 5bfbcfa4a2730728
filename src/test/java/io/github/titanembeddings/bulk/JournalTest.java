package io.github.titanembeddings.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.bulk.internal.journal.ContentHash;
import io.github.titanembeddings.bulk.internal.journal.OutcomeLog;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ModelId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
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
        ContentHash hash = new ContentHash(ByteBuffer.allocate(32).putInt(i).rewind());
        EmbeddingResponse response =
            EmbeddingResponse.builder().embedding(Embedding.of(i, 1)).build();
        log.record("key " + i, hash, new BulkOutcome.Embedded("key " + i, response));
      }
      log.commit();
      log.end();
    }
    return file();
  }

  @Test
  void reportsItsCountsAndOutcomes() {
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
      assertThat(journal).hasToString("Journal[" + file() + ", 3 embedded, 0 failed]");
    }
  }

  @Test
  void rejectsDamageAndRepairsOnDemand() throws IOException {
    byte[] bytes = Files.readAllBytes(written());
    int vector = indexOf(bytes, Embedding.of(1, 1).toBytes());
    bytes[vector] ^= 4;
    Files.write(file(), bytes);

    try (Journal journal = Journal.open(file(), ModelId.onDemand())) {
      assertThatThrownBy(() -> journal.outcome("key 1"))
          .isInstanceOf(JournalException.class)
          .hasMessageContainingAll(file().toString(), "Journal.repair(path)");
      assertThat(journal.outcome("key 2")).isPresent();
    }
    Journal.Repair repair = Journal.repair(file());
    assertThat(repair.kept()).isEqualTo(2);
    assertThat(repair.lost()).isEqualTo(1);
    assertThat(repair.original()).hasBinaryContent(bytes);
    try (Journal journal = Journal.open(file(), ModelId.onDemand())) {
      assertThat(journal.embedded()).isEqualTo(2);
      assertThat(journal.outcomes()).extracting(BulkOutcome::key).containsExactly("key 0", "key 2");
    }
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    for (int i = 0; i <= bytes.length - part.length; i++) {
      if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    throw new AssertionError("not found");
  }

  @Test
  void namesAMissingFolder() {
    Path nowhere = folder.resolve("missing").resolve("items.journal");

    assertThatThrownBy(() -> Journal.open(nowhere, ModelId.onDemand()))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("no such folder");
  }

  @Test
  void rejectsReadsAfterClose() {
    Journal journal = Journal.open(written(), ModelId.onDemand());
    journal.close();
    journal.close();

    assertThatIllegalStateException().isThrownBy(journal::outcomes);
    assertThatIllegalStateException().isThrownBy(() -> journal.outcome("key 0"));
  }
}
