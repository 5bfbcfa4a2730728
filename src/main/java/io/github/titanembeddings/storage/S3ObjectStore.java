package io.github.titanembeddings.storage;

import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.internal.AwsSetup;
import io.github.titanembeddings.internal.OptionalDependency;
import io.github.titanembeddings.internal.Sha256;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.storage.internal.BoundedResponses;
import io.github.titanembeddings.storage.internal.PooledHttpClient;
import io.github.titanembeddings.storage.internal.ReadRange;
import io.github.titanembeddings.storage.internal.S3Range;
import io.github.titanembeddings.storage.internal.S3Responses;
import io.github.titanembeddings.storage.internal.UploadedFile;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * An {@link ObjectStore} in Amazon S3, through the AWS SDK's asynchronous client. With a client of
 * its own, or one of yours that is multipart, large objects are written in parts. Needs the
 * optional dependency {@code software.amazon.awssdk:s3}. Safe for use by several threads.
 */
public final class S3ObjectStore implements ObjectStore {
  public static final String HASH = "sha256";

  private static final String ARTIFACT = "software.amazon.awssdk:s3";
  private static final String CLIENT_CLASS = "software.amazon.awssdk.services.s3.S3AsyncClient";

  private final S3AsyncClient s3;
  private final boolean owned;

  private S3ObjectStore(S3AsyncClient s3, boolean owned) {
    this.s3 = s3;
    this.owned = owned;
  }

  /**
   * Creates a store with the AWS SDK's default credentials and region, over its asynchronous HTTP
   * client with 50 connections.
   *
   * @throws TransportException if the AWS SDK can't make the client, without a region for one
   * @throws IllegalStateException if the dependency is missing
   */
  public static S3ObjectStore create() {
    OptionalDependency.require(CLIENT_CLASS, ARTIFACT, "S3ObjectStore");
    return create(PooledHttpClient.DEFAULT_COUNT);
  }

  /**
   * Same as {@link #create()}, but with the given number of connections. A read or write beyond it
   * is queued until a connection is free, at most for 10 minutes.
   *
   * @throws IllegalArgumentException if the number is less than 1
   * @throws IllegalStateException if the dependency is missing
   */
  public static S3ObjectStore create(int maxConcurrency) {
    if (maxConcurrency < 1) {
      throw new IllegalArgumentException(
          "maxConcurrency must be at least 1, was " + maxConcurrency);
    }
    OptionalDependency.require(CLIENT_CLASS, ARTIFACT, "S3ObjectStore");
    S3AsyncClientBuilder builder = S3AsyncClient.builder().multipartEnabled(true);
    PooledHttpClient.of(maxConcurrency).ifPresent(builder::httpClientBuilder);
    return made(builder);
  }

  /** Creates a store over a client that it builds and closes, whose responses are bounded. */
  static S3ObjectStore made(S3AsyncClientBuilder builder) {
    builder.overrideConfiguration(o -> o.addExecutionInterceptor(new BoundedResponses()));
    try {
      return new S3ObjectStore(builder.build(), true);
    } catch (SdkClientException e) {
      throw new TransportException(
          TransportException.Kind.NOT_SENT,
          "the AWS client can't be made: " + AwsSetup.explain(String.valueOf(e.getMessage())),
          e);
    }
  }

  /**
   * Returns a store over a client of your own, which {@link #close()} leaves open. The AWS SDK
   * reads errors and listings in full, whatever their size; reads of objects are bounded.
   */
  @SuppressWarnings("exports") // "static transitive" would force S3 upon every modular user
  public static S3ObjectStore of(S3AsyncClient client) {
    return new S3ObjectStore(Objects.requireNonNull(client, "client"), false);
  }

  @Override
  public CompletableFuture<ObjectPart> read(S3Uri uri, long offset, int length) {
    ReadRange.require(offset, length);
    S3Range range = new S3Range(uri, offset, length);
    CompletableFuture<ObjectPart> got =
        s3.getObject(r -> r.bucket(uri.bucket()).key(uri.key()).range(range.header()), range);
    return Futures.recover(got, failure -> S3Responses.emptyOrFailed(uri, offset, failure));
  }

  @Override
  public CompletableFuture<Void> write(S3Uri uri, byte[] content) {
    return put(uri, Sha256.of(content), AsyncRequestBody.fromBytesUnsafe(content));
  }

  /** {@inheritDoc} The hash is kept as the object's metadata {@code sha256}. */
  @Override
  public CompletableFuture<Void> upload(S3Uri uri, Path file, String sha256) {
    return UploadedFile.check(uri, file, () -> put(uri, sha256, AsyncRequestBody.fromFile(file)));
  }

  private CompletableFuture<Void> put(S3Uri uri, String sha256, AsyncRequestBody body) {
    CompletableFuture<PutObjectResponse> put =
        s3.putObject(
            r -> r.bucket(uri.bucket()).key(uri.key()).metadata(Map.of(HASH, sha256)), body);
    return Futures.mapFailure(
        Futures.then(put, response -> CompletableFuture.allOf()),
        failure -> S3Responses.translated(uri, failure));
  }

  @Override
  public CompletableFuture<ObjectInfo> info(S3Uri uri) {
    return Futures.mapFailure(
        Futures.map(
            s3.headObject(r -> r.bucket(uri.bucket()).key(uri.key())),
            answer -> S3Responses.info(uri, answer)),
        failure -> S3Responses.translated(uri, failure));
  }

  /** {@inheritDoc} A page has up to 1,000. */
  @Override
  public CompletableFuture<ObjectPage> list(S3Uri prefix, @Nullable String after) {
    return Futures.mapFailure(
        Futures.map(
            s3.listObjectsV2(
                r -> r.bucket(prefix.bucket()).prefix(prefix.key()).continuationToken(after)),
            answer -> S3Responses.page(prefix, answer)),
        failure -> S3Responses.translated(prefix, failure));
  }

  @Override
  public void close() {
    if (owned) {
      s3.close();
    }
  }
}
