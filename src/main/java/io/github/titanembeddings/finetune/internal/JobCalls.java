package io.github.titanembeddings.finetune.internal;

import io.github.titanembeddings.finetune.FineTuningJob;
import io.github.titanembeddings.finetune.FineTuningRequest;
import io.github.titanembeddings.internal.job.Pages;
import io.github.titanembeddings.transport.internal.BedrockControlPlane;
import io.github.titanembeddings.transport.internal.BedrockControlPlane.Retries;
import io.github.titanembeddings.transport.internal.IdempotentSubmit;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrock.model.CreateModelCustomizationJobRequest;
import software.amazon.awssdk.services.bedrock.model.CustomizationType;
import software.amazon.awssdk.services.bedrock.model.GetModelCustomizationJobResponse;
import software.amazon.awssdk.services.bedrock.model.ListModelCustomizationJobsResponse;
import software.amazon.awssdk.services.bedrock.model.ModelCustomizationJobSummary;
import software.amazon.awssdk.services.bedrock.model.SortJobsBy;
import software.amazon.awssdk.services.bedrock.model.SortOrder;
import software.amazon.awssdk.services.bedrock.model.Validator;

/** The job operations of the control plane. */
public final class JobCalls {
  /** More digits take long to parse. */
  private static final int LONGEST_NUMBER = 400;

  private final BedrockControlPlane control;

  public JobCalls(BedrockControlPlane control) {
    this.control = control;
  }

  /** Submits a job and returns its ARN, or that of the job that the same request created. */
  public String submit(FineTuningRequest request) {
    return IdempotentSubmit.submit(sent -> create(request, sent), () -> existing(request));
  }

  private @Nullable String create(FineTuningRequest request, IdempotentSubmit sent) {
    return control
        .call(
            "CreateModelCustomizationJob",
            (client, override) ->
                client.createModelCustomizationJob(
                    wire(request).overrideConfiguration(sent.watch(override)).build()))
        .jobArn();
  }

  private IdempotentSubmit.Existing existing(FineTuningRequest request) {
    GetModelCustomizationJobResponse job = get(request.jobName(), Retries.ALLOWED);
    return new IdempotentSubmit.Existing(job.jobArn(), job.statusAsString(), isOf(request, job));
  }

  /** Compares by token, or by all reported values if the service does not report the token. */
  private static boolean isOf(FineTuningRequest request, GetModelCustomizationJobResponse found) {
    if (found.clientRequestToken() != null) {
      return found.clientRequestToken().equals(request.clientRequestToken());
    }
    FineTuningJob job = FineTuningJob.of(found);
    return request.roleArn().equals(found.roleArn())
        && job.outputModelName().equals(Optional.of(request.customModelName()))
        && job.trainingDataUri().equals(Optional.of(request.trainingDataUri()))
        && job.outputDataUri().equals(Optional.of(request.outputDataUri()))
        && job.validationDataUris().equals(request.validationDataUri().stream().toList())
        && sameHyperParameters(request, job);
  }

  /** Compares as numbers, since the service may report 5.00E-05 for 0.00005, and Auto for auto. */
  private static boolean sameHyperParameters(FineTuningRequest request, FineTuningJob job) {
    Map<String, String> reported = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    reported.putAll(job.hyperParameters());
    return request.hyperParameters().asMap().entrySet().stream()
        .allMatch(sent -> isSame(sent.getValue(), reported.getOrDefault(sent.getKey(), "")));
  }

  private static boolean isSame(String sent, String reported) {
    try {
      return sent.equalsIgnoreCase(reported)
          || (reported.length() <= LONGEST_NUMBER
              && new BigDecimal(sent).compareTo(new BigDecimal(reported.strip())) == 0);
    } catch (NumberFormatException e) {
      return false;
    }
  }

  public GetModelCustomizationJobResponse get(String job, Retries retries) {
    return control.call(
        "GetModelCustomizationJob",
        retries,
        (client, override) ->
            client.getModelCustomizationJob(
                r -> r.jobIdentifier(job).overrideConfiguration(override)));
  }

  public void stop(String job) {
    control.call(
        "StopModelCustomizationJob",
        (client, override) ->
            client.stopModelCustomizationJob(
                r -> r.jobIdentifier(job).overrideConfiguration(override)));
  }

  public Stream<ModelCustomizationJobSummary> list() {
    return Pages.stream(
        token -> {
          ListModelCustomizationJobsResponse page =
              control.call(
                  "ListModelCustomizationJobs",
                  (client, override) ->
                      client.listModelCustomizationJobs(
                          r ->
                              r.sortBy(SortJobsBy.CREATION_TIME)
                                  .sortOrder(SortOrder.DESCENDING)
                                  .nextToken(token)
                                  .overrideConfiguration(override)));
          return new Pages.Page<>(
              page.modelCustomizationJobSummaries().stream().filter(Objects::nonNull).toList(),
              page.nextToken());
        });
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
    if (!request.subnetIds().isEmpty()) {
      wire.vpcConfig(
          vpc -> vpc.subnetIds(request.subnetIds()).securityGroupIds(request.securityGroupIds()));
    }
    if (!request.jobTags().isEmpty()) {
      wire.jobTags(BedrockControlPlane.tags(request.jobTags()));
    }
    if (!request.customModelTags().isEmpty()) {
      wire.customModelTags(BedrockControlPlane.tags(request.customModelTags()));
    }
    return wire;
  }
}
