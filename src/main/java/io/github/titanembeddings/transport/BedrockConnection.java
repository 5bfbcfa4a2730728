package io.github.titanembeddings.transport;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.regions.Region;

/**
 * How Amazon Bedrock is reached: region, credentials, endpoint, timeouts and attempts. What is not
 * set is left to the AWS SDK's own order of environment, profile and so on. Immutable and safe to
 * share between threads.
 */
public final class BedrockConnection {
  private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration CALL_TIMEOUT = Duration.ofMinutes(3);
  private static final Duration LONGEST_TIMEOUT = Duration.ofDays(1);
  private static final int MAX_ATTEMPTS = 3;
  private static final int MAX_CONNECTIONS = 100;
  private static final Pattern PRINTABLE = Pattern.compile("[!-~]+");
  private static final Pattern LOOPBACK = Pattern.compile("127(\\.[0-9]{1,3}){3}");

  private final @Nullable Region region;
  private final @Nullable AwsCredentialsProvider credentialsProvider;
  private final @Nullable String apiKey;
  private final @Nullable URI endpointOverride;
  private final Duration apiCallAttemptTimeout;
  private final Duration apiCallTimeout;
  private final int maxAttempts;
  private final @Nullable Integer maxConnections;
  private final @Nullable Protocol protocol;

  private BedrockConnection(Builder builder) {
    region = builder.region;
    credentialsProvider = builder.credentialsProvider;
    apiKey = builder.apiKey;
    endpointOverride = builder.endpointOverride;
    apiCallAttemptTimeout = builder.apiCallAttemptTimeout;
    apiCallTimeout = builder.apiCallTimeout;
    maxAttempts = builder.maxAttempts;
    maxConnections = builder.maxConnections;
    protocol = builder.protocol;
  }

  /**
   * Starts a connection in which all is left to the AWS SDK's order, and to this library's
   * defaults.
   */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts with these values. */
  public Builder toBuilder() {
    Builder builder =
        new Builder()
            .region(region)
            .credentialsProvider(credentialsProvider)
            .apiKey(apiKey)
            .endpointOverride(endpointOverride)
            .apiCallAttemptTimeout(apiCallAttemptTimeout)
            .apiCallTimeout(apiCallTimeout)
            .maxAttempts(maxAttempts)
            .protocol(protocol);
    builder.maxConnections = maxConnections;
    return builder;
  }

  @Nullable
  public Region region() {
    return region;
  }

  @Nullable
  public AwsCredentialsProvider credentialsProvider() {
    return credentialsProvider;
  }

  /**
   * Whether calls carry a signature whatever else the environment holds: where credentials were
   * given, and where a key of the environment would go over plain HTTP to another machine.
   */
  public boolean isSignedOnly() {
    return credentialsProvider != null
        || (apiKey == null && endpointOverride != null && !isSafe(endpointOverride));
  }

  private static boolean isSafe(URI endpoint) {
    String host = String.valueOf(endpoint.getHost());
    return "https".equalsIgnoreCase(endpoint.getScheme())
        || host.equals("localhost")
        || host.equals("[::1]")
        || LOOPBACK.matcher(host).matches();
  }

  @Nullable
  public String apiKey() {
    return apiKey;
  }

  @Nullable
  public URI endpointOverride() {
    return endpointOverride;
  }

  public Duration apiCallAttemptTimeout() {
    return apiCallAttemptTimeout;
  }

  public Duration apiCallTimeout() {
    return apiCallTimeout;
  }

  public int maxAttempts() {
    return maxAttempts;
  }

  public int maxConnections() {
    return maxConnections == null ? MAX_CONNECTIONS : maxConnections;
  }

  public Protocol protocol() {
    return protocol == null ? Protocol.HTTP1_1 : protocol;
  }

