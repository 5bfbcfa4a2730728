package io.github.titanembeddings.model.internal.image.source;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Code that may block in somebody else's, and whose thread is interrupted if nobody waits. */
final class InterruptibleTask<T> implements Supplier<T> {
  private final Supplier<T> code;
  private final Runnable unblock;
  private @Nullable Thread running;
  private boolean interrupted;

  /** Takes the code, and what frees it where an interruption does not, such as closing a socket. */
  InterruptibleTask(Supplier<T> code, Runnable unblock) {
    this.code = code;
    this.unblock = unblock;
  }

  /** Has the cancellation of this task's future interrupt it; gives the future back. */
  @SuppressWarnings("FutureReturnValueIgnored") // whenComplete is used for its effect alone
  CompletableFuture<T> interruptedWith(CompletableFuture<T> result) {
    result.whenComplete(
        (value, failure) -> {
          if (result.isCancelled() && interrupt()) {
            unblock.run();
          }
        });
    return result;
  }

  @Override
  public T get() {
    begin();
    try {
      return code.get();
    } finally {
      end();
    }
  }

  private synchronized void begin() {
    running = Thread.currentThread();
  }

  /** The thread goes on to other work, which the interruption was not meant for. */
  private synchronized void end() {
    running = null;
    if (interrupted) {
      Thread.interrupted();
    }
  }

  private synchronized boolean interrupt() {
    if (running == null || running == Thread.currentThread()) {
      return false;
    }
    running.interrupt();
    interrupted = true;
    return true;
  }
}
