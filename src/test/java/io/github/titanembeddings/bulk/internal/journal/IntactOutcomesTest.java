package io.github.titanembeddings.bulk.internal.journal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.bulk.JournalException;
import io.github.titanembeddings.bulk.JournalException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A repair finds the intact rows of damaged B-trees. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class IntactOutcomesTest {
  private static final int PAGE = JournalSamples.PAGE;
  private static final int KNOWN = 24;
  private static final int ROWS = 600;
  private static final int INTERIOR = 5; // the type of a page of a table

  @TempDir private Path folder;
  private final List<String> written = new ArrayList<>();

  private Path file() {
    return folder.resolve("items.journal");
  }

  private int page(String table) throws SQLException {
    return JournalSamples.page(file(), table);
  }

  /** Writes rows; with {@code KNOWN} as if the disk had lost the writes of all other counts. */
  private byte[] write(int known) throws IOException, SQLException {
    JournalSamples.write(file(), 0);
    byte[] facts = new byte[PAGE];
    Path lock = folder.resolve("items.journal.lock");
    byte[] marker = new byte[0];
    try (OutcomeLog log = JournalSamples.open(file())) {
      for (int i = 0; i < ROWS; i++) {
        JournalSamples.record(log, JournalSamples.failed("key " + i), i);
        if (i == known - 1) {
          log.commit();
          System.arraycopy(Files.readAllBytes(file()), page("facts"), facts, 0, PAGE);
          marker = Files.readAllBytes(lock);
        }
      }
      log.commit();
      written.addAll(JournalSamples.read(log));
    }
    Files.write(lock, marker);
    byte[] bytes = Files.readAllBytes(file());
    System.arraycopy(facts, 0, bytes, page("facts"), PAGE);
    return bytes;
  }

  private JournalRepair.Result repair(byte[] bytes) throws IOException {
    Files.write(file(), bytes);
    return JournalRepair.repair(file());
  }

  private List<String> read() {
    try (OutcomeLog log = JournalSamples.open(file())) {
      return JournalSamples.read(log);
    }
  }

  private static int cells(ByteBuffer bytes, int page) {
    return bytes.getShort(page + 3);
  }

  private static int cell(ByteBuffer bytes, int page, int i) {
    int header = bytes.get(page) == INTERIOR ? 12 : 8;
    return page + bytes.getShort(page + header + Short.BYTES * i);
  }

  /** Returns the place of the leaf before the last one, or of the last one. */
  private int leaf(ByteBuffer bytes, boolean isLast) throws SQLException {
    int root = page("outcomes");
    assertThat(bytes.get(root)).isEqualTo((byte) INTERIOR);
    int number = isLast ? root + 8 : cell(bytes, root, cells(bytes, root) - 1);
    return (bytes.getInt(number) - 1) * PAGE;
  }

  /** Flips a bit of the row ID of the last row in a leaf. */
  private static void flipLastNumber(ByteBuffer bytes, int leaf) {
    int at = cell(bytes, leaf, cells(bytes, leaf) - 1);
    while (bytes.get(at) < 0) { // the length of the row
      at++;
    }
    bytes.put(at + 1, (byte) (bytes.get(at + 1) ^ 0x20));
  }

  @Test
  void findsRowsLaterThanTheFactsIfTheLastPageIsDamaged() throws IOException, SQLException {
    byte[] damaged = write(KNOWN);
    ByteBuffer bytes = ByteBuffer.wrap(damaged);
    int last = leaf(bytes, true);
    int kept = ROWS - cells(bytes, last);
    bytes.put(last, new byte[PAGE]);

    JournalRepair.Result result = repair(damaged);

    assertThat(result.kept()).isEqualTo(kept);
    assertThat(result.lost()).as("no page refers to later rows").isZero();
    assertThat(read()).isEqualTo(written.subList(0, kept));
  }

  @Test
  void findsRowsLaterThanTheFactsBeforeWrongNumbers() throws IOException, SQLException {
    byte[] damaged = write(KNOWN);
    ByteBuffer bytes = ByteBuffer.wrap(damaged);
    int kept = ROWS - cells(bytes, leaf(bytes, true)) - 1;
    Files.write(file(), damaged);
    JournalSamples.execute(
        file(), "UPDATE outcomes SET checksum = checksum + 1 WHERE number > " + (kept + 1));
    damaged = Files.readAllBytes(file());
    bytes = ByteBuffer.wrap(damaged);
    flipLastNumber(bytes, leaf(bytes, false));

    assertThat(repair(damaged).kept()).isEqualTo(kept);
    assertThat(read()).isEqualTo(written.subList(0, kept));
  }

  @Test
  void countsRowsThatAreLostBeforeAnIntactOne() throws IOException, SQLException {
    byte[] damaged = write(KNOWN);
    ByteBuffer bytes = ByteBuffer.wrap(damaged);
    int leaf = leaf(bytes, false);
    int lost = cells(bytes, leaf);
    bytes.put(leaf, new byte[PAGE]);

    JournalRepair.Result result = repair(damaged);

    assertThat(result.kept()).isEqualTo(ROWS - lost);
    assertThat(result.lost()).isEqualTo(lost);
    assertThat(read()).startsWith(written.get(0)).endsWith(written.get(ROWS - 1));
  }

  @Test
  void findsRowsBetweenTwoDamagedPages() throws IOException, SQLException {
    byte[] damaged = write(ROWS);
    ByteBuffer bytes = ByteBuffer.wrap(damaged);
    int root = page("outcomes");
    int first = (bytes.getInt(cell(bytes, root, 0)) - 1) * PAGE;
    int lost = cells(bytes, first) + cells(bytes, leaf(bytes, true));
    bytes.put(leaf(bytes, true), new byte[PAGE]);
    bytes.put(first, new byte[PAGE]);

    JournalRepair.Result result = repair(damaged);

    assertThat(result.kept()).isEqualTo(ROWS - lost);
    assertThat(result.lost()).isEqualTo(lost);
  }

  @Test
  void findsAllRowsIfAKeyOfTheRootIsDamaged() throws IOException, SQLException {
    byte[] whole = write(ROWS);
    ByteBuffer pages = ByteBuffer.wrap(whole);
    int root = page("outcomes");
    for (int i = 0; i < cells(pages, root); i += 5) {
      byte[] damaged = whole.clone();
      int key = cell(pages, root, i) + Integer.BYTES;
      damaged[key] ^= 0x10;

      assertThat(repair(damaged).kept()).as("key %d", i).isEqualTo(ROWS);
      assertThat(read()).isEqualTo(written);
    }
  }

  /** Neither the scan upward nor a search by number reaches the rows of the damaged key. */
  @Test
  void findsRowsBetweenADamagedPageAndADamagedKey() throws IOException, SQLException {
    byte[] damaged = write(ROWS);
    ByteBuffer bytes = ByteBuffer.wrap(damaged);
    int root = page("outcomes");
    int first = (bytes.getInt(cell(bytes, root, 0)) - 1) * PAGE;
    int lost = cells(bytes, first);
    bytes.put(first, new byte[PAGE]);
    damaged[cell(bytes, root, cells(bytes, root) / 2) + Integer.BYTES] ^= 0x10;

    assertThat(repair(damaged).kept()).isEqualTo(ROWS - lost);
    assertThat(read()).hasSize(ROWS - lost).endsWith(written.get(ROWS - 1));
  }

  @Test
  void findsAllRowsIfTheDescriptionOfAnotherTableOrIndexIsDamaged()
      throws IOException, SQLException {
    byte[] whole = write(ROWS);
    String schema = new String(whole, 0, PAGE, ISO_8859_1);
    int start = schema.indexOf("tablefacts");
    int end = schema.indexOf("tableoutcomes") - 20;
    assertThat(end - start).isGreaterThan(300);
    for (int at = start; at < end; at += 17) {
      byte[] damaged = whole.clone();
      damaged[at] ^= (byte) (1 << (at % 8));

      JournalRepair.Result result = repair(damaged);

      assertThat(result.kept()).as("byte %d", at).isEqualTo(ROWS);
    }
    assertThat(read()).isEqualTo(written);
  }

  /** A scan would read the last leaf 8^12 times. */
  @Test
  void endsIfPagesReferToEachOther() throws IOException, SQLException {
    byte[] damaged = write(ROWS);
    int kept = ROWS - repeatLastLeaf(ByteBuffer.wrap(damaged));

    JournalRepair.Result result = repair(damaged);

    assertThat(result.kept()).isEqualTo(kept);
    assertThat(result.kept() + result.lost()).isEqualTo(ROWS);
    assertThat(read()).hasSize((int) result.kept());
  }

  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void endsIfPagesReferToALargeRow() throws IOException, SQLException {
    Files.write(file(), write(ROWS));
    insert(1_000_000);
    byte[] damaged = Files.readAllBytes(file());
    ByteBuffer bytes = ByteBuffer.wrap(damaged);
    int leaf = leaf(bytes, true);
    int kept = ROWS - cells(bytes, leaf) + 1 - repeatLastLeaf(bytes);
    bytes.putShort(leaf + 8, bytes.getShort(leaf + 8 + Short.BYTES * (cells(bytes, leaf) - 1)));
    bytes.putShort(leaf + 3, (short) 1);

    assertThat(repair(damaged).kept()).isEqualTo(kept);
  }

  /** The schema gives the facts the root page of the outcomes, whose scan does not end. */
  @Test
  void readsAtMostTwoRowsOfFacts() throws IOException, SQLException {
    byte[] damaged = write(ROWS);
    String facts = "tablefactsfacts";
    int root = new String(damaged, 0, PAGE, ISO_8859_1).indexOf(facts) + facts.length();
    assertThat(damaged[root]).isEqualTo((byte) (page("facts") / PAGE + 1));
    damaged[root] = (byte) (page("outcomes") / PAGE + 1);
    int kept = ROWS - repeatLastLeaf(ByteBuffer.wrap(damaged));

    assertThat(repair(damaged).kept()).isEqualTo(kept);
  }

  @Test
  void skipsARowLargerThanTheLibraryWrites() throws IOException, SQLException {
    Files.write(file(), write(ROWS));
    insert(2_000_000);
    try (JournalDatabase database = JournalDatabase.openDamaged(file(), file().toRealPath())) {
      assertThatThrownBy(() -> database.ofNumber(ROWS + 1))
          .asInstanceOf(InstanceOfAssertFactories.type(JournalException.class))
          .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.DAMAGED))
          .satisfies(e -> assertThat(e).hasMessageContaining("TOOBIG"));
    }

    JournalRepair.Result result = JournalRepair.repair(file());

    assertThat(result.kept()).isEqualTo(ROWS);
    assertThat(read()).isEqualTo(written);
  }

  /** Inserts a row whose checksum is wrong. */
  private void insert(int bytes) throws SQLException {
    JournalSamples.execute(
        file(),
        "INSERT INTO outcomes (number, key, content, vector, recorded_at, checksum) VALUES ("
            + (ROWS + 1)
            + ", 'large', x'00', zeroblob("
            + bytes
            + "), '', 0)");
  }

  /** Makes a scan repeat the last leaf; returns the number of lost rows. */
  private int repeatLastLeaf(ByteBuffer bytes) throws SQLException {
    int root = page("outcomes");
    int next = bytes.getInt(root + 8);
    int lost = 0;
    for (int i = 0; i < 12; i++) {
      int number = bytes.getInt(cell(bytes, root, i));
      int page = (number - 1) * PAGE;
      lost += cells(bytes, page);
      bytes.put(page, new byte[PAGE]).put(page, (byte) INTERIOR);
      bytes.putShort(page + 3, (short) 7).putShort(page + 5, (short) 4000).putInt(page + 8, next);
      for (int k = 0; k < 7; k++) {
        int cell = 4000 + 10 * k;
        bytes.putShort(page + 12 + 2 * k, (short) cell).putInt(page + cell, next);
        bytes.put(page + cell + Integer.BYTES, (byte) (k + 1));
      }
      next = number;
    }
    return lost;
  }
}
