package io.github.titanembeddings.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.exception.MalformedReplyException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.job.WaitOptions;
import io.github.titanembeddings.support.bedrock.FakeBedrock;
import io.github.titanembeddings.support.bedrock.FakeBedrock.Received;
import io.github.titanembeddings.support.bedrock.FakeBedrock.Response;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrock.model.CreateModelCustomizationJobResponse;
import software.amazon.awssdk.services.bedrock.model.CreateProvisionedModelThroughputResponse;

/** Looks up, reports and releases jobs and throughput whose responses were lost or unreadable. */
class LostResponsesTest {
  private static final Pattern TOKEN = Pattern.compile("\"clientRequestToken\":\"([^\"]+)\"");
  private static final String THROUGHPUT =
      "{\"provisionedModelArn\":\"" + FineTuningSamples.THROUGHPUT_ARN + "\"}";
  private static final String JOB = "{\"jobArn\":\"" + FineTuningSamples.JOB_ARN + "\"}";
  private static final Response CREATED = new Response(201, "", THROUGHPUT);
  private static final Response GONE = Response.error(404, "ResourceNotFoundException");
  private static final String DELETE =
      "DELETE /provisioned-model-throughput/" + FineTuningSamples.THROUGHPUT_ARN;

  private final FakeBedrock bedrock = new FakeBedrock();
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable closeable : opened) {
      closeable.close();
    }
    bedrock.close();
  }

  /** A way in which the response to a successful call is lost. */
  @SuppressWarnings("ImmutableEnumChecker") // the functions are constants
  enum Loss {
    NULL(good -> new Response(201, "", "null")),
    EMPTY(good -> new Response(201, "", "")),
    EMPTY_OBJECT(good -> new Response(201, "", "{}")),
    NULL_MEMBER(good -> new Response(201, "", good.replaceAll(":\".*\"", ":null"))),
    NO_ARN(good -> new Response(201, "", good.replaceAll(":\".*\"", ":5"))),
    HTML(good -> new Response(201, "", "<html>")),
    CUT(good -> new Response(201, "", good.substring(0, good.length() / 2))),
    WRONG_CHECKSUM(good -> new Response(201, "", good, "x-amz-crc32", "1")),
    ANOTHER_STATUS(good -> new Response(302, "", "")) {
      @Override
      void prepare(FakeBedrock bedrock, String good) {
        bedrock.then(Response.lost(), response(good));
      }
    },
    DROPPED(good -> Response.lost()),
    SERVER_ERROR(good -> Response.error(500, "InternalServerException")),
    GATEWAY_TIMEOUT(good -> Response.error(504, "")),
    DROPPED_THEN_THROTTLED(good -> Response.error(429, "ThrottlingException")) {
      @Override
      void prepare(FakeBedrock bedrock, String good) {
        bedrock.then(Response.lost()).then(2, response(good));
      }
    },
    DROPPED_THEN_REFUSED(good -> Response.error(403, "ExpiredTokenException")) {
      @Override
      void prepare(FakeBedrock bedrock, String good) {
        bedrock.then(Response.lost(), response(good));
      }
    },
    INTERCEPTOR(good -> new Response(201, "", good)),
    INTERCEPTOR_IO(good -> new Response(201, "", good)),
    NO_CONNECTION(good -> Response.lost()) {
      @Override
      void prepare(FakeBedrock bedrock, String good) {
        bedrock.then(Response.lost());
        bedrock.onRequest(
            request -> {
              bedrock.onRequest(other -> {});
              bedrock.refuse();
            });
      }
    };

    private final Function<String, Response> response;

    Loss(Function<String, Response> response) {
      this.response = response;
    }

    final Response response(String good) {
      return response.apply(good);
    }

    void prepare(FakeBedrock bedrock, String good) {
      boolean retried =
          Set.of("HTML", "CUT", "DROPPED", "SERVER_ERROR", "GATEWAY_TIMEOUT").contains(name());
      bedrock.then(retried ? 3 : 1, response(good));
    }
  }

  /** Spoils the response of a first call, and lets a server that refuses accept again. */
  private final class Spoiler implements ExecutionInterceptor {
    private final Loss loss;
    private boolean spoiled;

    private Spoiler(Loss loss) {
      this.loss = loss;
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
      SdkResponse response = context.response();
      boolean created =
          response instanceof CreateProvisionedModelThroughputResponse
              || response instanceof CreateModelCustomizationJobResponse;
      if (created && !spoiled && (loss == Loss.INTERCEPTOR || loss == Loss.INTERCEPTOR_IO)) {
        spoiled = true;
        throw loss == Loss.INTERCEPTOR
            ? new IllegalStateException("of the interceptor")
            : new UncheckedIOException(new ConnectException("of the interceptor"));
      }
    }

    @Override
    public void onExecutionFailure(
        Context.FailedExecution context, ExecutionAttributes attributes) {
      if (loss == Loss.NO_CONNECTION && !spoiled) {
        spoiled = true;
        bedrock.accept();
      }
    }
  }

  private enum Owner {
    LIBRARY,
    CALLER
  }

  private FineTuningClient client(Loss loss, Owner owner) {
    RetryStrategy retries =
        AwsRetryStrategy.standardRetryStrategy().toBuilder()
            .backoffStrategy(BackoffStrategy.retryImmediately())
            .throttlingBackoffStrategy(BackoffStrategy.retryImmediately())
            .maxAttempts(3)
            .build();
    Spoiler spoiler = new Spoiler(loss);
    FineTuningClient.Builder builder = FineTuningSamples.builder(bedrock);
    if (owner == Owner.CALLER) {
      BedrockClient client =
          BedrockClient.builder()
              .region(Region.US_EAST_1)
              .credentialsProvider(AnonymousCredentialsProvider.create())
              .endpointOverride(bedrock.endpoint())
              .overrideConfiguration(o -> o.retryStrategy(retries).addExecutionInterceptor(spoiler))
              .build();
      opened.add(client);
      builder = FineTuningClient.builder().bedrockClient(client).timing(bedrock.ticks);
    } else {
      builder.bedrock(
          sdk ->
              sdk.overrideConfiguration(
                  o -> o.retryStrategy(retries).addExecutionInterceptor(spoiler)));
    }
    FineTuningClient client = builder.build();
    opened.add(client);
    return client;
  }

  private void eachOwner(Loss loss, Consumer<FineTuningClient> body) {
    for (Owner owner : Owner.values()) {
      bedrock.received().clear();
      body.accept(client(loss, owner));
    }
  }

  @ParameterizedTest
  @EnumSource
  void reportsACreationThatIsFoundByItsName(Loss loss) {
    eachOwner(
        loss,
        tuning -> {
          loss.prepare(bedrock, THROUGHPUT);
          bedrock.then(FineTuningSamples.throughputIs("Creating"));

          ThroughputUncertainException uncertain =
              assertThrows(
                  ThroughputUncertainException.class,
                  () ->
                      tuning
                          .provisionedThroughput()
                          .create(FineTuningSamples.throughput().build()));

          assertThat(uncertain)
              .hasMessageContaining("no readable response to creating shoes (2 model units of ")
              .hasMessageContaining(FineTuningSamples.THROUGHPUT_ARN)
              .hasMessageContaining("it is billed by the hour: use it, or release it");
          assertThat(uncertain.found()).isPresent();
          assertThat(uncertain.isReleased()).isFalse();
          assertThat(bedrock.calls())
              .endsWith("GET /provisioned-model-throughput/shoes")
              .noneMatch(call -> call.startsWith("DELETE"));
        });
  }

  @ParameterizedTest
  @EnumSource
  void releasesATemporaryThroughputIdentifiedByItsToken(Loss loss) {
    eachOwner(
        loss,
        tuning -> {
          loss.prepare(bedrock, THROUGHPUT);
          bedrock.then(FineTuningSamples.throughputIs("Creating"), CREATED, Response.ok("{}"));

          ThroughputUncertainException failure =
              assertThrows(ThroughputUncertainException.class, () -> temporary(tuning));

          assertThat(failure)
              .hasMessageContaining(
                  "it had created " + FineTuningSamples.THROUGHPUT_ARN + ", which was released");
          assertThat(failure.isReleased()).isTrue();
          assertThat(failure.isRetryable()).isFalse();
          assertThat(bedrock.calls()).endsWith(DELETE);
          assertThat(tokens()).as("all requests under one token").hasSize(1);
        });
  }

  private List<String> tokens() {
    return bedrock.received().stream()
        .map(Received::body)
        .flatMap(body -> TOKEN.matcher(body).results())
        .map(found -> found.group(1))
        .distinct()
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void looksUpAJob(Loss loss) {
    eachOwner(
        loss,
        tuning -> {
          loss.prepare(bedrock, JOB);
          bedrock.then(FineTuningSamples.jobIs("InProgress"));

          assertThat(tuning.submit(FineTuningSamples.request().build()))
              .isEqualTo(FineTuningSamples.JOB_ARN);
          assertThat(bedrock.calls()).endsWith("GET /model-customization-jobs/tune");
        });
  }

  @Test
  void reportsACreationThatIsNotFoundAsPossiblyBilled() {
    FineTuningClient tuning = client(Loss.NULL, Owner.LIBRARY);
    bedrock.then(new Response(201, "", "null"), GONE);

    ThroughputUncertainException uncertain =
        assertThrows(ThroughputUncertainException.class, () -> temporary(tuning));

    assertThat(uncertain)
        .hasMessageContaining("no throughput of that name was found; it may exist and be billed")
        .hasMessageContaining("check for that name again")
        .hasCauseInstanceOf(MalformedReplyException.class);
    assertThat(Objects.requireNonNull(uncertain.getCause()).getSuppressed()).hasSize(1);
    assertThat(bedrock.received()).as("creates nothing again").hasSize(2);
  }

  @Test
  void keepsAThroughputOfSomeoneElse() {
    FineTuningClient tuning = client(Loss.NULL, Owner.LIBRARY);
    Response another = FineTuningSamples.throughputIs("InService", "another", "another");
    bedrock.then(new Response(201, "", "null"), another);
    assertThat(
            assertThrows(ThroughputUncertainException.class, () -> temporary(tuning)).isReleased())
        .isFalse();
    assertThat(bedrock.received()).as("creates nothing again").hasSize(2);

    bedrock.then(
        new Response(201, "", "null"),
        FineTuningSamples.throughputIs("InService"),
        Response.error(400, "ConflictException"));
    assertThat(assertThrows(ThroughputUncertainException.class, () -> temporary(tuning)).found())
        .isPresent();
    assertThat(bedrock.calls()).noneMatch(call -> call.startsWith("DELETE"));
  }

  @Test
  void reportsAThroughputThatCannotBeReleased() {
    FineTuningClient tuning = client(Loss.NULL, Owner.LIBRARY);
    bedrock.then(
        new Response(201, "", "null"),
        FineTuningSamples.throughputIs("Creating"),
        CREATED,
        Response.error(403, "AccessDeniedException"));

    ThroughputUncertainException uncertain =
        assertThrows(ThroughputUncertainException.class, () -> temporary(tuning));

    assertThat(uncertain.isReleased()).isFalse();
    assertThat(uncertain).hasMessageContaining("it is billed by the hour");
    assertThat(Objects.requireNonNull(uncertain.getCause()).getSuppressed())
        .hasOnlyElementsOfType(ThroughputNotReleasedException.class);
  }

  @Test
  void defersAnInterruptionUntilTheRelease() {
    FineTuningClient tuning = client(Loss.DROPPED, Owner.LIBRARY);
    Thread caller = Thread.currentThread();
    bedrock.onRequest(
        request -> {
          bedrock.onRequest(other -> {});
          caller.interrupt();
        });
    bedrock.then(
        Response.lost(), FineTuningSamples.throughputIs("Creating"), CREATED, Response.ok("{}"));

    ThroughputUncertainException failure =
        assertThrows(ThroughputUncertainException.class, () -> temporary(tuning));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(failure.isReleased()).isTrue();
    assertThat(bedrock.calls()).endsWith(DELETE);
  }

  @Test
  void doesNotLookUpARejectionWithoutAnEarlierAttempt() {
    FineTuningClient tuning = client(Loss.DROPPED, Owner.LIBRARY);
    bedrock.then(3, Response.error(429, "ThrottlingException"));
    assertThat(assertThrows(ServiceException.class, () -> temporary(tuning)).kind())
        .isEqualTo(ServiceException.Kind.THROTTLED);
    bedrock.then(Response.error(400, "ServiceQuotaExceededException"));
    assertThrows(ServiceException.class, () -> temporary(tuning));
    assertThat(bedrock.calls()).noneMatch(call -> call.startsWith("GET"));
  }

  @Test
  void doesNotLookUpARequestThatWasNeverSent() {
    FineTuningClient tuning = client(Loss.DROPPED, Owner.LIBRARY);
    bedrock.refuse();

    TitanException failure = assertThrows(TitanException.class, () -> temporary(tuning));

    assertThat(failure).isInstanceOf(TransportException.class);
    assertThat(((TransportException) failure).kind()).isEqualTo(TransportException.Kind.NOT_SENT);
    assertThat(failure.getSuppressed()).isEmpty();
  }

  private static TemporaryThroughput temporary(FineTuningClient tuning) {
    return tuning
        .provisionedThroughput()
        .createTemporaryThroughput(FineTuningSamples.throughput().build(), WaitOptions.defaults());
  }
}
