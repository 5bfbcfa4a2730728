package io.github.titanembeddings.support;

import com.adobe.testing.s3mock.junit5.S3MockExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * An S3 server in this JVM with one bucket, {@code images}. Registered as an extension it is the
 * one server of all test classes, so each class needs key prefixes of its own.
 */
public final class S3Server implements BeforeAllCallback, AutoCloseable {
  private @Nullable S3MockExtension server;
  private @Nullable Path objects;

  private S3Server() {}

  /** The server that the test classes share; it stops after the last of them. */
  public static S3Server shared() {
    return new S3Server();
  }

  /** Starts a server for a program. */
  public static S3Server start() {
    S3Server started = new S3Server();
    started.objects = temporaryFolder();
    started.server =
        S3MockExtension.builder()
            .withRootFolder(started.objects.toString())
            .silent()
            .withSecureConnection(false)
            .withInitialBuckets("images")
            .build();
    started.server.start();
    return started;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    server =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.GLOBAL)
            .computeIfAbsent(S3Server.class, type -> start(), S3Server.class)
            .server;
  }

  public String endpoint() {
    return Objects.requireNonNull(server).getServiceEndpoint();
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("s3");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops the server and deletes its objects, which S3Mock leaves. */
  @Override
  public void close() {
    Objects.requireNonNull(server).stop();
    try {
      Folders.delete(Objects.requireNonNull(objects));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
