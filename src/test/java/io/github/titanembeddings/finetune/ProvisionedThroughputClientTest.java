package io.github.titanembeddings.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.finetune.ProvisionedThroughputRequest.CommitmentDuration;
import io.github.titanembeddings.job.WaitOptions;
import io.github.titanembeddings.support.Failures;
import io.github.titanembeddings.support.bedrock.FakeBedrock;
import io.github.titanembeddings.support.bedrock.FakeBedrock.Response;
import io.github.titanembeddings.validation.Violation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.bedrock.model.ProvisionedModelStatus;

/** Throughput without automatic release. */
class ProvisionedThroughputClientTest {
  private static final String OTHER = FineTuningSamples.MODEL_ARN.replace("abcdef", "fedcba");

  @AutoClose private final FakeBedrock bedrock = new FakeBedrock();
  @AutoClose private final FineTuningClient tuning = FineTuningSamples.client(bedrock);
  private final ProvisionedThroughputClient client = tuning.provisionedThroughput();

  @Test
  void commitsOnlyOnRequest() {
    Response created =
        new Response(
            201, "", "{\"provisionedModelArn\":\"" + FineTuningSamples.THROUGHPUT_ARN + "\"}");
    bedrock.then(2, created);

    client.create(FineTuningSamples.throughput().build());
    client.create(
        FineTuningSamples.throughput().commitmentDuration(CommitmentDuration.SIX_MONTHS).build());

    assertThat(bedrock.received().get(0).body())
        .contains("\"modelUnits\":2")
        .contains("clientRequestToken")
        .doesNotContain("commitment");
    assertThat(bedrock.received().get(1).body()).contains("\"commitmentDuration\":\"SixMonths\"");
  }

  @Test
  void awaitsTheDesiredModel() {
    bedrock.then(
        Response.ok("{}"),
        FineTuningSamples.throughputIs("InService", FineTuningSamples.MODEL_ARN, OTHER));
    bedrock.then(
        FineTuningSamples.throughputIs("Updating", FineTuningSamples.MODEL_ARN, OTHER),
        FineTuningSamples.throughputIs("InService", OTHER, OTHER));
    List<String> events = new ArrayList<>();

    client.updateModel("shoes", OTHER);
    ProvisionedThroughput updated =
        client.awaitInService("shoes", WaitOptions.defaults(), t -> events.add(t.statusAsString()));

    assertThat(updated.modelArn()).isEqualTo(OTHER);
    assertThat(events).containsExactly("InService", "Updating", "InService");
    assertThat(bedrock.received().get(0).body()).contains("\"desiredModelId\":\"" + OTHER + "\"");
  }

  @Test
  void listsAllPagesAsPlainValues() {
    String item =
        """
        {"provisionedModelName":"%s","provisionedModelArn":"%s","modelArn":"m",
         "desiredModelArn":"m","foundationModelArn":"f","modelUnits":1,"desiredModelUnits":1,
         "status":"Molten","commitmentDuration":"OneMonth","creationTime":"2026-11-01T10:00:00Z",
         "commitmentExpirationTime":"2026-12-01T10:00:00Z",
         "lastModifiedTime":"2026-11-01T10:00:00Z"}""";
    bedrock.then(
        page(item.formatted("a", FineTuningSamples.THROUGHPUT_ARN), "two"),
        page("", "three"),
        page(item.formatted("b", FineTuningSamples.THROUGHPUT_ARN), null));

    List<ProvisionedThroughput> all = client.list().toList();

    assertThat(all)
        .extracting(ProvisionedThroughput::provisionedModelName)
        .containsExactly("a", "b");
    assertThat(all.get(0).status()).isEqualTo(ProvisionedModelStatus.UNKNOWN_TO_SDK_VERSION);
    assertThat(all.get(0).statusAsString()).isEqualTo("Molten");
    assertThat(all.get(0).commitmentDuration()).hasValue("OneMonth");
    assertThat(all.get(0)).isNotInstanceOf(AutoCloseable.class);
  }

  @Test
  void aMissingThroughputCountsAsReleased() {
    bedrock.then(Response.ok("{}"), Response.error(404, "ResourceNotFoundException"));
    client.release("shoes");
    client.release("shoes");
    bedrock.then(5, Response.error(503, "Busy"));
    assertThat(assertThrows(ThroughputNotReleasedException.class, () -> client.release("shoes")))
        .hasMessageContaining("shoes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "UnknownOperationException"})
  void treats404OfAnotherServerAsNoRelease(String errorType) {
    bedrock.then(new Response(404, errorType, "<html>not found</html>"));

    assertThrows(
        ThroughputNotReleasedException.class,
        () -> client.release(FineTuningSamples.THROUGHPUT_ARN));
  }

  @ParameterizedTest
  @CsvSource({
    "custom-model-deployment, model.deployment-not-offered",
    "provisioned-model, throughput-model.is-throughput",
    "nonsense, throughput-model.invalid",
  })
  void rejectsModelsWithoutThroughputWithTheReason(String kind, String code) {
    String arn = "arn:aws:bedrock:us-east-1:123456789012:" + kind + "/abcdef123456";

    assertThat(Failures.codes(() -> client.updateModel("shoes", arn))).containsExactly(code);
    assertThrows(
        InvalidRequestException.class, () -> FineTuningSamples.throughput().modelId(arn).build());
  }

  @Test
  void reportsEveryInvalidValue() {
    assertThat(
            Failures.violations(
                () ->
                    ProvisionedThroughputRequest.builder()
                        .provisionedModelName("a__b")
                        .modelUnits(0)
                        .build()))
        .extracting(Violation::path)
        .containsExactly("provisionedModelName", "modelId", "modelUnits");
  }

  private static Response page(String item, @Nullable String next) {
    return Response.ok(
        "{\"provisionedModelSummaries\":["
            + item
            + "]"
            + (next == null ? "" : ",\"nextToken\":\"" + next + "\"")
            + "}");
  }
}
