package io.github.titanembeddings.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.storage.ObjectInfo;
import io.github.titanembeddings.storage.ObjectPage;
import io.github.titanembeddings.storage.ObjectPart;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.support.ReadOnlyStore;
import io.github.titanembeddings.support.batch.BatchEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Outputs as jobs write them and as they must not be. */
class BatchResultReaderTest {
  private static final int RECORDS = 10;
  private static final S3Uri OUTPUT = S3Uri.of("s3://shop/out/");

  @TempDir private Path folder;
  @AutoClose private BatchEnvironment env;
  private BatchInput input;
  private final List<BulkOutcome> outcomes = new ArrayList<>();

  @BeforeEach
  void write() {
    env = new BatchEnvironment(folder);
    input =
        BatchRecordWriter.builder(env.store, BatchEnvironment.FOLDER, env.journal)
            .limits(BatchEnvironment.SMALL)
            .requests(r -> r.outputEmbeddingLength(256))
            .build()
            .write(BatchEnvironment.items(RECORDS), failed -> {})
            .get(0);
  }

  /** Returns a line of output for each line of the input. */
  private List<String> output() throws IOException {
    S3Uri shard = env.store.list(input.folder(), null).join().objects().get(0).uri();
    try (InputStream in = env.store.open(shard)) {
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .map(
              line ->
                  line.substring(0, line.length() - 1)
                      + ",\"modelOutput\":{\"embedding\":[0.5"
                      + ",0.25".repeat(255)
                      + "],\"inputTextTokenCount\":3}}")
          .toList();
    }
  }

  private BatchReadReport read(List<String> lines) {
    String text = String.join("\n", lines) + "\n";
    env.store.write(S3Uri.of(OUTPUT + "00001.jsonl.out"), text.getBytes(UTF_8)).join();
    return read(env.store);
  }

  private BatchReadReport read(ObjectStore store) {
    return BatchResultReader.of(store, env.journal).read(input, OUTPUT, outcomes::add);
  }

  private static BatchReadReport report(
      long embedded, long failed, long missing, long duplicate, long unknown, long malformed) {
    return new BatchReadReport(embedded, failed, missing, duplicate, unknown, malformed, Map.of());
  }

  private void assertEachOnce() {
    assertThat(outcomes.stream().map(BulkOutcome::key).toList())
        .isEqualTo(BatchEnvironment.keys(RECORDS));
  }

  @Test
  void joinsLinesInAnyOrder() throws IOException {
    List<String> lines = new ArrayList<>(output());
    Collections.reverse(lines);

    assertThat(read(lines)).isEqualTo(report(10, 0, 0, 0, 0, 0));
    assertThat(read(lines).isComplete()).isTrue();
    assertThat(outcomes.subList(0, 10)).allMatch(BulkOutcome.Embedded.class::isInstance);
  }

  @Test
  void doesNotReadAFolderWhoseNameBeginsTheSame() throws IOException {
    String line = output().get(0).replaceFirst("recordId\":\"[^\"]*", "recordId\":\"abcdefghijk");
    env.store.write(S3Uri.of("s3://shop/out2/1.jsonl.out"), line.getBytes(UTF_8)).join();
    read(output());

    BatchReadReport report =
        BatchResultReader.of(env.store, env.journal)
            .read(input, S3Uri.of("s3://shop/out"), outcomes::add);

    assertThat(report.unknown()).isZero();
    assertThat(report.missing()).isZero();
  }

  @Test
  void readsTheManifest() throws IOException {
    String manifest = "{\"totalRecordCount\":10,\"errorRecordCount\":0,\"note\":{\"a\":[1]}}";
    env.store.write(S3Uri.of(OUTPUT + "manifest.json.out"), manifest.getBytes(UTF_8)).join();

    assertThat(read(output()).manifest())
        .containsOnly(Map.entry("totalRecordCount", 10L), Map.entry("errorRecordCount", 0L));
  }

  @Test
  void ignoresAManifestThatIsNotJson() throws IOException {
    byte[] bytes = "<html>".getBytes(UTF_8);
    env.store.write(S3Uri.of(OUTPUT + "manifest.json.out"), bytes).join();

    assertThat(read(output())).isEqualTo(report(10, 0, 0, 0, 0, 0));
  }

