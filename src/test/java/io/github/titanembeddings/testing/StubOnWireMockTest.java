package io.github.titanembeddings.testing;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.exception.ServiceException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** The stub on an existing WireMock server, and hand-written stubs. */
class StubOnWireMockTest {
  @RegisterExtension
  private static final WireMockExtension EXTENSION =
      WireMockExtension.newInstance()
          .options(options().bindAddress("127.0.0.1").dynamicPort())
          .build();

  @AutoClose("stop")
  private final WireMockServer server =
      new WireMockServer(options().bindAddress("127.0.0.1").dynamicPort());

  @BeforeEach
  void start() {
    server.start();
  }

  @Test
  void joinsAndLeavesServer() throws Exception {
    server.stubFor(get(urlPathMatching("/mine")).willReturn(ok("mine")));
    try (TitanStub guest = TitanStub.on(server)) {
      guest.throttle(1);
      try (TitanEmbeddingsClient titan = guest.clientBuilder().maxAttempts(1).build()) {
        ServiceException throttled =
            assertThrows(ServiceException.class, () -> titan.embed(r -> r.text("shoe")));
        assertThat(throttled.kind()).isEqualTo(ServiceException.Kind.THROTTLED);
      }
      assertThat(guest.client().embed(r -> r.text("shoe")).embedding().norm())
          .isEqualTo(1, within(1e-5));
      assertThat(guest.endpoint()).isEqualTo(URI.create("http://localhost:" + server.port()));
      assertThat(guest.requests()).hasSize(2);
      assertThat(server.getAllServeEvents()).hasSize(2);
      assertThat(own()).isEqualTo("mine");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> guest.enqueue(StubResponse.connectionReset()))
          .withMessageContaining("script it there");
    }
    assertThat(server.isRunning()).isTrue();
    assertThat(server.getStubMappings()).hasSize(1);
  }

  private String own() throws Exception {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .build()
        .send(
            HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + "/mine"))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  void resetAddsTheStubToServerAgain() {
    try (TitanStub guest = TitanStub.on(server)) {
      server.resetAll();
      guest.reset();
      guest.client().embed(r -> r.text("shoe"));
      guest.reset();

      assertThat(server.getStubMappings()).hasSize(1);
      assertThat(guest.requests()).isEmpty();
      guest.close();
      guest.reset();
      assertThat(server.getStubMappings()).isEmpty();
    }
  }

  @Test
  void closesAfterItsServerHasStopped() {
    try (TitanStub guest = TitanStub.on(server)) {
      guest.client().embed(r -> r.text("shoe"));
      server.stop();
    }
    assertThat(server.isRunning()).isFalse();
  }

  @Test
  void joinsServerOfJunitExtension() {
    try (TitanStub guest = TitanStub.on(EXTENSION.getRuntimeInfo())) {
      guest.client().embed(r -> r.text("shoe"));

      assertThat(guest.endpoint()).isEqualTo(URI.create("http://localhost:" + EXTENSION.getPort()));
      assertThat(guest.requests()).hasSize(1);
    }
    assertThat(EXTENSION.getStubMappings()).isEmpty();
  }

  @Test
  void providesBodyForCustomStubs() {
    server.stubFor(
        post(urlPathMatching("/model/.*")).willReturn(okJson(TitanStub.embeddingJson(1024))));
    try (TitanEmbeddingsClient titan =
        TitanEmbeddingsClient.builder()
            .region(Region.US_EAST_1)
            .credentialsProvider(AnonymousCredentialsProvider.create())
            .endpointOverride(URI.create("http://localhost:" + server.port()))
            .build()) {
      assertThat(titan.embed(r -> r.text("a")).embedding().norm()).isEqualTo(1, within(1e-5));
    }
  }
}
