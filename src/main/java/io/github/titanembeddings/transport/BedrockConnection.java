package io.github.titanembeddings.transport;

import io.github.titanembeddings.transport.internal.ConnectionSettings;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.Protocol;

/**
 * The connection settings of a transport: region, credentials, endpoint, timeouts and attempts.
 * Unset ones are left to the AWS SDK, which reads the environment, the AWS profile and so on.
 * Immutable.
 *
 * <pre>{@code
 * BedrockConnection connection =
 *     BedrockConnection.builder().region(Region.US_EAST_1).maxAttempts(5).build();
 * Transport transport = BedrockTransport.create(connection);
 * }</pre>
 */
public final class BedrockConnection {
  static {
    ConnectionSettings.setAccessor(connection -> ((BedrockConnection) connection).settings);
  }

  private final ConnectionSettings settings;

  BedrockConnection(ConnectionSettings settings) {
    this.settings = settings;
  }

  /** Returns a new builder; all settings are optional. */
  public static Builder builder() {
    return new Builder();
  }

  ConnectionSettings settings() {
    return settings;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BedrockConnection that && settings.equals(that.settings);
  }

  @Override
  public int hashCode() {
    return settings.hashCode();
  }

  /** Returns the region and the endpoint's host; never credentials. */
  @Override
  public String toString() {
    return "BedrockConnection" + settings;
  }

  /** Builder for {@link BedrockConnection}. Not thread-safe. */
  public static final class Builder extends ConnectionBuilder<Builder> {
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
    @Override
    public Builder protocol(Protocol protocol) {
      return super.protocol(Objects.requireNonNull(protocol, "protocol"));
    }

    /**
     * Builds the connection settings.
     *
     * @throws IllegalStateException if both credentials and an API key are set, or if an API key
     *     would be sent over plain HTTP to another machine
     */
    public BedrockConnection build() {
      return connection();
    }
  }
}
