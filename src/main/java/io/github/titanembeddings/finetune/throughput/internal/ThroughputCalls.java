package io.github.titanembeddings.finetune.throughput.internal;

import io.github.titanembeddings.exception.MalformedReplyException;
import io.github.titanembeddings.finetune.internal.ArnRule;
import io.github.titanembeddings.finetune.internal.JobCalls;
import io.github.titanembeddings.finetune.internal.Pages;
import io.github.titanembeddings.finetune.internal.SentAttempts;
import io.github.titanembeddings.finetune.throughput.CommitmentDuration;
import io.github.titanembeddings.finetune.throughput.ProvisionedThroughput;
import io.github.titanembeddings.finetune.throughput.ProvisionedThroughputRequest;
import io.github.titanembeddings.transport.internal.BedrockControlPlane;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrock.model.CreateProvisionedModelThroughputRequest;
import software.amazon.awssdk.services.bedrock.model.GetProvisionedModelThroughputRequest;
import software.amazon.awssdk.services.bedrock.model.GetProvisionedModelThroughputResponse;
import software.amazon.awssdk.services.bedrock.model.ListProvisionedModelThroughputsResponse;
import software.amazon.awssdk.services.bedrock.model.ProvisionedModelSummary;

/** The calls about provisioned throughput, in the AWS SDK's terms. */
public final class ThroughputCalls {
  private static final String GET = "GetProvisionedModelThroughput";

  private final BedrockControlPlane control;

  public ThroughputCalls(BedrockControlPlane control) {
    this.control = control;
  }

  /** Buys a throughput and returns its ARN. */
  String create(ProvisionedThroughputRequest request, SentAttempts sent) {
    CreateProvisionedModelThroughputRequest.Builder wire =
        CreateProvisionedModelThroughputRequest.builder()
            .provisionedModelName(request.provisionedModelName())
            .modelId(request.modelId())
            .modelUnits(request.modelUnits())
            .clientRequestToken(request.clientRequestToken().orElse(null))
            .commitmentDuration(
                request.commitmentDuration().map(CommitmentDuration::wireName).orElse(null));
    if (!request.tags().isEmpty()) {
      wire.tags(JobCalls.tags(request.tags()));
    }
    String arn =
        control
            .call(
                "CreateProvisionedModelThroughput",
                (client, override) ->
                    client.createProvisionedModelThroughput(
                        wire.overrideConfiguration(sent.watch(override)).build()))
            .provisionedModelArn();
    if (arn == null || !arn.startsWith("arn:") || !ArnRule.THROUGHPUT.matches(arn)) {
      throw new MalformedReplyException(
          "$.provisionedModelArn", "expected the ARN of a throughput, found none", null, null);
    }
    return arn;
  }

  public ProvisionedThroughput get(String throughput) {
    return read(
        control.call(
            GET,
            (client, override) ->
                client.getProvisionedModelThroughput(
                    identified(throughput).overrideConfiguration(override).build())));
  }

  public ProvisionedThroughput getOnce(String throughput) {
    return read(
        control.callOnce(
            GET,
            (client, override) ->
                client.getProvisionedModelThroughput(
                    identified(throughput).overrideConfiguration(override).build())));
  }

  private static GetProvisionedModelThroughputRequest.Builder identified(String throughput) {
    return GetProvisionedModelThroughputRequest.builder().provisionedModelId(throughput);
  }

  public Stream<ProvisionedThroughput> list() {
    return Pages.stream(
        token -> {
          ListProvisionedModelThroughputsResponse page =
              control.call(
                  "ListProvisionedModelThroughputs",
                  (client, override) ->
                      client.listProvisionedModelThroughputs(
                          r -> r.nextToken(token).overrideConfiguration(override)));
          return new Pages.Page<>(
              page.provisionedModelSummaries().stream()
                  .filter(Objects::nonNull)
                  .map(ThroughputCalls::readSummary)
                  .toList(),
              page.nextToken());
        });
  }

  public void update(String throughput, String modelId) {
    control.call(
        "UpdateProvisionedModelThroughput",
        (client, override) ->
            client.updateProvisionedModelThroughput(
                r ->
                    r.provisionedModelId(throughput)
                        .desiredModelId(modelId)
                        .overrideConfiguration(override)));
  }

  void deleteOnce(String throughput) {
    control.callOnce(
        "DeleteProvisionedModelThroughput",
        (client, override) ->
            client.deleteProvisionedModelThroughput(
                r -> r.provisionedModelId(throughput).overrideConfiguration(override)));
  }

  private static ProvisionedThroughput read(GetProvisionedModelThroughputResponse found) {
    return ProvisionedThroughput.builder(
            text(found.provisionedModelArn()),
            text(found.provisionedModelName()),
            text(found.statusAsString()))
        .units(number(found.modelUnits()), number(found.desiredModelUnits()))
        .models(text(found.modelArn()), text(found.desiredModelArn()))
        .failureMessage(found.failureMessage())
        .commitment(found.commitmentDurationAsString(), found.commitmentExpirationTime())
        .creationTime(found.creationTime())
        .build();
  }

  private static ProvisionedThroughput readSummary(ProvisionedModelSummary found) {
    return ProvisionedThroughput.builder(
            text(found.provisionedModelArn()),
            text(found.provisionedModelName()),
            text(found.statusAsString()))
        .units(number(found.modelUnits()), number(found.desiredModelUnits()))
        .models(text(found.modelArn()), text(found.desiredModelArn()))
        .commitment(found.commitmentDurationAsString(), found.commitmentExpirationTime())
        .creationTime(found.creationTime())
        .build();
  }

  private static String text(@Nullable String text) {
    return Objects.requireNonNullElse(text, "");
  }

  private static int number(@Nullable Integer number) {
    return Objects.requireNonNullElse(number, 0);
  }
}
