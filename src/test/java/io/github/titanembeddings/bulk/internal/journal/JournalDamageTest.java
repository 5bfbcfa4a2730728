package io.github.titanembeddings.bulk.internal.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.bulk.JournalException;
import io.github.titanembeddings.bulk.JournalException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not as it was written is cut, mended or refused, and never passed over in silence. */
class JournalDamageTest {
  private static final int HEADER = JournalHeader.of(Records.MODEL).size();

  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("items.journal");
  }

  private void assertRefused(Kind kind, String... parts) {
    assertThatThrownBy(() -> Records.open(file()))
        .asInstanceOf(InstanceOfAssertFactories.type(JournalException.class))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(kind))
        .satisfies(e -> assertThat(e).hasMessageContainingAll(parts))
        .satisfies(e -> assertThat(e.file()).isEqualTo(file().toString()));
  }

  @Test
  void aJournalCutAtAnyByteGoesOnWithWhatIsWhole() throws IOException {
    List<JournalRecord> written = Records.write(file(), 2);
    byte[] whole = Files.readAllBytes(file());
    List<Long> ends = ends(whole);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file(), Arrays.copyOf(whole, length));
      int cut = length;
      int kept = (int) ends.stream().filter(end -> end <= cut).count();
      try (JournalStore store = Records.open(file())) {
        assertThat(Records.read(store)).as("cut at %d", cut).isEqualTo(written.subList(0, kept));
        long end = kept == 0 ? (cut < HEADER ? 0 : HEADER) : ends.get(kept - 1);
        assertThat(store.cutBytes()).isEqualTo(cut - end);
        written.subList(kept, written.size()).forEach(store::append);
        assertThat(Records.read(store)).isEqualTo(written);
      }
      assertThat(Files.readAllBytes(file())).isEqualTo(whole);
    }
  }

  private static List<Long> ends(byte[] whole) {
    List<Long> ends = new ArrayList<>();
    for (int at = HEADER; at < whole.length; ) {
      at += RecordFrame.BYTES + RecordFrame.bodyLength(whole, at);
      ends.add((long) at);
    }
    return ends;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void aFlippedBitCostsOneItemAndIsNeverSilent(long seed) throws IOException {
    List<JournalRecord> written = Records.write(file(), 12);
    byte[] whole = Files.readAllBytes(file());
    List<Long> ends = ends(whole);
    Random random = new Random(seed);
    for (int round = 0; round < 15; round++) {
      int at = HEADER + random.nextInt(whole.length - HEADER);
      int hit = (int) ends.stream().filter(end -> end <= at).count();
      byte[] damaged = whole.clone();
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(file(), damaged);
      List<JournalRecord> others = new ArrayList<>(written);
      others.remove(hit);

      boolean last = hit == written.size() - 1;
      if (!last) {
        assertRefused(Kind.DAMAGED, "repair(true)", "bytes from");
      }
      try (JournalStore store = last ? Records.open(file()) : Records.repair(file())) {
        assertThat(Records.read(store)).isEqualTo(others);
        assertThat(store.cutBytes() + store.damagedBytes())
            .isEqualTo(ends.get(hit) - (hit == 0 ? HEADER : ends.get(hit - 1)));
        store.append(written.get(hit));
      }
      try (JournalStore store = Records.open(file())) {
        assertThat(Records.read(store)).containsExactlyInAnyOrderElementsOf(written);
        assertThat(store.damagedBytes()).as("mended for good").isZero();
      }
    }
  }

  @Test
  void aFlippedBitInTheHeaderIsRefusedAndCanBeMended() throws IOException {
    List<JournalRecord> written = Records.write(file(), 3);
    byte[] whole = Files.readAllBytes(file());
    for (int at = 0; at < HEADER; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= (byte) (1 << (at % 8));
      Files.write(file(), damaged);

      assertThatThrownBy(() -> Records.open(file())).isInstanceOf(JournalException.class);
      assertThat(Files.readAllBytes(file())).as("left as it is").isEqualTo(damaged);
      if (at >= 12) {
        assertRefused(Kind.DAMAGED, "repair(true)", Records.MODEL);
        try (JournalStore store = Records.repair(file())) {
          assertThat(Records.read(store)).isEqualTo(written);
          assertThat(store.damagedBytes()).isEqualTo(HEADER);
        }
        assertThat(Files.readAllBytes(file())).isEqualTo(whole);
      }
    }
  }

  @Test
  void aLargeHoleIsMendedToo() throws IOException {
    List<String> keys = List.of("first", "k".repeat(5_000_000), "last");
    try (JournalStore store = Records.open(file())) {
      keys.forEach(key -> store.append(Records.embedded(key, 1)));
    }
    byte[] bytes = Files.readAllBytes(file());
    Arrays.fill(bytes, 1_000, bytes.length - 1_000, (byte) 0);
    Files.write(file(), bytes);

    assertRefused(Kind.DAMAGED, "repair(true)");
    Records.repair(file()).close();
    try (JournalStore store = Records.open(file())) {
      assertThat(Records.read(store))
          .extracting(JournalRecord::key)
          .containsExactly("first", "last");
    }
  }

  @Test
  void damageThatComesWhileItIsOpenIsRefused() throws IOException {
    Records.write(file(), 3);
    try (JournalStore store = Records.open(file())) {
      byte[] bytes = Files.readAllBytes(file());
      bytes[HEADER + 30] ^= 1;
      Files.write(file(), bytes);

      assertThatThrownBy(() -> Records.read(store))
          .asInstanceOf(InstanceOfAssertFactories.type(JournalException.class))
          .extracting(JournalException::kind)
          .isEqualTo(Kind.DAMAGED);
      assertThatThrownBy(() -> store.ofKey("key 0")).isInstanceOf(JournalException.class);
    }
  }

  @Test
  void anotherModelIsRefused() {
    Records.write(file(), 1);

    assertThatThrownBy(
            () ->
                JournalStore.open(
                    file(), "another", Records.options(true, UnaryOperator.identity())))
        .asInstanceOf(InstanceOfAssertFactories.type(JournalException.class))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.OTHER_MODEL))
        .satisfies(e -> assertThat(e).hasMessageContainingAll(Records.MODEL, "another"));
  }

  @Test
  void aLaterFormatIsRefused() throws IOException {
    Files.write(file(), new JournalHeader(2, Records.MODEL).toBytes());

    assertRefused(Kind.UNKNOWN_VERSION, "format 2", "up to 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"key\": 1}\n", "TITAN", "TITANJNX and more", "\0\0\0\0\0\0\0\0\0"})
  void aForeignFileIsLeftAsItIs(String content) throws IOException {
    Files.writeString(file(), content);
    boolean mayBeOne = "TITANJNL".startsWith(content);

    if (mayBeOne) {
      Records.open(file()).close();
    } else {
      assertRefused(Kind.NOT_A_JOURNAL, "left as it is");
      assertThat(Files.readAllBytes(file())).isEqualTo(content.getBytes(UTF_8));
    }
  }

  @Test
  void aDirectoryIsRefused() throws IOException {
    Files.createDirectory(file());

    assertRefused(Kind.NOT_A_JOURNAL, "directory");
  }

  @Test
  void aMissingFolderIsNamed() {
    Path nowhere = folder.resolve("missing").resolve("items.journal");

    assertThatThrownBy(() -> Records.open(nowhere))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("no such folder");
  }
}
