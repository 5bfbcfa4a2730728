package io.github.titanembeddings.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.WaitTimeoutException;
import io.github.titanembeddings.job.WaitOptions;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.storage.S3ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.support.S3Server;
import io.github.titanembeddings.support.TestImages;
import io.github.titanembeddings.support.batch.BatchSamples;
import io.github.titanembeddings.support.bedrock.FakeBedrock;
import io.github.titanembeddings.support.client.ClientMode;
import io.github.titanembeddings.testing.StubResponse;
import io.github.titanembeddings.testing.TitanStub;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Whole jobs on the stub and an S3 server; waiting moves the stub's clock. */
class BatchOnStubTest {
  @RegisterExtension private static final S3Server S3 = S3Server.shared();

  @AutoClose private static S3AsyncClient s3;
  private static S3ObjectStore store;

  @AutoClose private final TitanStub stub = TitanStub.start();
  private final FakeBedrock.Ticks ticks = new FakeBedrock.Ticks();

  @BeforeAll
  static void open() {
    s3 = S3Server.client(S3.endpoint());
    store = S3ObjectStore.of(s3);
  }

  @BeforeEach
  void start() {
    Instant start = Instant.parse("2026-11-01T10:00:00Z");
    stub.fineTuning().clock(() -> start.plusNanos(ticks.nanoTime()));
    stub.batch().store(store);
  }

