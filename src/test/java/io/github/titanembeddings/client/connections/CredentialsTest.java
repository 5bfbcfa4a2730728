package io.github.titanembeddings.client.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.ClientBuilder;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.support.client.ClientMode;
import io.github.titanembeddings.support.client.EitherClient;
import io.github.titanembeddings.testing.TitanStub;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;

/** Credentials of calls when the environment has a Bedrock API key. */
@Isolated("it changes the system's settings")
class CredentialsTest {
  private static final List<EitherClient> OPEN = new ArrayList<>();

  private final TitanStub stub = TitanStub.start();

  private static EitherClient open(EitherClient client) {
    OPEN.add(client);
    return client;
  }

  /** Connects a client whose credentials are those of the environment by default. */
  private EitherClient connect(ClientMode mode, Consumer<ClientBuilder<?>> settings) {
    return open(
        mode.client(
            c -> {
              c.region(Region.US_EAST_1).endpointOverride(stub.endpoint());
              settings.accept(c);
            }));
  }

  /** Closes all clients at once, since each asynchronous one waits two seconds for its threads. */
  @AfterAll
  static void closeClients() {
    ExecutorService threads = Executors.newCachedThreadPool();
    OPEN.stream()
        .map(client -> CompletableFuture.runAsync(client::close, threads))
        .toList()
        .forEach(CompletableFuture::join);
    threads.shutdown();
  }

  @BeforeEach
  void holdAKey() {
    System.setProperty("aws.bearerTokenBedrock", "key-of-the-environment");
  }

  @AfterEach
  void clearCredentials() {
    for (String name :
        List.of("aws.bearerTokenBedrock", "aws.accessKeyId", "aws.secretAccessKey")) {
      System.clearProperty(name);
    }
    stub.close();
  }

  @ParameterizedTest
  @EnumSource
  void explicitCredentialsOverrideTheKeyOfTheEnvironment(ClientMode mode) {
    open(mode.client(stub)).embed(r -> r.text("a"));

    assertThat(authorization()).startsWith("AWS4-HMAC-SHA256 Credential=test/");
  }

  @ParameterizedTest
  @EnumSource
  void defaultsToTheOrderOfTheAwsSdk(ClientMode mode) {
    connect(mode, c -> {}).embed(r -> r.text("a"));

    assertThat(authorization()).isEqualTo("Bearer key-of-the-environment");
  }

  @ParameterizedTest
  @EnumSource
  void ignoresABlankApiKeyOfTheEnvironment(ClientMode mode) {
    System.setProperty("aws.accessKeyId", "id");
    System.setProperty("aws.secretAccessKey", "secret");
    for (String blank : List.of("", " ")) {
      System.setProperty("aws.bearerTokenBedrock", blank);
      connect(mode, c -> {}).embed(r -> r.text("a"));
    }
    assertThat(stub.requests())
        .hasSize(2)
        .allSatisfy(
            request ->
                assertThat(request.header("Authorization").orElseThrow())
                    .startsWith("AWS4-HMAC-SHA256 Credential=id/"));
  }

  @ParameterizedTest
  @EnumSource
  void usesAnExplicitKey(ClientMode mode) {
    connect(mode, c -> c.apiKey("key-of-the-caller")).embed(r -> r.text("a"));

    assertThat(authorization()).isEqualTo("Bearer key-of-the-caller");
  }

  @ParameterizedTest
  @EnumSource
  void reportsMissingCredentialsAsNotSent(ClientMode mode) {
    AwsCredentialsProvider none =
        () -> {
          throw SdkClientException.create("no credentials anywhere");
        };
    EitherClient titan = open(mode.client(stub, c -> c.credentialsProvider(none)));
    TransportException failure =
        assertThrows(TransportException.class, () -> titan.embed(r -> r.text("a")));

    assertThat(failure.kind()).isEqualTo(TransportException.Kind.NOT_SENT);
    assertThat(failure).hasMessageContaining("no credentials anywhere");
    assertThat(failure.isRetryable()).isFalse();
    assertThat(stub.requests()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  @SuppressWarnings("NullAway") // a mistake of the provider
  void reportsAProviderThatReturnsNullAsNotSent(ClientMode mode) {
    EitherClient titan = open(mode.client(stub, c -> c.credentialsProvider(() -> null)));
    TransportException failure =
        assertThrows(TransportException.class, () -> titan.embed(r -> r.text("a")));

    assertThat(failure.kind()).isEqualTo(TransportException.Kind.NOT_SENT);
    assertThat(failure).hasMessageContaining("credentialsProvider returned null");
    assertThat(failure.isRetryable()).isFalse();
  }

  private String authorization() {
    return stub.requests().get(0).header("Authorization").orElseThrow();
  }
}
