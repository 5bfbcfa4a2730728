package io.github.titanembeddings.transport.internal;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** An AWS client that is made when it is first wanted. Safe for use by several threads. */
public final class LazyClient<C extends SdkAutoCloseable> {
  private final Supplier<C> maker;
  private @Nullable C client;
  private boolean closed;

  public LazyClient(Supplier<C> maker) {
    this.maker = maker;
  }

  /** The client, or another one once this is closed. */
  public synchronized C orIfClosed(C other) {
    if (closed) {
      return other;
    }
    if (client == null) {
      client = maker.get();
    }
    return client;
  }

  /** Closes the client if there is one, and makes none any more. */
  public synchronized void close() {
    closed = true;
    if (client != null) {
      client.close();
    }
  }
}
