package io.github.titanembeddings.bulk.internal.journal;

import static io.github.titanembeddings.bulk.internal.journal.JournalSamples.LENGTH;
import static io.github.titanembeddings.bulk.internal.journal.JournalSamples.embedded;
import static io.github.titanembeddings.bulk.internal.journal.JournalSamples.failed;
import static io.github.titanembeddings.bulk.internal.journal.JournalSamples.hash;
import static io.github.titanembeddings.bulk.internal.journal.JournalSamples.read;
import static io.github.titanembeddings.bulk.internal.journal.JournalSamples.record;
import static io.github.titanembeddings.bulk.internal.journal.JournalSamples.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.JournalException;
import io.github.titanembeddings.bulk.JournalException.Kind;
import io.github.titanembeddings.model.ModelId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutcomeLogTest {
  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("items.journal");
  }

  private static Connection connect(Path file) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file.toUri());
  }

  @Test
  void keepsOutcomesAfterReopening() {
    List<BulkOutcome> written = JournalSamples.write(file(), 1_000);

    try (OutcomeLog store = JournalSamples.open(file())) {
      assertThat(read(store)).isEqualTo(texts(written));
      assertThat(store.embedded()).isEqualTo(667);
      assertThat(store.failed()).isEqualTo(333);
      assertThat(store.outcome("key 3")).hasValue(written.get(3));
      assertThat(store.outcome("key 1000")).isEmpty();
    }
    assertThat(folder).isDirectoryNotContaining("glob:**-journal");
  }

  @Test
  void countsTheLatestOutcomeOfAKey() {
    try (OutcomeLog store = JournalSamples.open(file())) {
      record(store, failed("a"), 1);
      record(store, embedded("b", 2), 2);
      record(store, embedded("a", 3), 3);
      store.commit();
    }
    try (OutcomeLog store = JournalSamples.open(file())) {
      assertThat(read(store)).isEqualTo(texts(List.of(embedded("b", 2), embedded("a", 3))));
      assertThat(store.embedded()).isEqualTo(2);
      assertThat(store.failed()).isZero();
      record(store, failed("b"), 2);
      store.commit();
      assertThat(store.embedded()).isEqualTo(1);
      assertThat(store.failed()).isEqualTo(1);
    }
  }

  @Test
  void readsTheOutcomesThatWereCommittedAtTheStart() {
    List<BulkOutcome> written = JournalSamples.write(file(), 600);
    try (OutcomeLog store = JournalSamples.open(file());
        Stream<BulkOutcome> outcomes = store.outcomes()) {
      Iterator<BulkOutcome> iterator = outcomes.iterator();
      iterator.next();
      record(store, embedded("later", 9), 9);
      record(store, failed("key 500"), 500);
      store.commit();

      assertThat(iterator)
          .toIterable()
          .hasSize(599)
          .last()
          .satisfies(
              last -> assertThat(JournalSamples.text(last)).isEqualTo(texts(written).get(599)));
      assertThat(read(store)).hasSize(601);
    }
  }

  @Test
  void discardsUncommittedOutcomes() {
    try (OutcomeLog store = JournalSamples.open(file())) {
      record(store, embedded("a", 1), 1);
      store.commit();
      record(store, embedded("b", 2), 2);
      store.close();
      assertThatThrownBy(store::commit)
          .as("or a run would report discarded outcomes")
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the journal is closed");
    }
    try (OutcomeLog store = JournalSamples.open(file())) {
      assertThat(read(store)).isEqualTo(texts(List.of(embedded("a", 1))));
    }
  }

  @Test
  void worksInAnInterruptedThread() {
    Thread.currentThread().interrupt();
    try (OutcomeLog store = JournalSamples.open(file())) {
      record(store, embedded("a", 1), 1);
      store.commit();
    }
    try (OutcomeLog store = JournalSamples.open(file())) {
      assertThat(read(store)).hasSize(1);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void rejectsUseAfterClose() {
    OutcomeLog store = JournalSamples.open(file());
    store.close();
    store.close();

    assertThatIllegalStateException().isThrownBy(store::outcomes);
    assertThatIllegalStateException().isThrownBy(() -> record(store, failed("a"), 1));
    assertThatIllegalStateException().isThrownBy(() -> store.claim("a", hash(1), LENGTH));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a?mode=memory",
        "50%.journal",
        "a#b",
        "a b",
        "größe",
        "x%3F&y=1;z",
        "file:x",
        "'"
      })
  void opensFilesWithSpecialCharacters(String name) {
    Path file = folder.resolve(name);
    JournalSamples.write(file, 3);

    assertThat(file).isRegularFile();
    try (OutcomeLog store = JournalSamples.open(file)) {
      assertThat(read(store)).hasSize(3);
    }
  }

  @Test
  void letsOtherProgramsReadDuringARun() throws SQLException {
    try (OutcomeLog store = JournalSamples.open(file());
        Connection reader = connect(file());
        Statement statement = reader.createStatement()) {
      record(store, embedded("a", 1), 1);
      store.commit();
      record(store, failed("b"), 2);

      try (ResultSet rows =
          statement.executeQuery("SELECT key, length(vector) / 4, failure FROM outcomes")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(1)).isEqualTo("a");
        assertThat(rows.getInt(2)).isEqualTo(LENGTH);
        assertThat(rows.next()).as("uncommitted").isFalse();
      }
      store.commit();
      try (ResultSet rows = statement.executeQuery("SELECT outcomes, failed, model FROM facts")) {
        assertThat(rows.getInt(1)).isEqualTo(2);
        assertThat(rows.getInt(2)).isEqualTo(1);
        assertThat(rows.getString(3)).isEqualTo(JournalSamples.MODEL.value());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"items.journal", "items.journal.lock"})
  void rejectsACommitAfterAFileWasReplaced(String name) throws IOException {
    try (OutcomeLog store = JournalSamples.open(file())) {
      record(store, embedded("a", 1), 1);
      Path replaced = folder.resolve(name);
      Files.copy(replaced, folder.resolve("copy"));
      Files.move(folder.resolve("copy"), replaced, StandardCopyOption.REPLACE_EXISTING);

      assertThatThrownBy(store::commit)
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("replaced while it was open");
      assertThat(store.outcome("a")).isEmpty();
    }
  }

  @Test
  void rejectsACommitAfterTheFileWasDeleted() throws IOException {
    try (OutcomeLog store = JournalSamples.open(file())) {
      record(store, embedded("a", 1), 1);
      Files.delete(file());

      assertThatThrownBy(store::commit).isInstanceOf(JournalException.class);
    }
  }

  @Test
  void writesNothingAfterAFullDisk() {
    try (OutcomeLog store = JournalSamples.open(file())) {
      record(store, embedded("kept", 0), 0);
      store.commit();
    }
    try (OutcomeLog store = JournalSamples.open(file(), 12)) {
      assertThatThrownBy(
              () -> {
                for (int i = 1; i < 100; i++) {
                  record(store, embedded("key " + i, i), i);
                }
              })
          .asInstanceOf(InstanceOfAssertFactories.type(JournalException.class))
          .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.DISK_FULL))
          .satisfies(e -> assertThat(e).hasMessageContaining("free some space"));
      assertThatThrownBy(store::commit).isInstanceOf(JournalException.class);
      assertThatThrownBy(() -> record(store, failed("a"), 7)).isInstanceOf(JournalException.class);
      assertThatThrownBy(() -> store.begin(JournalSamples.MODEL))
          .hasMessageContaining("open the journal again");
      assertThat(read(store)).as("still readable").isEqualTo(texts(List.of(embedded("kept", 0))));
    }
    try (OutcomeLog store = JournalSamples.open(file())) {
      assertThat(read(store)).isEqualTo(texts(List.of(embedded("kept", 0))));
      record(store, embedded("next", 1), 1);
      store.commit();
    }
  }

  @Test
  void rejectsAnotherModel() {
    JournalSamples.write(file(), 1);

    assertThatThrownBy(
            () -> OutcomeLog.open(file(), "another", ModelId.of("another"), true, false, 0))
        .asInstanceOf(InstanceOfAssertFactories.type(JournalException.class))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.OTHER_MODEL))
        .satisfies(
            e -> assertThat(e).hasMessageContainingAll(JournalSamples.MODEL.value(), "another"));
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void waitsInCloseForTheRunToEnd() throws InterruptedException {
    OutcomeLog store = JournalSamples.open(file());
    store.begin(JournalSamples.MODEL);
    Thread closer = new Thread(() -> store.close(TimeUnit.DAYS.toNanos(1)));
    closer.start();
    assertThat(JournalSamples.waits(closer)).isTrue();

    record(store, embedded("a", 1), 1);
    store.commit();
    store.end();
    closer.join();

    assertThatIllegalStateException().isThrownBy(() -> store.begin(JournalSamples.MODEL));
    try (OutcomeLog next = JournalSamples.open(file())) {
      assertThat(next.embedded()).isEqualTo(1);
    }
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void waitsInCloseByDefault() throws InterruptedException {
    boolean waits = false;
    for (int i = 0; i < 5 && !waits; i++) { // a stalled test may miss the wait of two seconds
      OutcomeLog store = JournalSamples.open(file());
      store.begin(JournalSamples.MODEL);
      Thread closer = new Thread(store::close);
      closer.start();
      waits = JournalSamples.waits(closer);
      store.end();
      closer.join();
    }

    assertThat(waits).isTrue();
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void stopsWaitingForTheRunAtTheTimeout() {
    OutcomeLog store = JournalSamples.open(file());
    store.begin(JournalSamples.MODEL);
    record(store, embedded("a", 1), 1);

    store.close(1);

    assertThatIllegalStateException().isThrownBy(store::commit);
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void doesNotWaitInCloseIfInterrupted() {
    OutcomeLog store = JournalSamples.open(file());
    store.begin(JournalSamples.MODEL);
    Thread.currentThread().interrupt();

    store.close(TimeUnit.DAYS.toNanos(1));

    assertThat(Thread.interrupted()).isTrue();
    assertThatIllegalStateException().isThrownBy(store::outcomes);
  }

  @Test
  void endsAStreamWhenItIsClosed() {
    JournalSamples.write(file(), 600);
    OutcomeLog store = JournalSamples.open(file());
    try (Stream<BulkOutcome> outcomes = store.outcomes()) {
      Iterator<BulkOutcome> iterator = outcomes.iterator();
      iterator.next();
      store.close();

      assertThatIllegalStateException()
          .isThrownBy(() -> iterator.forEachRemaining(outcome -> {}))
          .withMessage("the journal is closed");
    }
  }
}
