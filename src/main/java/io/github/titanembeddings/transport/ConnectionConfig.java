package io.github.titanembeddings.transport;

import io.github.titanembeddings.transport.internal.ConnectionAccess;
import io.github.titanembeddings.transport.internal.ConnectionSettings;
import io.github.titanembeddings.transport.internal.RetryStrategies;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.regions.Region;

/**
 * The configuration of the connection of a transport: region, credentials, endpoint, timeouts and
 * attempts. Unset ones are left to the AWS SDK, which reads the environment, the AWS profile and so
 * on. Immutable.
 *
 * <pre>{@code
 * ConnectionConfig connection =
 *     ConnectionConfig.builder().region(Region.US_EAST_1).maxAttempts(5).build();
 * Transport transport = BedrockTransport.create(connection);
 * }</pre>
 */
public final class ConnectionConfig {
  private final ConnectionSettings settings;

  private ConnectionConfig(ConnectionSettings settings) {
    this.settings = settings;
  }

  /** Returns a new builder; all settings are optional. */
  public static Builder builder() {
    return new Builder();
  }

  ConnectionSettings settings() {
    return settings;
  }

  /** Returns the region and the endpoint's host; never credentials. */
  @Override
  public String toString() {
    return "ConnectionConfig" + settings;
  }

  /** Builder for {@link ConnectionConfig}. Not thread-safe. */
  public static final class Builder extends AbstractBuilder<Builder> {
    private @Nullable Protocol protocol;

    private Builder() {}

    /**
     * Sets the HTTP version of the asynchronous transport; {@link Protocol#HTTP1_1} by default.
     * {@link Protocol#HTTP2} sends all calls over few connections, without an upgrade over plain
     * {@code http}; the package description lists its weaknesses. The blocking transport uses
     * HTTP/1.1 only.
     *
     * <p>Creating a transport throws {@link IllegalStateException} if this is set and the library
     * does not build the HTTP client, as for {@link #maxConnections}.
     */
    public Builder protocol(Protocol protocol) {
      this.protocol = Objects.requireNonNull(protocol, "protocol");
      return this;
    }

    /**
     * Builds the connection settings.
     *
     * @throws IllegalStateException if both credentials and an API key are set, or if an API key
     *     would be sent over plain HTTP to another machine
     */
    public ConnectionConfig build() {
      return ((AbstractBuilder<?>) this).connection(protocol);
    }
  }

  /**
   * The connection settings that the builders of all clients share. Not thread-safe.
   *
   * @param <B> the type of the builder
   */
  public abstract static class AbstractBuilder<B extends AbstractBuilder<B>> {
    static {
      ConnectionAccess.set(
          new ConnectionAccess(
              connection -> ((ConnectionConfig) connection).settings,
              (builder, protocol) -> ((AbstractBuilder<?>) builder).connection(protocol),
              builder -> ((AbstractBuilder<?>) builder).isSet));
    }

    private static final Duration LONGEST_TIMEOUT = Duration.ofDays(1);
    private static final int MAX_PORT = 65_535;
    private static final Pattern PRINTABLE = Pattern.compile("[!-~]+");

    private @Nullable Region region;
    private @Nullable AwsCredentialsProvider credentialsProvider;
    private @Nullable String apiKey;
    private @Nullable URI endpointOverride;
    private Duration apiCallAttemptTimeout = Duration.ofSeconds(60);
    private Duration apiCallTimeout = Duration.ofMinutes(3);
    private int maxAttempts = RetryStrategies.DEFAULT_MAX_ATTEMPTS;
    private @Nullable Integer maxConnections;
    private boolean isSet;

    /** Creates a builder without settings. */
    protected AbstractBuilder() {}

    /** Sets the AWS region; by default, the AWS SDK's region provider chain. */
    public B region(Region region) {
      this.region = Objects.requireNonNull(region, "region");
      return set();
    }

    /**
     * Sets the credentials, which take precedence over a Bedrock API key in the environment; by
     * default, the AWS SDK's credentials provider chain. The library does not close the provider.
     */
    public B credentialsProvider(AwsCredentialsProvider credentialsProvider) {
      this.credentialsProvider = Objects.requireNonNull(credentialsProvider, "credentialsProvider");
      return set();
    }

