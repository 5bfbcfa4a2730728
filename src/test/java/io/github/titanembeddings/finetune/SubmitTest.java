package io.github.titanembeddings.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.support.bedrock.FakeBedrock;
import io.github.titanembeddings.support.bedrock.FakeBedrock.Response;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A request creates one job despite lost responses. */
class SubmitTest {
  private static final Response CREATED =
      new Response(201, "", "{\"jobArn\":\"" + FineTuningSamples.JOB_ARN + "\"}");
  private static final Response CONFLICT = Response.error(400, "ConflictException");
  private static final FineTuningRequest REQUEST = FineTuningSamples.request().build();

  @AutoClose private final FakeBedrock bedrock = new FakeBedrock();
  @AutoClose private final FineTuningClient tuning = FineTuningSamples.client(bedrock);

  @Test
  void retriesALostResponseUnderTheSameToken() {
    bedrock.then(Response.lost(), CREATED);

    assertThat(tuning.submit(REQUEST)).isEqualTo(FineTuningSamples.JOB_ARN);

    assertThat(bedrock.received()).hasSize(2);
    assertThat(bedrock.received())
        .allSatisfy(
            call ->
                assertThat(call.body())
                    .contains("\"clientRequestToken\":\"" + REQUEST.clientRequestToken() + "\""));
  }

  @Test
  void looksUpTheJobIfEveryResponseIsLost() {
    bedrock.then(3, Response.lost()).then(jobWithToken(REQUEST.clientRequestToken()));

    assertThat(tuning.submit(REQUEST)).isEqualTo(FineTuningSamples.JOB_ARN);
    assertThat(bedrock.calls()).endsWith("GET /model-customization-jobs/tune");
  }

  @Test
  void reportsTheLossIfTheJobIsMissing() {
    bedrock.then(3, Response.lost()).then(Response.error(404, "ResourceNotFoundException"));

    TransportException lost = assertThrows(TransportException.class, () -> tuning.submit(REQUEST));

    assertThat(lost.isRetryable()).isTrue();
    assertThat(lost.getSuppressed()).hasSize(1);
  }

  @Test
  void returnsTheExistingJobOfTheSameRequest() {
    bedrock.then(CONFLICT, jobWithToken(REQUEST.clientRequestToken()));
    assertThat(tuning.submit(REQUEST)).isEqualTo(FineTuningSamples.JOB_ARN);

    bedrock.then(CONFLICT, FineTuningSamples.jobIs("InProgress"));
    assertThat(tuning.submit(REQUEST))
        .as("identified by its values")
        .isEqualTo(FineTuningSamples.JOB_ARN);

    bedrock
        .then(3, Response.error(500, "InternalServerException"))
        .then(jobWithToken(REQUEST.clientRequestToken()));
    assertThat(tuning.submit(REQUEST)).isEqualTo(FineTuningSamples.JOB_ARN);
  }

  @Test
  void reportsAConflictWithAnotherRequest() {
    bedrock.then(CONFLICT, jobWithToken("another"));
    assertThat(refusal(REQUEST).kind()).isEqualTo(ServiceException.Kind.CONFLICT);

    bedrock.then(CONFLICT, FineTuningSamples.jobIs("Completed"));
    ServiceException refusal =
        refusal(REQUEST.toBuilder().trainingDataUri("s3://data/other.jsonl").build());
    assertThat(refusal)
        .hasMessageContaining("another job of this name, Completed: choose another jobName");
    assertThat(refusal.statusCode()).isEqualTo(400);

    bedrock.then(CONFLICT, FineTuningSamples.jobIs("Completed"));
    HyperParameters other = HyperParameters.builder().learningRate(0.0001).build();
    assertThat(refusal(REQUEST.toBuilder().hyperParameters(other).build()).kind())
        .isEqualTo(ServiceException.Kind.CONFLICT);
    assertThat(refusal.isRetryable()).isFalse();
  }

  @Test
  void parsesNoEndlessHyperparameter() {
    Response job = FineTuningSamples.jobIs("InProgress");
    String digits = job.body().replace("\"576\"", "\"" + "5".repeat(5_000_000) + "\"");
    bedrock.then(CONFLICT, Response.ok(digits));

    assertThat(refusal(REQUEST).kind()).isEqualTo(ServiceException.Kind.CONFLICT);
  }

  @Test
  void doesNotSearchForAJobAfterARejection() {
    bedrock.then(Response.error(400, "ServiceQuotaExceededException"));
    assertThat(refusal(REQUEST).kind()).isEqualTo(ServiceException.Kind.QUOTA_EXCEEDED);
    bedrock.then(Response.error(403, "AccessDeniedException"));
    assertThat(refusal(REQUEST))
        .hasMessageContaining("Allow bedrock:CreateModelCustomizationJob to these credentials.");
    assertThat(bedrock.received()).hasSize(2);
  }

  @Test
  void derivesTheTokenFromTheValues() {
    assertThat(REQUEST.clientRequestToken())
        .isEqualTo(FineTuningSamples.request().build().clientRequestToken())
        .isEqualTo(REQUEST.toBuilder().build().clientRequestToken())
        .matches("[0-9a-f]{64}");
    assertThat(FineTuningSamples.request().jobTags(Map.of("a", "b")).build().clientRequestToken())
        .isNotEqualTo(REQUEST.clientRequestToken())
        .isNotEqualTo(
            FineTuningSamples.request()
                .customModelTags(Map.of("a", "b"))
                .build()
                .clientRequestToken());
    assertThat(
            REQUEST.toBuilder()
                .hyperParameters(HyperParameters.builder().epochCount(3).build())
                .build()
                .clientRequestToken())
        .isNotEqualTo(REQUEST.clientRequestToken());
    assertThat(REQUEST.toBuilder().withoutValidation().build().clientRequestToken())
        .isNotEqualTo(REQUEST.clientRequestToken());
    FineTuningRequest mine = FineTuningSamples.request().clientRequestToken("mine").build();
    assertThat(mine.toBuilder().jobName("other").build().clientRequestToken()).isEqualTo("mine");
  }

  private ServiceException refusal(FineTuningRequest request) {
    return assertThrows(ServiceException.class, () -> tuning.submit(request));
  }

  private static Response jobWithToken(String token) {
    return Response.ok(
        FineTuningSamples.job("InProgress", ",\"clientRequestToken\":\"" + token + "\""));
  }
}
