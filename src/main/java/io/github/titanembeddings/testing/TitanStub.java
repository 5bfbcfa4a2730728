package io.github.titanembeddings.testing;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.junit5.WireMockRuntimeInfo;
import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.finetune.FineTuningClient;
import io.github.titanembeddings.internal.OptionalDependency;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.testing.internal.http.Attachment;
import io.github.titanembeddings.testing.internal.http.HashVectors;
import io.github.titanembeddings.testing.internal.http.ScriptNumbers;
import io.github.titanembeddings.testing.internal.http.StubJson;
import io.github.titanembeddings.testing.internal.http.StubService;
import io.github.titanembeddings.testing.internal.http.WireMockModule;
import io.github.titanembeddings.testing.internal.http.WireMockStub;
import io.github.titanembeddings.transport.InvokeCall;
import io.github.titanembeddings.transport.InvokeReply;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/**
 * A local HTTP server that behaves like Amazon Titan Multimodal Embeddings G1, for tests without
 * AWS. It validates each request as the service does and rejects it with the service's status,
 * error type and message as far as they are known; it counts tokens by a rule of its own.
 * Thread-safe.
 *
 * <p>Vectors are hashes of the input, not semantics: equal inputs have equal vectors, and any two
 * different inputs are unrelated, however similar they are, unless {@link #alike} declares them
 * alike or {@link #vectors} sets another source. They have unit norm; the vector of text with an
 * image is the average of both.
 *
 * <p>Needs the optional dependency {@code org.wiremock:wiremock-standalone}, except for the static
 * {@link #reply} and {@link #embeddingJson}:
 *
 * <pre>{@code
 * TitanEmbeddingsClient titan =
 *     TitanEmbeddingsClient.builder().transport(TitanStub::reply).build();
 * }</pre>
 */
public final class TitanStub implements AutoCloseable {
  private static final String WIREMOCK = "com.github.tomakehurst.wiremock.WireMockServer";
  private static final String ARTIFACT = "org.wiremock:wiremock-standalone";

  private final StubService service;
  private final WireMockStub http;
  private final URI endpoint;
  private final @Nullable Attachment attachment;
  private @Nullable TitanEmbeddingsClient client;
  private @Nullable TitanEmbeddingsAsyncClient asyncClient;
  private final List<FineTuningClient> fineTuningClients = new ArrayList<>();

  private TitanStub(
      StubService service, WireMockStub http, URI endpoint, @Nullable Attachment attachment) {
    this.service = service;
    this.http = http;
    this.endpoint = endpoint;
    this.attachment = attachment;
  }

  /**
   * Starts a stand-in on a free port of the loopback interface.
   *
   * @throws IllegalStateException if WireMock is missing
   */
  public static TitanStub start() {
    OptionalDependency.require(WIREMOCK, ARTIFACT, "TitanStub");
    WireMockModule.read();
    StubService service = new StubService();
    WireMockStub http = WireMockStub.start(service);
    return new TitanStub(service, http, http.endpoint(), null);
  }

  /**
   * Adds a stand-in to a running WireMock server of yours, which passes InvokeModel calls on to it
   * until it is closed; the server stays yours to stop. A {@code resetAll()} of the server takes
   * the stand-in away too: {@link #reset()} brings it back. Broken connections can't be scripted
   * there: script such faults on your server.
   */
  @SuppressWarnings("exports") // WireMock's jar can't be a module beside JSpecify's
  public static TitanStub on(WireMockServer server) {
    WireMockModule.read();
    return on(WireMockStub.baseUrl(server), http -> http.attachTo(server));
  }

  /**
   * The same for the HTTP port of a server that WireMock's JUnit extension runs, as {@code
   * extension.getRuntimeInfo()} or a parameter of a test tells of it. The extension resets its
   * server before each test.
   */
  @SuppressWarnings("exports") // WireMock's jar can't be a module beside JSpecify's
  public static TitanStub on(WireMockRuntimeInfo server) {
    WireMockModule.read();
    return on(server.getHttpBaseUrl(), http -> http.attachTo(server.getWireMock()));
  }

  private static TitanStub on(String baseUrl, Function<WireMockStub, Attachment> attaching) {
    StubService service = new StubService();
    WireMockStub http = WireMockStub.start(service);
    return new TitanStub(service, http, URI.create(baseUrl), attaching.apply(http));
  }

  /**
   * The body of a reply with a vector of so many dimensions and of unit norm, for your own stubs.
   *
   * @throws IllegalArgumentException if the length is not from 1 to 1,000,000
   */
  public static String embeddingJson(int length) {
    ScriptNumbers.range(1, 1_000_000, "length", length);
    return StubJson.reply(StubService.unit(new HashVectors().text("", length)), 0);
  }

  /**
   * Returns the reply to a call without HTTP, for a {@link
   * io.github.titanembeddings.transport.Transport} in tests. The vector has the length that the
   * call asks for, and is the one a stub returns by default. Any model is accepted. Does not need
   * WireMock.
   *
   * @throws io.github.titanembeddings.exception.ServiceException of kind {@code REJECTED} if the
   *     service would reject the body
   */
  public static InvokeReply reply(InvokeCall call) {
    return StubService.reply(call.body());
  }

  /** The address to give an AWS client as its endpoint. */
  public URI endpoint() {
    return endpoint;
  }

  /** A client that talks to this stand-in. It may be closed, and is closed with the stand-in. */
  public synchronized TitanEmbeddingsClient client() {
    if (client == null) {
      client = clientBuilder().build();
    }
    return client.withModel(ModelId.onDemand());
  }

