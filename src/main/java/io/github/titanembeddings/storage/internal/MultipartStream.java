package io.github.titanembeddings.storage.internal;

import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Writes an object of unknown length: by one request if it fits into a part, otherwise by a
 * multipart upload. Holds at most four parts of 8 MiB, three of which are being sent. Not
 * thread-safe.
 */
public final class MultipartStream extends OutputStream {
  /** 10,000 parts of this size are 84 GB, more than a batch job reads. */
  private static final int PART_BYTES = 8 * 1024 * 1024;

  private static final int PARTS_IN_FLIGHT = 3;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Part(CompletableFuture<CompletedPart> sent, byte[] buffer) {}

  private final S3AsyncClient s3;
  private final S3Uri uri;
  private final Queue<Part> inFlight = new ArrayDeque<>();
  private final List<CompletedPart> completed = new ArrayList<>();
  private byte[] buffer = new byte[64 * 1024];
  private int length;
  private int parts;
  private @Nullable String uploadId;
  private boolean wasCreated;

  public MultipartStream(S3AsyncClient s3, S3Uri uri) {
    this.s3 = s3;
    this.uri = uri;
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int count) {
    Objects.checkFromIndexSize(offset, count, bytes.length);
    int position = offset;
    for (int left = count; left > 0; ) {
      if (length == PART_BYTES) {
        send();
      }
      grow(left);
      int copied = Math.min(left, buffer.length - length);
      System.arraycopy(bytes, position, buffer, length, copied);
      length += copied;
      position += copied;
      left -= copied;
    }
  }

  /** Grows the buffer for more bytes of the part: small objects need small buffers. */
  private void grow(int more) {
    if (buffer.length < PART_BYTES && buffer.length - length < more) {
      long wanted = Math.max(2L * buffer.length, (long) length + more);
      buffer = Arrays.copyOf(buffer, (int) Math.min(PART_BYTES, wanted));
    }
  }

  private void send() {
    String id = uploadId == null ? create() : uploadId;
    byte[] free = inFlight.size() < PARTS_IN_FLIGHT ? new byte[PART_BYTES] : takeFirst();
    int number = ++parts;
    ByteBuffer content = ByteBuffer.wrap(buffer, 0, length);
    CompletableFuture<CompletedPart> sent =
        Futures.map(
            s3.uploadPart(
                r ->
                    r.bucket(uri.bucket())
                        .key(uri.key())
                        .uploadId(id)
                        .partNumber(number)
                        .contentLength((long) content.remaining()),
                AsyncRequestBody.fromByteBufferUnsafe(content)),
            response ->
                CompletedPart.builder()
                    .partNumber(number)
                    .eTag(response.eTag())
                    .checksumCRC32(response.checksumCRC32())
                    .build());
    inFlight.add(new Part(sent, buffer));
    buffer = free;
    length = 0;
  }

  private String create() {
    wasCreated = true;
    String id =
        Futures.await(s3.createMultipartUpload(r -> r.bucket(uri.bucket()).key(uri.key())))
            .uploadId();
    if (id == null || id.isEmpty()) {
      throw new StorageException(
          StorageException.Kind.FAILED, uri, "S3 created an upload without an ID", null);
    }
    uploadId = id;
    return id;
  }

  private byte[] takeFirst() {
    Part first = inFlight.remove();
    try {
      completed.add(Futures.await(first.sent()));
    } catch (RuntimeException e) {
      inFlight.add(first); // so that abort waits for it
      throw e;
    }
    return first.buffer();
  }

  /** Sends the rest, and returns when the object exists. */
  public void complete() {
    String id = uploadId;
    if (id == null) {
      ByteBuffer content = ByteBuffer.wrap(buffer, 0, length);
      Futures.await(
          s3.putObject(
              r -> r.bucket(uri.bucket()).key(uri.key()),
              AsyncRequestBody.fromByteBufferUnsafe(content)));
      return;
    }
    send();
    while (!inFlight.isEmpty()) {
      takeFirst();
    }
    Futures.await(
        s3.completeMultipartUpload(
            r ->
                r.bucket(uri.bucket())
                    .key(uri.key())
                    .uploadId(id)
                    .multipartUpload(u -> u.parts(completed))));
  }

  private static void awaitEnd(Part part) {
    try {
      Futures.await(part.sent());
    } catch (RuntimeException e) {
      // Another failure is being handled.
    }
  }

  /**
   * Aborts the upload, also in an interrupted thread, and returns when nothing of it is left in S3.
   *
   * @throws RuntimeException if that fails, such as without a connection
   */
  public void abort() {
    if (!wasCreated) {
      return;
    }
    boolean isInterrupted = Thread.interrupted();
    try {
      inFlight.forEach(MultipartStream::awaitEnd); // a part that ends later would stay in S3
      String id = uploadId;
      UnfinishedMultipartUploads uploads =
          new UnfinishedMultipartUploads(
              s3,
              uri,
              upload -> id == null ? uri.key().equals(upload.key()) : id.equals(upload.uploadId()));
      if (id != null) {
        Futures.await(uploads.abort(uri.key(), id));
      }
      // The response with the id may have been lost, and a retried part may revive an upload.
      Futures.await(uploads.abortAll());
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
