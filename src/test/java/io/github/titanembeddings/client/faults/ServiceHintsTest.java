package io.github.titanembeddings.client.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.exception.MalformedReplyException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.ServiceException.Kind;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.support.client.ClientMode;
import io.github.titanembeddings.support.client.EitherClient;
import io.github.titanembeddings.testing.StubResponse;
import io.github.titanembeddings.testing.TitanStub;
import io.github.titanembeddings.validation.Violation;
import java.net.URI;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

/** Remedies in the messages of failures. */
class ServiceHintsTest {
  private static final String TITAN = "amazon.titan-embed-image-v1";

  @AutoClose private static final TitanStub STUB = TitanStub.start();

  @BeforeEach
  void reset() {
    STUB.reset();
  }

  private ServiceException refusal(ClientMode mode, StubResponse response) {
    STUB.enqueue(response);
    try (EitherClient titan = mode.client(STUB, c -> c.maxAttempts(1))) {
      return assertThrows(ServiceException.class, () -> titan.embed(r -> r.text("a")));
    }
  }

  @ParameterizedTest
  @EnumSource
  void namesModelAndRegionOfAModelThatIsNotOnDemand(ClientMode mode) {
    ServiceException refusal =
        refusal(
            mode,
            StubResponse.error(
                400,
                "ValidationException",
                "Invocation of model ID " + TITAN + " with on-demand throughput isn’t supported."));

    assertThat(refusal.kind()).isEqualTo(Kind.NOT_FOUND);
    assertThat(refusal)
        .hasMessageStartingWith(
            "NOT_FOUND: model " + TITAN + " is not offered on demand in us-east-1 (HTTP 400")
        .hasMessageContaining("set region(...)")
        .hasMessageContaining("provisioned throughput");
    assertThat(refusal.violations()).extracting(Violation::code).containsExactly("model.unknown");
  }

