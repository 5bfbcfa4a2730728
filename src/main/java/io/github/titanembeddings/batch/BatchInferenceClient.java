package io.github.titanembeddings.batch;

import io.github.titanembeddings.batch.internal.BatchCalls;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.exception.WaitTimeoutException;
import io.github.titanembeddings.internal.MissingDependency;
import io.github.titanembeddings.internal.concurrent.Poll;
import io.github.titanembeddings.internal.concurrent.Timing;
import io.github.titanembeddings.internal.job.FieldRule;
import io.github.titanembeddings.internal.job.RequestCheck;
import io.github.titanembeddings.job.WaitOptions;
import io.github.titanembeddings.transport.ConnectionConfig;
import io.github.titanembeddings.transport.internal.BedrockControlPlane;
import io.github.titanembeddings.transport.internal.BedrockControlPlane.Retries;
import io.github.titanembeddings.validation.ViolationCodes;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrock.BedrockClientBuilder;
import software.amazon.awssdk.services.bedrock.model.ModelInvocationJobStatus;

/**
 * Submits batch jobs, waits for them, lists and stops them. Thread-safe. {@link #close()} closes
 * the connections that the client created; clients you pass in remain open. {@link
 * BatchInferenceAsyncClient} does the same without blocking.
 *
 * <pre>{@code
 * try (BatchInferenceClient batch = BatchInferenceClient.create()) {
 *   String arn = batch.submit(batchRequest, WaitOptions.defaults()); // queues for a job slot
 *   BatchJob job = batch.awaitEnd(arn, WaitOptions.defaults());
 *   System.out.println(job.status() + ": " + job.resultsUri());
 * }
 * }</pre>
 *
 * <p>Jobs are identified by their ARN or its last 12 characters, not by name. Every method that
 * calls the service throws
 *
 * <ul>
 *   <li>{@link io.github.titanembeddings.exception.InvalidRequestException}, before a request is
 *       sent, if an identifier cannot be that of a job;
 *   <li>{@link ServiceException} if the service rejects the call or fails;
 *   <li>{@link io.github.titanembeddings.exception.TransportException} if no response is received,
 *       the thread is interrupted (its flag stays set) or the client is closed during the call;
 *   <li>{@link io.github.titanembeddings.exception.MalformedReplyException} if a response lacks a
 *       required member;
 *   <li>{@link IllegalStateException} if the client is closed.
 * </ul>
 */
public final class BatchInferenceClient implements AutoCloseable {
  private static final String CLIENT_CLASS =
      "software.amazon.awssdk.services.bedrock.BedrockClient";
  private static final String ARTIFACT = "software.amazon.awssdk:bedrock";

  private final BedrockControlPlane control;
  private final BatchCalls calls;
  private final Timing timing;

  private BatchInferenceClient(BedrockControlPlane control, Timing timing) {
    this.control = control;
    this.calls = new BatchCalls(control);
    this.timing = timing;
  }

  /**
   * Returns a client with the AWS SDK's default credentials and region.
   *
   * @throws IllegalStateException if {@code software.amazon.awssdk:bedrock} is not on the class
   *     path
   * @throws io.github.titanembeddings.exception.TransportException if the AWS SDK cannot create its
   *     client, such as without a region
   */
  public static BatchInferenceClient create() {
    return builder().build();
  }

  /**
   * Returns a new builder; all settings are optional.
   *
   * @throws IllegalStateException if {@code software.amazon.awssdk:bedrock} is not on the class
   *     path
   */
  public static Builder builder() {
    MissingDependency.require(CLIENT_CLASS, ARTIFACT, "BatchInferenceClient");
    return new Builder();
  }

  /**
   * Submits a job. Idempotent: the same request carries the same token, and if its response was
   * lost, or the job name exists, the existing job is looked up, even if it has ended. To run an
   * ended job again, submit it under another name.
   *
   * @return the job's ARN
   * @throws io.github.titanembeddings.exception.InvalidRequestException before a request is sent,
   *     if the custom model is in another region than this client
   * @throws ServiceException of kind {@code CONFLICT} if a different job has the name; of kind
   *     {@code QUOTA_EXCEEDED} if the account has no free job slot (20 for base models, 3 for
   *     custom models by default)
   */
  public String submit(BatchInferenceRequest request) {
    requireRegion(request);
    return calls.submit(request);
  }

  /**
   * Same as {@link #submit(BatchInferenceRequest)}, but if the account has no free job slot, or the
   * service throttles or fails, submits again at the poll interval until the job is accepted.
   *
   * @throws WaitTimeoutException if the job is not accepted within {@link WaitOptions#timeout()};
   *     the last refusal is suppressed in it
   */
  public String submit(BatchInferenceRequest request, WaitOptions options) {
    Objects.requireNonNull(options, "options");
    Duration start = timing.now();
    while (true) {
      TitanException refusal;
      try {
        return submit(request);
      } catch (TitanException e) {
        if (!e.isRetryable() && !isQuota(e)) {
          throw e;
        }
        refusal = e;
      }
      Duration left = options.timeout().minus(timing.since(start));
      if (left.isNegative() || left.isZero()) {
        WaitTimeoutException timeout =
            new WaitTimeoutException(
                "gave up waiting for a free slot for job "
                    + request.jobName()
                    + " after "
                    + options.timeout()
                    + ": "
                    + refusal.getMessage()
                    + "; submit the same request again later: it creates at most one job");
        timeout.addSuppressed(refusal);
        throw timeout;
      }
      Duration pause = timing.jittered(options.pollInterval());
      timing.pause(pause.compareTo(left) < 0 ? pause : left);
    }
  }

  private static boolean isQuota(TitanException failure) {
    return failure instanceof ServiceException refusal
        && refusal.kind() == ServiceException.Kind.QUOTA_EXCEEDED;
  }

