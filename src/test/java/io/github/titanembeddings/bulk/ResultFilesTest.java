package io.github.titanembeddings.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.internal.LibraryVersion;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ModelId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of a writer, their metadata, and the files that it never replaces. */
class ResultFilesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ModelId MODEL = ModelId.onDemand();

  @TempDir private Path folder;

  private enum Format {
    JSON_LINES,
    NPY,
    FLOAT32;

    ResultWriter open(Path file, Path keys) {
      return switch (this) {
        case JSON_LINES -> ResultWriter.jsonLines(file);
        case NPY -> ResultWriter.npy(file, keys);
        case FLOAT32 -> ResultWriter.float32(file, keys);
      };
    }
  }

  private ResultWriter open(Format format) {
    return format.open(folder.resolve("out"), folder.resolve("keys"));
  }

  private static BulkOutcome embedded(String key, @Nullable ModelId model, float... vector) {
    return new BulkOutcome.Embedded(
        key, EmbeddingResponse.builder().embedding(Embedding.of(vector)).modelId(model).build());
  }

  private static void finish(ResultWriter writer, BulkOutcome... outcomes) {
    try (writer) {
      List.of(outcomes).forEach(writer::write);
      writer.finish();
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).toList();
    }
  }

  @ParameterizedTest
  @EnumSource
  void filesFollowTheUmask(Format format) throws IOException {
    Path usual = Files.createFile(folder.resolve("usual"));

    finish(open(format), embedded("a", MODEL, 1));

    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files)
          .hasSizeGreaterThan(2)
          .allSatisfy(
              file ->
                  assertThat(Files.getPosixFilePermissions(file))
                      .as("%s", file)
                      .isEqualTo(Files.getPosixFilePermissions(usual)));
    }
  }

  @Test
  void aJournalFollowsTheUmask() throws IOException {
    Path usual = Files.createFile(folder.resolve("usual"));
    Path file = folder.resolve("items.journal");
    Journal.open(file, MODEL).close();

    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(Files.getPosixFilePermissions(usual))
        .isEqualTo(Files.getPosixFilePermissions(folder.resolve("items.journal.lock")));
  }

  @ParameterizedTest
  @EnumSource(names = {"NPY", "FLOAT32"})
  void metadataNamesModelLengthAndVersion(Format format) throws IOException {
    finish(open(format), embedded("a", null, 1, 2), embedded("b", MODEL, 3, 4));

    JsonNode metadata = JSON.readTree(ResultWriter.metadataFile(folder.resolve("out")).toFile());
    assertThat(metadata)
        .isEqualTo(
            JSON.createObjectNode()
                .put("vectors", 2)
                .put("model", MODEL.value())
                .put("dimensions", 2)
                .put("libraryVersion", LibraryVersion.get())
                .put("type", "float32")
                .put("byteOrder", "little-endian"));
  }

  @Test
  void metadataOfNothingHasNoModel() throws IOException {
    finish(open(Format.NPY));

    JsonNode metadata = JSON.readTree(ResultWriter.metadataFile(folder.resolve("out")).toFile());
    assertThat(metadata.has("model")).isFalse();
    assertThat(metadata.get("dimensions").asInt()).isZero();
    assertThat(metadata.get("vectors").asInt()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void vectorsOfDifferentModelsAreNotMixed(Format format) throws IOException {
    try (ResultWriter writer = open(format)) {
      writer.write(embedded("a", MODEL, 1, 2));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> writer.write(embedded("b", ModelId.of("another"), 3, 4)))
          .withMessageContainingAll("vector of b", "another", MODEL.value(), "cannot be compared");
      writer.write(embedded("c", null, 5, 6));
      writer.finish();
      assertThat(writer.embedded()).isEqualTo(2);
    }
    assertThat(Files.readString(folder.resolve(format == Format.JSON_LINES ? "out" : "keys")))
        .contains("\"a\"", "\"c\"")
        .doesNotContain("\"b\"");
  }

  @ParameterizedTest
  @EnumSource
  void vectorsOfDifferentLengthsAreNotMixed(Format format) {
    try (ResultWriter writer = open(format)) {
      writer.write(embedded("a", MODEL, 1, 2));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> writer.write(embedded("b", MODEL, 3)))
          .withMessageContainingAll("vector of b has 1 dimensions", "have 2 dimensions");
      writer.finish();
      assertThat(writer.embedded()).isEqualTo(1);
    }
  }

  @Test
  void outcomesOfARunAndOfAJournalNameTheirModel() throws IOException {
    ModelId model = ModelId.of("my-model");
    Path fromRun = folder.resolve("run.jsonl");
    Path fromJournal = folder.resolve("journal.jsonl");
    try (TitanEmbeddingsAsyncClient titan =
            BulkSamples.client(call -> BulkSamples.good()).withModel(model);
        Journal journal = Journal.open(folder.resolve("items.journal"), model);
        ResultWriter run = ResultWriter.jsonLines(fromRun);
        ResultWriter stored = ResultWriter.jsonLines(fromJournal)) {
      BulkOptions options = BulkOptions.builder().journal(journal).build();
      BulkEmbedder.of(titan, options).embed(BulkSamples.items(1), run::write);
      journal.outcomes().forEach(stored::write);
      run.finish();
      stored.finish();
    }

    assertThat(Files.readString(fromRun))
        .endsWith(
            "\"model\":\"my-model\",\"dimensions\":256,\"libraryVersion\":\""
                + LibraryVersion.get()
                + "\"}\n")
        .isEqualTo(Files.readString(fromJournal));
  }

  static Stream<Function<Path, Path>> samePaths() {
    return Stream.of(
        file -> file,
        file -> file.resolveSibling(".").resolve("out"),
        file -> file.resolveSibling("sub").resolve("..").resolve("out"),
        file -> Path.of("").toAbsolutePath().relativize(file),
        file -> file.resolveSibling("sub").resolve("up").resolve("out"),
        file -> file.resolveSibling("OUT"),
        file -> link(file.resolveSibling("link"), file),
        file -> ResultWriter.failuresFile(file),
        file -> ResultWriter.metadataFile(file));
  }

  private static Path link(Path link, Path target) {
    try {
      Files.write(target, new byte[] {1});
      return Files.createSymbolicLink(link, target);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @MethodSource("samePaths")
  void rejectsOneFileForKeysAndVectors(Function<Path, Path> same) throws IOException {
    Path file = folder.resolve("out");
    Files.createDirectory(folder.resolve("sub"));
    Files.createSymbolicLink(folder.resolve("sub").resolve("up"), folder);
    Path keys = same.apply(file);
    List<String> before = names();

    for (Format format : List.of(Format.NPY, Format.FLOAT32)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> format.open(file, keys))
          .withMessageContaining("are the same file");
    }
    assertThat(names()).as("nothing is left").containsExactlyInAnyOrderElementsOf(before);
  }

  @Test
  void rejectsHardLinksToOneFile() throws IOException {
    Path file = Files.write(folder.resolve("out"), new byte[] {1});
    Path keys = Files.createLink(folder.resolve("keys"), file);

    assertThatIllegalArgumentException().isThrownBy(() -> ResultWriter.npy(file, keys));
  }

  @ParameterizedTest
  @ValueSource(strings = {"items.journal", "items.journal.lock", "link"})
  void doesNotReplaceAJournal(String name) throws IOException {
    Path journal = folder.resolve("items.journal");
    Journal.open(journal, MODEL).close();
    Files.createSymbolicLink(folder.resolve("link"), journal);
    byte[] before = Files.readAllBytes(journal);
    Path file = folder.resolve(name);

    assertThatThrownBy(() -> ResultWriter.jsonLines(file))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("belongs to a journal");
    assertThatThrownBy(() -> ResultWriter.npy(folder.resolve("out"), file))
        .isInstanceOf(JournalException.class);
    assertThat(journal).hasBinaryContent(before);
    assertThat(names()).containsExactlyInAnyOrder("items.journal", "items.journal.lock", "link");
  }

  @Test
  void aJournalOpenedMeanwhileIsNotReplaced() throws IOException {
    Path file = folder.resolve("out");
    try (ResultWriter writer = ResultWriter.jsonLines(file)) {
      writer.write(embedded("a", MODEL, 1));
      Journal.open(file, MODEL).close();

      assertThatThrownBy(writer::finish).isInstanceOf(JournalException.class);
    }
    Journal.open(file, MODEL).close();
    assertThat(names())
        .doesNotContain("keys")
        .noneMatch(name -> name.toLowerCase(Locale.ROOT).contains("part"));
  }

  @Test
  void rejectsADirectory() throws IOException {
    Files.createDirectory(folder.resolve("out"));

    assertThatThrownBy(() -> open(Format.JSON_LINES))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("is a directory");
  }

  @Test
  void keepsASymbolicLink() throws IOException {
    Path real = Files.createDirectory(folder.resolve("disk")).resolve("vectors");
    Path link = link(folder.resolve("out"), real);

    finish(ResultWriter.npy(link, folder.resolve("keys")), embedded("a", MODEL, 1));

    assertThat(link).isSymbolicLink();
    assertThat(Files.size(real)).isEqualTo(128 + 4);
  }

  @Test
  void writesKeysOfAnyCharacters() throws IOException {
    String odd = "\uD83D \0 \uDE00";

    finish(open(Format.NPY), embedded(odd, MODEL, 1));

    assertThat(JSON.readTree(folder.resolve("keys").toFile()).asText()).isEqualTo(odd);
  }
}
