package io.github.titanembeddings.storage;

import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.internal.MissingAwsSetup;
import io.github.titanembeddings.internal.MissingDependency;
import io.github.titanembeddings.internal.Sha256;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.storage.internal.MultipartStream;
import io.github.titanembeddings.storage.internal.PooledHttpClient;
import io.github.titanembeddings.storage.internal.S3Range;
import io.github.titanembeddings.storage.internal.S3Responses;
import io.github.titanembeddings.storage.internal.StoreArguments;
import io.github.titanembeddings.storage.internal.UnfinishedMultipartUploads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * An {@link ObjectStore} over Amazon S3, through the AWS SDK's asynchronous client. Thread-safe.
 * Needs the optional dependency {@code software.amazon.awssdk:s3}. Large objects are uploaded in
 * parts, unless you pass a client without {@code multipartEnabled}.
 *
 * <pre>{@code
 * try (ObjectStore s3 = S3ObjectStore.create()) {
 *   ImageInput image = ImageInput.fromS3(s3, "s3://shop/images/1.png");
 *   Embedding embedding = titan.embed(r -> r.image(image)).embedding();
 * }
 * }</pre>
 */
public final class S3ObjectStore implements ObjectStore {
  private static final System.Logger LOG = System.getLogger(S3ObjectStore.class.getName());
  private static final int DEFAULT_CONNECTIONS = 50;
  private static final String ARTIFACT = "software.amazon.awssdk:s3";
  private static final String CLIENT_CLASS = "software.amazon.awssdk.services.s3.S3AsyncClient";

  private final S3AsyncClient s3;
  private final boolean owned;

  private S3ObjectStore(S3AsyncClient s3, boolean owned) {
    this.s3 = s3;
    this.owned = owned;
  }

  /**
   * Creates a store with the AWS SDK's default credentials and region, and an asynchronous HTTP
   * client with 50 connections.
   *
   * @throws TransportException if the AWS SDK cannot create the client, such as without a region
   * @throws IllegalStateException if the dependency is missing
   */
  public static S3ObjectStore create() {
    return create(DEFAULT_CONNECTIONS);
  }

  /**
   * Same as {@link #create()}, but with the given number of connections. Further reads and writes
   * are queued until a connection is free, for at most 10 minutes.
   *
   * @throws IllegalArgumentException if the number is less than 1
   * @throws TransportException if the AWS SDK cannot create the client, such as without a region
   * @throws IllegalStateException if the dependency is missing
   */
  public static S3ObjectStore create(int maxConcurrency) {
    if (maxConcurrency < 1) {
      throw new IllegalArgumentException(
          "maxConcurrency must be at least 1, was " + maxConcurrency);
    }
    MissingDependency.require(CLIENT_CLASS, ARTIFACT, "S3ObjectStore");
    S3AsyncClientBuilder builder = S3AsyncClient.builder().multipartEnabled(true);
    PooledHttpClient.of(maxConcurrency).ifPresent(builder::httpClientBuilder);
    return owning(builder);
  }

  /** Creates a store that owns its client and bounds the responses. */
  static S3ObjectStore owning(S3AsyncClientBuilder builder) {
    builder.overrideConfiguration(
        o -> o.addExecutionInterceptor(new S3Responses.BoundedResponses()));
    try {
      return new S3ObjectStore(builder.build(), true);
    } catch (SdkClientException e) {
      throw new TransportException(
          TransportException.Kind.NOT_SENT,
          "cannot create the AWS client: "
              + MissingAwsSetup.explain(String.valueOf(e.getMessage())),
          e);
    }
  }

  /**
   * Returns a store over your client, which {@link #close()} leaves open. Object reads are bounded;
   * errors and listings of any size are read in full by the AWS SDK.
   */
  @SuppressWarnings("exports") // "static transitive" would force S3 upon every modular user
  public static S3ObjectStore of(S3AsyncClient client) {
    return new S3ObjectStore(Objects.requireNonNull(client, "client"), false);
  }

  @Override
  public CompletableFuture<ObjectPart> read(S3Uri uri, long offset, int length) {
    StoreArguments.requireRange(offset, length);
    S3Range range = new S3Range(uri, offset, length);
    CompletableFuture<ObjectPart> got =
        Futures.uninterrupted(
            () ->
                s3.getObject(
                    r -> r.bucket(uri.bucket()).key(uri.key()).range(range.header()), range));
    return Futures.recover(got, failure -> S3Responses.emptyOrFailed(uri, offset, failure));
  }

