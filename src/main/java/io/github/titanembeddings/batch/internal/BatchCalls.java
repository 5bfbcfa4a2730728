package io.github.titanembeddings.batch.internal;

import io.github.titanembeddings.batch.BatchInferenceRequest;
import io.github.titanembeddings.batch.BatchJob;
import io.github.titanembeddings.internal.job.Pages;
import io.github.titanembeddings.transport.internal.BedrockControlPlane;
import io.github.titanembeddings.transport.internal.BedrockControlPlane.Retries;
import io.github.titanembeddings.transport.internal.IdempotentSubmit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrock.model.CreateModelInvocationJobRequest;
import software.amazon.awssdk.services.bedrock.model.GetModelInvocationJobResponse;
import software.amazon.awssdk.services.bedrock.model.ListModelInvocationJobsRequest;
import software.amazon.awssdk.services.bedrock.model.ListModelInvocationJobsResponse;
import software.amazon.awssdk.services.bedrock.model.ModelInvocationJobSummary;
import software.amazon.awssdk.services.bedrock.model.S3InputFormat;
import software.amazon.awssdk.services.bedrock.model.SortJobsBy;
import software.amazon.awssdk.services.bedrock.model.SortOrder;

/** The batch job operations of the control plane. */
public final class BatchCalls {
  private final BedrockControlPlane control;

  public BatchCalls(BedrockControlPlane control) {
    this.control = control;
  }

  /** Submits a job and returns its ARN, or that of the job that the same request created. */
  public String submit(BatchInferenceRequest request) {
    return IdempotentSubmit.submit(sent -> create(request, sent), () -> existing(request));
  }

  private @Nullable String create(BatchInferenceRequest request, IdempotentSubmit sent) {
    return control
        .call(
            "CreateModelInvocationJob",
            (client, override) ->
                client.createModelInvocationJob(
                    wire(request).overrideConfiguration(sent.watch(override)).build()))
        .jobArn();
  }

  private IdempotentSubmit.@Nullable Existing existing(BatchInferenceRequest request) {
    List<BatchJob> named = ofName(request).toList();
    return named.stream()
        .filter(job -> isOf(request, job))
        .findFirst()
        .or(() -> named.stream().findFirst())
        .map(
            job ->
                new IdempotentSubmit.Existing(
                    job.jobArn(), job.statusAsString(), isOf(request, job)))
        .orElse(null);
  }

  /** Returns the job that a request created, if any. */
  public Optional<BatchJob> find(BatchInferenceRequest request) {
    return ofName(request).filter(job -> isOf(request, job)).findFirst();
  }

  /** The service gets a job by ARN only, so one is looked up by name in the list. */
  private Stream<BatchJob> ofName(BatchInferenceRequest request) {
    return list(filter -> filter.nameContains(request.jobName()))
        .filter(job -> job.jobName().equals(request.jobName()));
  }

  /** Compares by token, or by all reported values if the service does not report the token. */
  private static boolean isOf(BatchInferenceRequest request, BatchJob job) {
    return job.clientRequestToken()
        .map(request.clientRequestToken()::equals)
        .orElseGet(
            () ->
                job.roleArn().equals(request.roleArn())
                    && job.modelId().endsWith(request.modelId())
                    && job.inputUri().equals(Optional.of(request.inputUri()))
                    && job.outputUri().equals(Optional.of(request.outputUri())));
  }

  public GetModelInvocationJobResponse get(String job, Retries retries) {
    return control.call(
        "GetModelInvocationJob",
        retries,
        (client, override) ->
            client.getModelInvocationJob(
                r -> r.jobIdentifier(job).overrideConfiguration(override)));
  }

  public void stop(String job) {
    control.call(
        "StopModelInvocationJob",
        (client, override) ->
            client.stopModelInvocationJob(
                r -> r.jobIdentifier(job).overrideConfiguration(override)));
  }

  /** Returns the jobs that match a filter, newest first. */
  public Stream<BatchJob> list(Consumer<ListModelInvocationJobsRequest.Builder> filter) {
    return Pages.<ModelInvocationJobSummary>stream(
            token -> {
              ListModelInvocationJobsRequest.Builder request =
                  ListModelInvocationJobsRequest.builder()
                      .sortBy(SortJobsBy.CREATION_TIME)
                      .sortOrder(SortOrder.DESCENDING);
              filter.accept(request);
              ListModelInvocationJobsResponse page =
                  control.call(
                      "ListModelInvocationJobs",
                      (client, override) ->
                          client.listModelInvocationJobs(
                              request.nextToken(token).overrideConfiguration(override).build()));
              return new Pages.Page<>(
                  page.invocationJobSummaries().stream().filter(Objects::nonNull).toList(),
                  page.nextToken());
            })
        .map(BatchJob::of);
  }

  private static CreateModelInvocationJobRequest.Builder wire(BatchInferenceRequest request) {
    CreateModelInvocationJobRequest.Builder wire =
        CreateModelInvocationJobRequest.builder()
            .jobName(request.jobName())
            .modelId(request.modelId())
            .roleArn(request.roleArn())
            .clientRequestToken(request.clientRequestToken())
            .inputDataConfig(
                input ->
                    input.s3InputDataConfig(
                        s3 ->
                            s3.s3InputFormat(S3InputFormat.JSONL)
                                .s3Uri(request.inputUri())
                                .s3BucketOwner(request.inputBucketOwner().orElse(null))))
            .outputDataConfig(
                output ->
                    output.s3OutputDataConfig(
                        s3 ->
                            s3.s3Uri(request.outputUri())
                                .s3EncryptionKeyId(request.outputKmsKeyId().orElse(null))
                                .s3BucketOwner(request.outputBucketOwner().orElse(null))))
            .timeoutDurationInHours(
                request.timeout().map(timeout -> (int) timeout.toHours()).orElse(null));
    if (!request.subnetIds().isEmpty()) {
      wire.vpcConfig(
          vpc -> vpc.subnetIds(request.subnetIds()).securityGroupIds(request.securityGroupIds()));
    }
    if (!request.tags().isEmpty()) {
      wire.tags(BedrockControlPlane.tags(request.tags()));
    }
    return wire;
  }
}
