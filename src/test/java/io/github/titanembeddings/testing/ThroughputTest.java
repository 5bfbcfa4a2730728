package io.github.titanembeddings.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.ModelId;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.bedrock.model.CommitmentDuration;
import software.amazon.awssdk.services.bedrock.model.ConflictException;
import software.amazon.awssdk.services.bedrock.model.CustomModelSummary;
import software.amazon.awssdk.services.bedrock.model.FoundationModelLifecycleStatus;
import software.amazon.awssdk.services.bedrock.model.GetProvisionedModelThroughputResponse;
import software.amazon.awssdk.services.bedrock.model.ProvisionedModelStatus;
import software.amazon.awssdk.services.bedrock.model.ProvisionedModelSummary;
import software.amazon.awssdk.services.bedrock.model.ResourceNotFoundException;
import software.amazon.awssdk.services.bedrock.model.ServiceQuotaExceededException;
import software.amazon.awssdk.services.bedrock.model.ValidationException;

/** The stub's models and throughputs, through the AWS SDK's client. */
class ThroughputTest {
  private static final String BASE = ControlPlaneFixture.BASE;

  @AutoClose private final ControlPlaneFixture aws = new ControlPlaneFixture();

  @Test
  void servesOnlyWhileInService() {
    String arn = aws.provision("shop", BASE);

    assertThat(aws.throughput("shop").status()).isEqualTo(ProvisionedModelStatus.CREATING);
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> embed(arn))
        .satisfies(e -> assertThat(e.statusCode()).isEqualTo(429))
        .withMessageContaining("not ready");
    aws.pass(Duration.ofMinutes(6).minusMillis(1));
    assertThat(aws.throughput(arn).status()).isEqualTo(ProvisionedModelStatus.CREATING);
    aws.pass(Duration.ofMillis(1));
    assertThat(embed(arn)).isEqualTo(aws.stub.client().embed(r -> r.text("shoe")).embedding());
    GetProvisionedModelThroughputResponse shown = aws.throughput(arn);
    assertThat(shown.status()).isEqualTo(ProvisionedModelStatus.IN_SERVICE);
    assertThat(shown.modelUnits()).isEqualTo(1);
    assertThat(shown.modelArn()).isEqualTo(shown.foundationModelArn()).endsWith(BASE);
    assertThat(aws.fineTuning.throughputs()).containsExactly(arn);

