package io.github.titanembeddings.transport.internal;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;

/**
 * One HTTP client for the AWS clients of a transport, so that they share its connections. It is
 * closed with the last of them. Thread-safe.
 */
public final class SharedHttpClient {
  private @Nullable SdkAsyncHttpClient client;
  private int shares;

  /** Returns a share of the client, which is built for the first one. */
  synchronized SdkAsyncHttpClient open(Supplier<SdkAsyncHttpClient> maker) {
    SdkAsyncHttpClient made = client == null ? maker.get() : client;
    client = made;
    shares++;
    return new Share(made);
  }

  private synchronized void release() {
    shares--;
    if (shares == 0) {
      Objects.requireNonNull(client).close();
      client = null;
    }
  }

  private final class Share implements SdkAsyncHttpClient {
    private final SdkAsyncHttpClient client;
    private boolean isClosed;

    private Share(SdkAsyncHttpClient client) {
      this.client = client;
    }

    @Override
    public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
      return client.execute(request);
    }

    @Override
    public String clientName() {
      return client.clientName();
    }

    @Override
    public void close() {
      synchronized (SharedHttpClient.this) {
        if (!isClosed) {
          isClosed = true;
          release();
        }
      }
    }
  }
}