  void requireRegion(BatchInferenceRequest request) {
    Optional<String> region = BatchInferenceRequest.customModelRegion(request.modelId());
    if (region.isPresent() && !region.get().equals(control.region())) {
      RequestCheck check = new RequestCheck();
      check.add(
          "modelId",
          ViolationCodes.BATCH_MODEL_REGION,
          "a custom model in " + region.get(),
          control.region() + ", the region of this client",
          "set region(...) to the model's");
      check.requireValid();
    }
  }

  /**
   * Returns the job that exactly this request created, found by name and token; empty if there is
   * none. Shows after a crash whether the request was sent, however long ago, whereas the service
   * recognizes a token for a limited time only.
   */
  public Optional<BatchJob> find(BatchInferenceRequest request) {
    return calls.find(Objects.requireNonNull(request, "request"));
  }

  /**
   * Returns the current state of a job.
   *
   * @throws io.github.titanembeddings.exception.InvalidRequestException if {@code job} is neither
   *     the ARN of a batch job nor its last 12 characters
   * @throws ServiceException of kind {@code NOT_FOUND} if the job does not exist
   */
  public BatchJob describe(String job) {
    return BatchJob.of(calls.get(requireId(job), Retries.ALLOWED));
  }

  /**
   * Returns all batch jobs of the account in this region, of any model, newest first. Each page is
   * requested when its first job is read: reading the stream, not this method, throws the
   * exceptions of a call.
   */
  public Stream<BatchJob> list() {
    return calls.list(filter -> {});
  }

  /**
   * Requests that a job stop; {@linkplain #awaitEnd wait} for it to know when it has stopped and
   * how many records it has processed. Does nothing if the job has ended or is stopping.
   *
   * @throws io.github.titanembeddings.exception.InvalidRequestException if {@code job} is neither
   *     the ARN of a batch job nor its last 12 characters
   * @throws ServiceException of kind {@code NOT_FOUND} if the job does not exist
   */
  public void stop(String job) {
    try {
      calls.stop(requireId(job));
    } catch (ServiceException e) {
      boolean conflict = e.kind() == ServiceException.Kind.CONFLICT;
      if (!conflict || !isEndedOrStopping(describe(job))) {
        throw e;
      }
    }
  }

  private static boolean isEndedOrStopping(BatchJob job) {
    return job.isEnded() || job.status() == ModelInvocationJobStatus.STOPPING;
  }

  /** Same as {@link #awaitEnd(String, WaitOptions, Consumer)}, without a listener. */
  public BatchJob awaitEnd(String job, WaitOptions options) {
    return awaitEnd(job, options, state -> {});
  }

  /**
   * Waits until a job ends. Throttling, service failures and connection errors do not end the wait.
   * Ending it, such as by interruption, does not stop the job.
   *
   * @param listener receives the job when it is first seen and when its status or record counts
   *     have changed, on the waiting thread; its exceptions are logged and ignored
   * @return the job: completed, or partially completed, expired or stopped, which leave records
   *     without a result
   * @throws io.github.titanembeddings.exception.InvalidRequestException if {@code job} is neither
   *     the ARN of a batch job nor its last 12 characters
   * @throws BatchJobFailedException if the job failed
   * @throws WaitTimeoutException if the job has not ended within {@link WaitOptions#timeout()}
   * @throws ServiceException of kind {@code NOT_FOUND} if the service reports the job as missing
   *     twice in a row
   */
  public BatchJob awaitEnd(String job, WaitOptions options, Consumer<BatchJob> listener) {
    requireId(job);
    Objects.requireNonNull(listener, "listener");
    BatchJob ended =
        new Poll<BatchJob>("job " + job, options.pollInterval(), options.timeout(), timing)
            .await(
                () -> BatchJob.of(calls.get(job, Retries.NONE)),
                BatchJob::isEnded,
                BatchJob::toString,
                listener);
    if (ended.status() == ModelInvocationJobStatus.FAILED) {
      throw new BatchJobFailedException(ended);
    }
    return ended;
  }

  private static String requireId(String job) {
    return FieldRule.BATCH_JOB_ID.require("jobIdentifier", Objects.requireNonNull(job, "job"));
  }

  /** Closes the connections that this client created; a client you passed in remains open. */
  @Override
  public void close() {
    control.close();
  }

  /** Builder for {@link BatchInferenceClient}. Not thread-safe. */
  public static final class Builder extends ConnectionConfig.AbstractBuilder<Builder> {
    private @Nullable Consumer<BedrockClientBuilder> configuration;
    private @Nullable BedrockClient client;
    private Timing timing = Timing.SYSTEM;

    private Builder() {}

    /**
     * Customizes the AWS SDK's builder, such as its HTTP client, interceptors or metrics. Applied
     * last, so it overrides the other settings.
     */
    public Builder bedrock(Consumer<BedrockClientBuilder> configuration) {
      this.configuration = Objects.requireNonNull(configuration, "configuration");
      return this;
    }

    /** Sets your own AWS SDK client, which remains open. */
    public Builder bedrockClient(BedrockClient client) {
      this.client = Objects.requireNonNull(client, "client");
      return this;
    }

    Builder timing(Timing timing) {
      this.timing = timing;
      return this;
    }

    /**
     * Builds the client.
     *
     * @throws IllegalStateException if connection settings are combined with an AWS SDK client, or
     *     credentials with an API key, or {@code maxConnections} with an HTTP client of your own
     * @throws io.github.titanembeddings.exception.TransportException if the AWS SDK cannot create
     *     its client, such as without a region
     */
    public BatchInferenceClient build() {
      return new BatchInferenceClient(BedrockControlPlane.of(this, client, configuration), timing);
    }
  }
}
