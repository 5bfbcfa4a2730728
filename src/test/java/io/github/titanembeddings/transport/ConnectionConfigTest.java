package io.github.titanembeddings.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;

class ConnectionConfigTest {
  @Test
  void hasDefaultTimeoutsAndAttempts() {
    ConnectionConfig connection = ConnectionConfig.builder().build();

    assertThat(connection.settings().apiCallAttemptTimeout()).isEqualTo(Duration.ofSeconds(60));
    assertThat(connection.settings().apiCallTimeout()).isEqualTo(Duration.ofMinutes(3));
    assertThat(connection.settings().maxAttempts()).isEqualTo(3);
    assertThat(connection).hasToString("ConnectionConfig[default region, default endpoint]");
  }

  @Test
  void toStringHidesTheKey() {
    ConnectionConfig connection =
        ConnectionConfig.builder().apiKey("secret").region(Region.EU_WEST_1).build();

    assertThat(connection).hasToString("ConnectionConfig[eu-west-1, default endpoint]");
  }

  @Test
  void rejectsBothCredentialsAndKey() {
    ConnectionConfig.Builder both =
        ConnectionConfig.builder()
            .apiKey("key")
            .credentialsProvider(AnonymousCredentialsProvider.create());

    assertThatIllegalStateException()
        .isThrownBy(both::build)
        .withMessage("set credentialsProvider or apiKey, not both");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://192.0.2.1:8080", "HTTP://192.0.2.1"})
  void rejectsAKeyOverPlainHttp(String endpoint) {
    ConnectionConfig.Builder open =
        ConnectionConfig.builder().apiKey("secret").endpointOverride(URI.create(endpoint));

    assertThatIllegalStateException()
        .isThrownBy(open::build)
        .withMessageContaining("https only")
        .withMessageNotContaining("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:8080", "http://[::1]:1", "https://192.0.2.1"})
  void acceptsAKeyLocallyOrEncrypted(String endpoint) {
    assertThat(
            ConnectionConfig.builder()
                .apiKey("secret")
                .endpointOverride(URI.create(endpoint))
                .build()
                .settings()
                .endpointOverride())
        .isEqualTo(URI.create(endpoint));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "foo",
        "localhost:8080",
        "//localhost",
        "ftp://localhost",
        "http:///path",
        "http://localhost:65536"
      })
  void rejectsInvalidEndpoints(String endpoint) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConnectionConfig.builder().endpointOverride(URI.create(endpoint)))
        .withMessageContaining("https://host:port");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "key\r\nX-Evil: 1", "\u202Ekey", "kéy"})
  void rejectsKeysOtherThanPrintableAscii(String key) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConnectionConfig.builder().apiKey(key))
        .withMessageContaining("printable ASCII")
        .withMessageNotContaining("Evil");
  }

  @Test
  void sendsAnEnvironmentKeyOnlyLocallyOrEncrypted() {
    assertThat(isSignedOnly("http://192.0.2.1")).isTrue();
    assertThat(isSignedOnly("http://127.0.0.1")).isFalse();
    assertThat(isSignedOnly("https://192.0.2.1")).isFalse();
    assertThat(ConnectionConfig.builder().build().settings().isSignedOnly()).isFalse();
    assertThat(
            ConnectionConfig.builder()
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .build()
                .settings()
                .isSignedOnly())
        .isTrue();
  }

  private static boolean isSignedOnly(String endpoint) {
    return ConnectionConfig.builder()
        .endpointOverride(URI.create(endpoint))
        .build()
        .settings()
        .isSignedOnly();
  }

  @Test
  void rejectsInvalidTimeoutsAndAttempts() {
    ConnectionConfig.Builder builder = ConnectionConfig.builder();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.apiCallTimeout(Duration.ZERO))
        .withMessage("a timeout must be positive and at most a day, was PT0S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.apiCallAttemptTimeout(Duration.ofSeconds(-1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.maxAttempts(0))
        .withMessage("maxAttempts must be at least 1, was 0");
  }
}
