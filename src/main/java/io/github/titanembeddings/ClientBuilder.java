package io.github.titanembeddings;

import io.github.titanembeddings.internal.client.ClientSettings;
import io.github.titanembeddings.internal.concurrent.ListenerThread;
import io.github.titanembeddings.model.EmbeddingConfig;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageFit;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.model.TextOverflow;
import io.github.titanembeddings.model.TokenEstimator;
import io.github.titanembeddings.transport.BedrockConnection;
import io.github.titanembeddings.validation.Limits;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.regions.Region;

/** What the builders of both clients have alike. */
public abstract class ClientBuilder<B extends ClientBuilder<B>> {
  ClientBuilder() {}

  private final BedrockConnection.Builder connection = BedrockConnection.builder();
  private final EmbeddingRequest.Builder defaults = EmbeddingRequest.builder();
  private boolean connectionIsSet;
  private ModelId modelId = ModelId.onDemand();
  private @Nullable EmbeddingListener listener;

  abstract B self();

  /** The model; {@link ModelId#onDemand()} by default. */
  public B modelId(ModelId modelId) {
    this.modelId = Objects.requireNonNull(modelId, "modelId");
    return self();
  }

  /** How long vectors shall be where a request does not say so. */
  public B embeddingConfig(EmbeddingConfig embeddingConfig) {
    defaults.embeddingConfig(embeddingConfig);
    return self();
  }

  /** What to do with texts that are too long where a request does not say so. */
  public B textOverflow(TextOverflow textOverflow) {
    defaults.textOverflow(Objects.requireNonNull(textOverflow, "textOverflow"));
    return self();
  }

  /** What to do with images not within the limits where a request does not say so. */
  public B imageFit(ImageFit imageFit) {
    defaults.imageFit(Objects.requireNonNull(imageFit, "imageFit"));
    return self();
  }

  /** The limits to check against where a request does not say so. */
  public B limits(Limits limits) {
    defaults.limits(Objects.requireNonNull(limits, "limits"));
    return self();
  }

  /** What counts tokens where a request does not say so. */
  public B tokenEstimator(TokenEstimator tokenEstimator) {
    defaults.tokenEstimator(Objects.requireNonNull(tokenEstimator, "tokenEstimator"));
    return self();
  }

  /** The listener of every call. */
  public B listener(EmbeddingListener listener) {
    this.listener = Objects.requireNonNull(listener, "listener");
    return self();
  }

  /** The AWS region; the AWS SDK's own order if unset. */
  public B region(Region region) {
    connection.region(Objects.requireNonNull(region, "region"));
    return connectionSet();
  }

  /**
   * The credentials, which are used even where the environment holds a Bedrock API key; the AWS
   * SDK's own order if unset. You close the provider.
   */
  public B credentialsProvider(AwsCredentialsProvider credentialsProvider) {
    connection.credentialsProvider(
        Objects.requireNonNull(credentialsProvider, "credentialsProvider"));
    return connectionSet();
  }

  /**
   * A Bedrock API key, in place of credentials. It goes over plain {@code http} to this machine
   * only.
   *
   * @throws IllegalArgumentException if it is blank, or holds anything but printable ASCII
   */
  public B apiKey(String apiKey) {
    connection.apiKey(Objects.requireNonNull(apiKey, "apiKey"));
    return connectionSet();
  }

  /**
   * Sets the endpoint, such as that of a proxy or a stub, in place of the region's. An API key of
   * the environment is never sent to another machine over plain {@code http}: calls to it are
   * signed and require credentials.
   *
   * @throws IllegalArgumentException if it is not http or https with a host
   */
  public B endpointOverride(URI endpointOverride) {
    connection.endpointOverride(Objects.requireNonNull(endpointOverride, "endpointOverride"));
    return connectionSet();
  }

  /** How long one attempt may take; 60 seconds by default. */
  public B apiCallAttemptTimeout(Duration apiCallAttemptTimeout) {
    connection.apiCallAttemptTimeout(apiCallAttemptTimeout);
    return connectionSet();
  }

  /** How long a call may take with all its attempts; 3 minutes by default. */
  public B apiCallTimeout(Duration apiCallTimeout) {
    connection.apiCallTimeout(apiCallTimeout);
    return connectionSet();
  }

  /** How many attempts the AWS SDK may make of a call, the first included; 3 by default. */
  public B maxAttempts(int maxAttempts) {
    connection.maxAttempts(maxAttempts);
    return connectionSet();
  }

  /**
   * Sets the maximum number of connections; 100 by default, enough for 2,000 requests per minute of
   * up to 3 seconds each. A call beyond it is queued until a connection is free, for at most the
   * shorter of the attempt timeout and the call timeout minus 1 second (or half of it, if that is
   * longer). It then fails with {@link
   * io.github.titanembeddings.exception.TransportException.Kind#NOT_SENT}. {@code build()} throws
   * {@link IllegalStateException} if this is set and the library does not build the HTTP client:
   * because you pass in a transport, an AWS SDK client or an HTTP client, or the class path has
   * several HTTP clients.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public B maxConnections(int maxConnections) {
    connection.maxConnections(maxConnections);
    return connectionSet();
  }

  B protocolSet(Protocol protocol) {
    connection.protocol(protocol);
    return connectionSet();
  }

  B connectionSet() {
    connectionIsSet = true;
    return self();
  }

  BedrockConnection connection() {
    return connection.build();
  }

  /** Refuses settings that would be ignored, since somebody else made the connection. */
  void requireNoConnectionSettings(String other) {
    if (connectionIsSet) {
      throw new IllegalStateException(
          "region, credentials, endpoint, timeouts, attempts and connections are settings of the "
              + other
              + " that was passed in; set them there");
    }
  }

  @Nullable ListenerThread listenerThread() {
    return listener == null ? null : new ListenerThread(listener);
  }

  /** The settings, once a request with nothing wrong of its own shows that they are valid. */
  ClientSettings settings(@Nullable ListenerThread listenerThread) {
    EmbeddingRequest.Builder copy = EmbeddingRequest.builder().defaultsFrom(defaults);
    EmbeddingRequest.builder().text("text").defaultsFrom(copy).build();
    return new ClientSettings(modelId, copy, listenerThread, new AtomicLong(), true);
  }
}
