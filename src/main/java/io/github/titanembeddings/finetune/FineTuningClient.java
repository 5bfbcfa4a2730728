package io.github.titanembeddings.finetune;

import io.github.titanembeddings.finetune.internal.JobCalls;
import io.github.titanembeddings.finetune.internal.Preflight;
import io.github.titanembeddings.internal.MissingDependency;
import io.github.titanembeddings.internal.concurrent.Poll;
import io.github.titanembeddings.internal.concurrent.Timing;
import io.github.titanembeddings.internal.job.FieldRule;
import io.github.titanembeddings.job.WaitOptions;
import io.github.titanembeddings.transport.ConnectionConfig;
import io.github.titanembeddings.transport.internal.BedrockControlPlane;
import io.github.titanembeddings.transport.internal.BedrockControlPlane.Retries;
import io.github.titanembeddings.validation.Violation;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrock.BedrockClientBuilder;
import software.amazon.awssdk.services.bedrock.model.ModelCustomizationJobStatus;

/**
 * Submits fine-tuning jobs, waits for them and reports their progress. Thread-safe. {@link
 * #close()} closes the connections that the client created; clients you pass in remain open.
 *
 * <pre>{@code
 * try (FineTuningClient tuning = FineTuningClient.create()) {
 *   String arn = tuning.submit(request); // the same request again returns the same job
 *   FineTuningJob job = tuning.awaitCompletion(arn, WaitOptions.defaults());
 *   System.out.println(job.outputModelArn());
 * }
 * }</pre>
 *
 * <p>Jobs are identified by ARN or name. Every method that calls the service throws
 *
 * <ul>
 *   <li>{@link io.github.titanembeddings.exception.InvalidRequestException}, before a request is
 *       sent, if an identifier cannot be that of a job;
 *   <li>{@link io.github.titanembeddings.exception.ServiceException} if the service rejects the
 *       call or fails;
 *   <li>{@link io.github.titanembeddings.exception.TransportException} if no response is received,
 *       the thread is interrupted (its flag stays set) or the client is closed during the call;
 *   <li>{@link io.github.titanembeddings.exception.MalformedReplyException} if a response lacks a
 *       required member;
 *   <li>{@link IllegalStateException} if the client is closed.
 * </ul>
 */
public final class FineTuningClient implements AutoCloseable {
  private static final String CLIENT_CLASS =
      "software.amazon.awssdk.services.bedrock.BedrockClient";
  private static final String ARTIFACT = "software.amazon.awssdk:bedrock";

  private final BedrockControlPlane control;
  private final JobCalls calls;
  private final Timing timing;

