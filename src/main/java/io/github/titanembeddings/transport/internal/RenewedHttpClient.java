package io.github.titanembeddings.transport.internal;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;

/**
 * An HTTP/2 client that opens new connections after a request timed out. The AWS SDK keeps a
 * connection while it responds to pings, and one that never sends its settings indefinitely.
 * Requests in flight end on the old connections, which are then closed. Thread-safe.
 */
final class RenewedHttpClient implements SdkAsyncHttpClient {
  private final Supplier<SdkAsyncHttpClient> maker;
  private final Set<Generation> open = new HashSet<>();
  private Generation current;
  private boolean isClosed;

  RenewedHttpClient(Supplier<SdkAsyncHttpClient> maker) {
    this.maker = maker;
    current = next();
  }

  /** A client, its requests in flight, and the number of its responses. */
  private static final class Generation {
    private final SdkAsyncHttpClient client;
    private int inFlight;
    private long responded;

    private Generation(SdkAsyncHttpClient client) {
      this.client = client;
    }
  }

  private Generation next() {
    Generation next = new Generation(maker.get());
    open.add(next);
    return next;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // whenComplete is used for its effect alone
  public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
    Generation used;
    long responded;
    synchronized (this) {
      used = current;
      used.inFlight++;
      responded = used.responded;
    }
    CompletableFuture<Void> done = used.client.execute(request);
    done.whenComplete((nothing, failure) -> ended(used, responded, failure));
    return done;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the old connections' end
  private void ended(Generation used, long respondedBefore, @Nullable Throwable failure) {
    synchronized (this) {
      used.inFlight--;
      if (failure == null) {
        used.responded++;
      } else if (used == current && !isClosed && isByConnection(failure, used, respondedBefore)) {
        current = next();
      }
      if (used == current || used.inFlight > 0 || !open.remove(used)) {
        return;
      }
    }
    CompletableFuture.runAsync(used.client::close); // blocks, which an event loop must not
  }

  /** Returns whether the connections are at fault; those of a full pool only if none responds. */
  private static boolean isByConnection(Throwable failure, Generation used, long respondedBefore) {
    return TransportFailures.isByPool(failure)
        ? used.responded == respondedBefore
        : TransportFailures.isTimeout(failure);
  }

  @Override
  public synchronized String clientName() {
    return current.client.clientName();
  }

  @Override
  public void close() {
    Set<Generation> closing;
    synchronized (this) {
      isClosed = true;
      closing = new HashSet<>(open);
      open.clear();
    }
    closing.forEach(generation -> generation.client.close());
  }
}
