package io.github.titanembeddings.finetune.dataset;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.finetune.dataset.internal.manifest.LineReader;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading and writing manifests. */
class DatasetManifestTest {
  private static final TrainingExample SHOE =
      TrainingExample.of("s3://box/shoe.png", "a \"red\" shoe é\n");

  @TempDir private Path folder;

  @Test
  void readsAWrittenManifest() throws IOException {
    Path file = folder.resolve("train.jsonl");
    TrainingExample hat = TrainingExample.of(S3Uri.of("s3://box/hat.png"), "\uD83C\uDFA9");
    try (ManifestWriter writer = ManifestWriter.to(file)) {
      writer.write(SHOE);
      writer.write(hat);
    }

    assertThat(Files.readString(file))
        .isEqualTo(
            """
            {"image-ref":"s3://box/shoe.png","caption":"a \\"red\\" shoe é\\n"}
            {"image-ref":"s3://box/hat.png","caption":"\uD83C\uDFA9"}
            """);
    assertThat(examples(DatasetManifest.of(file))).containsExactly(SHOE, hat);
  }

  @Test
  void writesReadLineUnchanged() throws IOException {
    String line = "{ \"image-ref\":\"s3://box/a\", \"caption\":\"\\u0041\", \"label\": 7 }";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ManifestReader reader = stream(line + "\r\nno\n").open();
        ManifestWriter writer = ManifestWriter.to(out)) {
      writer.write(SHOE);
      Iterator<ManifestLine> lines = reader.iterator();
      writer.write(lines.next());
      ManifestLine broken = lines.next();
      assertThatIllegalArgumentException().isThrownBy(() -> writer.write(broken));
      assertThat(lines.hasNext()).isFalse();
      assertThatThrownBy(lines::next).isInstanceOf(NoSuchElementException.class);
    }

