package io.github.titanembeddings.bulk.internal.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.JournalException;
import io.github.titanembeddings.bulk.JournalException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damage is reported, and neither returns a wrong vector nor hides an intact one. */
class JournalDamageTest {
  private static final int ITEMS = 24;
  private static final int PAGE = 4096;

  @TempDir private Path folder;
  private List<String> written;
  private byte[] whole;
  private byte[] lock;

  private Path file() {
    return folder.resolve("items.journal");
  }

  private Path lockFile() {
    return folder.resolve("items.journal.lock");
  }

  @BeforeEach
  void write() throws IOException {
    written = JournalSamples.texts(JournalSamples.write(file(), ITEMS));
    whole = Files.readAllBytes(file());
    lock = Files.readAllBytes(lockFile());
  }

  /** Puts a damaged file in place of the journal, as if the damage was done while it was closed. */
  private void damage(byte[] bytes, boolean keepsLock) throws IOException {
    clear();
    Files.write(file(), bytes);
    if (keepsLock) {
      Files.write(lockFile(), lock);
    }
  }

  private void clear() throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  /** Returns whether all rows are intact; fails if damage was not reported. */
  private boolean isIntactOrReported(String description) {
    try (OutcomeLog store = JournalSamples.open(file())) {
      for (BulkOutcome outcome : store.outcomes().toList()) {
        assertThat(written).as(description).contains(JournalSamples.text(outcome));
      }
      assertThat(JournalSamples.read(store)).as(description).isEqualTo(written);
      for (int i = 0; i < ITEMS; i++) {
        assertThat(JournalSamples.text(store.outcome("key " + i).orElseThrow()))
            .as(description)
            .isEqualTo(written.get(i));
      }
      return true;
    } catch (JournalException e) {
      assertThat(e.kind())
          .as("%s: %s", description, e.getMessage())
          .isIn(Kind.DAMAGED, Kind.NOT_A_JOURNAL, Kind.OTHER_MODEL);
      return false;
    }
  }

  /** Repairs the journal and checks that the kept outcomes are correct and the rest is reported. */
  private JournalRepair.Result repair(String description) throws IOException {
    byte[] before = Files.readAllBytes(file());
    JournalRepair.Result result = JournalRepair.repair(file());
    assertThat(result.kept() + result.lost()).as(description).isEqualTo(ITEMS);
    assertThat(Files.size(result.original())).as(description).isGreaterThanOrEqualTo(before.length);
    try (OutcomeLog store = JournalSamples.open(file())) {
      Set<String> kept = new HashSet<>(JournalSamples.read(store));
      assertThat(kept).as(description).hasSize((int) result.kept());
      assertThat(written).as(description).containsAll(kept);
    }
    return result;
  }

  @Test
  void detectsAFlippedBit() throws IOException {
    int reported = 0;
    long lost = 0;
    for (int at = 0; at < whole.length; at += 197) {
      byte[] damaged = whole.clone();
      damaged[at] ^= (byte) (1 << (at % 8));
      damage(damaged, true);
      if (!isIntactOrReported("bit of byte " + at)) {
        if (reported++ % 4 == 0) {
          damage(damaged, true);
          long now = repair("bit of byte " + at).lost();
          assertThat(now).as("bit of byte " + at).isLessThanOrEqualTo(at < PAGE ? ITEMS : 1);
          lost = Math.max(lost, now);
        }
      }
    }
    assertThat(reported).isGreaterThan(whole.length / 197 / 3);
    assertThat(lost).isPositive();
  }

