package io.github.titanembeddings.storage.internal;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;

/**
 * Bounds the responses of S3 that the AWS SDK reads whole, errors and listings, to 8 MiB while they
 * are read. An object's bytes are bounded by {@link S3Range}.
 */
public final class BoundedResponses implements ExecutionInterceptor {
  private static final int MAX_BYTES = 8 << 20;

  @Override
  public Optional<Publisher<ByteBuffer>> modifyAsyncHttpResponseContent(
      Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
    if (context.request() instanceof GetObjectRequest && context.httpResponse().isSuccessful()) {
      return context.responsePublisher();
    }
    return context
        .responsePublisher()
        .map(body -> subscriber -> body.subscribe(new Bounded(subscriber)));
  }

  private static final class Bounded implements Subscriber<ByteBuffer> {
    private final Subscriber<? super ByteBuffer> subscriber;
    private @Nullable Subscription subscription;
    private long received;

    private Bounded(Subscriber<? super ByteBuffer> subscriber) {
      this.subscriber = subscriber;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      this.subscription = subscription;
      subscriber.onSubscribe(subscription);
    }

    @Override
    public void onNext(ByteBuffer bytes) {
      boolean isOver = received > MAX_BYTES;
      received += bytes.remaining();
      if (received <= MAX_BYTES) {
        subscriber.onNext(bytes);
      } else if (!isOver) {
        subscriber.onError(
            new IllegalStateException(
                String.format(
                    Locale.ROOT, "expected at most %,d bytes from S3, got more", MAX_BYTES)));
        if (subscription != null) {
          subscription.cancel();
        }
      }
    }

    @Override
    public void onError(Throwable failure) {
      if (received <= MAX_BYTES) {
        subscriber.onError(failure);
      }
    }

    @Override
    public void onComplete() {
      if (received <= MAX_BYTES) {
        subscriber.onComplete();
      }
    }
  }
}
