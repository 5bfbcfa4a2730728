package io.github.titanembeddings.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.exception.MalformedReplyException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.support.bedrock.FakeBedrock;
import io.github.titanembeddings.support.bedrock.FakeBedrock.Response;
import io.github.titanembeddings.support.bedrock.ServiceShapes;
import io.github.titanembeddings.validation.Violation;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrock.model.ModelCustomizationJobStatus;

/** Calls, lists, preflight warnings and settings of the client. */
class FineTuningClientTest {
  @AutoClose private final FakeBedrock bedrock = new FakeBedrock();
  @AutoClose private final FineTuningClient tuning = FineTuningSamples.client(bedrock);

  @Test
  void listsJobsLazilyByPage() {
    bedrock.then(page("one", "next"), page("two", null));

    Iterator<FineTuningJob> jobs = tuning.list().iterator();

    assertThat(bedrock.received()).isEmpty();
    assertThat(jobs.next().jobName()).isEqualTo("one");
    assertThat(bedrock.received()).hasSize(1);
    assertThat(bedrock.received().get(0).query())
        .contains("sortBy=CreationTime")
        .contains("sortOrder=Descending");
    FineTuningJob second = jobs.next();
    assertThat(second.outputModelArn()).hasValue(FineTuningSamples.MODEL_ARN);
    assertThat(second.outputDataUri()).isEmpty();
    assertThat(jobs.hasNext()).isFalse();
    assertThat(bedrock.received().get(1).query()).contains("nextToken=next");
  }

  @Test
  void endsAListWhoseTokenRepeats() {
    bedrock.then(3, page("one", "same"));

    assertThrows(MalformedReplyException.class, () -> tuning.list().toList());
  }

  @Test
  void stopsAJob() {
    bedrock.then(Response.ok("{}"));

    tuning.stop(FineTuningSamples.JOB_ARN);

    assertThat(bedrock.calls())
        .containsExactly("POST /model-customization-jobs/" + FineTuningSamples.JOB_ARN + "/stop");
  }

  @Test
  void findsNothingWrongWithAnActiveModelInASupportedRegion() {
    bedrock.then(model("ACTIVE", ""));

    assertThat(tuning.preflight(FineTuningSamples.request().build())).isEmpty();
    assertThat(bedrock.calls())
        .containsExactly("GET /foundation-models/" + FineTuningRequest.BASE_MODEL);
  }

  @Test
  void warnsOfRegionLifecycleAndData() {
    FineTuningRequest same =
        FineTuningSamples.request().validationDataUri("s3://data/train.jsonl").build();
    bedrock.then(model("LEGACY", ",\"endOfLifeTime\":\"2027-03-01T00:00:00Z\""));
    try (FineTuningClient ireland =
        FineTuningSamples.builder(bedrock).region(Region.EU_WEST_1).build()) {
      List<Violation> warnings = ireland.preflight(same);

      assertThat(warnings)
          .extracting(Violation::code)
          .containsExactly("region.no-fine-tuning", "validation.same-as-training", "model.legacy");
      assertThat(warnings)
          .allMatch(warning -> warning.severity() == Violation.Severity.WARNING)
          .anyMatch(warning -> warning.actual().contains("until 2027-03-01"));
    }
  }

  @Test
  void warnsOfFailedChecks() {
    FineTuningRequest request = FineTuningSamples.request().build();
    bedrock.then(
        Response.error(403, "AccessDeniedException"),
        Response.error(404, "ResourceNotFoundException"),
        Response.ok(
            "{\"modelDetails\":{\"modelArn\":\"a\",\"modelId\":\"b\","
                + "\"customizationsSupported\":[\"DISTILLATION\"]}}"),
        Response.ok("{}"));

    assertThat(codes(request)).containsExactly("model.not-checked");
    assertThat(codes(request)).containsExactly("model.not-offered");
    assertThat(codes(request)).containsExactly("model.no-fine-tuning");
    assertThat(codes(request)).isEmpty();
  }

