package io.github.titanembeddings.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.titanembeddings.support.bedrock.ServiceShapes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.bedrock.model.ConflictException;
import software.amazon.awssdk.services.bedrock.model.GetModelInvocationJobResponse;
import software.amazon.awssdk.services.bedrock.model.ModelInvocationJobStatus;
import software.amazon.awssdk.services.bedrock.model.ModelInvocationJobSummary;
import software.amazon.awssdk.services.bedrock.model.ResourceNotFoundException;
import software.amazon.awssdk.services.bedrock.model.ServiceQuotaExceededException;
import software.amazon.awssdk.services.bedrock.model.SortOrder;
import software.amazon.awssdk.services.bedrock.model.ValidationException;

/** The stub's batch jobs, through the AWS SDK's client. */
class StubBatchTest {
  @TempDir private Path folder;
  @AutoClose private BatchFixture aws;

  @BeforeEach
  void start() {
    aws = new BatchFixture(folder);
  }

  @Test
  void jobAdvancesThroughItsStatusesAndWritesOutputs() {
    aws.write("in/a.jsonl", BatchFixture.records(0, 60)).write("in/b.jsonl", records(60, 60));
    String arn = aws.submit("shoes");

    assertThat(arn)
        .matches("arn:aws:bedrock:us-east-1:[0-9]{12}:model-invocation-job/[a-z0-9]{12}");
    assertThat(status(arn)).isEqualTo("Submitted");
    pass(3);
    assertThat(status(arn)).isEqualTo("Validating");
    assertThat(aws.job(arn).totalRecordCount()).isNull();
    pass(9);
    assertThat(status(arn)).isEqualTo("Scheduled");
    pass(6);
    assertThat(status(arn)).isEqualTo("InProgress");
    pass(21);
    assertThat(aws.job(arn).totalRecordCount()).isEqualTo(120);
    assertThat(aws.job(arn).processedRecordCount()).isEqualTo(60);
    assertThat(aws.outputs(arn)).isEmpty();
    pass(21);
    GetModelInvocationJobResponse done = aws.job(arn);
    assertThat(done.status()).isEqualTo(ModelInvocationJobStatus.COMPLETED);
    assertThat(done.submitTime()).isEqualTo(ManualClock.START);
    assertThat(done.endTime()).isEqualTo(ManualClock.START.plus(Duration.ofHours(1)));
    assertThat(done.jobExpirationTime()).isEqualTo(ManualClock.START.plus(Duration.ofDays(1)));
    assertThat(done.successRecordCount()).isEqualTo(120);
    assertThat(aws.outputs(arn)).containsExactly("a.jsonl.out", "b.jsonl.out", "manifest.json.out");
    List<JsonNode> lines = aws.output(arn, "b.jsonl.out");
    assertThat(lines).hasSize(60);
    assertThat(lines.get(0).path("recordId").asText()).isEqualTo("r00060");
    assertThat(lines.get(0).at("/modelInput/inputText").asText()).isEqualTo("shoe 60");
    assertThat(lines.get(0).at("/modelOutput/embedding").size()).isEqualTo(256);
    assertThat(lines.get(0).has("error")).isFalse();
    JsonNode manifest = aws.output(arn, "manifest.json.out").get(0);
    assertThat(manifest.path("totalRecordCount").asInt()).isEqualTo(120);
    assertThat(manifest.path("processedRecordCount").asInt()).isEqualTo(120);
    assertThat(manifest.path("successRecordCount").asInt()).isEqualTo(120);
    assertThat(manifest.path("errorRecordCount").asInt()).isZero();
    assertThat(manifest.path("inputTokenCount").asInt()).isEqualTo(240);
  }

  private static String records(int first, int count) {
    return BatchFixture.records(first, count);
  }

  private String status(String arn) {
    return aws.job(arn).statusAsString();
  }

  private void pass(int minutes) {
    aws.clock.move(Duration.ofMinutes(minutes));
  }

