package io.github.titanembeddings.bulk.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.bulk.JournalException;
import io.github.titanembeddings.bulk.JournalException.Kind;
import io.github.titanembeddings.internal.journal.FaultyFile;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk that fills up in the midst of a record. */
class DiskFullTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void nothingHalfWrittenIsTrusted(boolean truncates) {
    Path file = folder.resolve("items.journal");
    JournalRecord kept = Records.embedded("kept", 1);
    JournalRecord lost = Records.embedded("lost", 2);
    int size = RecordBody.write(lost, 0).length;
    for (int room = 0; room < size; room += 7) {
      AtomicLong free = new AtomicLong(Long.MAX_VALUE);
      JournalStore.Options options =
          Records.options(
              false, disk -> new FaultyFile(disk, free, new AtomicInteger(), truncates));
      try (JournalStore store = JournalStore.open(file, Records.MODEL, options)) {
        store.append(kept);
        free.set(room);
        assertFull(store, lost);
        free.set(Long.MAX_VALUE);
        assertFull(store, lost);
        assertThat(Records.read(store)).as("still read").isEqualTo(List.of(kept));
      }
      try (JournalStore store = Records.open(file)) {
        assertThat(Records.read(store)).isEqualTo(List.of(kept));
      }
    }
  }

  private static void assertFull(JournalStore store, JournalRecord record) {
    assertThatThrownBy(() -> store.append(record))
        .asInstanceOf(InstanceOfAssertFactories.type(JournalException.class))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.DISK_FULL))
        .satisfies(e -> assertThat(e).hasMessageContaining("make room"));
  }
}
