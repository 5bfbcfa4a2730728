package io.github.titanembeddings.transport.internal;

import io.github.titanembeddings.exception.MalformedReplyException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.exception.TransportException;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Submits a job so that a lost response never makes a second one. Counts the attempts of one call
 * that were sent and not rejected, since the exception that ends a call describes only its last
 * attempt: a refusal may follow an attempt whose response was lost. In a resumed run of batch jobs,
 * {@code RunJobs} looks up the jobs of the earlier process.
 */
public final class IdempotentSubmit implements ExecutionInterceptor {
  private static final int FIRST_REFUSAL = 300;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int FIRST_FAILURE = 500;

  private int unsettled;
  private boolean responded;

  /**
   * A job of the requested name.
   *
   * @param status as the service spells it
   * @param ofRequest whether the same request created it
   */
  public record Existing(@Nullable String arn, @Nullable String status, boolean ofRequest) {}

  /**
   * Submits a job and returns its ARN. After a lost response or a conflict, returns the ARN of the
   * job that an earlier attempt created, if any.
   *
   * @param create sends the request, {@linkplain #watch watched}, and returns the job's ARN
   * @param lookUp gets the job of the requested name; null if it is missing
   */
  public static String submit(
      Function<IdempotentSubmit, @Nullable String> create, Supplier<@Nullable Existing> lookUp) {
    IdempotentSubmit sent = new IdempotentSubmit();
    try {
      String arn = create.apply(sent);
      if (arn == null || !arn.startsWith("arn:")) {
        throw new MalformedReplyException("$.jobArn", "expected an ARN, found none", null, null);
      }
      return arn;
    } catch (TitanException e) {
      boolean conflict =
          e instanceof ServiceException refusal && refusal.kind() == ServiceException.Kind.CONFLICT;
      if (conflict || sent.mayHaveSucceeded(e)) {
        return existing(e, lookUp(e, lookUp));
      }
      throw e;
    }
  }

  private static String existing(TitanException failure, @Nullable Existing job) {
    if (job == null || job.arn == null || job.arn.isBlank()) {
      throw failure;
    }
    if (job.ofRequest) {
      return job.arn;
    }
    throw failure instanceof ServiceException conflict
        ? conflict.toBuilder()
            .message(
                conflict.getMessage()
                    + " There is another job of this name, "
                    + Objects.requireNonNullElse(job.status, "unknown")
                    + ": choose another jobName.")
            .build()
        : failure;
  }

  /** Returns the override configuration of the call to count. */
  public AwsRequestOverrideConfiguration watch(AwsRequestOverrideConfiguration override) {
    return override.toBuilder()
        .addPlugin(
            client ->
                client.overrideConfiguration(
                    client.overrideConfiguration().toBuilder()
                        .addExecutionInterceptor(this)
                        .build()))
        .build();
  }

  @Override
  public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes ignored) {
    unsettled++;
  }

  @Override
  public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes ignored) {
    int status = context.httpResponse().statusCode();
    if (status >= FIRST_REFUSAL && status < FIRST_FAILURE && status != REQUEST_TIMEOUT) {
      unsettled--;
    } else {
      responded = true;
    }
  }

  /** Returns whether the service may have performed the call despite the failure. */
  public boolean mayHaveSucceeded(TitanException failure) {
    if (failure instanceof ServiceException refusal) {
      return unsettled > 0 || refusal.kind() == ServiceException.Kind.UNAVAILABLE;
    }
    return responded
        || !(failure instanceof TransportException broken)
        || broken.kind() != TransportException.Kind.NOT_SENT;
  }

  /**
   * Returns the result of a lookup after a lost response, or null if it fails; its exception is
   * then suppressed in the failure. An interruption is deferred until the lookup ends, since the
   * call may be billed.
   */
  public static <T> @Nullable T lookUp(TitanException failure, Supplier<@Nullable T> call) {
    boolean interrupted = Thread.interrupted();
    try {
      return call.get();
    } catch (RuntimeException | Error e) { // also that the client was closed meanwhile
      failure.addSuppressed(e);
      return null;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
