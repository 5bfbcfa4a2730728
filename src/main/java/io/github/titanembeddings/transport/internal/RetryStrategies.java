package io.github.titanembeddings.transport.internal;

import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkPlugin;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.retries.api.RetryStrategy;

/**
 * The retry strategies of the AWS SDK's clients, which retry single calls. In a bulk run they are
 * off ({@code ClientAccess.withoutRetries}), and the {@code ItemPipeline} of the bulk engine
 * retries instead.
 */
public final class RetryStrategies {
  /** The default maximum number of attempts per call, including the first. */
  public static final int DEFAULT_MAX_ATTEMPTS = 3;

  /** Disables the retries of a client. */
  public static final SdkPlugin NO_RETRIES =
      client ->
          client.overrideConfiguration(
              client.overrideConfiguration().toBuilder()
                  .retryStrategy(AwsRetryStrategy.doNotRetry())
                  .build());

  /** Disables the retries of one request. */
  static final AwsRequestOverrideConfiguration NO_RETRIES_OVERRIDE =
      AwsRequestOverrideConfiguration.builder().addPlugin(NO_RETRIES).build();

  private static final int OVERLOADED = 529;

  private RetryStrategies() {}

  /** Returns the AWS SDK's standard strategy, which also retries HTTP 529. */
  static RetryStrategy standard(int maxAttempts) {
    return AwsRetryStrategy.standardRetryStrategy().toBuilder()
        .maxAttempts(maxAttempts)
        .retryOnException(
            failure ->
                failure instanceof AwsServiceException refusal
                    && refusal.statusCode() == OVERLOADED)
        .build();
  }

  /** Returns whether a caller's configuration leaves the retries to the library. */
  static boolean isUnset(ClientOverrideConfiguration given) {
    return given.retryStrategy().isEmpty()
        && given.retryMode().isEmpty()
        && given.retryPolicy().isEmpty()
        && given.retryStrategyConfigurator().isEmpty();
  }
}
