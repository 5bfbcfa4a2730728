package io.github.titanembeddings.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.titanembeddings.bulk.internal.journal.JournalRecord;
import io.github.titanembeddings.bulk.internal.journal.JournalStore;
import io.github.titanembeddings.bulk.internal.journal.JournalStore.Entry;
import io.github.titanembeddings.bulk.internal.journal.RecordCursor;
import io.github.titanembeddings.bulk.internal.journal.Records;
import io.github.titanembeddings.bulk.internal.journal.SyncRule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalStoreTest {
  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("items.journal");
  }

  @Test
  void recordsAreThereAfterReopening() {
    List<JournalRecord> written = Records.write(file(), 20);

    try (JournalStore store = Records.open(file())) {
      assertThat(Records.read(store)).isEqualTo(written);
      assertThat(store.embedded()).isEqualTo(14);
      assertThat(store.failed()).isEqualTo(6);
      assertThat(store.damagedBytes() + store.cutBytes()).isZero();
      Entry entry = Objects.requireNonNull(store.ofKey("key 3"));
      assertThat(entry.embedded()).isTrue();
      assertThat(entry.contentHash()).isEqualTo(Records.hash(3));
      assertThat(store.read(entry)).isEqualTo(written.get(3));
      assertThat(store.ofContent(Records.hash(3))).isEqualTo(entry);
      assertThat(Objects.requireNonNull(store.ofKey("key 2")).tryAgain()).isTrue();
      assertThat(store.ofKey("key 20")).isNull();
      assertThat(store.ofContent(Records.hash(20))).isNull();
    }
  }

  @Test
  void theLastRecordOfAKeyWins() {
    try (JournalStore store = Records.open(file())) {
      store.append(Records.failed("a", 1));
      store.append(Records.embedded("b", 2));
      store.append(Records.embedded("a", 3));
      assertThat(Records.read(store))
          .containsExactly(Records.embedded("b", 2), Records.embedded("a", 3));
    }
    try (JournalStore store = Records.open(file())) {
      assertThat(Records.read(store))
          .containsExactly(Records.embedded("b", 2), Records.embedded("a", 3));
      assertThat(store.embedded()).isEqualTo(2);
      assertThat(store.failed()).isZero();
      store.append(Records.failed("b", 2));
      assertThat(store.embedded()).isEqualTo(1);
      assertThat(store.failed()).isEqualTo(1);
    }
  }

  @Test
  void aCursorGivesWhatWasThereAtItsStart() {
    Records.write(file(), 2);
    try (JournalStore store = Records.open(file())) {
      RecordCursor cursor = store.records();
      store.append(Records.embedded("later", 9));

      List<JournalRecord> read = new ArrayList<>();
      cursor.forEachRemaining(read::add);
      assertThat(read).extracting(JournalRecord::key).containsExactly("key 0", "key 1");
    }
  }

  @Test
  void aKeyIsSeenOncePerRun() {
    Records.write(file(), 2);
    try (JournalStore store = Records.open(file())) {
      assertThat(store.see("key 0", true)).isFalse();
      assertThat(store.see("key 0", true)).isTrue();
      assertThat(store.see("unknown", true)).isFalse();
      store.append(Records.embedded("new", 7));
      assertThat(store.see("new", true)).as("written by this run").isTrue();

      assertThat(store.see("key 0", false)).isTrue();
      assertThat(store.see("key 0", true)).as("the mark was taken away").isFalse();

      store.forgetSeen();

      assertThat(store.see("key 0", true)).isFalse();
      assertThat(store.see("new", true)).isFalse();
    }
  }

  @Test
  void longKeysAreReadWhole() {
    String key = "k".repeat(20_000);
    try (JournalStore store = Records.open(file())) {
      store.append(Records.embedded(key, 1));
      store.append(Records.embedded("next", 2));
      Entry entry = Objects.requireNonNull(store.ofKey(key));
      assertThat(store.read(entry)).isEqualTo(Records.embedded(key, 1));
      assertThat(Records.read(store)).hasSize(2);
    }
  }

  @Test
  void theDiskIsWaitedForAsTheRuleSays() {
    AtomicInteger syncs = new AtomicInteger();
    AtomicLong clock = new AtomicLong();
    SyncRule rule = new SyncRule(3, 1_000);
    JournalStore.Options options =
        new JournalStore.Options(false, rule, file -> FaultyFile.counting(file, syncs), clock::get);
    try (JournalStore store = JournalStore.open(file(), Records.MODEL, options)) {
      syncs.set(0);
      store.append(Records.embedded("a", 1));
      store.append(Records.embedded("b", 2));
      assertThat(syncs).hasValue(0);
      store.append(Records.embedded("c", 3));
      assertThat(syncs).as("after three records").hasValue(1);
      clock.set(999);
      store.append(Records.embedded("d", 4));
      assertThat(syncs).hasValue(1);
      clock.set(1_000);
      store.append(Records.embedded("e", 5));
      assertThat(syncs).as("after so long").hasValue(2);
      store.sync();
      assertThat(syncs).as("nothing to wait for").hasValue(2);
      store.append(Records.embedded("f", 6));
    }
    assertThat(syncs).as("closed").hasValue(3);
  }

  @Test
  void aClosedJournalSaysSo() {
    JournalStore store = Records.open(file());
    store.close();
    store.close();

    assertThatIllegalStateException().isThrownBy(store::records);
    assertThatIllegalStateException().isThrownBy(() -> store.append(Records.failed("a", 1)));
  }
}
