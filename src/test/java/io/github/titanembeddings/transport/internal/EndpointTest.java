package io.github.titanembeddings.transport.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClientBuilder;

class EndpointTest {
  @ParameterizedTest
  @CsvSource({
    "us-east-1, bedrock-runtime.us-east-1.amazonaws.com",
    "us-west-9, bedrock-runtime.us-west-9.amazonaws.com",
    "cn-north-1, bedrock-runtime.cn-north-1.amazonaws.com.cn"
  })
  void namesTheHostOfTheRegion(String region, String host) {
    try (BedrockRuntimeClient client = builder(region).build()) {
      Endpoint endpoint = new Endpoint("bedrock-runtime", client::serviceClientConfiguration);

      assertThat(endpoint.region()).isEqualTo(region);
      assertThat(endpoint.host()).isEqualTo(host);
    }
  }

  @Test
  void namesTheHostOfAnOverride() {
    try (BedrockRuntimeClient client =
        builder("us-east-1").endpointOverride(URI.create("https://vpce.example:8443/a")).build()) {
      Endpoint endpoint = new Endpoint("bedrock-runtime", client::serviceClientConfiguration);

      assertThat(endpoint.host()).isEqualTo("vpce.example");
    }
  }

  @Test
  void fakeClientNeedsNoConfiguration() {
    BedrockRuntimeClient fake =
        new BedrockRuntimeClient() {
          @Override
          public String serviceName() {
            return "fake";
          }

          @Override
          public void close() {}
        };
    Endpoint endpoint = new Endpoint("bedrock-runtime", fake::serviceClientConfiguration);

    assertThat(endpoint.region()).isEqualTo("its region");
    assertThat(endpoint.host()).isEqualTo("the endpoint");
  }

  private static BedrockRuntimeClientBuilder builder(String region) {
    return BedrockRuntimeClient.builder()
        .region(Region.of(region))
        .credentialsProvider(AnonymousCredentialsProvider.create());
  }
}
