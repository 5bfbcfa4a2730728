package io.github.titanembeddings.transport.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.http.SdkHttpExecutionAttributes;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpResponseHandler;
import software.amazon.awssdk.http.async.SdkHttpContentPublisher;

/**
 * An asynchronous HTTP client that notes each attempt in its call's {@link CallRecord} and bounds
 * the response body while it is read.
 */
final class RecordingAsyncHttpClient implements SdkAsyncHttpClient {
  private static final int FIRST_STATUS = 200;
  private static final int LAST_STATUS = 599;

  private final SdkAsyncHttpClient client;
  private final ResponseBodyLimit rule;

  private RecordingAsyncHttpClient(SdkAsyncHttpClient client, ResponseBodyLimit rule) {
    this.client = client;
    this.rule = rule;
  }

  static SdkAsyncHttpClient over(SdkAsyncHttpClient client, ResponseBodyLimit rule) {
    return new RecordingAsyncHttpClient(client, rule);
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // whenComplete is used for its effect alone
  public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
    SdkHttpExecutionAttributes attributes = request.httpExecutionAttributes();
    CallRecord found = attributes == null ? null : attributes.getAttribute(CallRecord.ATTRIBUTE);
    CallRecord record = found == null ? new CallRecord(retry -> {}) : found;
    record.begin();
    Handler handler = new Handler(request.responseHandler(), rule, record);
    AsyncExecuteRequest.Builder observed =
        AsyncExecuteRequest.builder()
            .request(request.request())
            .requestContentPublisher(new Content(request.requestContentPublisher(), record))
            .responseHandler(handler)
            .fullDuplex(request.fullDuplex());
    if (attributes != null) {
      observed.httpExecutionAttributes(attributes);
    }
    request.metricCollector().ifPresent(observed::metricCollector);
    CompletableFuture<Void> exchange = client.execute(observed.build());
    CompletableFuture<Void> done = new CompletableFuture<>();
    exchange.whenComplete(
        (nothing, failure) -> {
          if (failure == null) {
            done.complete(null);
          } else {
            record.failed(failure);
            done.completeExceptionally(failure);
          }
        });
    // The AWS SDK fails the future of an error response too. Once its body was read, that must not
    // reach the HTTP client: it would close the connection, which the next call may hold.
    done.whenComplete(
        (nothing, failure) -> {
          if (failure != null && !handler.isRead) {
            exchange.completeExceptionally(failure);
          }
        });
    return done;
  }

  @Override
  public String clientName() {
    return client.clientName();
  }

  @Override
  public void close() {
    client.close();
  }

  /** A request body: its subscriber is a connection. */
  private record Content(SdkHttpContentPublisher content, CallRecord record)
      implements SdkHttpContentPublisher {
    @Override
    public Optional<Long> contentLength() {
      return content.contentLength();
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
      record.handedOver();
      content.subscribe(subscriber);
    }
  }

  private static final class Handler implements SdkAsyncHttpResponseHandler {
    private final SdkAsyncHttpResponseHandler handler;
    private final ResponseBodyLimit rule;
    private final CallRecord record;
    private volatile boolean isRead;
    private boolean hasUnexpectedStatus;
    private int status;
    private ResponseBodyLimit.@Nullable RefusedException refusal;

    private Handler(
        SdkAsyncHttpResponseHandler handler, ResponseBodyLimit rule, CallRecord record) {
      this.handler = handler;
      this.rule = rule;
      this.record = record;
    }

    /**
     * Passes the headers of the final response on.
     *
     * @throws UncheckedIOException if the status is not final, such as 103, which netty mistakes
     *     for that of the response. The exception makes netty close the connection at once; a
     *     pooled connection would deliver the final response to the next call. The AWS SDK retries
     *     the attempt, because the cause is an {@link IOException}.
     */
    @Override
    public void onHeaders(SdkHttpResponse response) {
      if (hasUnexpectedStatus) {
        return; // the final response, received together with an interim one
      }
      if (response.statusCode() < FIRST_STATUS || response.statusCode() > LAST_STATUS) {
        hasUnexpectedStatus = true;
        String message = "HTTP status " + response.statusCode() + "; expected 200 to 599";
        throw new UncheckedIOException(message, new IOException(message));
      }
      record.responded(response);
      status = response.statusCode();
      refusal = ResponseBodyLimit.refusedEncoding(response);
      handler.onHeaders(ResponseHeaders.withShortRetryAfter(response));
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // a dropped body has no reader
    public void onStream(Publisher<ByteBuffer> body) {
      if (hasUnexpectedStatus) {
        SdkPublisher.adapt(body).subscribe(bytes -> {}); // releases the buffers
        return;
      }
      handler.onStream(subscriber -> body.subscribe(new Checked(subscriber)));
    }

    @Override
    public void onError(Throwable failure) {
      record.failed(failure);
      handler.onError(failure);
    }

    /** Passes a response body on, and cancels it at its limit. */
    private final class Checked implements Subscriber<ByteBuffer> {
      private final Subscriber<? super ByteBuffer> subscriber;
      private final ResponseBodyLimit.Check check = rule.check(status);
      private @Nullable Subscription subscription;
      private boolean done;

      private Checked(Subscriber<? super ByteBuffer> subscriber) {
        this.subscriber = subscriber;
      }

      @Override
      public void onSubscribe(Subscription subscription) {
        this.subscription = subscription;
        subscriber.onSubscribe(subscription);
        if (refusal != null) {
          refuse(refusal);
        }
      }

      @Override
      public void onNext(ByteBuffer bytes) {
        if (done) {
          return;
        }
        try {
          check.add(bytes);
        } catch (ResponseBodyLimit.RefusedException e) {
          refuse(e);
          return;
        }
        subscriber.onNext(bytes);
      }

      private void refuse(ResponseBodyLimit.RefusedException failure) {
        fail(failure);
        if (subscription != null) {
          subscription.cancel();
        }
      }

      private void fail(Throwable failure) {
        if (!done) {
          done = true;
          record.failed(failure);
          subscriber.onError(failure);
        }
      }

      @Override
      public void onError(Throwable failure) {
        fail(failure);
      }

      @Override
      public void onComplete() {
        if (done) {
          return;
        }
        try {
          check.end();
        } catch (IOException e) {
          fail(e);
          return;
        }
        done = true;
        isRead = true;
        subscriber.onComplete();
      }
    }
  }
}
