package io.github.titanembeddings.client.connections;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.support.OtherJvm;
import io.github.titanembeddings.support.client.ClientMode;
import io.github.titanembeddings.support.client.EitherClient;
import io.github.titanembeddings.testing.StubRequest;
import io.github.titanembeddings.testing.TitanStub;
import io.github.titanembeddings.transport.ConnectionConfig;
import io.github.titanembeddings.transport.internal.BedrockControlPlane;
import io.github.titanembeddings.transport.internal.ConnectionAccess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.Region;

/** Behavior that depends on the JVM's options and environment. */
@Order(6)
class JvmEnvironmentTest {
  private static final String TEXT = "Größe 日本語 \uD83D\uDE00";

  /** Embeds a text by both clients. */
  public static final class EmbedInUtf8 {
    public static void main(String[] args) {
      for (ClientMode mode : ClientMode.values()) {
        try (EitherClient titan =
            mode.client(builder -> ClientMode.connect(builder, URI.create(args[0])))) {
          titan.embed(r -> r.text(TEXT));
        }
      }
    }
  }

  /** Builds both clients without a region. */
  public static final class CreateWithoutRegion {
    public static void main(String[] args) {
      for (ClientMode mode : ClientMode.values()) {
        try (EitherClient titan = mode.client(builder -> {})) {
          System.out.println("made " + titan);
        } catch (TransportException e) {
          System.out.println(e.kind() + ": " + e.getMessage());
        }
      }
    }
  }

  /**
   * Embeds a text with both clients and calls the control plane, with the environment's settings.
   */
  public static final class CallWithTheEnvironment {
    public static void main(String[] args) {
      URI endpoint = URI.create(args[0]);
      for (ClientMode mode : ClientMode.values()) {
        show(
            () -> {
              try (EitherClient titan =
                  mode.client(c -> c.region(Region.US_EAST_1).endpointOverride(endpoint))) {
                titan.embed(r -> r.text(TEXT));
              }
            });
      }
      show(
          () -> {
            try (BedrockControlPlane plane =
                BedrockControlPlane.create(
                    ConnectionAccess.settings(
                        ConnectionConfig.builder()
                            .region(Region.US_EAST_1)
                            .endpointOverride(endpoint)
                            .build()),
                    aws -> {})) {
              plane.call(
                  "ListCustomModels",
                  (aws, o) -> aws.listCustomModels(r -> r.overrideConfiguration(o)));
            }
          });
    }

    private static void show(Runnable call) {
      try {
        call.run();
        System.out.println("SENT");
      } catch (TransportException e) {
        System.out.println(e.kind() + " " + e.isRetryable() + ": " + e.getMessage());
      } catch (TitanException e) {
        System.out.println("RESPONDED");
      }
    }
  }

  @Test
  void explainsMissingCredentials() throws IOException, InterruptedException {
    assertThat(callWith(Map.of("AWS_CONFIG_FILE", "none")))
        .hasSize(3)
        .containsOnly(
            "NOT_SENT false: nothing was sent: no AWS credentials: set credentialsProvider(...) or"
                + " apiKey(...), the environment variables AWS_ACCESS_KEY_ID and"
                + " AWS_SECRET_ACCESS_KEY or AWS_BEARER_TOKEN_BEDROCK, or an AWS profile");
  }

  @Test
  void namesTheModuleThatAProfileNeeds() throws IOException, InterruptedException {
    String config = Path.of("src/test/resources/sso-profile.config").toAbsolutePath().toString();

    assertThat(callWith(Map.of("AWS_CONFIG_FILE", config, "AWS_PROFILE", "dev")))
        .hasSize(3)
        .containsOnly(
            "NOT_SENT false: nothing was sent: no AWS credentials: To use Sso related properties in"
                + " the 'dev' profile, the 'sso' service module must be on the class path; add the"
                + " dependency software.amazon.awssdk:sso and software.amazon.awssdk:ssooidc");
  }

  private static List<String> callWith(Map<String, String> environment)
      throws IOException, InterruptedException {
    Map<String, String> all = new HashMap<>(environment);
    all.put("AWS_EC2_METADATA_DISABLED", "true");
    all.put("AWS_SHARED_CREDENTIALS_FILE", "none");
    try (TitanStub stub = TitanStub.start()) {
      List<String> printed =
          OtherJvm.run(all, CallWithTheEnvironment.class, stub.endpoint().toString());
      assertThat(stub.requests()).isEmpty();
      return printed.stream()
          .filter(line -> line.startsWith("NOT_SENT") || line.startsWith("SENT"))
          .toList();
    }
  }

  @Test
  void ignoresABlankKey() throws IOException, InterruptedException {
    Map<String, String> environment =
        Map.of(
            "AWS_BEARER_TOKEN_BEDROCK", " ",
            "AWS_ACCESS_KEY_ID", "id",
            "AWS_SECRET_ACCESS_KEY", "secret");
    try (TitanStub stub = TitanStub.start()) {
      OtherJvm.run(environment, CallWithTheEnvironment.class, stub.endpoint().toString());

      assertThat(stub.requests())
          .hasSizeGreaterThanOrEqualTo(2)
          .extracting(request -> request.header("Authorization").orElse(""))
          .allMatch(value -> value.startsWith("AWS4-HMAC-SHA256 Credential=id/"));
    }
  }

  @Test
  void sendsUtf8UnderAnyDefaultCharset() throws IOException, InterruptedException {
    try (TitanStub stub = TitanStub.start()) {
      OtherJvm.run(Map.of(), EmbedInUtf8.class, stub.endpoint().toString());

      assertThat(stub.requests())
          .hasSize(2)
          .extracting(StubRequest::text)
          .allSatisfy(text -> assertThat(text).isEqualTo(TEXT));
    }
  }

  @Test
  void rejectsAMissingRegion() throws IOException, InterruptedException {
    Map<String, String> nowhere =
        Map.of(
            "AWS_EC2_METADATA_DISABLED", "true",
            "AWS_CONFIG_FILE", "none",
            "AWS_SHARED_CREDENTIALS_FILE", "none");

    assertThat(OtherJvm.run(nowhere, CreateWithoutRegion.class))
        .filteredOn(line -> line.startsWith("NOT_SENT") || line.startsWith("made"))
        .hasSize(2)
        .containsOnly(
            "NOT_SENT: the AWS client can't be made: no AWS region: set region(...), the"
                + " environment variable AWS_REGION, the system property aws.region, or region in"
                + " the AWS profile");
  }
}
