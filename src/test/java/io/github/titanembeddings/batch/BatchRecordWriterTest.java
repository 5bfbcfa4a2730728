package io.github.titanembeddings.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.Journal;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.storage.ObjectInfo;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.support.S3Server;
import io.github.titanembeddings.support.TestImages;
import io.github.titanembeddings.support.batch.BatchEnvironment;
import io.github.titanembeddings.testing.TitanStub;
import io.github.titanembeddings.transport.InvokeReply;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3AsyncClient;

class BatchRecordWriterTest {
  @RegisterExtension static final S3Server S3 = S3Server.shared();

  private static final S3Uri FOLDER = S3Uri.of("s3://images/record-writer");

  @TempDir private Path folder;
  @AutoClose private S3AsyncClient s3;
  private ObjectStore store;
  @AutoClose private Journal journal;

  @BeforeEach
  void open() {
    s3 = S3Server.client(S3.endpoint());
    store = S3ObjectStore.of(s3);
    journal = Journal.open(folder.resolve("items.journal"), ModelId.onDemand());
  }

  private BatchRecordWriter writer() {
    return BatchRecordWriter.builder(store, FOLDER, journal).limits(BatchEnvironment.SMALL).build();
  }

  private List<String> lines(BatchInput input) throws IOException {
    List<String> lines = new ArrayList<>();
    for (ObjectInfo file : store.list(input.folder(), null).join().objects()) {
      try (InputStream in = store.open(file.uri())) {
        new String(in.readAllBytes(), UTF_8).lines().forEach(lines::add);
      }
    }
    return lines;
  }

  private int uploads() {
    return s3.listMultipartUploads(r -> r.bucket("images").prefix("record-writer/"))
        .join()
        .uploads()
        .size();
  }

  @Test
  void writesTheBodiesOfOnDemandCalls() throws IOException {
    List<BulkItem> items = new ArrayList<>();
    items.add(BulkItem.of("text", EmbeddingRequest.ofText("red \"shoe\"\n\u00fc \ud83d\ude00")));
    byte[] image = TestImages.png(20, 10);
    items.add(BulkItem.of("image", EmbeddingRequest.ofImage(ImageInput.of(image))));
    items.add(
        BulkItem.of(
            "both",
            EmbeddingRequest.builder()
                .text("shoe")
                .image(ImageInput.of(image))
                .outputEmbeddingLength(1_024)
                .build()));
    items.addAll(BatchEnvironment.items(3));

    BatchInput input = writer().write(items, failed -> {}).get(0);

    Set<String> ids = new HashSet<>();
    List<String> bodies = new ArrayList<>();
    for (String line : lines(input)) {
      JsonNode record = new ObjectMapper().readTree(line);
      assertThat(record.get("recordId").asText()).matches("[a-zA-Z0-9]{11}");
      assertThat(record.size()).isEqualTo(2);
      ids.add(record.get("recordId").asText());
      bodies.add(line.substring(line.indexOf("\"modelInput\":") + 13, line.length() - 1));
    }
    assertThat(ids).hasSize(6);
    List<String> called = new ArrayList<>();
    try (TitanEmbeddingsClient titan =
        TitanEmbeddingsClient.builder()
            .transport(
                call -> {
                  called.add(new String(call.body(), UTF_8));
                  return InvokeReply.ofJson(TitanStub.embeddingJson(1_024));
                })
            .build()) {
      items.forEach(item -> titan.embed(item.request()));
    }
    assertThat(bodies).isEqualTo(called);
    long bytes = store.list(input.folder(), null).join().objects().get(0).size();
    assertThat(input).isEqualTo(new BatchInput(1, input.folder(), 1, 6, 0, bytes));
  }

  @Test
  void leavesOutTheHeadersOfRequests() throws IOException {
    List<BulkItem> items =
        IntStream.rangeClosed(1, 6).mapToObj(BatchEnvironment::itemWithHeaders).toList();

    BatchInput input = writer().write(items, failed -> {}).get(0);

    ObjectMapper json = new ObjectMapper();
    for (String line : lines(input)) {
      JsonNode record = json.readTree(line);
      assertThat(record.fieldNames()).toIterable().containsExactly("recordId", "modelInput");
      assertThat(record.get("modelInput").fieldNames()).toIterable().containsExactly("inputText");
      assertThat(line).doesNotContain("search");
    }
    assertThat(input.records()).isEqualTo(6);
  }

  private static List<BulkItem> images(int count) {
    byte[] image = BatchBenchmark.image(700_000);
    return IntStream.rangeClosed(1, count)
        .mapToObj(
            i ->
                BulkItem.of(
                    "key " + i,
                    EmbeddingRequest.builder()
                        .text("shoe " + i)
                        .image(ImageInput.of(image))
                        .build()))
        .toList();
  }

  @Test
  void leavesNoUploadIfTheSourceFailsAndWritesTheRestOnResume() {
    List<BulkItem> items = images(36);
    Iterable<BulkItem> failing =
        () ->
            items.stream()
                .map(
                    item -> {
                      if (item.key().equals("key 33")) {
                        throw new IllegalStateException("the source failed");
                      }
                      return item;
                    })
                .iterator();
    assertThatThrownBy(() -> writer().write(failing, failed -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the source failed");
    assertThat(uploads()).isZero();
    BatchInput first = BatchResultReader.of(store, journal).inputs().get(0);
    assertThat(first.records()).isEqualTo(20);
    String run = first.folder().key().replace("job-00001/", "");
    // The leftovers of a killed process: an unfinished upload, and an object of a job that is not
    // whole.
    s3.createMultipartUpload(r -> r.bucket("images").key(run + "job-00002/00001.jsonl")).join();
    S3Uri stale = S3Uri.of("s3://images/" + run + "job-00002/00007.jsonl");
    store.write(stale, new byte[1]).join();

    List<BatchInput> inputs = writer().write(items, failed -> {});

    assertThat(inputs).extracting(BatchInput::records).containsExactly(20L, 16L);
    assertThat(inputs.get(0)).isEqualTo(first);
    assertThat(uploads()).isZero();
    assertThat(store.list(inputs.get(1).folder(), null).join().objects()).hasSize(1);
    assertThat(writer().write(List.of(), failed -> {})).isEqualTo(inputs);
  }

  @Test
  void rejectsAVectorLengthThatDiffersWithinARun() {
    List<BulkItem> items = new ArrayList<>(BatchEnvironment.items(5));
    EmbeddingRequest other =
        EmbeddingRequest.builder().text("shoe").outputEmbeddingLength(256).build();
    items.add(BulkItem.of("other", other));

    assertThatThrownBy(() -> writer().write(items, failed -> {}))
        .hasMessageContaining("1024 floats, not of 256");
    assertThat(uploads()).isZero();
  }
}