  /**
   * An asynchronous client that talks to this stand-in; it may be closed, and is closed with it.
   */
  public synchronized TitanEmbeddingsAsyncClient asyncClient() {
    if (asyncClient == null) {
      asyncClient = asyncClientBuilder().build();
    }
    return asyncClient.withModel(ModelId.onDemand());
  }

  /**
   * Returns a new client of {@link #fineTuning()}, for jobs and provisioned throughput. It may be
   * closed, and is closed with the stub.
   *
   * @throws IllegalStateException if {@code software.amazon.awssdk:bedrock} is not on the class
   *     path
   */
  public synchronized FineTuningClient fineTuningClient() {
    FineTuningClient tuning =
        FineTuningClient.builder()
            .region(Region.US_EAST_1)
            .credentialsProvider(credentials())
            .endpointOverride(endpoint)
            .build();
    fineTuningClients.add(tuning);
    return tuning;
  }

  /** A builder with region, credentials and endpoint set; you close the client it builds. */
  public TitanEmbeddingsClient.Builder clientBuilder() {
    return TitanEmbeddingsClient.builder()
        .region(Region.US_EAST_1)
        .credentialsProvider(credentials())
        .endpointOverride(endpoint);
  }

  /** A builder with region, credentials and endpoint set; you close the client it builds. */
  public TitanEmbeddingsAsyncClient.Builder asyncClientBuilder() {
    return TitanEmbeddingsAsyncClient.builder()
        .region(Region.US_EAST_1)
        .credentialsProvider(credentials())
        .endpointOverride(endpoint);
  }

  private static StaticCredentialsProvider credentials() {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create("stub", "stub"));
  }

  /** Customization jobs, custom models and provisioned throughput, at the same endpoint. */
  public StubControlPlane fineTuning() {
    return service.fineTuning;
  }

  /** The last 1,000 requests for vectors, the oldest first. */
  public List<StubRequest> requests() {
    return service.requests();
  }

  /** The number of requests for vectors that came in all. */
  public long requestCount() {
    return service.count();
  }

  /**
   * Forgets its requests and everything it was told: as if newly started, and added again to a
   * server of yours that has forgotten it.
   */
  public TitanStub reset() {
    service.reset();
    if (attachment != null) {
      attachment.renew();
    }
    return this;
  }

  /**
   * Declares texts and images alike, and with them all that were declared like any of them: their
   * vectors have a cosine of about 0.9. Each is a {@code String}, or an image as {@code byte[]} or
   * {@code Path}; an image is known by its bytes. Has no effect on {@link #vectors} of yours.
   *
   * @throws IllegalArgumentException if one is something else, or there is none
   */
  public TitanStub alike(Object... textsAndImages) {
    if (textsAndImages.length == 0) {
      throw new IllegalArgumentException("nothing is declared alike");
    }
    service.hashVectors.makeAlike(Arrays.stream(textsAndImages).map(HashVectors::hash).toList());
    return this;
  }

  /** Sets where vectors come from. */
  public TitanStub vectors(VectorSource source) {
    service.vectors(Objects.requireNonNull(source, "source"));
    return this;
  }

  /** Sets how pixels are limited; {@link PixelRule#PRODUCT} at first. */
  public TitanStub pixelRule(PixelRule rule) {
    service.pixels(Objects.requireNonNull(rule, "rule"));
    return this;
  }

  /**
   * Makes a model known, besides the base model by id and ARN and every well-formed provisioned
   * throughput.
   */
  public TitanStub model(ModelId modelId) {
    service.model(modelId.value());
    return this;
  }

  /** Answers the next requests with these, one each, whatever they ask for. */
  public TitanStub answerNext(StubResponse... answers) {
    for (StubResponse answer : answers) {
      answerNext(1, answer);
    }
    return this;
  }

  /**
   * Answers a number of the next requests with this, whatever they ask for.
   *
   * @throws IllegalArgumentException if the number is not from 0 to 100,000; if it is a broken
   *     connection and the stub was added to your own server
   */
  public TitanStub answerNext(int times, StubResponse answer) {
    if (answer.fault() != null && !endpoint.equals(http.endpoint())) {
      throw new IllegalArgumentException(
          "a broken connection can't pass through your server; script it there");
    }
    service.script.add(times, Objects.requireNonNull(answer, "answer"));
    return this;
  }

  /**
   * Throttles a number of the next requests.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public TitanStub throttle(int times) {
    return answerNext(times, StubResponse.throttled());
  }

  /**
   * Throttles the requests above a quota in each minute of the system's clock.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public TitanStub requestsPerMinute(int requests) {
    return requestsPerMinute(requests, InstantSource.system());
  }

  /**
   * Throttles the requests above a quota in each minute of a clock of yours.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public TitanStub requestsPerMinute(int requests, InstantSource clock) {
    service.script.requestsPerMinute(requests, Objects.requireNonNull(clock, "clock"));
    return this;
  }

  /**
   * Delays every vector.
   *
   * @throws IllegalArgumentException if that is negative or more than 24 days
   */
  public TitanStub latency(Duration latency) {
    service.script.latency(Objects.requireNonNull(latency, "latency"));
    return this;
  }

  /** Stops the server and closes the clients it gave out. */
  @Override
  public synchronized void close() {
    if (attachment != null) {
      attachment.end();
    }
    if (client != null) {
      client.close();
    }
    if (asyncClient != null) {
      asyncClient.close();
    }
    fineTuningClients.forEach(FineTuningClient::close);
    http.stop();
  }
}