    assertThat(out.toString(UTF_8)).endsWith("}\n" + line + "\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s\n%s\n", "%s\r\n%s\r\n", "%s\n%s", "\uFEFF%s\n%s\n", "\uFEFF%s\r\n%s"})
  void readsLineBreaksAndByteOrderMarks(String layout) {
    String a = SmallDataset.line("a", "A");
    String b = SmallDataset.line("b", "B");

    assertThat(examples(stream(String.format(layout, a, b))))
        .extracting(TrainingExample::caption)
        .containsExactly("A", "B");
  }

  @Test
  void splitsLinesAcrossBuffers() {
    Random random = new Random(7);
    List<String> lines = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      String caption = "é".repeat(random.nextInt(2000)) + i;
      lines.add(caption);
      text.append(SmallDataset.line(i + "", caption)).append(random.nextBoolean() ? "\r\n" : "\n");
    }

    assertThat(examples(stream(text.toString())))
        .extracting(TrainingExample::caption)
        .isEqualTo(lines);
  }

  @Test
  void skipsTooLongLine() {
    String good = SmallDataset.line("a", "A");
    Limits limits =
        Limits.titanMultimodalG1().toBuilder()
            .set(Limit.MANIFEST_LINE_BYTES, good.length())
            .build();
    String text = good + "\n" + good + " \n" + "x".repeat(200_000) + "\n" + good + "\r\n";
    try (LineReader reader = new LineReader(stream(text).source(), limits, "train.jsonl")) {
      assertThat(reader.next().example()).isNotNull();
      assertThat(reader.next().violations().get(0).code()).isEqualTo("line.too-long");
      ManifestLine third = reader.next();
      assertThat(third.violations().get(0).message())
          .startsWith("train.jsonl line 3: 200,000 bytes exceeds the limit of ");
      assertThat(third.byteCount()).isEqualTo(200_000);
      assertThat(third.example()).isNull();
      ManifestLine fourth = reader.next();
      assertThat(fourth.number()).isEqualTo(4);
      assertThat(fourth.byteCount()).as("without the line break").isEqualTo(good.length());
      assertThat(reader.bytesRead()).isEqualTo(text.length());
    }
  }

  @Test
  void readsVeryLongLineInConstantMemory() {
    InputStream endless =
        new InputStream() {
          private long left = 100_000_000L;

          @Override
          public int read() {
            return left-- > 0 ? 'x' : -1;
          }

          @Override
          public int read(byte[] target, int offset, int length) {
            int count = (int) Math.min(left, length);
            left -= count;
            return count == 0 ? -1 : count;
          }
        };
    try (ManifestReader reader = DatasetManifest.of("endless.jsonl", endless).open()) {
      assertThat(reader.stream())
          .singleElement()
          .satisfies(line -> assertThat(line.byteCount()).isEqualTo(100_000_000L));
    }
  }

  @Test
  void reportsOtherEncodings() {
    byte[] bad = SmallDataset.line("a", "A*B").getBytes(UTF_8);
    bad[new String(bad, UTF_8).indexOf('*')] = (byte) 0xE9;
    try (ManifestReader reader =
        DatasetManifest.of("t.jsonl", new ByteArrayInputStream(bad)).open()) {
      assertThat(reader.iterator().next().violations().get(0).message())
          .contains("the byte 0xE9 at position 45");
    }
    assertThatThrownBy(
            () ->
                DatasetManifest.of(
                        "t.jsonl", new ByteArrayInputStream("\uFEFF{}".getBytes(UTF_16LE)))
                    .open())
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("UTF-16 text")
        .hasMessageContaining("file.not-utf8");
    assertThatThrownBy(
            () ->
                DatasetManifest.of(
                        "t.jsonl", new ByteArrayInputStream(new byte[] {0x1F, (byte) 0x8B, 8}))
                    .open())
        .hasMessageContaining("gzip data")
        .hasMessageContaining("decompress it");
  }

  @Test
  void readsLargeObjectInParts() throws IOException {
    LocalObjectStore store = LocalObjectStore.of("sets", folder);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 60_000; i++) {
      text.append(SmallDataset.line(i + "", "x".repeat(100))).append('\n');
    }
    Files.writeString(folder.resolve("large.jsonl"), text);
    DatasetManifest manifest = DatasetManifest.fromS3(store, "s3://sets/large.jsonl");

    assertThat(text.length()).isGreaterThan(8 * 1024 * 1024);
    assertThat(examples(manifest)).hasSize(60_000);
    assertThat(manifest.uri()).hasValue(S3Uri.of("s3://sets/large.jsonl"));
    assertThat(manifest.name()).isEqualTo("large.jsonl");
    assertThatThrownBy(() -> DatasetManifest.fromS3(store, "s3://sets/none").open())
        .isInstanceOf(StorageException.class);
  }

  @Test
  void rejectsMissingFileAndSecondReadOfStream() {
    assertThatThrownBy(() -> DatasetManifest.of(folder.resolve("none.jsonl")).open())
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("none.jsonl: no such file")
        .hasMessageContaining("file.not-found");
    DatasetManifest once = stream("");
    assertThat(examples(once)).isEmpty();
    assertThatIllegalStateException().isThrownBy(once::open);
  }

  @Test
  void writesTextAsUtf8AndEscapesOnlyWhatJsonRequires() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ManifestWriter writer = ManifestWriter.to(out)) {
      writer.write(
          TrainingExample.of("s3://box/\uD83D\uDE00.png", "a \"red\"\\\n\u0001 日本 \uD83D\uDC60"));
    }

    assertThat(out.toString(UTF_8))
        .isEqualTo(
            "{\"image-ref\":\"s3://box/\uD83D\uDE00.png\","
                + "\"caption\":\"a \\\"red\\\"\\\\\\n\\u0001 日本 \uD83D\uDC60\"}\n");
  }

  @Test
  void rejectsUnpairedSurrogate() throws IOException {
    try (ManifestWriter writer = ManifestWriter.to(new ByteArrayOutputStream())) {
      assertThatThrownBy(() -> writer.write(TrainingExample.of("s3://box/x", "a\uD800")))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("caption.lone-surrogate");
      assertThatThrownBy(() -> writer.write(TrainingExample.of("s3://box/\uD800", "a")))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("image-ref.lone-surrogate");
    }
    assertThat(SHOE).hasToString("s3://box/shoe.png: a \"red\" shoe é");
  }

  private static DatasetManifest stream(String text) {
    return DatasetManifest.of("train.jsonl", new ByteArrayInputStream(text.getBytes(UTF_8)));
  }

  private static List<TrainingExample> examples(DatasetManifest manifest) {
    List<TrainingExample> examples = new ArrayList<>();
    try (ManifestReader reader = manifest.open()) {
      for (ManifestLine line : reader) {
        examples.add(Objects.requireNonNull(line.example()));
      }
    }
    return examples;
  }
}
