package io.github.titanembeddings.testing;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.junit5.WireMockRuntimeInfo;
import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.batch.BatchInferenceClient;
import io.github.titanembeddings.finetune.FineTuningClient;
import io.github.titanembeddings.internal.MissingDependency;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.testing.internal.http.HashVectors;
import io.github.titanembeddings.testing.internal.http.ResponseScript;
import io.github.titanembeddings.testing.internal.http.StubArguments;
import io.github.titanembeddings.testing.internal.http.StubService;
import io.github.titanembeddings.testing.internal.http.WireMockStub;
import io.github.titanembeddings.transport.ConnectionConfig;
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
 * A local HTTP server that behaves like Amazon Titan Multimodal Embeddings G1 and Amazon Titan Text
 * Embeddings V2 and V1, for tests without AWS. Validates requests as the service does and rejects
 * them with its status, error type and message, as far as they are known; counts tokens by its own
 * rule. Thread-safe.
 *
 * <pre>{@code
 * try (TitanStub stub = TitanStub.start()) {
 *   stub.alike("red running shoe", Path.of("shoe.png")).throttle(1);
 *   Embedding shoe = stub.client().embed(r -> r.text("red running shoe")).embedding();
 * }
 * }</pre>
 *
 * <p>Vectors are hashes of the input, not semantics: equal inputs have equal vectors, and different
 * inputs are unrelated, however similar they are, unless {@link #alike} declares them alike or
 * {@link #vectors} sets another source. They have unit norm; the vector of text with an image is
 * the average of both.
 *
 * <p>Needs the optional dependency {@code org.wiremock:wiremock-standalone}, except for the static
 * {@link #reply} and {@link #embeddingJson}.
 */
public final class TitanStub implements AutoCloseable {
  private static final String WIREMOCK = "com.github.tomakehurst.wiremock.WireMockServer";
  private static final String ARTIFACT = "org.wiremock:wiremock-standalone";

  private final StubService service;
  private final WireMockStub http;
  private final StubControlPlane fineTuning;
  private final StubBatch batch;
  private final URI endpoint;
  private final WireMockStub.@Nullable Attachment attachment;
  private @Nullable TitanEmbeddingsClient client;
  private @Nullable TitanEmbeddingsAsyncClient asyncClient;
  private final List<Runnable> closings = new ArrayList<>();

  private TitanStub(
      StubService service,
      WireMockStub http,
      URI endpoint,
      WireMockStub.@Nullable Attachment attachment) {
    this.service = service;
    fineTuning = new StubControlPlane(service.controlPlane);
    batch = new StubBatch(service.controlPlane);
    this.http = http;
    this.endpoint = endpoint;
    this.attachment = attachment;
  }

  /**
   * Starts a stub on a free port of the loopback interface.
   *
   * @throws IllegalStateException if WireMock is missing
   */
  public static TitanStub start() {
    MissingDependency.require(WIREMOCK, ARTIFACT, "TitanStub");
    WireMockStub.readModule();
    StubService service = new StubService();
    WireMockStub http = WireMockStub.start(service);
    return new TitanStub(service, http, http.endpoint(), null);
  }

  /**
   * Adds a stub to your running WireMock server, which forwards InvokeModel and control plane calls
   * to it until the stub is closed. Does not stop the server. A {@code resetAll()} of the server
   * also removes the stub; {@link #reset()} adds it again. Broken connections cannot be scripted
   * here: script them on your server.
   */
  @SuppressWarnings("exports") // WireMock's jar can't be a module beside JSpecify's
  public static TitanStub on(WireMockServer server) {
    WireMockStub.readModule();
    return on(WireMockStub.baseUrl(server), http -> http.attachTo(WireMockStub.client(server)));
  }

  /**
   * Same as {@link #on(WireMockServer)}, but for the HTTP port of a server run by WireMock's JUnit
   * extension, which resets the server before each test.
   */
  @SuppressWarnings("exports") // WireMock's jar can't be a module beside JSpecify's
  public static TitanStub on(WireMockRuntimeInfo server) {
    WireMockStub.readModule();
    return on(server.getHttpBaseUrl(), http -> http.attachTo(server.getWireMock()));
  }

  private static TitanStub on(
      String baseUrl, Function<WireMockStub, WireMockStub.Attachment> attaching) {
    StubService service = new StubService();
    WireMockStub http = WireMockStub.start(service);
    return new TitanStub(service, http, URI.create(baseUrl), attaching.apply(http));
  }

  /**
   * Returns the body of a response with a vector of the given length and unit norm, for your own
   * stubs.
   *
   * @throws IllegalArgumentException if the length is not from 1 to 1,000,000
   */
  public static String embeddingJson(int length) {
    StubArguments.range(1, 1_000_000, "length", length);
    return StubService.embeddingJson(HashVectors.unit(new HashVectors().text("", length)), 0);
  }

  /**
   * Returns the reply to a call without HTTP, for a {@link
   * io.github.titanembeddings.transport.Transport} in tests. The vector has the requested length,
   * and is the one a stub returns by default. Any model is accepted; its family decides which
   * requests are valid. Does not need WireMock.
   *
   * @throws io.github.titanembeddings.exception.ServiceException of kind {@code REJECTED} if the
   *     service would reject the body
   */
  public static InvokeReply reply(InvokeCall call) {
    return StubService.reply(call.body(), call.modelId().family());
  }

  /** Returns the endpoint for AWS clients. */
  public URI endpoint() {
    return endpoint;
  }

  /** Returns a client of this stub; closing the stub closes it. */
  public synchronized TitanEmbeddingsClient client() {
    if (client == null) {
      client = clientBuilder().build();
      closings.add(client::close);
    }
    return client.withModel(ModelId.onDemand());
  }

  /** Returns an asynchronous client of this stub; closing the stub closes it. */
  public synchronized TitanEmbeddingsAsyncClient asyncClient() {
    if (asyncClient == null) {
      asyncClient = asyncClientBuilder().build();
      closings.add(asyncClient::close);
    }
    return asyncClient.withModel(ModelId.onDemand());
  }

  /**
   * Returns a new client of {@link #fineTuning()}, for jobs and provisioned throughput; closing the
   * stub closes it.
   *
   * @throws IllegalStateException if {@code software.amazon.awssdk:bedrock} is not on the class
   *     path
   */
  public synchronized FineTuningClient fineTuningClient() {
    FineTuningClient tuning = connected(FineTuningClient.builder()).build();
    closings.add(tuning::close);
    return tuning;
  }

  /**
   * Returns a new client of {@link #batch()}; closing the stub closes it.
   *
   * @throws IllegalStateException if {@code software.amazon.awssdk:bedrock} is not on the class
   *     path
   */
  public synchronized BatchInferenceClient batchClient() {
    BatchInferenceClient jobs = connected(BatchInferenceClient.builder()).build();
    closings.add(jobs::close);
    return jobs;
  }

  /** Returns a builder with region, credentials and endpoint set; close the client it builds. */
  public TitanEmbeddingsClient.Builder clientBuilder() {
    return connected(TitanEmbeddingsClient.builder());
  }

  /** Returns a builder with region, credentials and endpoint set; close the client it builds. */
  public TitanEmbeddingsAsyncClient.Builder asyncClientBuilder() {
    return connected(TitanEmbeddingsAsyncClient.builder());
  }

  private <B extends ConnectionConfig.AbstractBuilder<B>> B connected(B builder) {
    return builder
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("stub", "stub")))
        .endpointOverride(endpoint);
  }

  /** Returns the control plane: customization jobs, custom models and provisioned throughput. */
  public StubControlPlane fineTuning() {
    return fineTuning;
  }

  /** Returns the batch jobs. */
  public StubBatch batch() {
    return batch;
  }

  /** Returns the last 1,000 InvokeModel requests, oldest first. */
  public List<StubRequest> requests() {
    return service.requests();
  }

  /** Returns the total number of InvokeModel requests. */
  public long requestCount() {
    return service.count();
  }

  /**
   * Removes the recorded requests and all settings, as if newly started, and adds the stub again to
   * your server if it was reset.
   */
  public TitanStub reset() {
    service.reset();
    if (attachment != null) {
      attachment.renew();
    }
    return this;
  }

  /**
   * Declares texts and images alike: their vectors have a cosine of about 0.9. If one of them was
   * declared alike to others before, all form one group. Each is a {@code String}, or an image as
   * {@code byte[]} or {@code Path}; images are compared by their bytes. Does not affect custom
   * {@link #vectors}.
   *
   * @throws IllegalArgumentException if an argument has another type, or there is none
   */
  public TitanStub alike(Object... textsAndImages) {
    if (textsAndImages.length == 0) {
      throw new IllegalArgumentException("nothing is declared alike");
    }
    service
        .settings()
        .hashVectors
        .makeAlike(Arrays.stream(textsAndImages).map(HashVectors::hash).toList());
    return this;
  }

  /** Sets the source of vectors. */
  public TitanStub vectors(VectorSource source) {
    service.settings().vectors = Objects.requireNonNull(source, "source");
    return this;
  }

  /**
   * Sets whether the stub limits each side of an image to 2,048 pixels. By default it limits the
   * area to 2,048 x 2,048; AWS does not document which one applies.
   */
  public TitanStub limitEachSide(boolean eachSide) {
    service.settings().limitEachSide = eachSide;
    return this;
  }

  /**
   * Accepts another model, in addition to the IDs and ARNs of the base models and every well-formed
   * provisioned throughput ARN. The model accepts requests of its {@linkplain ModelId#family()
   * family}; a provisioned throughput that is not set here accepts those of the multimodal model.
   */
  public TitanStub model(ModelId modelId) {
    service.settings().moreModels.put(modelId.value(), modelId.family());
    return this;
  }

  /**
   * Scripts the responses to the next requests, one each.
   *
   * @throws IllegalArgumentException if one is a broken connection and the stub was added to your
   *     own server
   */
  public TitanStub enqueue(StubResponse... responses) {
    for (StubResponse response : responses) {
      enqueue(1, response);
    }
    return this;
  }

  /**
   * Scripts one response to the next {@code times} requests.
   *
   * @throws IllegalArgumentException if the number is not from 0 to 100,000; if it is a broken
   *     connection and the stub was added to your own server
   */
  public TitanStub enqueue(int times, StubResponse response) {
    if (response.fault() != null && !endpoint.equals(http.endpoint())) {
      throw new IllegalArgumentException(
          "a broken connection cannot be forwarded by your server; script it there");
    }
    service.settings().script.add(times, new ResponseScript.Entry("", false, response));
    return this;
  }

  /**
   * Throttles the next {@code times} requests.
   *
   * @throws IllegalArgumentException if the number is not from 0 to 100,000
   */
  public TitanStub throttle(int times) {
    return enqueue(times, StubResponse.throttled());
  }

  /**
   * Throttles the requests above a quota in each minute of the system clock.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public TitanStub requestsPerMinute(int requests) {
    return requestsPerMinute(requests, InstantSource.system());
  }

  /**
   * Same as {@link #requestsPerMinute(int)}, but with the given clock.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public TitanStub requestsPerMinute(int requests, InstantSource clock) {
    service.settings().quota = new StubService.MinuteQuota(requests, clock);
    return this;
  }

  /**
   * Delays every vector.
   *
   * @throws IllegalArgumentException if the delay is negative or more than 24 days
   */
  public TitanStub latency(Duration latency) {
    service.settings().latency = StubArguments.delay("latency", latency);
    return this;
  }

  /** Stops the server and closes the clients that the stub created. */
  @Override
  public synchronized void close() {
    if (attachment != null) {
      attachment.end();
    }
    closings.forEach(Runnable::run);
    http.stop();
    service.controlPlane.clear();
  }
}