  private EitherBatchClient client(ClientMode mode) {
    return new EitherBatchClient(
        mode,
        BatchInferenceClient.builder()
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("stub", "stub")))
            .endpointOverride(stub.endpoint())
            .timing(ticks)
            .build());
  }

  private static String suffix(ClientMode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }

  private static BatchInferenceRequest request(String name) {
    return BatchSamples.request()
        .jobName(name)
        .inputUri("s3://images/batch-jobs/" + name + "/in/")
        .outputUri("s3://images/batch-jobs/" + name + "/out")
        .build();
  }

  private static void upload(String name, int first, int count) throws IOException {
    String image = Base64.getEncoder().encodeToString(TestImages.png(16, 16));
    StringBuilder lines = new StringBuilder();
    for (int i = first; i < first + count; i++) {
      lines
          .append("{\"recordId\":\"r")
          .append(i)
          .append("\",\"modelInput\":{\"inputText\":\"shoe ")
          .append(i)
          .append("\",\"inputImage\":\"")
          .append(image)
          .append("\",\"embeddingConfig\":{\"outputEmbeddingLength\":384}}}\n");
    }
    store
        .write(
            S3Uri.of("s3://images/batch-jobs/" + name + "/in/" + first + ".jsonl"),
            lines.toString().getBytes(UTF_8))
        .join();
  }

  @ParameterizedTest
  @EnumSource
  void embedsTwoShardsOfImages(ClientMode mode) throws IOException {
    String name = "whole-" + suffix(mode);
    upload(name, 0, 70);
    upload(name, 70, 70);
    List<String> seen = new CopyOnWriteArrayList<>();
    BatchJob job;
    try (EitherBatchClient batch = client(mode)) {
      BatchInferenceRequest request = request(name);
      String arn = batch.submit(request);
      assertThat(batch.submit(request)).isEqualTo(arn);
      assertThat(batch.find(request).orElseThrow().jobArn()).isEqualTo(arn);
      job = batch.awaitEnd(arn, WaitOptions.defaults(), state -> seen.add(state.statusAsString()));
      assertThat(batch.list()).hasSize(1);
      batch.stop(arn);
    }

    assertThat(seen.stream().distinct())
        .containsExactly("Submitted", "Validating", "Scheduled", "InProgress", "Completed");
    assertThat(job.successRecordCount()).hasValue(140);
    List<JsonNode> lines = new ArrayList<>();
    lines.addAll(lines(job, "0.jsonl.out"));
    lines.addAll(lines(job, "70.jsonl.out"));
    assertThat(lines).hasSize(140);
    float[] expected =
        stub.client()
            .embed(r -> r.text("shoe 70").image(image(lines.get(70))).outputEmbeddingLength(384))
            .embedding()
            .toArray();
    JsonNode embedding = lines.get(70).at("/modelOutput/embedding");
    assertThat(embedding.size()).isEqualTo(384);
    assertThat((float) embedding.get(5).asDouble()).isEqualTo(expected[5]);
  }

  private static ImageInput image(JsonNode line) {
    return ImageInput.fromBase64(line.at("/modelInput/inputImage").asText());
  }

  private static List<JsonNode> lines(BatchJob job, String name) throws IOException {
    String uri = job.resultsUri().orElseThrow() + name;
    List<JsonNode> lines = new ArrayList<>();
    byte[] bytes = store.open(S3Uri.of(uri)).readAllBytes();
    for (String line : new String(bytes, UTF_8).lines().toList()) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }

  @ParameterizedTest
  @EnumSource
  void aLostResponseMakesOneJob(ClientMode mode) throws IOException {
    String name = "lost-" + suffix(mode);
    upload(name, 0, 100);
    stub.fineTuning().loseResponses(1, "CreateModelInvocationJob");
    try (EitherBatchClient batch = client(mode)) {
      String arn = batch.submit(request(name));

      assertThat(batch.list()).extracting(BatchJob::jobArn).containsExactly(arn);
      stub.fineTuning().loseResponses(3, "CreateModelInvocationJob");
      assertThat(batch.submit(request(name + "-2"))).isNotEqualTo(arn);
      assertThat(batch.list()).hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void queuesForASlotUntilAnotherJobEnds(ClientMode mode) throws IOException {
    stub.batch().jobQuota(1, 0);
    upload("first-" + suffix(mode), 0, 100);
    try (EitherBatchClient batch = client(mode)) {
      String first = batch.submit(request("first-" + suffix(mode)));
      BatchInferenceRequest second = request("second-" + suffix(mode));
      assertThat(assertThrows(ServiceException.class, () -> batch.submit(second)).kind())
          .isEqualTo(ServiceException.Kind.QUOTA_EXCEEDED);
      assertThrows(
          WaitTimeoutException.class,
          () -> batch.submit(second, WaitOptions.defaults().withTimeout(Duration.ofMinutes(10))));

      batch.submit(second, WaitOptions.defaults());

      assertThat(batch.describe(first).statusAsString()).isEqualTo("Completed");
      assertThat(batch.list()).hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void partialExpiredStoppedAndFailedJobsEndTheWait(ClientMode mode) throws IOException {
    String name = "ends-" + suffix(mode);
    upload(name, 0, 100);
    stub.batch().completeNextPartly(0.5).expireNext();
    try (EitherBatchClient batch = client(mode)) {
      String input = "s3://images/batch-jobs/" + name + "/in/";
      BatchInferenceRequest partial = request(name + "-p").toBuilder().inputUri(input).build();
      BatchInferenceRequest expired = request(name + "-e").toBuilder().inputUri(input).build();
      BatchJob half = batch.awaitEnd(batch.submit(partial), WaitOptions.defaults());
      assertThat(half.statusAsString()).isEqualTo("PartiallyCompleted");
      assertThat(half.processedRecordCount()).hasValue(50);
      assertThat(lines(half, "0.jsonl.out")).hasSize(50);
      BatchJob none =
          batch.awaitEnd(
              batch.submit(expired), new WaitOptions(Duration.ofHours(1), Duration.ofDays(2)));
      assertThat(none.statusAsString()).isEqualTo("Expired");
      assertThat(none.hasResults()).isFalse();
      BatchInferenceRequest stopped = request(name + "-s").toBuilder().inputUri(input).build();
      String arn = batch.submit(stopped);
      batch.stop(arn);
      batch.stop(arn);
      assertThat(batch.awaitEnd(arn, WaitOptions.defaults()).statusAsString()).isEqualTo("Stopped");
      String failing = batch.submit(request(name + "-f"));
      assertThat(
              assertThrows(
                  BatchJobFailedException.class,
                  () -> batch.awaitEnd(failing, WaitOptions.defaults())))
          .hasMessageContaining("contains no files");
    }
  }

  @ParameterizedTest
  @EnumSource
  void namesTheRemedyOfAMissingEntitlement(ClientMode mode) {
    stub.fineTuning()
        .enqueue(
            1,
            "CreateModelInvocationJob",
            StubResponse.error(
                400,
                "ValidationException",
                "Your account is not authorized to perform this action. Please create a support"
                    + " case"));
    try (EitherBatchClient batch = client(mode)) {
      assertThat(assertThrows(ServiceException.class, () -> batch.submit(request("denied"))))
          .hasMessageContaining("Ask AWS Support to allow bedrock:CreateModelInvocationJob");
      assertThat(batch.list()).isEmpty();
    }
  }
}
