package io.github.titanembeddings.finetune;

import io.github.titanembeddings.finetune.internal.ArnRule;
import io.github.titanembeddings.finetune.internal.IdempotentSubmit;
import io.github.titanembeddings.finetune.internal.JobCalls;
import io.github.titanembeddings.finetune.internal.JobPoll;
import io.github.titanembeddings.finetune.internal.Preflight;
import io.github.titanembeddings.finetune.internal.Timing;
import io.github.titanembeddings.finetune.throughput.ProvisionedThroughputClient;
import io.github.titanembeddings.internal.OptionalDependency;
import io.github.titanembeddings.transport.BedrockConnection;
import io.github.titanembeddings.transport.internal.BedrockControlPlane;
import io.github.titanembeddings.validation.Violation;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrock.BedrockClientBuilder;

/**
 * Submits fine-tuning jobs, waits for them and reports their progress. Thread-safe. {@link
 * #close()} closes the connections that the client made; you close those that you passed in.
 *
 * <p>A job is named by its ARN or its name. Every method that calls the service throws
 *
 * <ul>
 *   <li>{@link io.github.titanembeddings.exception.InvalidRequestException}, before a request is
 *       sent, if an identifier can't be that of a job;
 *   <li>{@link io.github.titanembeddings.exception.ServiceException} if the service refuses or
 *       fails;
 *   <li>{@link io.github.titanembeddings.exception.TransportException} if no response comes back,
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

  /** A client with the AWS SDK's default credentials and region. */
  public static FineTuningClient create() {
    return builder().build();
  }

  /**
   * Returns a new builder; everything has a default.
   *
   * @throws IllegalStateException if {@code software.amazon.awssdk:bedrock} is not on the class
   *     path
   */
  public static Builder builder() {
    OptionalDependency.require(CLIENT_CLASS, ARTIFACT, "FineTuningClient");
    return new Builder();
  }

  /**
   * Looks for what will have the job refused although its request is right: a region without
   * fine-tuning, a model that is Legacy. Asks the service one question, GetFoundationModel.
   *
   * @return warnings; none if nothing speaks against the job
   */
  public List<Violation> preflight(FineTuningRequest request) {
    return new Preflight(control).warnings(request);
  }

  /**
   * Submits a job. Submitting the same request again does not make a second one: it carries the
   * same token, and if its answer was lost, or the name is taken, the job is looked up.
   *
   * @return the job's ARN
   * @throws io.github.titanembeddings.exception.ServiceException of kind {@code CONFLICT} if there
   *     is another job of that name
   */
  public String submit(FineTuningRequest request) {
    Objects.requireNonNull(request, "request");
    return new IdempotentSubmit(calls).submit(request);
  }

  /** A job as it is now, by its ARN or name. */
  public FineTuningJob describe(String job) {
    return calls.get(requireId(job));
  }

  /** All jobs of the account in this region, those of other models too, the newest first. */
  public Stream<FineTuningJob> list() {
    return list(JobFilter.all());
  }

  /**
   * The jobs that pass a filter, the newest first, without what only {@link #describe} tells. A
   * page is asked for when its first job is, so the stream may throw while it is read.
   */
  public Stream<FineTuningJob> list(JobFilter filter) {
    return calls.list(Objects.requireNonNull(filter, "filter"));
  }

  /** Asks the service to stop a job; wait for it to see when it has. */
  public void stop(String job) {
    calls.stop(requireId(job));
  }

  /** Waits for a job without listening; see the other method of this name. */
  public FineTuningJob awaitCompletion(String job, WaitOptions options) {
    return awaitCompletion(job, options, JobListener.none());
  }

  /**
   * Waits until a job is completed. Throttling, failures of the service and broken connections do
   * not end the wait. Leaving it, by interruption say, does not stop the job.
   *
   * @return the completed job, with the ARN of the tuned model
   * @throws JobFailedException if it ends otherwise
   * @throws WaitTimeoutException if it has not ended in the time allowed
   * @throws DisappearedException if there is no such job, asked twice in a row
   */
  public FineTuningJob awaitCompletion(String job, WaitOptions options, JobListener listener) {
    requireId(job);
    return new JobPoll(job, options, timing, Objects.requireNonNull(listener, "listener"))
        .await(() -> calls.getOnce(job));
  }

  private static String requireId(String job) {
    return ArnRule.JOB.require("jobIdentifier", Objects.requireNonNull(job, "job"));
  }

  /** Buys and releases the capacity that a tuned model answers from, over the same connections. */
  public ProvisionedThroughputClient provisionedThroughput() {
    return new ProvisionedThroughputClient(control, timing);
  }

  /** Closes what this client made; an AWS client that was passed in stays open. */
  @Override
  public void close() {
    control.close();
  }

  /** Collects what a client needs. Not safe for use by several threads. */
  public static final class Builder {
    private final BedrockConnection.Builder connection = BedrockConnection.builder();
    private Consumer<BedrockClientBuilder> configuration = builder -> {};
    private @Nullable BedrockClient client;
    private boolean connectionIsSet;
    private Timing timing = Timing.SYSTEM;

    private Builder() {}

    /** The AWS region; the AWS SDK's own order if unset. */
    public Builder region(Region region) {
      connection.region(Objects.requireNonNull(region, "region"));
      return connectionSet();
    }

    /**
     * The credentials, which are used even where the environment holds a Bedrock API key; the AWS
     * SDK's own order if unset. You close the provider.
     */
    public Builder credentialsProvider(AwsCredentialsProvider credentialsProvider) {
      connection.credentialsProvider(
          Objects.requireNonNull(credentialsProvider, "credentialsProvider"));
      return connectionSet();
    }

    /** A Bedrock API key, in place of credentials. */
    public Builder apiKey(String apiKey) {
      connection.apiKey(Objects.requireNonNull(apiKey, "apiKey"));
      return connectionSet();
    }

    /** Another address than the region's, of a proxy or a stand-in. */
    public Builder endpointOverride(URI endpointOverride) {
      connection.endpointOverride(Objects.requireNonNull(endpointOverride, "endpointOverride"));
      return connectionSet();
    }

    /** How long one attempt may take; 60 seconds by default. */
    public Builder apiCallAttemptTimeout(Duration apiCallAttemptTimeout) {
      connection.apiCallAttemptTimeout(apiCallAttemptTimeout);
      return connectionSet();
    }

    /** How long a call may take with all its attempts; 3 minutes by default. */
    public Builder apiCallTimeout(Duration apiCallTimeout) {
      connection.apiCallTimeout(apiCallTimeout);
      return connectionSet();
    }

    /**
     * How many attempts the AWS SDK may make of a call, the first included; 3 by default. Waiting
     * and releasing have their own.
     */
    public Builder maxAttempts(int maxAttempts) {
      connection.maxAttempts(maxAttempts);
      return connectionSet();
    }

    /**
     * Customizes the AWS SDK's builder just before its client is built, and overrides the settings
     * here: HTTP client, interceptors, metrics.
     */
    public Builder bedrock(Consumer<BedrockClientBuilder> configuration) {
      this.configuration = Objects.requireNonNull(configuration, "configuration");
      return connectionSet();
    }

    /** An AWS SDK client of yours; it stays open. */
    public Builder bedrockClient(BedrockClient client) {
      this.client = Objects.requireNonNull(client, "client");
      return this;
    }

    Builder timing(Timing timing) {
      this.timing = timing;
      return this;
    }

    private Builder connectionSet() {
      connectionIsSet = true;
      return this;
    }

    /**
     * The finished client.
     *
     * @throws IllegalStateException if there are settings for a connection beside an AWS SDK
     *     client, or credentials beside an API key
     * @throws io.github.titanembeddings.exception.TransportException if the AWS SDK can't make its
     *     client, without a region for one
     */
    public FineTuningClient build() {
      if (client != null && connectionIsSet) {
        throw new IllegalStateException(
            "region, credentials, endpoint, timeouts and attempts are settings of the bedrockClient"
                + " that was passed in; set them there");
      }
      BedrockControlPlane control =
          client == null
              ? BedrockControlPlane.create(connection.build(), configuration)
              : BedrockControlPlane.of(client);
      return new FineTuningClient(control, timing);
    }
  }
}