  @Test
  void respondsInTheServicesShapes() throws IOException {
    aws.write("in/a.jsonl", records(0, 100));
    String id = aws.run("shoes").jobArn().replaceFirst(".*/", "");

    assertThat(
            ServiceShapes.problems(
                "GetModelInvocationJobResponse", get("/model-invocation-job/" + id)))
        .isEmpty();
    assertThat(
            ServiceShapes.problems(
                "ListModelInvocationJobsResponse", get("/model-invocation-jobs?maxResults=5")))
        .isEmpty();
  }

  private String get(String path) throws IOException {
    try (InputStream in = aws.stub.endpoint().resolve(path).toURL().openStream()) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  @Test
  void returnsTheVectorsOfInvokeModel() {
    aws.write("in/a.jsonl", records(0, 100));
    GetModelInvocationJobResponse job = aws.run("shoes");

    float[] expected =
        aws.stub
            .client()
            .embed(r -> r.text("shoe 7").outputEmbeddingLength(256))
            .embedding()
            .toArray();
    JsonNode embedding =
        aws.output(job.jobArn(), "a.jsonl.out").get(7).at("/modelOutput/embedding");
    for (int i = 0; i < expected.length; i++) {
      assertThat((float) embedding.get(i).asDouble()).isEqualTo(expected[i]);
    }
  }

  @Test
  void writesAnErrorForEachRejectedRecord() {
    String beside =
        "{\"recordId\":\"beside\",\"modelInput\":{\"inputText\":\"a\"},\"embeddingConfig\":{}}\n";
    String length =
        "{\"recordId\":\"length\",\"modelInput\":{\"inputText\":\"a\","
            + "\"embeddingConfig\":{\"outputEmbeddingLength\":512}}}\n";
    String noId = "{\"modelInput\":{\"inputText\":\"a\"}}\n";
    aws.write("in/a.jsonl", records(0, 100) + beside + "\n" + length + noId);
    GetModelInvocationJobResponse job = aws.run("shoes");

    assertThat(job.status()).isEqualTo(ModelInvocationJobStatus.COMPLETED);
    assertThat(job.errorRecordCount()).isEqualTo(2);
    assertThat(job.successRecordCount()).isEqualTo(101);
    List<JsonNode> lines = aws.output(job.jobArn(), "a.jsonl.out");
    assertThat(lines.get(100).at("/error/errorCode").asInt()).isEqualTo(400);
    assertThat(lines.get(100).at("/error/errorMessage").asText()).contains("[embeddingConfig]");
    assertThat(lines.get(100).has("modelOutput")).isFalse();
    assertThat(lines.get(101).at("/error/errorMessage").asText()).contains("512");
    assertThat(lines.get(102).path("recordId").asText()).matches("[A-Za-z0-9]{11}");
  }

  @Test
  void failsWithoutStore() {
    aws.stub.reset().fineTuning().clock(aws.clock);

    assertThat(aws.run("shoes").message()).contains("TitanStub.batch().store(...)");
  }

  @Test
  void sameTokenCreatesOneJobEvenAfterLostResponse() {
    aws.plane.loseResponses(1, "CreateModelInvocationJob");

    assertThatExceptionOfType(SdkClientException.class)
        .isThrownBy(() -> aws.submit("shoes", r -> r.clientRequestToken("once")));
    String arn = aws.submit("shoes", r -> r.clientRequestToken("once"));
    assertThat(jobs()).extracting(ModelInvocationJobSummary::jobArn).containsExactly(arn);
    assertThatExceptionOfType(ConflictException.class)
        .isThrownBy(() -> aws.submit("shoes", r -> r.clientRequestToken("twice")))
        .withMessageContaining("already in use");
  }

  private List<ModelInvocationJobSummary> jobs() {
    return aws.bedrock.listModelInvocationJobs(r -> {}).invocationJobSummaries();
  }

  @Test
  void limitsRunningJobs() {
    aws.batch.jobQuota(2, 0);
    aws.submit("a");
    aws.submit("b");

    assertThatExceptionOfType(ServiceQuotaExceededException.class)
        .isThrownBy(() -> aws.submit("c"))
        .withMessageContaining("its quota is 2");
    pass(60);
    aws.submit("c");
  }

  @Test
  void runs20JobsAtATimeByDefault() {
    for (int job = 1; job <= 20; job++) {
      aws.submit("job-" + job);
    }

    assertThatExceptionOfType(ServiceQuotaExceededException.class)
        .isThrownBy(() -> aws.submit("job-21"))
        .withMessageContaining("20 in-progress and submitted");
  }

  @Test
  void rejectsUnknownModelsAndJobs() {
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> aws.submit("a", r -> r.modelId("amazon.titan-embed-image-v9")))
        .withMessageContaining("model identifier is invalid");
    String throughput = "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefghijkl";
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> aws.submit("a", r -> r.modelId(throughput)))
        .withMessageContaining("'modelId'");
    aws.submit("a");
    assertThatExceptionOfType(ResourceNotFoundException.class).isThrownBy(() -> aws.job("a"));
    assertThatExceptionOfType(ResourceNotFoundException.class)
        .isThrownBy(() -> aws.job("abcdefghijkl"));
  }

  @Test
  void runsACustomModel() {
    aws.write("in/a.jsonl", records(0, 100));
    aws.plane.tunedVectors(new WordlessVectors()).jobDuration(Duration.ZERO);
    String tuned = tune();
    String arn = aws.submit("shoes", r -> r.modelId(tuned));
    pass(60);

    assertThat(status(arn)).isEqualTo("Completed");
    assertThat(aws.job(arn).modelId()).isEqualTo(tuned);
    JsonNode line = aws.output(arn, "a.jsonl.out").get(0);
    String base = aws.submit("base");
    pass(60);
    assertThat(status(base)).isEqualTo("Completed");
    assertThat(aws.output(base, "a.jsonl.out").get(0).path("modelOutput"))
        .isNotEqualTo(line.path("modelOutput"));
    for (int job = 1; job <= 3; job++) {
      String name = "custom-" + job;
      aws.submit(name, r -> r.modelId(tuned));
    }
    assertThatExceptionOfType(ServiceQuotaExceededException.class)
        .isThrownBy(() -> aws.submit("custom-4", r -> r.modelId(tuned)))
        .withMessageContaining("custom models; its quota is 3");
  }

  private String tune() {
    String job =
        aws.bedrock
            .createModelCustomizationJob(
                r ->
                    r.jobName("tune")
                        .customModelName("tuned")
                        .roleArn("arn:aws:iam::123456789012:role/tuner")
                        .baseModelIdentifier(ControlPlaneFixture.BASE)
                        .trainingDataConfig(d -> d.s3Uri("s3://shop/train.jsonl"))
                        .outputDataConfig(d -> d.s3Uri("s3://shop/tuned/"))
                        .hyperParameters(Map.of("epochCount", "auto")))
            .jobArn();
    return aws.bedrock.getModelCustomizationJob(r -> r.jobIdentifier(job)).outputModelArn();
  }

  @Test
  void stopsBeforeAndDuringProcessing() {
    aws.write("in/a.jsonl", records(0, 100));
    String queued = aws.submit("queued");
    aws.bedrock.stopModelInvocationJob(r -> r.jobIdentifier(queued));

    assertThat(status(queued)).isEqualTo("Stopping");
    pass(3);
    assertThat(status(queued)).isEqualTo("Stopped");
    assertThat(aws.outputs(queued)).isEmpty();
    String running = aws.submit("running");
    pass(39);
    assertThat(status(running)).isEqualTo("InProgress");
    aws.bedrock.stopModelInvocationJob(r -> r.jobIdentifier(running));
    pass(3);
    GetModelInvocationJobResponse stopped = aws.job(running);
    assertThat(stopped.statusAsString()).isEqualTo("Stopped");
    assertThat(stopped.processedRecordCount()).isEqualTo(50);
    assertThat(aws.output(running, "a.jsonl.out")).hasSize(50);
    assertThatExceptionOfType(ConflictException.class)
        .isThrownBy(() -> aws.bedrock.stopModelInvocationJob(r -> r.jobIdentifier(running)));
  }

  @Test
  void endsAsScripted() {
    aws.write("in/a.jsonl", records(0, 100));
    aws.batch.failNext("no capacity").completeNextPartly(0.4).expireNext();
    String failed = aws.submit("failed");
    String partial = aws.submit("partial");
    String expired = aws.submit("expired");
    pass(60);

    assertThat(status(failed)).isEqualTo("Failed");
    assertThat(aws.job(failed).message()).isEqualTo("no capacity");
    assertThat(aws.outputs(failed)).isEmpty();
    assertThat(status(partial)).isEqualTo("PartiallyCompleted");
    assertThat(aws.output(partial, "a.jsonl.out")).hasSize(40);
    assertThat(aws.job(partial).totalRecordCount()).isEqualTo(100);
    assertThat(aws.job(partial).processedRecordCount()).isEqualTo(40);
    assertThat(status(expired)).isEqualTo("Scheduled");
    pass(23 * 60 - 1);
    assertThat(status(expired)).isEqualTo("Scheduled");
    pass(1);
    assertThat(status(expired)).isEqualTo("Expired");
    assertThat(aws.outputs(expired)).isEmpty();
  }

  @Test
  void timesOutInProgressOrInTheQueue() {
    aws.write("in/a.jsonl", records(0, 100));
    aws.batch.jobDuration(Duration.ofDays(2));
    String running = aws.submit("running");
    aws.batch.jobDuration(Duration.ofHours(100));
    String queued = aws.submit("queued");
    String longer = aws.submit("longer", r -> r.timeoutDurationInHours(100));
    aws.clock.move(Duration.ofDays(1));

    assertThat(status(running)).isEqualTo("PartiallyCompleted");
    assertThat(aws.job(running).processedRecordCount()).isEqualTo(28);
    assertThat(status(queued)).isEqualTo("Expired");
    aws.clock.move(Duration.ofHours(76));
    assertThat(status(longer)).isEqualTo("Completed");
  }

  @Test
  void rewritesRecordsOutputsAndManifest() {
    aws.write("in/a.jsonl", records(0, 100)).write("in/b.jsonl", records(100, 100));
    aws.batch
        .failRecords(id -> id.endsWith("7"), 503, "busy")
        .rewriteOutput(
            (name, lines) ->
                name.equals("b.jsonl") ? Stream.empty() : Stream.concat(lines, Stream.of("cut")))
        .rewriteManifest(manifest -> "");
    String arn = aws.run("shoes").jobArn();

    assertThat(aws.outputs(arn)).containsExactly("a.jsonl.out");
    assertThat(aws.job(arn).errorRecordCount()).isEqualTo(10);
  }

  @Test
  void listsJobsByPageStatusNameAndTime() {
    aws.plane.pageSize(2);
    aws.submit("a-1");
    pass(60);
    aws.submit("a-2");
    aws.submit("b-1");

    assertThat(
            aws.bedrock.listModelInvocationJobsPaginator(r -> {}).invocationJobSummaries().stream()
                .map(ModelInvocationJobSummary::jobName))
        .containsExactly("b-1", "a-2", "a-1");
    assertThat(
            aws.bedrock
                .listModelInvocationJobs(
                    r -> r.nameContains("a-").maxResults(1).sortOrder(SortOrder.ASCENDING))
                .invocationJobSummaries())
        .extracting(ModelInvocationJobSummary::jobName)
        .containsExactly("a-1");
    assertThat(
            aws.bedrock
                .listModelInvocationJobs(
                    r -> r.statusEquals(ModelInvocationJobStatus.SUBMITTED).maxResults(1))
                .invocationJobSummaries())
        .hasSize(1);
    assertThat(
            aws.bedrock
                .listModelInvocationJobs(r -> r.submitTimeAfter(ManualClock.START))
                .invocationJobSummaries())
        .hasSize(2);
  }

  @Test
  void rejectsImpossibleSettings() {
    assertThatIllegalArgumentException().isThrownBy(() -> aws.batch.completeNextPartly(1));
    assertThatIllegalArgumentException().isThrownBy(() -> aws.batch.completeNextPartly(Double.NaN));
    assertThatIllegalArgumentException().isThrownBy(() -> aws.batch.jobQuota(-1, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> aws.batch.jobDuration(Duration.ofDays(366)));
  }
}