  @Test
  void losesAtMostTheRowsOfAPageToAFlippedVectorBit() throws IOException {
    byte[] vector = JournalSamples.embedded("key 9", 9).response().embedding().toBytes();
    int at = indexOf(whole, Arrays.copyOf(vector, 64));
    byte[] damaged = whole.clone();
    damaged[at] ^= 1;
    damage(damaged, true);

    try (OutcomeLog store = JournalSamples.open(file())) {
      assertThatThrownBy(() -> store.outcome("key 9"))
          .asInstanceOf(InstanceOfAssertFactories.type(JournalException.class))
          .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.DAMAGED))
          .satisfies(e -> assertThat(e).hasMessageContaining("outcome number 10 is damaged"));
      assertThatThrownBy(() -> JournalSamples.read(store)).isInstanceOf(JournalException.class);
      assertThat(store.outcome("key 10")).isPresent();
    }
    assertThat(repair("vector").lost()).isEqualTo(1);
    assertThat(folder.resolve("items.journal.damaged")).hasBinaryContent(damaged);
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
  void detectsTruncationAtAnyLength() throws IOException {
    for (int length = 0; length < whole.length; length += length < 200 ? 9 : 1013) {
      damage(Arrays.copyOf(whole, length), true);
      assertThat(isIntactOrReported("cut at " + length)).as("cut at %d", length).isFalse();
      damage(Arrays.copyOf(whole, length), length > 0);
      if (length >= 16) {
        assertThat(isIntactOrReported("cut at " + length)).isFalse();
      }
    }
    for (int length = whole.length - PAGE; length > PAGE; length -= 3 * PAGE) {
      damage(Arrays.copyOf(whole, length), true);
      repair("cut at " + length);
    }
  }

  @Test
  void reportsAnEmptiedFile() throws IOException {
    damage(new byte[0], true);

    JournalSamples.assertRejected(file(), Kind.DAMAGED, ITEMS + " recorded outcomes are missing");
    assertThat(repair("emptied").lost()).isEqualTo(ITEMS);
  }

  @Test
  void detectsInsertedAndRemovedBytes() throws IOException {
    for (int at = 0; at < whole.length; at += 1511) {
      ByteBuffer inserted = ByteBuffer.allocate(whole.length + 1);
      inserted.put(whole, 0, at).put((byte) 'x').put(whole, at, whole.length - at);
      damage(inserted.array(), true);
      assertThat(isIntactOrReported("inserted at " + at)).as("inserted at %d", at).isFalse();

      ByteBuffer removed = ByteBuffer.allocate(whole.length - 1);
      removed.put(whole, 0, at).put(whole, at + 1, whole.length - at - 1);
      damage(removed.array(), true);
      assertThat(isIntactOrReported("removed at " + at)).as("removed at %d", at).isFalse();
      if (at % (4 * 1511) == 0) {
        damage(removed.array(), true);
        repair("removed at " + at);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void detectsLineEndingConversion(boolean toCrLf) throws IOException {
    ByteArrayOutputStream converted = new ByteArrayOutputStream();
    for (int i = 0; i < whole.length; i++) {
      if (toCrLf && whole[i] == '\n') {
        converted.write('\r');
      }
      boolean isDropped = !toCrLf && whole[i] == '\r';
      if (!isDropped) {
        converted.write(whole[i]);
      }
    }
    assertThat(converted.size()).isNotEqualTo(whole.length);
    damage(converted.toByteArray(), true);

    assertThat(isIntactOrReported("converted")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {512, PAGE, 3 * PAGE})
  void detectsARepeatedBlock(int size) throws IOException {
    for (int from = PAGE; from + 2 * size <= whole.length; from += PAGE) {
      ByteBuffer repeated = ByteBuffer.allocate(whole.length + size);
      repeated.put(whole, 0, from + size).put(whole, from, whole.length - from);
      damage(repeated.array(), true);
      isIntactOrReported("repeated at " + from);

      byte[] copied = whole.clone();
      System.arraycopy(whole, from, copied, from + size, size);
      damage(copied, true);
      isIntactOrReported("copied at " + from);
    }
  }

  /** A commit that was interrupted, and whose rollback journal is lost, leaves such a mixture. */
  @Test
  void detectsAMixtureOfTwoCommits() throws IOException {
    List<String> later;
    try (OutcomeLog store = JournalSamples.open(file())) {
      for (int i = ITEMS - 4; i < ITEMS + 8; i++) {
        JournalSamples.record(store, JournalSamples.embedded("key " + i, 100 + i), 100 + i);
      }
      store.commit();
      later = JournalSamples.read(store);
    }
    byte[] after = Files.readAllBytes(file());
    int reported = 0;
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      byte[] mixed = Arrays.copyOf(whole, random.nextBoolean() ? whole.length : after.length);
      for (int at = 0; at < mixed.length; at += PAGE) {
        if (random.nextInt(4) > seed % 3) {
          System.arraycopy(after, at, mixed, at, PAGE);
        }
      }
      damage(mixed, true);
      try (OutcomeLog store = JournalSamples.open(file())) {
        assertThat(JournalSamples.read(store)).as("seed %d", seed).isIn(written, later);
      } catch (JournalException e) {
        assertThat(e.kind()).as("seed %d: %s", seed, e.getMessage()).isEqualTo(Kind.DAMAGED);
        reported++;
      }
    }
    assertThat(reported).isGreaterThan(50);
  }

  @Test
  void reportsDeletedRows() throws IOException, SQLException {
    JournalSamples.execute(file(), "DELETE FROM outcomes WHERE number IN (3, 4, 24)");

    JournalSamples.assertRejected(file(), Kind.DAMAGED, "3 recorded outcomes are missing");
    assertThat(repair("deleted").lost()).isEqualTo(3);
  }

  @Test
  void reportsAnOlderCopy() throws IOException {
    Path copy = Files.write(folder.resolve("copy"), whole);
    try (OutcomeLog store = JournalSamples.open(file())) {
      JournalSamples.record(store, JournalSamples.embedded("new", 99), 99);
      store.commit();
    }
    Files.write(file(), Files.readAllBytes(copy));

    JournalSamples.assertRejected(file(), Kind.DAMAGED, "1 recorded outcome is missing");
  }

  @Test
  void reportsAnOlderCopyThatReplacedTheOpenFile() throws IOException {
    Path copy = Files.write(folder.resolve("copy"), whole);
    OutcomeLog store = JournalSamples.open(file());
    JournalSamples.record(store, JournalSamples.embedded("new", 99), 99);
    store.commit();
    Files.move(copy, file(), StandardCopyOption.REPLACE_EXISTING);

    assertThatThrownBy(store::close)
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("replaced while it was open");
    JournalSamples.assertRejected(file(), Kind.DAMAGED, "1 recorded outcome is missing");
  }

  /** As if the disk had lost the bit: the file has the size and time of the last clean close. */
  @Test
  void neverReturnsTheOutcomeOfAnotherKey() throws IOException {
    FileTime modified = Files.getLastModifiedTime(file());
    byte[] key = "key 17".getBytes(UTF_8);
    List<String> reports = new ArrayList<>();
    for (int at = 0; at <= whole.length - key.length; at++) {
      if (Arrays.equals(whole, at, at + key.length, key, 0, key.length)) {
        byte[] damaged = whole.clone();
        damaged[at + key.length - 1] ^= 1; // now it reads "key 16"
        Files.write(file(), damaged);
        Files.setLastModifiedTime(file(), modified);
        Files.write(lockFile(), lock);
        try (OutcomeLog store = JournalSamples.open(file())) {
          assertThat(JournalSamples.text(store.outcome("key 16").orElseThrow()))
              .isEqualTo(written.get(16));
        } catch (JournalException e) {
          assertThat(e.kind()).isEqualTo(Kind.DAMAGED);
          reports.add(e.getMessage());
        }
      }
    }
    assertThat(reports).singleElement().asString().contains("the outcome number 18 is damaged");
  }

  @Test
  void reportsAnotherJournal() throws IOException {
    Path other = folder.resolve("other");
    JournalSamples.write(other, ITEMS + 1);
    Files.write(file(), Files.readAllBytes(other));

    JournalSamples.assertRejected(file(), Kind.DAMAGED, "replaced by another journal");
    Files.delete(lockFile());
    JournalSamples.open(file()).close();
  }

  @Test
  void startsOverOnlyIfTheLockFileIsDeletedToo() throws IOException {
    Files.delete(file());

    JournalSamples.assertRejected(
        file(),
        Kind.DAMAGED,
        ITEMS + " recorded outcomes are missing: the database was deleted or moved");
    Files.delete(lockFile());
    try (OutcomeLog store = JournalSamples.open(file())) {
      assertThat(store.outcomes()).isEmpty();
    }
  }

  @Test
  void repairIgnoresTablesOfOtherPrograms() throws IOException, SQLException {
    JournalSamples.execute(
        file(),
        "CREATE TABLE batch_notes (id INTEGER PRIMARY KEY, outcome INTEGER, checksum TEXT)");
    JournalSamples.execute(file(), "INSERT INTO batch_notes VALUES (1, 1, 'none')");

    assertThat(repair("a table of another program").kept()).isEqualTo(ITEMS);
  }

  @Test
  void repairsARowWithAnAbsurdNumberAndDamagedFacts() throws IOException, SQLException {
    JournalSamples.execute(
        file(), "UPDATE outcomes SET number = number + (1 << 60) WHERE number = " + ITEMS);
    JournalSamples.execute(file(), "UPDATE facts SET checksum = 0");

    assertThat(JournalRepair.repair(file()).kept()).isEqualTo(ITEMS - 1);
  }

  @Test
  void keepsEverythingInARepairOfAnIntactJournal() throws IOException {
    assertThat(repair("intact"))
        .isEqualTo(
            new JournalRepair.Result(
                ITEMS, 0, false, folder.toRealPath().resolve("items.journal.damaged")));
    assertThat(JournalRepair.repair(file()).original()).hasFileName("items.journal.damaged-2");
  }
}