    /**
     * Sets a Bedrock API key instead of credentials, sent as a bearer token. It is sent over plain
     * {@code http} to this machine only.
     *
     * @throws IllegalArgumentException if it is blank or has characters other than printable ASCII
     */
    public B apiKey(String apiKey) {
      if (!PRINTABLE.matcher(apiKey).matches()) {
        throw new IllegalArgumentException(
            "an API key consists of printable ASCII characters without white space; this one has "
                + apiKey.length()
                + " characters");
      }
      this.apiKey = apiKey;
      return set();
    }

    /**
     * Sets the endpoint, such as that of a proxy or a stub, in place of the region's. An API key
     * from the environment is never sent to another machine over plain {@code http}: calls to it
     * are signed and require credentials.
     *
     * @throws IllegalArgumentException if it is not http or https with a host
     */
    public B endpointOverride(URI endpointOverride) {
      String scheme = endpointOverride.getScheme();
      if (endpointOverride.getHost() == null
          || endpointOverride.getPort() > MAX_PORT
          || !("https".equalsIgnoreCase(scheme) || "http".equalsIgnoreCase(scheme))) {
        throw new IllegalArgumentException(
            "endpointOverride must be an http or https URL with a valid host, such as https://host:port; got "
                + scheme
                + "://"
                + endpointOverride.getHost()
                + (endpointOverride.getPort() < 0 ? "" : ":" + endpointOverride.getPort()));
      }
      this.endpointOverride = endpointOverride;
      return set();
    }

    /**
     * Sets the timeout of one attempt; 60 seconds by default.
     *
     * @throws IllegalArgumentException if it is not positive or exceeds one day
     */
    public B apiCallAttemptTimeout(Duration apiCallAttemptTimeout) {
      this.apiCallAttemptTimeout = requirePositive(apiCallAttemptTimeout);
      return set();
    }

    /**
     * Sets the timeout of a call with all its attempts; 3 minutes by default.
     *
     * @throws IllegalArgumentException if it is not positive or exceeds one day
     */
    public B apiCallTimeout(Duration apiCallTimeout) {
      this.apiCallTimeout = requirePositive(apiCallTimeout);
      return set();
    }

    private static Duration requirePositive(Duration timeout) {
      if (timeout.isZero() || timeout.isNegative() || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
        throw new IllegalArgumentException(
            "a timeout must be positive and at most a day, was " + timeout);
      }
      return timeout;
    }

    /**
     * Sets the maximum number of attempts per call, including the first; 3 by default. The AWS SDK
     * retries calls that are throttled or fail transiently.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public B maxAttempts(int maxAttempts) {
      this.maxAttempts = requirePositive("maxAttempts", maxAttempts);
      return set();
    }

    /**
     * Sets the maximum number of connections, or of concurrent streams over HTTP/2; 100 by default,
     * enough for 2,000 requests per minute of up to 3 seconds each. A call beyond it is queued
     * until a connection is free, for at most the shorter of the attempt timeout and the call
     * timeout minus 1 second (or half of it, if that is longer). It then fails with {@link
     * io.github.titanembeddings.exception.TransportException.Kind#NOT_SENT}.
     *
     * <p>Building the client or transport throws {@link IllegalStateException} if this is set and
     * the library does not build the HTTP client: because you pass in a transport, an AWS SDK
     * client or an HTTP client, or the class path has several HTTP clients.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public B maxConnections(int maxConnections) {
      this.maxConnections = requirePositive("maxConnections", maxConnections);
      return set();
    }

    private static int requirePositive(String name, int value) {
      if (value < 1) {
        throw new IllegalArgumentException(name + " must be at least 1, was " + value);
      }
      return value;
    }

    @SuppressWarnings("unchecked") // B is the type of this builder
    private B set() {
      isSet = true;
      return (B) this;
    }

    private ConnectionConfig connection(@Nullable Protocol protocol) {
      return new ConnectionConfig(
          new ConnectionSettings(
              region,
              credentialsProvider,
              apiKey,
              endpointOverride,
              apiCallAttemptTimeout,
              apiCallTimeout,
              maxAttempts,
              maxConnections,
              protocol));
    }
  }
}