    aws.bedrock.deleteProvisionedModelThroughput(r -> r.provisionedModelId(arn));
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> embed(arn))
        .satisfies(e -> assertThat(e.statusCode()).isEqualTo(400));
    assertThatExceptionOfType(ResourceNotFoundException.class)
        .isThrownBy(() -> aws.throughput(arn));
    assertThat(aws.fineTuning.throughputs()).isEmpty();
  }

  private Embedding embed(String arn) {
    try (TitanEmbeddingsClient titan = aws.stub.clientBuilder().maxAttempts(1).build()) {
      return titan.withModel(ModelId.provisioned(arn)).embed(r -> r.text("shoe")).embedding();
    }
  }

  @Test
  void limitsModelUnits() {
    aws.provision("a", BASE);
    aws.provision("b", BASE);

    assertThatExceptionOfType(ServiceQuotaExceededException.class)
        .isThrownBy(() -> aws.provision("c", BASE))
        .satisfies(e -> assertThat(e.statusCode()).isEqualTo(400))
        .withMessageContaining("2 model units without commitment across base models");
    assertThatExceptionOfType(ServiceQuotaExceededException.class)
        .isThrownBy(() -> commit("d"))
        .withMessageContaining("0 model units with commitment");
    aws.fineTuning.unitQuota(3, 1);
    aws.provision("c", BASE);
    String committed = commit("d");
    assertThatExceptionOfType(ConflictException.class)
        .isThrownBy(
            () -> aws.bedrock.deleteProvisionedModelThroughput(r -> r.provisionedModelId("d")));
    assertThat(aws.throughput(committed).commitmentDurationAsString()).isEqualTo("OneMonth");
    assertThat(aws.throughput(committed).commitmentExpirationTime())
        .isEqualTo(ManualClock.START.plus(Duration.ofDays(30)));
  }

  private String commit(String name) {
    return aws.bedrock
        .createProvisionedModelThroughput(
            r ->
                r.provisionedModelName(name)
                    .modelId(BASE)
                    .modelUnits(1)
                    .commitmentDuration(CommitmentDuration.ONE_MONTH))
        .provisionedModelArn();
  }

  @Test
  void customModelsHaveTheirOwnUnitsAndCannotBeDeletedWhileInUse() {
    aws.submit("shoes");
    aws.pass(Duration.ofHours(1));
    String model = aws.job("shoes").outputModelArn();
    aws.provision("a", BASE);
    aws.provision("b", BASE);
    String arn = aws.provision("tuned", model);

    assertThat(aws.throughput(arn).modelArn()).isEqualTo(model);
    assertThat(aws.bedrock.getCustomModel(r -> r.modelIdentifier("shoes")))
        .satisfies(m -> assertThat(m.modelArn()).isEqualTo(model))
        .satisfies(m -> assertThat(m.jobName()).isEqualTo("shoes"))
        .satisfies(m -> assertThat(m.modelStatusAsString()).isEqualTo("Active"));
    assertThat(aws.bedrock.listCustomModels(r -> {}).modelSummaries())
        .extracting(CustomModelSummary::modelName)
        .containsExactly("shoes");
    assertThatExceptionOfType(ConflictException.class)
        .isThrownBy(() -> aws.bedrock.deleteCustomModel(r -> r.modelIdentifier(model)));
    aws.bedrock.deleteProvisionedModelThroughput(r -> r.provisionedModelId("tuned"));
    aws.bedrock.deleteCustomModel(r -> r.modelIdentifier(model));
    assertThatExceptionOfType(ResourceNotFoundException.class)
        .isThrownBy(() -> aws.provision("again", model));
  }

  @Test
  void throughputChangesItsModel() {
    aws.submit("shoes");
    aws.pass(Duration.ofHours(1));
    String model = aws.job("shoes").outputModelArn();
    String arn = aws.provision("shop", BASE);
    assertThatExceptionOfType(ValidationException.class).isThrownBy(() -> move(arn, model));
    aws.pass(Duration.ofMinutes(6));
    move(arn, model);

    GetProvisionedModelThroughputResponse moving = aws.throughput("shop-2");
    assertThat(moving.status()).isEqualTo(ProvisionedModelStatus.UPDATING);
    assertThat(moving.modelArn()).endsWith(BASE);
    assertThat(moving.desiredModelArn()).isEqualTo(model);
    embed(arn);
    aws.pass(Duration.ofMinutes(6));
    assertThat(aws.throughput(arn).modelArn()).isEqualTo(model);
    assertThat(aws.throughput(arn).status()).isEqualTo(ProvisionedModelStatus.IN_SERVICE);
  }

  private void move(String arn, String model) {
    aws.bedrock.updateProvisionedModelThroughput(
        r -> r.provisionedModelId(arn).desiredModelId(model).desiredProvisionedModelName("shop-2"));
  }

  @Test
  void sameTokenProvisionsOnceEvenAfterLostResponse() {
    aws.fineTuning.loseResponses(1, "CreateProvisionedModelThroughput");

    assertThatExceptionOfType(SdkClientException.class).isThrownBy(() -> provisionOnce("shop"));
    assertThat(aws.fineTuning.throughputs()).containsExactly(provisionOnce("shop"));
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> aws.provision("shop", BASE));
  }

  private String provisionOnce(String name) {
    return aws.bedrock
        .createProvisionedModelThroughput(
            r ->
                r.provisionedModelName(name).modelId(BASE).modelUnits(1).clientRequestToken("once"))
        .provisionedModelArn();
  }

  @Test
  void throughputFailsIfScripted() {
    aws.fineTuning.failNextThroughput("no capacity");
    String arn = aws.provision("shop", BASE);
    aws.pass(Duration.ofMinutes(6));

    assertThat(aws.throughput(arn).status()).isEqualTo(ProvisionedModelStatus.FAILED);
    assertThat(aws.throughput(arn).failureMessage()).isEqualTo("no capacity");
    assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> embed(arn));
  }

  @Test
  void listsThroughputs() {
    aws.provision("a-1", BASE);
    aws.pass(Duration.ofMinutes(6));
    aws.provision("b-1", BASE);

    assertThat(aws.bedrock.listProvisionedModelThroughputs(r -> {}).provisionedModelSummaries())
        .extracting(ProvisionedModelSummary::provisionedModelName)
        .containsExactly("b-1", "a-1");
    assertThat(
            aws.bedrock
                .listProvisionedModelThroughputs(
                    r -> r.statusEquals(ProvisionedModelStatus.IN_SERVICE).nameContains("-1"))
                .provisionedModelSummaries())
        .extracting(ProvisionedModelSummary::provisionedModelName)
        .containsExactly("a-1");
  }

  @Test
  void baseModelIsActiveOrLegacy() {
    assertThat(lifecycle()).isEqualTo(FoundationModelLifecycleStatus.ACTIVE);
    aws.fineTuning.legacy(true);
    assertThat(lifecycle()).isEqualTo(FoundationModelLifecycleStatus.LEGACY);
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> aws.submit("shoes"))
        .withMessageContaining("legacy");
    assertThatExceptionOfType(ResourceNotFoundException.class)
        .isThrownBy(() -> aws.bedrock.getFoundationModel(r -> r.modelIdentifier("amazon.other")));
  }

  private FoundationModelLifecycleStatus lifecycle() {
    return aws.bedrock
        .getFoundationModel(r -> r.modelIdentifier(BASE))
        .modelDetails()
        .modelLifecycle()
        .status();
  }

  @Test
  void rejectsDeployments() {
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(
            () ->
                aws.bedrock.createCustomModelDeployment(
                    r -> r.modelDeploymentName("shop").modelArn("any")))
        .withMessageContaining("does not support");
  }
}