  /** Returns whether a setting would be lost unless the library builds the HTTP client. */
  public boolean requiresOwnHttpClient() {
    return maxConnections != null || protocol != null;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BedrockConnection that
        && Objects.equals(region, that.region)
        && Objects.equals(credentialsProvider, that.credentialsProvider)
        && Objects.equals(apiKey, that.apiKey)
        && Objects.equals(endpointOverride, that.endpointOverride)
        && apiCallAttemptTimeout.equals(that.apiCallAttemptTimeout)
        && apiCallTimeout.equals(that.apiCallTimeout)
        && maxAttempts == that.maxAttempts
        && Objects.equals(maxConnections, that.maxConnections)
        && protocol == that.protocol;
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        region,
        credentialsProvider,
        apiKey,
        endpointOverride,
        apiCallAttemptTimeout,
        apiCallTimeout,
        maxAttempts,
        maxConnections,
        protocol);
  }

  /** The region and the endpoint's host; never credentials. */
  @Override
  public String toString() {
    return "BedrockConnection["
        + (region == null ? "default region" : region)
        + ", "
        + (endpointOverride == null ? "default endpoint" : endpointOverride.getHost())
        + "]";
  }

  /** Collects a connection. Null unsets a field. Not safe for use by several threads. */
  public static final class Builder {
    private @Nullable Region region;
    private @Nullable AwsCredentialsProvider credentialsProvider;
    private @Nullable String apiKey;
    private @Nullable URI endpointOverride;
    private Duration apiCallAttemptTimeout = ATTEMPT_TIMEOUT;
    private Duration apiCallTimeout = CALL_TIMEOUT;
    private int maxAttempts = MAX_ATTEMPTS;
    private @Nullable Integer maxConnections;
    private @Nullable Protocol protocol;

    private Builder() {}

    /** The AWS region. */
    public Builder region(@Nullable Region region) {
      this.region = region;
      return this;
    }

    /**
     * The credentials, which are used even where the environment holds a Bedrock API key. You close
     * the provider.
     */
    public Builder credentialsProvider(@Nullable AwsCredentialsProvider credentialsProvider) {
      this.credentialsProvider = credentialsProvider;
      return this;
    }

    /**
     * A Bedrock API key, sent as a bearer token in place of a signature.
     *
     * @throws IllegalArgumentException if it is blank, or holds anything but printable ASCII
     */
    public Builder apiKey(@Nullable String apiKey) {
      if (apiKey != null && !PRINTABLE.matcher(apiKey).matches()) {
        throw new IllegalArgumentException(
            "an API key is a text of printable ASCII characters without white space; this one has "
                + apiKey.length()
                + " characters");
      }
      this.apiKey = apiKey;
      return this;
    }

    /**
     * Sets the endpoint, such as that of a proxy or a stub, in place of the region's. An API key of
     * the environment is never sent to another machine over plain {@code http}: calls to it are
     * signed and require credentials.
     *
     * @throws IllegalArgumentException if it is not http or https with a host
     */
    public Builder endpointOverride(@Nullable URI endpointOverride) {
      if (endpointOverride != null && !isAddress(endpointOverride)) {
        throw new IllegalArgumentException(
            "an endpoint is an address like https://host:port, of a host's valid name; got "
                + endpointOverride.getScheme()
                + "://"
                + endpointOverride.getHost());
      }
      this.endpointOverride = endpointOverride;
      return this;
    }

    /** How long one attempt may take; 60 seconds by default. */
    public Builder apiCallAttemptTimeout(Duration apiCallAttemptTimeout) {
      this.apiCallAttemptTimeout = requirePositive(apiCallAttemptTimeout);
      return this;
    }

    /** How long a call may take with all its attempts; 3 minutes by default. */
    public Builder apiCallTimeout(Duration apiCallTimeout) {
      this.apiCallTimeout = requirePositive(apiCallTimeout);
      return this;
    }

    /**
     * How many attempts the AWS SDK may make of a call that is throttled or fails in passing, the
     * first included; 3 by default.
     */
    public Builder maxAttempts(int maxAttempts) {
      if (maxAttempts < 1) {
        throw new IllegalArgumentException("maxAttempts must be at least 1, was " + maxAttempts);
      }
      this.maxAttempts = maxAttempts;
      return this;
    }

    /**
     * Sets the maximum number of connections, or of concurrent streams over HTTP/2; 100 by default.
     * A call beyond it is queued until a connection is free, for at most the shorter of the attempt
     * timeout and the call timeout minus 1 second (or half of it, if that is longer). It then fails
     * with {@link io.github.titanembeddings.exception.TransportException.Kind#NOT_SENT}.
     *
     * <p>Creating a transport throws {@link IllegalStateException} if this is set and the library
     * does not build the HTTP client, because the AWS SDK's builder is given one or the class path
     * has several.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder maxConnections(int maxConnections) {
      if (maxConnections < 1) {
        throw new IllegalArgumentException(
            "maxConnections must be at least 1, was " + maxConnections);
      }
      this.maxConnections = maxConnections;
      return this;
    }

    /**
     * Sets the HTTP version of the asynchronous transport; {@link Protocol#HTTP1_1} by default.
     * {@link Protocol#HTTP2} sends all calls over few connections, without an upgrade over plain
     * {@code http}; see the package's description for its weaknesses. The blocking transport speaks
     * HTTP/1.1 only.
     *
     * <p>Creating a transport throws {@link IllegalStateException} if this is set and the library
     * does not build the HTTP client, as for {@link #maxConnections}.
     */
    public Builder protocol(@Nullable Protocol protocol) {
      this.protocol = protocol;
      return this;
    }

    private static boolean isAddress(URI endpoint) {
      String scheme = endpoint.getScheme();
      return endpoint.getHost() != null
          && ("https".equalsIgnoreCase(scheme) || "http".equalsIgnoreCase(scheme));
    }

    private static Duration requirePositive(Duration timeout) {
      if (timeout.isZero() || timeout.isNegative() || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
        throw new IllegalArgumentException(
            "a timeout must be positive and at most a day, was " + timeout);
      }
      return timeout;
    }

    /**
     * The finished connection.
     *
     * @throws IllegalStateException if there are both credentials and an API key, or an API key
     *     would go to {@code endpointOverride} over plain HTTP, other than on this machine
     */
    public BedrockConnection build() {
      if (apiKey != null && credentialsProvider != null) {
        throw new IllegalStateException("set credentialsProvider or apiKey, not both");
      }
      if (apiKey != null && endpointOverride != null && !isSafe(endpointOverride)) {
        throw new IllegalStateException(
            "an API key goes over https only, not to " + endpointOverride.getHost());
      }
      return new BedrockConnection(this);
    }
  }
}
