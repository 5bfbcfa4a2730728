package io.github.titanembeddings.finetune.internal;

import io.github.titanembeddings.exception.MalformedReplyException;
import io.github.titanembeddings.finetune.FineTuningJob;
import io.github.titanembeddings.finetune.FineTuningRequest;
import io.github.titanembeddings.finetune.JobFilter;
import io.github.titanembeddings.transport.internal.BedrockControlPlane;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import software.amazon.awssdk.services.bedrock.model.CreateModelCustomizationJobRequest;
import software.amazon.awssdk.services.bedrock.model.CustomizationType;
import software.amazon.awssdk.services.bedrock.model.FineTuningJobStatus;
import software.amazon.awssdk.services.bedrock.model.GetModelCustomizationJobRequest;
import software.amazon.awssdk.services.bedrock.model.ListModelCustomizationJobsRequest;
import software.amazon.awssdk.services.bedrock.model.ListModelCustomizationJobsResponse;
import software.amazon.awssdk.services.bedrock.model.SortJobsBy;
import software.amazon.awssdk.services.bedrock.model.SortOrder;
import software.amazon.awssdk.services.bedrock.model.Tag;
import software.amazon.awssdk.services.bedrock.model.Validator;

/** The calls about jobs, in the AWS SDK's terms. */
public final class JobCalls {
  private static final String GET = "GetModelCustomizationJob";

  private final BedrockControlPlane control;

  public JobCalls(BedrockControlPlane control) {
    this.control = control;
  }

  /** Submits a job and returns its ARN. */
  String create(FineTuningRequest request, SentAttempts sent) {
    String arn =
        control
            .call(
                "CreateModelCustomizationJob",
                (client, override) ->
                    client.createModelCustomizationJob(
                        wire(request).overrideConfiguration(sent.watch(override)).build()))
            .jobArn();
    if (arn == null || !arn.startsWith("arn:")) {
      throw new MalformedReplyException("$.jobArn", "expected an ARN, found none", null, null);
    }
    return arn;
  }

  public FineTuningJob get(String job) {
    return JobReader.read(
        control.call(
            GET,
            (client, override) ->
                client.getModelCustomizationJob(
                    identified(job).overrideConfiguration(override).build())));
  }

  public FineTuningJob getOnce(String job) {
    return JobReader.read(
        control.callOnce(
            GET,
            (client, override) ->
                client.getModelCustomizationJob(
                    identified(job).overrideConfiguration(override).build())));
  }

  private static GetModelCustomizationJobRequest.Builder identified(String job) {
    return GetModelCustomizationJobRequest.builder().jobIdentifier(job);
  }

  public void stop(String job) {
    control.call(
        "StopModelCustomizationJob",
        (client, override) ->
            client.stopModelCustomizationJob(
                r -> r.jobIdentifier(job).overrideConfiguration(override)));
  }

  public Stream<FineTuningJob> list(JobFilter filter) {
    return Pages.stream(
        token -> {
          ListModelCustomizationJobsRequest.Builder request = wire(filter).nextToken(token);
          ListModelCustomizationJobsResponse page =
              control.call(
                  "ListModelCustomizationJobs",
                  (client, override) ->
                      client.listModelCustomizationJobs(
                          request.overrideConfiguration(override).build()));
          return new Pages.Page<>(
              page.modelCustomizationJobSummaries().stream()
                  .filter(Objects::nonNull)
                  .map(JobReader::readSummary)
                  .toList(),
              page.nextToken());
        });
  }

  private static ListModelCustomizationJobsRequest.Builder wire(JobFilter filter) {
    return ListModelCustomizationJobsRequest.builder()
        .statusEquals(
            filter
                .status()
                .map(status -> FineTuningJobStatus.fromValue(status.wireName()))
                .orElse(null))
        .sortBy(SortJobsBy.CREATION_TIME)
        .sortOrder(SortOrder.DESCENDING)
        .nameContains(filter.nameContains().orElse(null))
        .creationTimeAfter(filter.createdAfter().orElse(null))
        .creationTimeBefore(filter.createdBefore().orElse(null));
  }

  private static CreateModelCustomizationJobRequest.Builder wire(FineTuningRequest request) {
    CreateModelCustomizationJobRequest.Builder wire =
        CreateModelCustomizationJobRequest.builder()
            .jobName(request.jobName())
            .customModelName(request.customModelName())
            .roleArn(request.roleArn())
            .clientRequestToken(request.clientRequestToken())
            .baseModelIdentifier(request.baseModelIdentifier())
            .customizationType(CustomizationType.FINE_TUNING)
            .trainingDataConfig(data -> data.s3Uri(request.trainingDataUri()))
            .outputDataConfig(data -> data.s3Uri(request.outputDataUri()))
            .hyperParameters(request.hyperParameters().asMap())
            .customModelKmsKeyId(request.customModelKmsKeyId().orElse(null));
    request
        .validationDataUri()
        .ifPresent(
            uri ->
                wire.validationDataConfig(
                    data -> data.validators(Validator.builder().s3Uri(uri).build())));
    request
        .vpcConfig()
        .ifPresent(
            vpc ->
                wire.vpcConfig(
                    v -> v.subnetIds(vpc.subnetIds()).securityGroupIds(vpc.securityGroupIds())));
    if (!request.jobTags().isEmpty()) {
      wire.jobTags(tags(request.jobTags()));
    }
    if (!request.customModelTags().isEmpty()) {
      wire.customModelTags(tags(request.customModelTags()));
    }
    return wire;
  }

  public static Tag[] tags(Map<String, String> tags) {
    return tags.entrySet().stream()
        .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
        .toArray(Tag[]::new);
  }
}
