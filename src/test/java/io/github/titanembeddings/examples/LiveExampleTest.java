package io.github.titanembeddings.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.support.OtherJvm;
import io.github.titanembeddings.testing.StubRequest;
import io.github.titanembeddings.testing.TitanStub;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Runs an example live: in its own process, without the stub, configured by the environment alone.
 */
class LiveExampleTest {
  @Test
  void usesTheEndpointOfTheEnvironment() throws IOException, InterruptedException {
    try (TitanStub stub = TitanStub.start()) {
      Map<String, String> environment =
          Map.of(
              "AWS_ENDPOINT_URL", stub.endpoint().toString(),
              "AWS_REGION", "eu-west-1",
              "AWS_ACCESS_KEY_ID", "live",
              "AWS_SECRET_ACCESS_KEY", "live");

      assertThat(OtherJvm.run(environment, RunExample.class, "EmbedText", "live"))
          .contains("dimensions: 1024", "tokens: 4");
      assertThat(stub.requests()).singleElement().satisfies(LiveExampleTest::isSignedForItsRegion);
    }
  }

  private static void isSignedForItsRegion(StubRequest request) {
    assertThat(request.header("Authorization").orElseThrow())
        .startsWith("AWS4-HMAC-SHA256 Credential=live/")
        .contains("/eu-west-1/bedrock/aws4_request");
  }
}
