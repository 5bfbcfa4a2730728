package io.github.titanembeddings.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.exception.MalformedReplyException;
import io.github.titanembeddings.job.WaitOptions;
import io.github.titanembeddings.support.bedrock.FakeBedrock;
import io.github.titanembeddings.support.bedrock.FakeBedrock.Response;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.bedrock.model.ModelCustomizationJobStatus;

/** Unreadable responses to calls that succeeded and may be billed. */
class UnreadableResponsesTest {
  private static final int ATTEMPTS = 3;
  private static final String PURCHASE =
      "{\"provisionedModelArn\":\"" + FineTuningSamples.THROUGHPUT_ARN + "\"}";
  private static final String DELETE =
      "DELETE /provisioned-model-throughput/" + FineTuningSamples.THROUGHPUT_ARN;
  private static final Response INVALID_TIME =
      Response.ok(
          FineTuningSamples.job("Completed", "")
              .replace("2026-11-01T10:00:00Z", "2026-11-23 17:00:00"));

  @AutoClose private final FakeBedrock bedrock = new FakeBedrock();
  @AutoClose private final FineTuningClient tuning = FineTuningSamples.client(bedrock);

  /** Responds to each attempt; the AWS SDK retries a body that is no JSON. */
  private FakeBedrock made(String body) {
    return bedrock.then(body.endsWith("}") ? 1 : ATTEMPTS, new Response(201, "", body));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"jobArn\":\"\"}", "<html>", "{\"jobArn\":\"a"})
  void looksUpAJobIfTheResponseHasNoArn(String body) {
    made(body).then(FineTuningSamples.jobIs("InProgress"));

    assertThat(tuning.submit(FineTuningSamples.request().build()))
        .isEqualTo(FineTuningSamples.JOB_ARN);
    assertThat(bedrock.calls()).endsWith("GET /model-customization-jobs/tune");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"provisionedModelArn\":\"\"}", "<html>", "{\"provisio"})
  void reportsACreationIfTheResponseHasNoArn(String body) {
    made(body).then(FineTuningSamples.throughputIs("Creating"));

    ThroughputUncertainException uncertain =
        assertThrows(
            ThroughputUncertainException.class,
            () ->
                tuning
                    .provisionedThroughput()
                    .createTemporaryThroughput(
                        FineTuningSamples.throughput().build(),
                        WaitOptions.defaults(),
                        throughput -> {}));

    assertThat(uncertain.found().orElseThrow().provisionedModelArn())
        .isEqualTo(FineTuningSamples.THROUGHPUT_ARN);
    assertThat(bedrock.calls()).noneMatch(call -> call.startsWith("DELETE"));
  }

  @Test
  void releasesAThroughputWhoseCreationEndsInAnError() {
    LinkageError error = new LinkageError("of the interceptor");
    try (FineTuningClient client =
        FineTuningSamples.builder(bedrock)
            .bedrock(sdk -> sdk.overrideConfiguration(o -> o.addExecutionInterceptor(once(error))))
            .build()) {
      bedrock.then(new Response(201, "", PURCHASE), FineTuningSamples.throughputIs("Creating"));
      bedrock.then(new Response(201, "", PURCHASE), Response.ok("{}"));

      assertThat(assertThrows(LinkageError.class, () -> temporary(client))).isSameAs(error);

      assertThat(error.getSuppressed())
          .singleElement()
          .isInstanceOfSatisfying(
              ThroughputUncertainException.class,
              uncertain -> assertThat(uncertain.isReleased()).isTrue());
      assertThat(bedrock.calls()).endsWith(DELETE);
    }
  }

  private static ExecutionInterceptor once(Error error) {
    AtomicBoolean thrown = new AtomicBoolean();
    return new ExecutionInterceptor() {
      @Override
      public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        if (thrown.compareAndSet(false, true)) {
          throw error;
        }
      }
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "<html>", "{\"status\":"})
  void retriesAnUnreadableState(String body) {
    bedrock.then(Response.ok(body), FineTuningSamples.jobIs("Completed"));

    assertThat(tuning.awaitCompletion("tune", WaitOptions.defaults()).status())
        .isEqualTo(ModelCustomizationJobStatus.COMPLETED);
  }

  @Test
  void anUnreadableTimeDoesNotEndAWait() {
    bedrock.then(4, INVALID_TIME).then(FineTuningSamples.jobIs("Completed"));

    assertThat(tuning.awaitCompletion("tune", WaitOptions.defaults()).status())
        .isEqualTo(ModelCustomizationJobStatus.COMPLETED);
    assertThat(bedrock.ticks.pauses).hasSize(4);
  }

  @Test
  void fiveUnreadableResponsesInARowEndAWait() {
    bedrock.otherwise(INVALID_TIME);

    assertThrows(
        MalformedReplyException.class,
        () -> tuning.awaitCompletion("tune", WaitOptions.defaults()));
    assertThat(bedrock.received()).hasSize(5);
    assertThrows(MalformedReplyException.class, () -> tuning.describe("tune"));
  }

  @Test
  void releasesAThroughputWithAnUnreadableState() {
    bedrock.then(new Response(201, "", PURCHASE));
    bedrock.then(5, INVALID_TIME).then(Response.ok("{}"));

    assertThrows(MalformedReplyException.class, () -> temporary(tuning));

    assertThat(bedrock.calls()).hasSize(7).endsWith(DELETE);
  }

  @Test
  void retriesAReleaseWithAnUnreadableResponse() {
    bedrock.then(
        new Response(200, "", "{}", "x-amz-crc32", "1"),
        Response.error(404, "ResourceNotFoundException"));

    tuning.provisionedThroughput().release(FineTuningSamples.THROUGHPUT_ARN);

    assertThat(bedrock.calls()).containsExactly(DELETE, DELETE);
  }

  @Test
  void refusedConnectionEndsNeitherAWaitNorARelease() {
    bedrock.then(new Response(201, "", PURCHASE), FineTuningSamples.throughputIs("Creating"));
    bedrock.then(FineTuningSamples.throughputIs("InService"), Response.ok("{}"));
    Iterator<Runnable> pauses =
        List.<Runnable>of(bedrock::refuse, bedrock::accept, bedrock::accept).iterator();
    bedrock.ticks.onSleep = pause -> pauses.next().run();

    TemporaryThroughput throughput = temporary();
    bedrock.refuse();
    throughput.close();

    assertThat(pauses).isExhausted();
    assertThat(bedrock.calls()).endsWith(DELETE);
  }

  private TemporaryThroughput temporary() {
    return temporary(tuning);
  }

  private static TemporaryThroughput temporary(FineTuningClient client) {
    return client
        .provisionedThroughput()
        .createTemporaryThroughput(FineTuningSamples.throughput().build(), WaitOptions.defaults());
  }
}
