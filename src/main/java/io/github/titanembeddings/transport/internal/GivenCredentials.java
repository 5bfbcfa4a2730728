package io.github.titanembeddings.transport.internal;

import io.github.titanembeddings.internal.concurrent.Futures;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.ResolveIdentityRequest;

/** The caller's credentials provider, which marks its failures to distinguish them. */
record GivenCredentials(AwsCredentialsProvider provider) implements AwsCredentialsProvider {
  @Override
  public AwsCredentials resolveCredentials() {
    try {
      return provider.resolveCredentials();
    } catch (RuntimeException e) {
      throw new FailedException(e);
    }
  }

  @Override
  public CompletableFuture<AwsCredentialsIdentity> resolveIdentity(ResolveIdentityRequest request) {
    try {
      return Futures.mapFailure(
          provider.resolveIdentity(request).thenApply(identity -> identity), FailedException::new);
    } catch (RuntimeException e) {
      throw new FailedException(e);
    }
  }

  /** Thrown where the provider fails. */
  static final class FailedException extends SdkClientException {
    private static final long serialVersionUID = 1L;

    private FailedException(Throwable cause) {
      super(SdkClientException.builder().message(cause.getMessage()).cause(cause));
    }
  }
}