  @Test
  void failsRecordsWithoutALine() throws IOException {
    assertThat(read(output().subList(0, 7))).isEqualTo(report(7, 3, 3, 0, 0, 0));

    assertEachOnce();
    assertThat(((BulkOutcome.Failed) outcomes.get(9)).exception())
        .hasMessageContaining("no such record");
    assertThat(env.journal.failed()).isEqualTo(3);
  }

  @Test
  void failsAllRecordsWithoutAnOutput() {
    assertThat(read(env.store)).isEqualTo(report(0, 10, 10, 0, 0, 0));
    assertEachOnce();
  }

  @Test
  void takesTheFirstOfDuplicateLinesAndAVectorOverAFailure() throws IOException {
    List<String> lines = new ArrayList<>(output());
    String first = lines.get(0);
    lines.add(first.replace("0.5", "0.75"));
    String id = first.substring(0, first.indexOf(",\"modelInput"));
    lines.set(0, id + ",\"error\":{\"errorCode\":500,\"errorMessage\":\"Internal server error\"}}");
    lines.add(lines.get(1).replace("0.5", "0.75"));

    assertThat(read(lines)).isEqualTo(report(10, 0, 0, 2, 0, 0));
    assertThat(vector(0)).isEqualTo(0.75f);
    assertThat(vector(1)).isEqualTo(0.5f);
    assertThat(env.journal.failed()).isZero();
  }

  private float vector(int index) {
    return BatchEnvironment.embedded(outcomes.get(index)).response().embedding().get(0);
  }

  @Test
  void ignoresForeignAndMalformedLines() throws IOException {
    List<String> lines = new ArrayList<>(output());
    String line = lines.get(0);
    lines.add(0, "");
    lines.add(2, "{\"recordId\":\"other000001\",\"modelOutput\":{}}");
    lines.add(3, line.replaceFirst("\"recordId\":\"(.....)......", "\"recordId\":\"$1zzzzzz"));
    lines.add(4, line.replaceFirst("\"recordId\":\"(.....)......", "\"recordId\":\"$1-00001"));
    lines.add(5, "{\"modelOutput\":{}}");
    lines.add(6, line.substring(0, line.length() / 2));
    lines.add("{\"recordId\":7}");
    lines.add("not JSON");

    assertThat(read(lines)).isEqualTo(report(10, 0, 0, 0, 4, 4));
    assertEachOnce();
  }

  @Test
  void failsRecordsOfACutFile() throws IOException {
    String text = String.join("\n", output());
    String cut = text.substring(0, text.length() / 2 - 20);
    env.store.write(S3Uri.of(OUTPUT + "1.jsonl.out"), cut.getBytes(UTF_8)).join();

    BatchReadReport report = read(env.store);

    assertThat(report.malformed()).isEqualTo(1);
    assertThat(report.missing()).isBetween(5L, 6L);
    assertThat(report.embedded() + report.failed()).isEqualTo(10);
    assertEachOnce();
  }

  @Test
  void failsRecordsWithErrorsAndBadVectors() throws IOException {
    List<String> lines = new ArrayList<>(output());
    lines.set(0, lines.get(0).replace(",0.25]", "]"));
    lines.set(1, lines.get(1).replace("0.5", "\"NaN\""));
    lines.set(
        2, lines.get(2).replaceFirst("\"modelOutput.*", "\"modelOutput\":{\"message\":\"busy\"}}"));
    lines.set(3, lines.get(3).replaceFirst("\"modelOutput.*", "\"error\":{\"errorCode\":400}}"));

    assertThat(read(lines)).isEqualTo(report(6, 4, 0, 0, 0, 0));
    assertEachOnce();
  }

  @Test
  void continuesAReadThatWasInterrupted() throws IOException {
    List<String> lines = output();
    BatchReadReport first = read(lines.subList(0, 4));
    env.restart();
    outcomes.clear();

    assertThat(first.missing()).isEqualTo(6);
    assertThat(read(lines)).isEqualTo(report(6, 0, 0, 0, 0, 0));
    assertEachOnce();
    assertThat(env.journal.embedded()).isEqualTo(10);
  }

  @Test
  void readsPastALineOf100Megabytes() throws IOException {
    String text = String.join("\n", output()) + "\n";
    byte[] before = "{\"recordId\":\"abcde000001\",\"modelInput\":\"".getBytes(UTF_8);
    byte[] after = ("\"}\n" + text).getBytes(UTF_8);

    BatchReadReport report = read(new LongLine(before, 100_000_000, after));

    assertThat(report).isEqualTo(report(10, 0, 0, 0, 0, 1));
    assertEachOnce();
  }

