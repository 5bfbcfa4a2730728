package io.github.titanembeddings.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.support.Failures;
import io.github.titanembeddings.validation.Violation;
import java.time.Duration;
import java.util.List;
import nl.jqno.equalsverifier.EqualsVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelIdTest {
  private static final String PROVISIONED =
      "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abc123def456";

  @Test
  void onDemandIsTheBaseModel() {
    assertThat(ModelId.onDemand()).hasToString("amazon.titan-embed-image-v1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        PROVISIONED,
        "amazon.titan-embed-image-v1:0",
        "amazon.titan-embed-image-v1",
        "my_provisioned-model",
        "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-image-v1",
        "arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/amazon.titan-embed-image-v1:0",
        "arn:aws:bedrock:us-east-1:123456789012:imported-model/abc123def456",
        "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.titan",
        "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc",
        "arn:aws:bedrock:us-east-1:123456789012:prompt/ABCDEFGHIJ:12",
        "arn:aws:bedrock:us-east-1:123456789012:default-prompt-router/x:1",
        "arn:aws:sagemaker:us-east-1:123456789012:endpoint/mine"
      })
  void acceptsIdsThatInvokeModelAccepts(String id) {
    assertThat(ModelId.of(id).value()).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "amazon/titan",
        "a__b",
        "ämazon",
        "amazon.titan-embed-image-v1 ",
        "arn:aws:bedrock:us-east-1:12345678901:provisioned-model/abc123def456",
        "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/ABC123DEF456",
        "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abc123def4567",
        "arn:aws:s3:::bucket/key",
        "arn:aws-\n\u202E:bedrock:us-east-1:123456789012:provisioned-model/abc123def456",
        "arn:aws-a b:bedrock:us-east-1:123456789012:provisioned-model/abc123def456"
      })
  void rejectsIdsThatInvokeModelRejects(String id) {
    assertThat(codeOf(() -> ModelId.of(id))).isEqualTo("model.bad-id");
  }

  @Test
  void limitsAnIdTo2048Characters() {
    assertThat(ModelId.of("a".repeat(2048)).value()).hasSize(2048);
    InvalidRequestException refusal =
        assertThrows(InvalidRequestException.class, () -> ModelId.of("a".repeat(2049)));
    assertThat(refusal.violations().get(0).code()).isEqualTo("model.bad-id");
    assertThat(refusal.getMessage()).hasSizeLessThan(500);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arn:aws:bedrock:us-east-1:123456789012:custom-model/amazon.titan-embed-image-v1:0/abc123def456",
        "arn:aws:bedrock:us-east-1:123456789012:custom-model/amazon.titan-embed-image-v1/abc123def456"
      })
  void rejectsACustomModelWithTheReason(String arn) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> ModelId.of(arn))
        .withMessageContaining("through its Provisioned Throughput")
        .withMessageContaining("batch job")
        .extracting(e -> e.violations().get(0))
        .extracting(Violation::code, Violation::path)
        .containsExactly("model.custom-not-invocable", "modelId");
  }

  @Test
  void rejectsADeploymentWithTheReason() {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(
            () ->
                ModelId.of(
                    "arn:aws:bedrock:us-east-1:123456789012:custom-model-deployment/abc123def456"))
        .withMessageContaining("cannot be deployed on demand")
        .withMessageContaining("through its Provisioned Throughput")
        .extracting(e -> e.violations().get(0).code())
        .isEqualTo("model.deployment-not-offered");
  }

  @Test
  void provisionedAcceptsOnlyThroughputArns() {
    assertThat(ModelId.provisioned(PROVISIONED)).isEqualTo(ModelId.of(PROVISIONED));
    assertThat(codeOf(() -> ModelId.provisioned("amazon.titan-embed-image-v1")))
        .isEqualTo("model.not-provisioned");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a-", "a_", "a.", "arn:aws:bedrock:a:"})
  void checksAnyIdQuickly(String piece) {
    String id = piece.repeat(2048 / piece.length() - 1) + "!";

    assertTimeout(
        Duration.ofSeconds(20), () -> assertThat(codeOf(() -> ModelId.of(id))).isNotNull());
  }

  @Test
  @SuppressWarnings("NullAway")
  void rejectsNull() {
    assertThatNullPointerException().isThrownBy(() -> ModelId.of(null));
  }

  private static String codeOf(Runnable action) {
    return Failures.violations(action::run).get(0).code();
  }

  @Test
  void equalsAndHashCodeAreConsistent() {
    EqualsVerifier.forClass(ModelId.class).withNonnullFields("value", "family").verify();
  }

  @Test
  void hasTheGivenFamily() {
    assertThat(ModelId.onDemand().family()).isEqualTo(ModelFamily.MULTIMODAL_G1);
    assertThat(ModelId.onDemand(ModelFamily.MULTIMODAL_G1)).isEqualTo(ModelId.onDemand());
    assertThat(ModelId.onDemand(ModelFamily.TEXT_V2)).hasToString("amazon.titan-embed-text-v2:0");
    assertThat(ModelId.onDemand(ModelFamily.TEXT_V1)).hasToString("amazon.titan-embed-text-v1");

    ModelId texts = ModelId.provisioned(PROVISIONED, ModelFamily.TEXT_V2);
    assertThat(ModelId.provisioned(PROVISIONED).family()).isEqualTo(ModelFamily.MULTIMODAL_G1);
    assertThat(texts.family()).isEqualTo(ModelFamily.TEXT_V2);
    assertThat(texts).isNotEqualTo(ModelId.provisioned(PROVISIONED));
    assertThat(texts.value()).isEqualTo(PROVISIONED);
    assertThat(texts).hasToString(PROVISIONED + "(TEXT_V2)");
  }

  @ParameterizedTest
  @CsvSource({
    "amazon.titan-embed-image-v1, MULTIMODAL_G1",
    "amazon.titan-embed-image-v1:0, MULTIMODAL_G1",
    "amazon.titan-embed-text-v2:0, TEXT_V2",
    "amazon.titan-embed-text-v2:0:8k, TEXT_V2",
    "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0, TEXT_V2",
    "amazon.titan-embed-text-v1, TEXT_V1",
    "amazon.titan-embed-text-v1:2:8k, TEXT_V1",
    "arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/amazon.titan-embed-text-v1, TEXT_V1",
    "amazon.titan-embed-g1-text-02, TEXT_V1"
  })
  void rejectsAnIdThatNamesAnotherFamily(String id, ModelFamily named) {
    for (ModelFamily family : ModelFamily.values()) {
      if (family == named) {
        assertThat(ModelId.of(id, family)).hasToString(id);
      } else {
        assertThatExceptionOfType(InvalidRequestException.class)
            .isThrownBy(() -> ModelId.of(id, family))
            .withMessageContaining("allowed is an id of " + family)
            .withMessageContaining("ModelFamily." + named.name())
            .extracting(e -> e.violations().get(0).code())
            .isEqualTo("model.other-payload");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        PROVISIONED,
        "amazon.titan-embed-text-v20",
        "amazon.titan-embed-text",
        "titan-embed-text-v2",
        "my-amazon.titan-embed-text-v2:0",
        "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc"
      })
  void takesTheFamilyOfAnIdThatNamesNone(String id) {
    for (ModelFamily family : ModelFamily.values()) {
      assertThat(ModelId.of(id, family).family()).isEqualTo(family);
    }
  }

  @Test
  void acceptsCustomModelsForBatchJobs() {
    String arn =
        "arn:aws:bedrock:us-east-1:123456789012:custom-model/amazon.titan-embed-image-v1:0/abc123def456";

    assertThat(ModelId.custom(arn)).hasToString(arn).isEqualTo(ModelId.custom(arn));
    for (String other :
        List.of(
            "amazon.titan-embed-image-v1",
            arn + "7",
            arn.replace("custom-model/", "provisioned-model/"),
            arn.replace("image-v1", "text-v2"),
            arn.replace("custom-model", "custom-model-deployment"))) {
      assertThat(Failures.codes(() -> ModelId.custom(other))).containsExactly("model.bad-id");
    }
  }
}
