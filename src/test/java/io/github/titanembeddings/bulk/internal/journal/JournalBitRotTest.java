package io.github.titanembeddings.bulk.internal.journal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.JournalException;
import io.github.titanembeddings.bulk.JournalException.Kind;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Flipped bits of a closed journal that keep its size and time, so that opening finds nothing. */
class JournalBitRotTest {
  private static final int ITEMS = 24;
  private static final int FORMAT_AT = 60; // of PRAGMA user_version in the header

  @TempDir private Path folder;
  private List<String> written;

  private Path file() {
    return folder.resolve("items.journal");
  }

  @BeforeEach
  void write() {
    written = JournalSamples.texts(JournalSamples.write(file(), ITEMS));
  }

  private void flip(int at, int bits) throws IOException {
    FileTime modified = Files.getLastModifiedTime(file());
    try (RandomAccessFile database = new RandomAccessFile(file().toFile(), "rw")) {
      database.seek(at);
      int before = database.read();
      database.seek(at);
      database.write(before ^ bits);
    }
    Files.setLastModifiedTime(file(), modified);
  }

  /**
   * Flips bits of the last character of a key wherever it is stored; returns the reported damage.
   */
  private List<String> flipKey(String key, int bits, List<String> all) throws IOException {
    String whole = Files.readString(file(), ISO_8859_1);
    List<String> reports = new ArrayList<>();
    for (int at = whole.indexOf(key); at >= 0; at = whole.indexOf(key, at + 1)) {
      flip(at + key.length() - 1, bits);
      try (OutcomeLog log = JournalSamples.open(file())) {
        assertThat(JournalSamples.read(log)).isEqualTo(all);
      } catch (JournalException e) {
        assertThat(e.kind()).isEqualTo(Kind.DAMAGED);
        reports.add(e.getMessage());
      }
      flip(at + key.length() - 1, bits);
    }
    return reports;
  }

  @Test
  void reportsAnOutcomeThatADamagedIndexHides() throws IOException {
    assertThat(flipKey("key 17", 1, written)) // "key 16", which seems to have a later outcome
        .anySatisfy(report -> assertThat(report).contains("1 recorded outcome is missing"));
  }

  @Test
  void reportsAnEarlierOutcomeThatADamagedIndexReveals() throws IOException {
    List<String> all;
    try (OutcomeLog log = JournalSamples.open(file())) {
      JournalSamples.record(log, JournalSamples.embedded("key 17", 99), 99);
      log.commit();
      all = JournalSamples.read(log);
    }

    assertThat(flipKey("key 17", 64, all)) // "key 1w"
        .anySatisfy(report -> assertThat(report).contains("do not match its facts"));
  }

  @Test
  void readsOnlyWhatIsTakenOfTheStream() throws IOException {
    int at = Files.readString(file(), ISO_8859_1).indexOf("key 17"); // the index has the first page
    flip(at + 5, 1);

    try (OutcomeLog log = JournalSamples.open(file())) {
      try (Stream<BulkOutcome> outcomes = log.outcomes()) {
        assertThat(outcomes.limit(10).map(JournalSamples::text)).isEqualTo(written.subList(0, 10));
      }
      try (Stream<BulkOutcome> outcomes = log.outcomes()) {
        assertThatThrownBy(outcomes::count).isInstanceOf(JournalException.class);
      }
    }
  }

  @Test
  void readsAllInParallel() throws IOException {
    Path large = folder.resolve("large.journal");
    List<String> all = JournalSamples.texts(JournalSamples.write(large, 3_000));

    try (OutcomeLog log = JournalSamples.open(large);
        Stream<BulkOutcome> outcomes = log.outcomes()) {
      assertThat(outcomes.parallel().map(JournalSamples::text).toList()).isEqualTo(all);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 128})
  void reportsAndRepairsADamagedFormat(int bits) throws IOException {
    flip(FORMAT_AT + (bits == 128 ? 0 : 3), bits);

    JournalSamples.assertRejected(file(), Kind.DAMAGED, "the format in the header");
    Files.delete(folder.resolve("items.journal.lock"));
    assertThat(JournalRepair.repair(file()).kept()).isEqualTo(ITEMS);
    try (OutcomeLog log = JournalSamples.open(file())) {
      assertThat(JournalSamples.read(log)).isEqualTo(written);
    }
  }

  @Test
  void reportsAndRepairsFactsWithAColumnLess() throws IOException {
    int comma = Files.readString(file(), ISO_8859_1).indexOf(", failed INTEGER");
    flip(comma, 32); // now the column before has the type "INTEGER failed INTEGER"

    JournalSamples.assertRejected(file(), Kind.DAMAGED, "the facts in the database");
    assertThat(JournalRepair.repair(file()).kept()).isEqualTo(ITEMS);
  }
}