  /** An output whose first line has a string of a given length. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record LongLine(byte[] before, long length, byte[] after) implements ReadOnlyStore {
    private static final S3Uri URI = S3Uri.of(OUTPUT + "1.jsonl.out");

    @Override
    public CompletableFuture<ObjectPage> list(S3Uri prefix, @Nullable String after) {
      return CompletableFuture.completedFuture(
          new ObjectPage(List.of(new ObjectInfo(URI, size(), "1", null)), null));
    }

    private long size() {
      return before.length + length + after.length;
    }

    @Override
    public CompletableFuture<ObjectPart> read(S3Uri uri, long offset, int count) {
      byte[] part = new byte[(int) Math.min(count, size() - offset)];
      if (offset > 0 && offset + part.length < before.length + length) {
        Arrays.fill(part, (byte) 'A');
      } else {
        for (int i = 0; i < part.length; i++) {
          part[i] = at(offset + i);
        }
      }
      return CompletableFuture.completedFuture(new ObjectPart(part, size(), "1"));
    }

    private byte at(long position) {
      if (position < before.length) {
        return before[(int) position];
      }
      long rest = position - before.length - length;
      return rest < 0 ? (byte) 'A' : after[(int) rest];
    }
  }

  @Test
  void writesARetrySetOfWhatMayStillSucceed() throws IOException {
    List<String> lines = new ArrayList<>(output());
    UnaryOperator<String> fault =
        line ->
            line.replaceFirst(
                "\"modelOutput.*",
                "\"error\":{\"errorCode\":400,\"errorMessage\":\"Image exceeds max pixels"
                    + " allowed.\"}}");
    lines.set(0, fault.apply(lines.get(0)));
    read(lines.subList(0, 4));
    BatchResultReader reader = BatchResultReader.of(env.store, env.journal);

    List<BatchInput> inputs = reader.writeRetrySet(TooFewRecords.PAD);

    assertThat(inputs).hasSize(1);
    assertThat(inputs.get(0).records()).isEqualTo(6);
    assertThat(inputs.get(0).padding()).isEqualTo(94);
    assertThat(reader.inputs()).hasSize(2).endsWith(inputs.get(0));
    S3Uri shard = env.store.list(inputs.get(0).folder(), null).join().objects().get(0).uri();
    try (InputStream in = env.store.open(shard);
        Stream<String> records = new String(in.readAllBytes(), UTF_8).lines()) {
      List<String> retried = records.toList();
      assertThat(retried).hasSize(100);
      for (int i = 0; i < 6; i++) {
        String line = lines.get(4 + i);
        assertThat(line).startsWith(retried.get(i).substring(0, retried.get(i).length() - 1));
      }
    }
  }

  @Test
  void cutsARetrySetAtItsLimits() throws IOException {
    read(output().subList(0, 4));

    assertThat(
            BatchResultReader.of(env.store, env.journal, BatchEnvironment.SMALL)
                .writeRetrySet(TooFewRecords.REJECT))
        .singleElement()
        .satisfies(next -> assertThat(next.records()).isEqualTo(6))
        .satisfies(next -> assertThat(next.padding()).isZero());
  }

  @Test
  void letsTheWriterStartANewRunOnceAllIsRead() throws IOException {
    BatchRecordWriter writer =
        BatchRecordWriter.builder(env.store, BatchEnvironment.FOLDER, env.journal)
            .limits(BatchEnvironment.SMALL)
            .requests(r -> r.outputEmbeddingLength(256))
            .build();
    assertThat(writer.write(List.of(), failed -> {})).containsExactly(input);
    read(output());

    assertThat(writer.write(BatchEnvironment.items(RECORDS), failed -> {})).isEmpty();
    assertThat(writer.write(BatchEnvironment.items(RECORDS + 5), failed -> {}))
        .singleElement()
        .satisfies(next -> assertThat(next.records()).isEqualTo(5));
  }

  @Test
  void reportsAJobThatDoesNotExist() {
    BatchInput other = new BatchInput(2, OUTPUT, 1, 1, 0, 1);

    assertThatThrownBy(
            () -> BatchResultReader.of(env.store, env.journal).read(other, OUTPUT, outcomes::add))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no job 2");
    assertThatThrownBy(
            () -> BatchResultReader.of(env.store, env.journal).writeRetrySet(TooFewRecords.REJECT))
        .isInstanceOf(IllegalStateException.class);
  }
}
