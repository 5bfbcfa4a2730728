package io.github.titanembeddings.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.ServiceException.Kind;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.exception.WaitTimeoutException;
import io.github.titanembeddings.job.WaitOptions;
import io.github.titanembeddings.support.batch.BatchSamples;
import io.github.titanembeddings.support.bedrock.FakeBedrock;
import io.github.titanembeddings.support.bedrock.FakeBedrock.Received;
import io.github.titanembeddings.support.bedrock.FakeBedrock.Response;
import io.github.titanembeddings.support.client.ClientMode;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A request makes at most one job, whatever happens to its response, and waits for a slot. */
class BatchSubmitTest {
  private static final String LIST = "GET /model-invocation-jobs";
  private static final String CREATE = "POST /model-invocation-job";

  @AutoClose private final FakeBedrock bedrock = new FakeBedrock();
  private final BatchInferenceRequest request = BatchSamples.request().build();

  private void with(ClientMode mode, Consumer<EitherBatchClient> body) {
    try (EitherBatchClient batch = EitherBatchClient.of(mode, bedrock)) {
      body.accept(batch);
    }
  }

  private static Response of(int status, String body) {
    return new Response(status, "", body);
  }

  /** A way in which the response to a successful request is lost. */
  @SuppressWarnings("ImmutableEnumChecker") // the responses are constants
  enum Loss {
    DROPPED(3, Response.lost()),
    SERVER_ERROR(3, Response.error(500, "InternalServerException")),
    GATEWAY_TIMEOUT(3, of(504, "<html>")),
    EMPTY(1, of(200, "")),
    NULL(1, of(200, "null")),
    NO_ARN(1, of(200, "{\"jobArn\":5}")),
    HTML(3, of(200, "<html>")),
    CUT(3, of(200, "{\"jobArn\":\"arn:aw")),
    DROPPED_THEN_THROTTLED(2, Response.error(429, "ThrottlingException")),
    DROPPED_THEN_REFUSED(1, Response.error(403, "ExpiredTokenException")),
    DROPPED_THEN_OVER_QUOTA(1, Response.error(400, "ServiceQuotaExceededException"));

    private final int times;
    private final Response response;

    Loss(int times, Response response) {
      this.times = times;
      this.response = response;
    }

    void prepare(FakeBedrock bedrock) {
      if (name().startsWith("DROPPED_THEN")) {
        bedrock.then(Response.lost());
      }
      bedrock.then(times, response);
    }
  }

  @ParameterizedTest
  @EnumSource
  void looksUpTheJobOfALostResponse(Loss loss) {
    for (ClientMode mode : ClientMode.values()) {
      bedrock.received().clear();
      loss.prepare(bedrock);
      bedrock.then(
          BatchSamples.page(
              "more", BatchSamples.job("Failed", ",\"clientRequestToken\":\"other\"")),
          BatchSamples.list(BatchSamples.job("Submitted", BatchSamples.tokenOf(request))));

      with(mode, batch -> assertThat(batch.submit(request)).isEqualTo(BatchSamples.ARN));

      assertThat(bedrock.calls()).endsWith(LIST, LIST);
      assertThat(bedrock.received().get(bedrock.received().size() - 2).query())
          .contains("nameContains=catalog", "sortOrder=Descending");
      assertThat(bodies()).allMatch(body -> body.contains(request.clientRequestToken()));
    }
  }

