import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.testing.TitanStub;
import io.github.titanembeddings.transport.InvokeReply;
import java.net.URI;
import java.nio.file.Path;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** Tests code that embeds, without AWS, in four ways. */
public final class TestWithTitanStub {
  public static void main(String[] args) {
    stubWithItsOwnServer();
    stubOnYourWireMockServer();
    handWrittenStub();
    withoutHttp();
  }

  private static void stubWithItsOwnServer() {
    Path shoe = Path.of("target/example-data/shoe.png");
    try (TitanStub stub = TitanStub.start()) {
      stub.alike("red shoe", shoe).throttle(1);
      TitanEmbeddingsClient titan = stub.client();
      Embedding text = titan.embed(r -> r.text("red shoe")).embedding();
      Embedding image = titan.embed(r -> r.image(ImageInput.of(shoe))).embedding();
      System.out.println("alike: " + (text.cosine(image) > 0.8));
      System.out.println("requests: " + stub.requestCount());
    }
  }

  private static void stubOnYourWireMockServer() {
    WireMockServer server = new WireMockServer(options().dynamicPort());
    server.start();
    try (TitanStub stub = TitanStub.on(server)) {
      System.out.println("your server: " + length(stub.client()));
    } finally {
      server.stop();
    }
  }

  private static void handWrittenStub() {
    WireMockServer server = new WireMockServer(options().dynamicPort());
    server.stubFor(
        post(urlPathMatching("/model/.*")).willReturn(okJson(TitanStub.embeddingJson(1024))));
    server.start();
    try (TitanEmbeddingsClient titan =
        TitanEmbeddingsClient.builder()
            .region(Region.US_EAST_1)
            .credentialsProvider(AnonymousCredentialsProvider.create())
            .endpointOverride(URI.create("http://localhost:" + server.port()))
            .build()) {
      System.out.println("hand-written: " + length(titan));
    } finally {
      server.stop();
    }
  }

  private static void withoutHttp() {
    try (TitanEmbeddingsClient titan =
        TitanEmbeddingsClient.builder()
            .transport(call -> InvokeReply.ofJson(TitanStub.embeddingJson(1024)))
            .build()) {
      System.out.println("lambda: " + length(titan));
    }
  }

  private static int length(TitanEmbeddingsClient titan) {
    return titan.embed(r -> r.text("red shoe")).embedding().length();
  }
}

// Output:
// alike: true
// requests: 3
// your server: 1024
// hand-written: 1024
// lambda: 1024
