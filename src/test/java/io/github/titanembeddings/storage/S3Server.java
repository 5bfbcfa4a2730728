package io.github.titanembeddings.storage;

import com.adobe.testing.s3mock.junit5.S3MockExtension;
import java.net.URI;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** An S3 server in this JVM. */
public final class S3Server {
  private S3Server() {}

  /** A server with one bucket, {@code images}. */
  public static S3MockExtension withImages() {
    return S3MockExtension.builder()
        .silent()
        .withSecureConnection(false)
        .withInitialBuckets("images")
        .build();
  }

  /** A client of a server. */
  public static S3AsyncClient client(String endpoint) {
    return S3AsyncClient.builder()
        .endpointOverride(URI.create(endpoint))
        .region(Region.US_EAST_1)
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .forcePathStyle(true)
        .overrideConfiguration(override -> override.addExecutionInterceptor(new WithoutExpect()))
        .multipartEnabled(true)
        .build();
  }

  /**
   * Sends small bodies at once: a server that responds before the body is sent may close first. The
   * oldest AWS SDK tested has no setting for this.
   */
  private static final class WithoutExpect implements ExecutionInterceptor {
    @Override
    public SdkHttpRequest modifyHttpRequest(
        Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
      return context.httpRequest().toBuilder().removeHeader("Expect").build();
    }
  }
}
