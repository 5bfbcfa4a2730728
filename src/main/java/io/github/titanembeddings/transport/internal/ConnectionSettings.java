package io.github.titanembeddings.transport.internal;

import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.regions.Region;

/**
 * The settings of a {@code ConnectionConfig}, which does not show them to users: an unset region,
 * endpoint or credentials provider is left to the AWS SDK.
 */
public record ConnectionSettings(
    @Nullable Region region,
    @Nullable AwsCredentialsProvider credentialsProvider,
    @Nullable String apiKey,
    @Nullable URI endpointOverride,
    Duration apiCallAttemptTimeout,
    Duration apiCallTimeout,
    int maxAttempts,
    @Nullable Integer maxConnections,
    @Nullable Protocol protocol) {
  private static final Pattern LOOPBACK = Pattern.compile("127(\\.[0-9]{1,3}){3}");

  /**
   * @throws IllegalStateException if there are both credentials and an API key, or an API key would
   *     go to another machine over plain HTTP
   */
  public ConnectionSettings {
    if (apiKey != null && credentialsProvider != null) {
      throw new IllegalStateException("set credentialsProvider or apiKey, not both");
    }
    if (apiKey != null && endpointOverride != null && !isSafe(endpointOverride)) {
      throw new IllegalStateException(
          "an API key is sent over https only, not to " + endpointOverride.getHost());
    }
  }

  /**
   * Returns whether calls are signed even if the environment holds an API key: if credentials are
   * set, or if the key would go to another machine over plain HTTP.
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

  /** Returns whether a setting would be lost unless the library builds the HTTP client. */
  boolean requiresOwnHttpClient() {
    return maxConnections != null || protocol != null;
  }

  /** Returns the region and the endpoint's host; never credentials. */
  @Override
  public String toString() {
    return "["
        + (region == null ? "default region" : region)
        + ", "
        + (endpointOverride == null ? "default endpoint" : endpointOverride.getHost())
        + "]";
  }
}
