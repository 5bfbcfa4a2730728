package io.github.titanembeddings.client.connections;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.support.OtherJvm;
import io.github.titanembeddings.testing.TitanStub;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.regions.Region;

/** The clients over TLS, as Amazon Bedrock requires it, in a JVM that trusts the server. */
class TlsTest {
  private static final String PASSWORD = "changeit";

  @TempDir Path folder;

  @Test
  void embedsOverTls() throws Exception {
    Path keys = folder.resolve("keys.p12");
    makeCertificate(keys);
    WireMockServer server =
        new WireMockServer(
            options()
                .dynamicPort()
                .dynamicHttpsPort()
                .keystorePath(keys.toString())
                .keystoreType("PKCS12")
                .keystorePassword(PASSWORD)
                .keyManagerPassword(PASSWORD));
    server.stubFor(
        post(urlPathMatching("/model/.*")).willReturn(okJson(TitanStub.embeddingJson(1024))));
    server.start();
    try {
      List<String> printed =
          OtherJvm.run(
              Map.of(),
              List.of(
                  "-Djavax.net.ssl.trustStore=" + keys,
                  "-Djavax.net.ssl.trustStorePassword=" + PASSWORD,
                  "-cp",
                  System.getProperty("java.class.path"),
                  Embeds.class.getName(),
                  "https://localhost:" + server.httpsPort()));

      assertThat(printed)
          .contains("blocking: 1024", "asynchronous: 1024", "asynchronous, HTTP/2: 1024");
      assertThat(server.getAllServeEvents())
          .extracting(event -> event.getRequest().getProtocol())
          .containsExactlyInAnyOrder("HTTP/1.1", "HTTP/1.1", "HTTP/2.0");
    } finally {
      server.stop();
    }
  }

  private void makeCertificate(Path keys) throws Exception {
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process process =
        new ProcessBuilder(
                List.of(
                    keytool,
                    "-J-XX:TieredStopAtLevel=1",
                    "-J-XX:+UseSerialGC",
                    "-genkeypair",
                    "-alias",
                    "stub",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=localhost",
                    "-ext",
                    "san=dns:localhost",
                    "-validity",
                    "2",
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    keys.toString(),
                    "-storepass",
                    PASSWORD))
            .redirectErrorStream(true)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
  }

  /** Embeds with each client and prints the lengths of the vectors. */
  static final class Embeds {
    public static void main(String[] args) {
      URI endpoint = URI.create(args[0]);
      try (TitanEmbeddingsClient titan =
          TitanEmbeddingsClient.builder()
              .region(Region.US_EAST_1)
              .credentialsProvider(AnonymousCredentialsProvider.create())
              .endpointOverride(endpoint)
              .build()) {
        print("blocking", titan.embed(r -> r.text("red shoe")).embedding().length());
      }
      for (Protocol protocol : List.of(Protocol.HTTP1_1, Protocol.HTTP2)) {
        try (TitanEmbeddingsAsyncClient titan =
            TitanEmbeddingsAsyncClient.builder()
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .endpointOverride(endpoint)
                .protocol(protocol)
                .build()) {
          String name = protocol == Protocol.HTTP2 ? "asynchronous, HTTP/2" : "asynchronous";
          print(name, titan.embed(r -> r.text("red shoe")).join().embedding().length());
        }
      }
    }

    private static void print(String client, int length) {
      System.out.println(client + ": " + length);
    }
  }
}
