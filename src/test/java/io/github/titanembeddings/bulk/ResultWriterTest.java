package io.github.titanembeddings.bulk;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.internal.LibraryVersion;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultWriterTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ODD_KEY = "größe\n\"日本語\" \uD83D\uDE00";

  @TempDir private Path folder;

  private static BulkOutcome embedded(String key, float... vector) {
    return new BulkOutcome.Embedded(
        key,
        EmbeddingResponse.builder()
            .embedding(Embedding.of(vector))
            .inputTextTokenCount(key.length())
            .build());
  }

  private static final BulkOutcome FAILED =
      new BulkOutcome.Failed(
          "bad", ServiceException.builder(ServiceException.Kind.THROTTLED, "too many").build());

  private static final List<BulkOutcome> OUTCOMES =
      List.of(
          embedded("a", 0.1f, -0f, Float.MIN_VALUE),
          FAILED,
          embedded(ODD_KEY, 1, 2, Float.MAX_VALUE));

  private static void write(ResultWriter writer, List<BulkOutcome> outcomes) {
    try (writer) {
      outcomes.forEach(writer::write);
      writer.finish();
    }
  }

  private static List<String> strings(Path jsonLines) throws IOException {
    return Files.readAllLines(jsonLines).stream().map(line -> parse(line).asText()).toList();
  }

  private static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new AssertionError(line, e);
    }
  }

  @Test
  void jsonLinesHaveKeyVectorAndTokens() throws IOException {
    Path file = folder.resolve("out.jsonl");
    write(ResultWriter.jsonLines(file), OUTCOMES);

    List<JsonNode> lines = Files.readAllLines(file).stream().map(ResultWriterTest::parse).toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0).toString())
        .startsWith("{\"key\":\"a\",\"embedding\":[0.1,-0.0,1.4E-45]");
    assertThat(lines.get(0).get("inputTextTokenCount").asInt()).isEqualTo(1);
    assertThat(lines.get(1).get("key").asText()).isEqualTo(ODD_KEY);
    assertThat(lines.get(1).get("embedding").get(2).floatValue()).isEqualTo(Float.MAX_VALUE);
    assertThat(Files.readString(ResultWriter.failuresFile(file)))
        .isEqualTo(
            "{\"key\":\"bad\",\"kind\":\"THROTTLED\",\"message\":\"too"
                + " many\",\"retryable\":true}\n");
  }

  @Test
  void jsonLinesNameModelLengthAndVersion() throws IOException {
    Path file = folder.resolve("out.jsonl");
    BulkOutcome bare =
        new BulkOutcome.Embedded(
            "b", EmbeddingResponse.builder().embedding(Embedding.of(1)).build());
    write(ResultWriter.jsonLines(file), List.of(bare));

    assertThat(Files.readAllLines(file))
        .containsExactly(
            "{\"key\":\"b\",\"embedding\":[1.0],\"dimensions\":1,\"libraryVersion\":\""
                + LibraryVersion.get()
                + "\"}");
    assertThat(ResultWriter.failuresFile(file)).isEmptyFile();
  }

  @Test
  void npyHasTheHeaderAndRowsOfItsFormat() throws IOException {
    Path file = folder.resolve("vectors.npy");
    Path keys = folder.resolve("keys.jsonl");
    write(ResultWriter.npy(file, keys), OUTCOMES);

    ByteBuffer npy = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    byte[] magic = new byte[8];
    npy.get(magic);
    assertThat(magic).containsExactly(0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0);
    byte[] header = new byte[npy.getShort()];
    npy.get(header);
    assertThat(npy.position() % 64).isZero();
    assertThat(new String(header, US_ASCII))
        .matches("\\{'descr': '<f4', 'fortran_order': False, 'shape': \\(2, 3\\), } *\n");
    float[] rows = new float[npy.remaining() / Float.BYTES];
    npy.asFloatBuffer().get(rows);
    assertThat(rows).containsExactly(0.1f, -0f, Float.MIN_VALUE, 1, 2, Float.MAX_VALUE);
    assertThat(strings(keys)).containsExactly("a", ODD_KEY);
  }

  @Test
  void npyWithoutVectorsIsAnEmptyArray() throws IOException {
    Path file = folder.resolve("vectors.npy");
    write(ResultWriter.npy(file, folder.resolve("keys.jsonl")), List.of(FAILED));

    assertThat(Files.readString(file, ISO_8859_1)).contains("(0, 0)").hasSize(128);
    assertThat(folder.resolve("keys.jsonl")).isEmptyFile();
  }

  @Test
  void float32IsTheVectorsAlone() throws IOException {
    Path file = folder.resolve("vectors.f32");
    write(ResultWriter.float32(file, folder.resolve("keys.jsonl")), OUTCOMES);

    assertThat(Files.readAllBytes(file))
        .isEqualTo(Embedding.of(0.1f, -0f, Float.MIN_VALUE, 1, 2, Float.MAX_VALUE).toBytes());
    assertThat(strings(folder.resolve("keys.jsonl"))).containsExactly("a", ODD_KEY);
  }

  @Test
  void aMatrixHasRowsOfOneLength() throws IOException {
    Path file = folder.resolve("vectors.f32");
    try (ResultWriter writer = ResultWriter.float32(file, folder.resolve("keys.jsonl"))) {
      writer.write(embedded("a", 1, 2));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> writer.write(embedded("b", 1, 2, 3)))
          .withMessageContainingAll("vector of b has 3 dimensions", "have 2 dimensions");
      writer.write(embedded("c", 3, 4));
      writer.finish();
      assertThat(writer.embedded()).isEqualTo(2);
    }
    assertThat(Files.size(file)).isEqualTo(16);
  }

  @Test
  void closingWithoutFinishChangesNothing() throws IOException {
    Path file = folder.resolve("vectors.npy");
    Path keys = folder.resolve("keys.jsonl");
    write(ResultWriter.npy(file, keys), OUTCOMES);
    byte[] before = Files.readAllBytes(file);

    try (ResultWriter writer = ResultWriter.npy(file, keys)) {
      writer.write(embedded("other", 1));
      assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    assertThat(Files.readAllBytes(file)).isEqualTo(before);
    assertThat(strings(keys)).containsExactly("a", ODD_KEY);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "vectors.npy", "vectors.npy.failed.jsonl", "vectors.npy.meta.json", "keys.jsonl");
    }
  }

  @Test
  void rejectsWritesAfterFinish() {
    Path file = folder.resolve("out.jsonl");
    try (ResultWriter writer = ResultWriter.jsonLines(file)) {
      writer.write(FAILED);
      writer.finish();
      assertThat(writer.failed()).isEqualTo(1);
      assertThatIllegalStateException().isThrownBy(() -> writer.write(FAILED));
      assertThatIllegalStateException().isThrownBy(writer::finish);
    }
    assertThat(file).isEmptyFile();
  }

  @Test
  void namesAMissingFolder() {
    Path nowhere = folder.resolve("missing").resolve("out.jsonl");

    assertThatThrownBy(() -> ResultWriter.jsonLines(nowhere))
        .isInstanceOf(JournalException.class)
        .hasMessageContainingAll(nowhere.toString(), "no such folder");
    assertThatThrownBy(() -> ResultWriter.npy(folder.resolve("vectors.npy"), nowhere))
        .isInstanceOf(JournalException.class)
        .hasMessageContainingAll(nowhere.toString(), "no such folder");
    assertThat(folder).as("no temporary file is left").isEmptyDirectory();
  }
}
