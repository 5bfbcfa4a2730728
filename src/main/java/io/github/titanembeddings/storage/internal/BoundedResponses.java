package io.github.titanembeddings.storage.internal;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Publisher;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;

/**
 * Limits the responses of S3 that the AWS SDK reads in full, errors and listings, to 8 MiB. {@link
 * S3Range} limits the bytes of objects.
 */
public final class BoundedResponses implements ExecutionInterceptor {
  private static final int MAX_BYTES = 8 << 20;

  @Override
  public Optional<Publisher<ByteBuffer>> modifyAsyncHttpResponseContent(
      Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
    if (context.request() instanceof GetObjectRequest && context.httpResponse().isSuccessful()) {
      return context.responsePublisher();
    }
    AtomicLong received = new AtomicLong();
    return context
        .responsePublisher()
        .map(body -> SdkPublisher.adapt(body).map(bytes -> requireBounded(bytes, received)));
  }

  private static ByteBuffer requireBounded(ByteBuffer bytes, AtomicLong received) {
    if (received.addAndGet(bytes.remaining()) > MAX_BYTES) {
      throw new IllegalStateException(
          String.format(Locale.ROOT, "expected at most %,d bytes from S3, got more", MAX_BYTES));
    }
    return bytes;
  }
}
