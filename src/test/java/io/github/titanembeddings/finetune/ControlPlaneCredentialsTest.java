package io.github.titanembeddings.finetune;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.support.bedrock.FakeBedrock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** Credentials of calls when the environment has a Bedrock API key. */
@Isolated("it changes the system's settings")
class ControlPlaneCredentialsTest {
  private final FakeBedrock bedrock = new FakeBedrock();

  @BeforeEach
  void holdAKey() {
    System.setProperty("aws.bearerTokenBedrock", "key-of-the-environment");
  }

  @AfterEach
  void clearCredentials() {
    for (String name :
        List.of("aws.bearerTokenBedrock", "aws.accessKeyId", "aws.secretAccessKey")) {
      System.clearProperty(name);
    }
    bedrock.close();
  }

  @Test
  void explicitCredentialsOverrideTheKeyOfTheEnvironment() {
    describe(
        FineTuningClient.builder()
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"))));

    assertThat(authorization()).startsWith("AWS4-HMAC-SHA256 Credential=test/");
  }

  @Test
  void defaultsToTheCredentialsOfTheAwsSdk() {
    describe(FineTuningClient.builder());

    assertThat(authorization()).isEqualTo("Bearer key-of-the-environment");
  }

  @Test
  void ignoresABlankApiKeyOfTheEnvironment() {
    System.setProperty("aws.accessKeyId", "id");
    System.setProperty("aws.secretAccessKey", "secret");
    System.setProperty("aws.bearerTokenBedrock", " ");

    describe(FineTuningClient.builder());

    assertThat(authorization()).startsWith("AWS4-HMAC-SHA256 Credential=id/");
  }

  @Test
  void usesAnExplicitKey() {
    describe(FineTuningClient.builder().apiKey("key-of-the-caller"));

    assertThat(authorization()).isEqualTo("Bearer key-of-the-caller");
  }

  private void describe(FineTuningClient.Builder builder) {
    bedrock.then(FineTuningSamples.jobIs("Completed"));
    try (FineTuningClient tuning =
        builder.region(Region.US_EAST_1).endpointOverride(bedrock.endpoint()).build()) {
      tuning.describe("tune");
    }
  }

  private String authorization() {
    return bedrock.received().get(0).authorization();
  }
}
