package io.github.titanembeddings.internal.concurrent;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Tracks whether a client is open, and closes the resources that its builder lists. A transport
 * closes its AWS client only if it created it ({@code BedrockTransport.close}). Thread-safe.
 */
public final class Lifecycle {
  private final @Nullable Lifecycle parent;
  private final List<Runnable> closings;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Lifecycle(@Nullable Lifecycle parent, List<Runnable> closings) {
    this.parent = parent;
    this.closings = closings;
  }

  /** Returns the lifecycle of a client that closes resources, in order. */
  public static Lifecycle closing(List<Runnable> closings) {
    return new Lifecycle(null, List.copyOf(closings));
  }

  /** Returns the lifecycle of a client that uses the resources of this one. */
  public Lifecycle borrowing() {
    return new Lifecycle(this, List.of());
  }

  public void requireOpen() {
    if (!isOpen()) {
      throw new IllegalStateException("the client is closed");
    }
  }

  private boolean isOpen() {
    return !closed.get() && (parent == null || parent.isOpen());
  }

  /** Closes all resources, even if one fails to close. */
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    RuntimeException failure = null;
    for (Runnable closing : closings) {
      try {
        closing.run();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