  private List<String> bodies() {
    return bedrock.received().stream()
        .filter(received -> received.method().equals("POST"))
        .map(Received::body)
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void failsWithTheLossIfThereIsNoJob(Loss loss) {
    for (ClientMode mode : ClientMode.values()) {
      loss.prepare(bedrock);
      bedrock.then(BatchSamples.list());

      with(mode, batch -> assertThrows(TitanException.class, () -> batch.submit(request)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void doesNotSearchForAJobAfterARejection(ClientMode mode) {
    bedrock.then(Response.error(403, "AccessDeniedException"));

    with(
        mode,
        batch -> {
          ServiceException refusal =
              assertThrows(ServiceException.class, () -> batch.submit(request));
          assertThat(refusal.kind()).isEqualTo(Kind.ACCESS_DENIED);
          assertThat(refusal).hasMessageContaining("Allow bedrock:CreateModelInvocationJob");
        });
    assertThat(bedrock.calls()).containsExactly(CREATE);
  }

  @ParameterizedTest
  @EnumSource
  void nameConflictReturnsOnlyTheJobOfTheSameRequest(ClientMode mode) {
    Response conflict = Response.error(400, "ConflictException");
    bedrock.then(
        conflict, BatchSamples.list(BatchSamples.job("Completed", BatchSamples.tokenOf(request))));

    with(
        mode,
        batch -> {
          assertThat(batch.submit(request)).isEqualTo(BatchSamples.ARN);
          String other = BatchSamples.job("Stopped", ",\"clientRequestToken\":\"other\"");
          bedrock.then(conflict, BatchSamples.list(other));
          ServiceException refusal =
              assertThrows(ServiceException.class, () -> batch.submit(request));
          assertThat(refusal.kind()).isEqualTo(Kind.CONFLICT);
          assertThat(refusal)
              .hasMessageContaining("another job of this name, Stopped: choose another jobName");
        });
  }

  @ParameterizedTest
  @CsvSource({
    "s3://shop/in/, s3://shop/out/, amazon.titan-embed-image-v1, true",
    "s3://shop/other/, s3://shop/out/, amazon.titan-embed-image-v1, false",
    "s3://shop/in/, s3://shop/other/, amazon.titan-embed-image-v1, false",
    "s3://shop/in/, s3://shop/out/, amazon.titan-embed-image-v1:0, false",
  })
  void comparesValuesIfTheServiceReportsNoToken(
      String input, String output, String model, boolean same) {
    BatchInferenceRequest wanted =
        BatchSamples.request().inputUri(input).outputUri(output).modelId(model).build();
    for (ClientMode mode : ClientMode.values()) {
      bedrock.then(BatchSamples.list(BatchSamples.job("Submitted", "")));

      with(mode, batch -> assertThat(batch.find(wanted).isPresent()).isEqualTo(same));
    }
  }

  @ParameterizedTest
  @EnumSource
  void findsTheJobOfARequest(ClientMode mode) {
    String longer =
        BatchSamples.job("Submitted", BatchSamples.tokenOf(request))
            .replace("\"catalog\"", "\"catalog-2\"");
    bedrock.then(
        BatchSamples.list(longer),
        BatchSamples.list(longer, BatchSamples.job("Validating", BatchSamples.tokenOf(request))));

    with(
        mode,
        batch -> {
          assertThat(batch.find(request)).isEmpty();
          assertThat(batch.find(request).orElseThrow().statusAsString()).isEqualTo("Validating");
        });
  }

  @ParameterizedTest
  @EnumSource
  void quotaRejectionEndsASubmissionThatDoesNotWait(ClientMode mode) {
    bedrock.then(Response.error(400, "ServiceQuotaExceededException"));

    with(
        mode,
        batch ->
            assertThat(assertThrows(ServiceException.class, () -> batch.submit(request)).kind())
                .isEqualTo(Kind.QUOTA_EXCEEDED));
  }

  @ParameterizedTest
  @EnumSource
  void waitsForAFreeSlot(ClientMode mode) {
    bedrock
        .then(2, Response.error(400, "ServiceQuotaExceededException"))
        .then(3, Response.error(429, "ThrottlingException"))
        .then(BatchSamples.CREATED);

    with(
        mode,
        batch ->
            assertThat(batch.submit(request, WaitOptions.defaults())).isEqualTo(BatchSamples.ARN));
    assertThat(bedrock.ticks.pauses)
        .containsExactly(Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(30));
    assertThat(bodies()).hasSize(6);
  }

  @ParameterizedTest
  @EnumSource
  void givesUpWaitingAtTheTimeout(ClientMode mode) {
    bedrock.otherwise(Response.error(400, "ServiceQuotaExceededException"));
    WaitOptions options = WaitOptions.defaults().withTimeout(Duration.ofSeconds(75));

    with(
        mode,
        batch -> {
          WaitTimeoutException timeout =
              assertThrows(WaitTimeoutException.class, () -> batch.submit(request, options));
          assertThat(timeout)
              .hasMessageContaining("free slot for job catalog after PT1M15S: QUOTA_EXCEEDED");
          assertThat(timeout.getSuppressed()).hasSize(1);
          assertThat(timeout.isRetryable()).isTrue();
        });
    assertThat(bedrock.received()).hasSize(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          400 | ValidationException | Your account is not authorized to perform this action. Please create a support case | ACCESS_DENIED
          400 | ValidationException | The role cannot be assumed | REJECTED
          403 | AccessDeniedException | User is not authorized to perform: iam:PassRole | ACCESS_DENIED
          404 | ResourceNotFoundException | no such model | NOT_FOUND
          """)
  void permanentRejectionEndsTheWait(int status, String type, String text, Kind kind) {
    for (ClientMode mode : ClientMode.values()) {
      bedrock.then(new Response(status, type, "{\"message\":\"" + text + "\"}"));

      with(
          mode,
          batch ->
              assertThat(
                      assertThrows(
                              ServiceException.class,
                              () -> batch.submit(request, WaitOptions.defaults()))
                          .kind())
                  .isEqualTo(kind));
    }
    assertThat(bedrock.ticks.pauses).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void rejectsACustomModelOfAnotherRegionBeforeSending(ClientMode mode) {
    String model = BatchSamples.CUSTOM_MODEL.replace("us-east-1", "us-west-2");

    with(
        mode,
        batch -> {
          InvalidRequestException refusal =
              assertThrows(
                  InvalidRequestException.class,
                  () -> batch.submit(BatchSamples.request().modelId(model).build()));
          assertThat(refusal).hasMessageContaining("us-east-1, the region of this client");
        });
    assertThat(bedrock.received()).isEmpty();
  }
}
