package io.github.titanembeddings.finetune.internal;

import io.github.titanembeddings.exception.MalformedReplyException;
import io.github.titanembeddings.finetune.ProvisionedThroughput;
import io.github.titanembeddings.finetune.ProvisionedThroughputRequest;
import io.github.titanembeddings.internal.job.FieldRule;
import io.github.titanembeddings.internal.job.Pages;
import io.github.titanembeddings.transport.internal.BedrockControlPlane;
import io.github.titanembeddings.transport.internal.BedrockControlPlane.Retries;
import io.github.titanembeddings.transport.internal.IdempotentSubmit;
import java.util.Objects;
import java.util.stream.Stream;
import software.amazon.awssdk.services.bedrock.model.CommitmentDuration;
import software.amazon.awssdk.services.bedrock.model.CreateProvisionedModelThroughputRequest;
import software.amazon.awssdk.services.bedrock.model.GetProvisionedModelThroughputResponse;
import software.amazon.awssdk.services.bedrock.model.ListProvisionedModelThroughputsResponse;

/** The throughput operations of the control plane. */
public final class ThroughputCalls {
  private final BedrockControlPlane control;

  public ThroughputCalls(BedrockControlPlane control) {
    this.control = control;
  }

  public String create(ProvisionedThroughputRequest request, IdempotentSubmit sent) {
    CreateProvisionedModelThroughputRequest.Builder wire =
        CreateProvisionedModelThroughputRequest.builder()
            .provisionedModelName(request.provisionedModelName())
            .modelId(request.modelId())
            .modelUnits(request.modelUnits())
            .clientRequestToken(request.clientRequestToken().orElse(null))
            .commitmentDuration(
                request
                    .commitmentDuration()
                    .map(c -> CommitmentDuration.valueOf(c.name()))
                    .orElse(null));
    if (!request.tags().isEmpty()) {
      wire.tags(BedrockControlPlane.tags(request.tags()));
    }
    String arn =
        control
            .call(
                "CreateProvisionedModelThroughput",
                (client, override) ->
                    client.createProvisionedModelThroughput(
                        wire.overrideConfiguration(sent.watch(override)).build()))
            .provisionedModelArn();
    if (arn == null || !arn.startsWith("arn:") || !FieldRule.THROUGHPUT_ID.matches(arn)) {
      throw new MalformedReplyException(
          "$.provisionedModelArn", "expected the ARN of a throughput, found none", null, null);
    }
    return arn;
  }

  public ProvisionedThroughput get(String throughput, Retries retries) {
    GetProvisionedModelThroughputResponse found =
        control.call(
            "GetProvisionedModelThroughput",
            retries,
            (client, override) ->
                client.getProvisionedModelThroughput(
                    r -> r.provisionedModelId(throughput).overrideConfiguration(override)));
    return ProvisionedThroughput.of(found);
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
                  .map(ProvisionedThroughput::of)
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
    control.call(
        "DeleteProvisionedModelThroughput",
        Retries.NONE,
        (client, override) ->
            client.deleteProvisionedModelThroughput(
                r -> r.provisionedModelId(throughput).overrideConfiguration(override)));
  }
}