  @Override
  public CompletableFuture<Void> write(S3Uri uri, byte[] content) {
    return put(uri, Sha256.of(content), AsyncRequestBody.fromBytesUnsafe(content));
  }

  /**
   * {@inheritDoc} Content larger than 8 MiB is sent as a multipart upload with up to four parts of
   * 8 MiB in memory; the upload is aborted if the content fails or the thread is interrupted. No
   * hash is stored.
   */
  @Override
  public void write(S3Uri uri, Content content) {
    MultipartStream stream = new MultipartStream(s3, uri);
    boolean isComplete = false;
    try {
      content.writeTo(stream);
      stream.complete();
      isComplete = true;
    } catch (IOException e) {
      throw new StorageException(StorageException.Kind.FAILED, uri, "its content failed: " + e, e);
    } catch (SdkException e) {
      throw isInterrupted(e)
          ? new TransportException(
              TransportException.Kind.INTERRUPTED, "interrupted while writing " + uri, e)
          : (RuntimeException) S3Responses.translated(uri, e);
    } finally {
      if (!isComplete) {
        abort(stream);
      }
    }
  }

  /**
   * Returns whether the AWS SDK was interrupted; it clears the thread's flag, which is set again.
   */
  private static boolean isInterrupted(SdkException failure) {
    boolean isInterrupted = Thread.currentThread().isInterrupted();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      isInterrupted |= cause instanceof AbortedException || cause instanceof InterruptedException;
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
    return isInterrupted;
  }

  /** Aborts after a failure, which says more than one of the abort. */
  private static void abort(MultipartStream stream) {
    try {
      stream.abort();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "cannot abort a multipart upload", e);
    }
  }

  /** {@inheritDoc} Aborts multipart uploads, including those of other writers. */
  @Override
  public CompletableFuture<Integer> abortUnfinished(S3Uri prefix) {
    return Futures.mapFailure(
        new UnfinishedMultipartUploads(s3, prefix, upload -> true).abortAll(),
        failure -> S3Responses.translated(prefix, failure));
  }

  @Override
  public CompletableFuture<Void> delete(S3Uri uri) {
    return Futures.mapFailure(
        Futures.then(
            s3.deleteObject(r -> r.bucket(uri.bucket()).key(uri.key())),
            response -> CompletableFuture.allOf()),
        failure -> S3Responses.translated(uri, failure));
  }

  /** {@inheritDoc} The hash is stored as the object's metadata {@code sha256}. */
  @Override
  public CompletableFuture<Void> upload(S3Uri uri, Path file, String sha256) {
    return StoreArguments.ifReadable(
        uri, file, () -> put(uri, sha256, AsyncRequestBody.fromFile(file)));
  }

  private CompletableFuture<Void> put(S3Uri uri, String sha256, AsyncRequestBody body) {
    CompletableFuture<PutObjectResponse> put =
        Futures.uninterrupted(
            () ->
                s3.putObject(
                    r ->
                        r.bucket(uri.bucket())
                            .key(uri.key())
                            .metadata(Map.of(S3Responses.SHA256, sha256)),
                    body));
    return Futures.mapFailure(
        Futures.then(put, response -> CompletableFuture.allOf()),
        failure -> S3Responses.translated(uri, failure));
  }

  @Override
  public CompletableFuture<ObjectInfo> info(S3Uri uri) {
    return Futures.mapFailure(
        Futures.map(
            Futures.uninterrupted(() -> s3.headObject(r -> r.bucket(uri.bucket()).key(uri.key()))),
            response -> S3Responses.info(uri, response)),
        failure -> S3Responses.translated(uri, failure));
  }

  /** {@inheritDoc} A page has up to 1,000 objects. */
  @Override
  public CompletableFuture<ObjectPage> list(S3Uri prefix, @Nullable String after) {
    return Futures.mapFailure(
        Futures.map(
            Futures.uninterrupted(
                () ->
                    s3.listObjectsV2(
                        r ->
                            r.bucket(prefix.bucket())
                                .prefix(prefix.key())
                                .continuationToken(after))),
            response -> S3Responses.page(prefix, response)),
        failure -> S3Responses.translated(prefix, failure));
  }

  @Override
  public void close() {
    if (owned) {
      s3.close();
    }
  }
}