  private FineTuningClient(BedrockControlPlane control, Timing timing) {
    this.control = control;
    this.calls = new JobCalls(control);
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
  public static FineTuningClient create() {
    return builder().build();
  }

  /**
   * Returns a new builder; all settings are optional.
   *
   * @throws IllegalStateException if {@code software.amazon.awssdk:bedrock} is not on the class
   *     path
   */
  public static Builder builder() {
    MissingDependency.require(CLIENT_CLASS, ARTIFACT, "FineTuningClient");
    return new Builder();
  }

  /**
   * Detects conditions under which the service rejects a valid request: a region without
   * fine-tuning, a Legacy model. Makes one call, GetFoundationModel.
   *
   * @return the warnings; empty if the check found nothing. If the service rejects the call or
   *     fails, this is a warning, not an exception
   * @throws io.github.titanembeddings.exception.TransportException if no response is received
   * @throws IllegalStateException if the client is closed
   */
  public List<Violation> preflight(FineTuningRequest request) {
    return new Preflight(control).warnings(request);
  }

  /**
   * Submits a job. Idempotent: the same request carries the same token, and if the response is
   * lost, or the job name exists, the existing job is looked up.
   *
   * @return the job's ARN
   * @throws io.github.titanembeddings.exception.ServiceException of kind {@code CONFLICT} if a
   *     different job has the name
   */
  public String submit(FineTuningRequest request) {
    return calls.submit(Objects.requireNonNull(request, "request"));
  }

  /**
   * Returns the current state of a job.
   *
   * @throws io.github.titanembeddings.exception.InvalidRequestException if {@code job} is neither
   *     the ARN nor a valid name of a fine-tuning job
   * @throws io.github.titanembeddings.exception.ServiceException of kind {@code NOT_FOUND} if the
   *     job does not exist
   */
  public FineTuningJob describe(String job) {
    return FineTuningJob.of(calls.get(requireId(job), Retries.ALLOWED));
  }

  /**
   * Returns all jobs of the account in this region, of any model, newest first, without the members
   * that only {@link #describe} returns. Each page is requested when its first job is read: reading
   * the stream, not this method, throws the exceptions of a call.
   */
  public Stream<FineTuningJob> list() {
    return calls.list().map(FineTuningJob::of);
  }

  /**
   * Requests that a job stop. Returns before it has stopped; {@link #describe} returns its status.
   *
   * @throws io.github.titanembeddings.exception.InvalidRequestException if {@code job} is neither
   *     the ARN nor a valid name of a fine-tuning job
   * @throws io.github.titanembeddings.exception.ServiceException of kind {@code NOT_FOUND} if the
   *     job does not exist
   */
  public void stop(String job) {
    calls.stop(requireId(job));
  }

  /** Same as {@link #awaitCompletion(String, WaitOptions, Consumer)}, without a listener. */
  public FineTuningJob awaitCompletion(String job, WaitOptions options) {
    return awaitCompletion(job, options, state -> {});
  }

  /**
   * Waits until a job is completed. Throttling, service failures and connection errors do not end
   * the wait. Ending the wait, such as by an interruption, does not stop the job.
   *
   * @param listener receives the job when it is first seen and when its status or that of a phase
   *     has changed, on this thread; its exceptions are logged and ignored
   * @return the completed job, with the ARN of the tuned model
   * @throws io.github.titanembeddings.exception.InvalidRequestException if {@code job} is neither
   *     the ARN nor a valid name of a fine-tuning job
   * @throws JobFailedException if the job ends with another status
   * @throws io.github.titanembeddings.exception.WaitTimeoutException if the job has not ended
   *     within {@link WaitOptions#timeout()}
   * @throws io.github.titanembeddings.exception.ServiceException of kind {@code NOT_FOUND} if the
   *     service reports the job as missing twice in a row
   */
  public FineTuningJob awaitCompletion(
      String job, WaitOptions options, Consumer<FineTuningJob> listener) {
    requireId(job);
    Objects.requireNonNull(listener, "listener");
    return new Poll<FineTuningJob>("job " + job, options.pollInterval(), options.timeout(), timing)
        .await(
            () -> FineTuningJob.of(calls.get(job, Retries.NONE)),
            FineTuningClient::isCompleted,
            state -> List.of(state.statusAsString(), state.phases()),
            listener);
  }

  private static boolean isCompleted(FineTuningJob job) {
    if (job.isEnded() && job.status() != ModelCustomizationJobStatus.COMPLETED) {
      throw new JobFailedException(job);
    }
    return job.isEnded();
  }

  private static String requireId(String job) {
    return FieldRule.JOB_ID.require("jobIdentifier", Objects.requireNonNull(job, "job"));
  }

  /** Returns a client for provisioned throughput over the same connections. */
  public ProvisionedThroughputClient provisionedThroughput() {
    return new ProvisionedThroughputClient(control, timing);
  }

  /** Closes the connections that this client created; a client you passed in remains open. */
  @Override
  public void close() {
    control.close();
  }

  /** Builder for {@link FineTuningClient}. Not thread-safe. */
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
    public FineTuningClient build() {
      return new FineTuningClient(BedrockControlPlane.of(this, client, configuration), timing);
    }
  }
}
