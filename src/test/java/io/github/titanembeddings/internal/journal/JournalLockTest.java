package io.github.titanembeddings.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.OtherJvm;
import io.github.titanembeddings.bulk.JournalException;
import io.github.titanembeddings.bulk.JournalException.Kind;
import io.github.titanembeddings.bulk.internal.journal.JournalStore;
import io.github.titanembeddings.bulk.internal.journal.Records;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal is open once. */
class JournalLockTest {
  @TempDir private Path folder;

  /** Opens a journal, and says what came of it. */
  public static final class OpenJournal {
    public static void main(String[] args) {
      try (JournalStore store = Records.open(Path.of(args[0]))) {
        System.out.println("opened with " + store.embedded());
      } catch (JournalException e) {
        System.out.println(e.kind() + ", retryable " + e.isRetryable() + ": " + e.getMessage());
      }
    }
  }

  @Test
  void aSecondOpeningInThisProcessIsRefusedUnderAnyName() throws IOException {
    Path file = folder.resolve("items.journal");
    Files.createDirectory(folder.resolve("sub"));
    try (JournalStore store = Records.open(file)) {
      for (Path name :
          new Path[] {file, folder.resolve("sub/../items.journal"), file.toAbsolutePath()}) {
        assertThatThrownBy(() -> Records.open(name))
            .asInstanceOf(InstanceOfAssertFactories.type(JournalException.class))
            .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.LOCKED))
            .satisfies(e -> assertThat(e).hasMessageContaining("in this process"));
      }
      store.append(Records.embedded("still open", 1));
    }
    try (JournalStore store = Records.open(file)) {
      assertThat(store.embedded()).isEqualTo(1);
    }
  }

  @Test
  void aSecondProcessIsRefusedUntilTheFirstCloses() throws IOException, InterruptedException {
    Path file = folder.resolve("items.journal");
    try (JournalStore store = Records.open(file)) {
      store.append(Records.embedded("one", 1));
      assertThatThrownBy(() -> Records.open(file)).isInstanceOf(JournalException.class);
      Files.copy(file, folder.resolve("copy.journal"));

      assertThat(OtherJvm.run(Map.of(), OpenJournal.class, file.toString()))
          .singleElement()
          .asString()
          .startsWith("LOCKED, retryable true: ")
          .contains("in another process");
    }
    assertThat(OtherJvm.run(Map.of(), OpenJournal.class, file.toString()))
        .containsExactly("opened with 1");
  }
}