  @Test
  void requestsDetailsOfFoundationModelsOnly() {
    bedrock.otherwise(model("LEGACY", ""));
    String foundation = "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-image-v1:0";

    for (String base :
        List.of(FineTuningRequest.BASE_MODEL, foundation, FineTuningSamples.MODEL_ARN)) {
      assertThat(codes(FineTuningSamples.request().baseModelIdentifier(base).build()))
          .containsExactly("model.legacy");
      assertThat(codes(FineTuningSamples.throughput().modelId(base).build()))
          .containsExactly("model.legacy");
    }
    assertThat(bedrock.calls())
        .hasSize(6)
        .allSatisfy(
            call ->
                assertThat(
                        ServiceShapes.accepts(
                            "GetFoundationModelIdentifier",
                            call.substring("GET /foundation-models/".length())))
                    .isTrue());
    String imported = "arn:aws:bedrock:us-east-1:123456789012:custom-model/imported/abcdef123456";
    assertThat(codes(FineTuningSamples.throughput().modelId(imported).build())).isEmpty();
    assertThat(bedrock.received()).as("no call for an imported model").hasSize(6);
  }

  @Test
  void warnsOfARegionWithoutThroughput() {
    bedrock.otherwise(model("ACTIVE", ""));
    try (FineTuningClient tokyo =
        FineTuningSamples.builder(bedrock).region(Region.AP_NORTHEAST_1).build()) {
      assertThat(tokyo.provisionedThroughput().preflight(FineTuningSamples.throughput().build()))
          .extracting(Violation::code)
          .containsExactly("region.no-throughput");
    }
    assertThat(codes(FineTuningSamples.throughput().build())).isEmpty();
  }

  private List<String> codes(ProvisionedThroughputRequest request) {
    return tuning.provisionedThroughput().preflight(request).stream().map(Violation::code).toList();
  }

  private List<String> codes(FineTuningRequest request) {
    return tuning.preflight(request).stream().map(Violation::code).toList();
  }

  @Test
  void leavesAPassedInClientOpenAndRejectsSettingsBesideIt() {
    try (BedrockClient client =
        BedrockClient.builder()
            .region(Region.US_EAST_1)
            .credentialsProvider(AnonymousCredentialsProvider.create())
            .endpointOverride(bedrock.endpoint())
            .build()) {
      bedrock.then(2, FineTuningSamples.jobIs("Completed"));
      for (int i = 0; i < 2; i++) {
        try (FineTuningClient over = FineTuningClient.builder().bedrockClient(client).build()) {
          assertThat(over.describe("tune").status())
              .isEqualTo(ModelCustomizationJobStatus.COMPLETED);
        }
      }
      FineTuningClient.Builder both =
          FineTuningClient.builder().bedrockClient(client).maxAttempts(1);
      assertThatIllegalStateException().isThrownBy(both::build);
    }
  }

  @Test
  void aClosedClientRejectsCalls() {
    tuning.close();

    assertThatIllegalStateException()
        .isThrownBy(() -> tuning.describe("tune"))
        .withMessage("the client is closed");
  }

  @Test
  void interruptionEndsACallImmediately() {
    Thread caller = Thread.currentThread();
    CompletableFuture<Boolean> left = new CompletableFuture<>();
    bedrock.onRequest(
        request -> {
          caller.interrupt();
          left.join();
        });

    TransportException failure =
        assertThrows(TransportException.class, () -> tuning.describe("tune"));

    left.complete(true);
    assertThat(failure.kind()).isEqualTo(TransportException.Kind.INTERRUPTED);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(bedrock.received()).hasSize(1);
  }

  private static Response page(String name, @Nullable String next) {
    return Response.ok(
        """
        {"modelCustomizationJobSummaries":[{"jobArn":"%s","baseModelArn":"b","jobName":"%s",
          "status":"InProgress","creationTime":"2026-11-01T10:00:00Z","customModelArn":"%s",
          "customModelName":"shoes"}]%s}"""
            .formatted(
                FineTuningSamples.JOB_ARN,
                name,
                FineTuningSamples.MODEL_ARN,
                next == null ? "" : ",\"nextToken\":\"" + next + "\""));
  }

  private static Response model(String status, String more) {
    return Response.ok(
        """
        {"modelDetails":{"modelArn":"a","modelId":"b","customizationsSupported":["FINE_TUNING"],
         "modelLifecycle":{"status":"%s"%s}}}"""
            .formatted(status, more));
  }
}