  @ParameterizedTest
  @EnumSource
  void reportsARejectedAccountAsAccessDenied(ClientMode mode) {
    ServiceException refusal =
        refusal(mode, StubResponse.error(400, "ValidationException", "Operation not allowed"));

    assertThat(refusal.kind()).isEqualTo(Kind.ACCESS_DENIED);
    assertThat(refusal)
        .hasMessageStartingWith(
            "ACCESS_DENIED: this account may not call model "
                + TITAN
                + " in us-east-1 (HTTP 400 ValidationException: Operation not allowed; request id ")
        .hasMessageEndingWith("; request access to the model, or ask AWS Support");
    assertThat(refusal.isRetryable()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void distinguishesABadApiKeyFromMissingPermissions(ClientMode mode) {
    ServiceException refusal =
        refusal(
            mode,
            StubResponse.error(
                403,
                "AccessDeniedException",
                "Invalid API Key format: Must start with pre-defined prefix"));

    assertThat(refusal.kind()).isEqualTo(Kind.ACCESS_DENIED);
    assertThat(refusal.violations()).isEmpty();
    assertThat(refusal)
        .hasMessageContaining("Renew the API key")
        .hasMessageContaining("12 hours")
        .hasMessageContaining("only in the region that made it")
        .hasMessageNotContaining("bedrock:InvokeModel");
  }

  @ParameterizedTest
  @EnumSource
  void namesTheDeniedAction(ClientMode mode) {
    ServiceException refusal =
        refusal(
            mode,
            StubResponse.error(
                403,
                "AccessDeniedException",
                "User: arn:aws:iam::123456789012:user/a is not authorized to perform:"
                    + " bedrock:CallWithBearerToken on resource: x"));

    assertThat(refusal)
        .hasMessageEndingWith(" Allow bedrock:CallWithBearerToken to these credentials.");
  }

  @ParameterizedTest
  @EnumSource
  void namesTheProxyThatMayHaveDeniedAccess(ClientMode mode) {
    ServiceException refusal = refusal(mode, StubResponse.error(403, "", ""));

    assertThat(refusal.kind()).isEqualTo(Kind.ACCESS_DENIED);
    assertThat(refusal)
        .hasMessageContaining("if a proxy or gateway sent it, change its rules")
        .hasMessageEndingWith("otherwise renew or correct the credentials.");
  }

  @ParameterizedTest
  @EnumSource
  void namesAWrongClock(ClientMode mode) {
    ServiceException refusal =
        refusal(
            mode,
            StubResponse.error(
                403,
                "InvalidSignatureException",
                "Signature expired: 20261128T100000Z is now earlier than 20261128T101500Z"));

    assertThat(refusal.kind()).isEqualTo(Kind.ACCESS_DENIED);
    assertThat(refusal).hasMessageContaining(" Check the clock of this machine");
  }

  @ParameterizedTest
  @CsvSource({
    "SYNC, 429, ThrottlingException",
    "ASYNC, 429, ThrottlingException",
    "SYNC, 400, ThrottlingException",
    "SYNC, 400, ValidationException",
    "ASYNC, 200, ''"
  })
  void distinguishesADailyQuotaFromThrottling(ClientMode mode, int status, String type) {
    ServiceException refusal =
        refusal(
            mode,
            StubResponse.error(
                status, type, "Too many tokens per day, please wait before trying again."));

    assertThat(refusal.kind()).isEqualTo(Kind.QUOTA_EXCEEDED);
    assertThat(refusal.isRetryable()).isFalse();
    if (status != 200) {
      assertThat(refusal)
          .hasMessageStartingWith(
              "QUOTA_EXCEEDED: the account's quota per day for model "
                  + TITAN
                  + " in us-east-1 is used up (HTTP "
                  + status);
    }
  }

  @ParameterizedTest
  @EnumSource
  void redirectShowsItsHostOnly(ClientMode mode) {
    ServiceException refusal =
        refusal(
            mode,
            StubResponse.error(302, "", "")
                .header("Location", "https://user:secret@login.example/start?token=secret"));

    assertThat(refusal.kind()).isEqualTo(Kind.OTHER);
    assertThat(refusal)
        .hasMessageStartingWith("OTHER: status 302 from localhost")
        .hasMessageEndingWith(
            " The endpoint redirects to login.example: check endpointOverride(...) and the proxy.")
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @EnumSource
  void namesAProxyThatRequiresCredentials(ClientMode mode) {
    assertThat(refusal(mode, StubResponse.error(407, "", "")))
        .hasMessageContaining("The proxy demands credentials");
  }

  @ParameterizedTest
  @EnumSource
  void namesTheSizeOfABodyTooLargeForAProxy(ClientMode mode) {
    ServiceException refusal = refusal(mode, StubResponse.error(413, "", ""));

    assertThat(refusal.kind()).isEqualTo(Kind.OTHER);
    assertThat(refusal)
        .hasMessageContaining("The request body of 17 bytes exceeds what the endpoint or a proxy")
        .hasMessageContaining("ImageFit.DOWNSCALE");
  }

  @ParameterizedTest
  @EnumSource
  void unknownOperationNamesTheEndpoint(ClientMode mode) {
    ServiceException refusal =
        refusal(mode, StubResponse.error(404, "UnknownOperationException", ""));

    assertThat(refusal.kind()).isEqualTo(Kind.NOT_FOUND);
    assertThat(refusal)
        .hasMessageStartingWith("NOT_FOUND: status 404 UnknownOperationException from localhost")
        .hasMessageContaining("localhost does not offer this operation: check endpointOverride");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<html>\\n<b>busy</b></html>|<html> <b>busy</b></html>",
        "{\"Output\":{\"__type\":\"com.amazon.coral.service#UnknownOperationException\"}}|"
            + "{\"Output\":{\"__type\":\"com.amazon.coral.service#UnknownOperationException\"}}"
      })
  void quotesAReplyWithoutVectorAndItsEndpoint(String body, String quoted) {
    for (ClientMode mode : ClientMode.values()) {
      STUB.enqueue(StubResponse.body(body.replace("\\n", "\n") + " ".repeat(10_000)));
      try (EitherClient titan = mode.client(STUB)) {
        MalformedReplyException failure =
            assertThrows(MalformedReplyException.class, () -> titan.embed(r -> r.text("a")));

        assertThat(failure.getMessage())
            .startsWith("localhost responded \"" + quoted)
            .hasSizeLessThan(400)
            .doesNotContain("\n");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void namesAnUnknownHost(ClientMode mode) {
    try (EitherClient titan =
        mode.client(
            c ->
                c.region(Region.of("us-wst-2"))
                    .credentialsProvider(AnonymousCredentialsProvider.create())
                    .endpointOverride(URI.create("http://bedrock-runtime.us-wst-2.invalid"))
                    .maxAttempts(1))) {
      assertThat(assertThrows(TransportException.class, () -> titan.embed(r -> r.text("a"))))
          .hasMessageContaining("No address for the host")
          .hasMessageContaining("bedrock-runtime.us-wst-2.invalid")
          .hasMessageContaining("check region(...)");
    }
  }

  @Test
  void namesRegionAndEndpointOfACustomClient() {
    try (BedrockRuntimeClient client =
            BedrockRuntimeClient.builder()
                .region(Region.EU_WEST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .endpointOverride(STUB.endpoint())
                .build();
        BedrockRuntimeAsyncClient asyncClient =
            BedrockRuntimeAsyncClient.builder()
                .region(Region.EU_WEST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .endpointOverride(STUB.endpoint())
                .build();
        TitanEmbeddingsClient titan =
            TitanEmbeddingsClient.builder().bedrockRuntimeClient(client).build();
        TitanEmbeddingsAsyncClient async =
            TitanEmbeddingsAsyncClient.builder().bedrockRuntimeClient(asyncClient).build()) {
      for (EitherClient either :
          new EitherClient[] {EitherClient.of(titan), EitherClient.of(async)}) {
        EitherClient unknown = either.withModel(ModelId.of("unknown.model"));
        assertThat(assertThrows(ServiceException.class, () -> unknown.embed(r -> r.text("a"))))
            .hasMessageContaining("model unknown.model is not offered in eu-west-1");
      }
    }
  }
}
