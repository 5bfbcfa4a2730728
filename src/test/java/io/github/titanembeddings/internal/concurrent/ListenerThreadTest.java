package io.github.titanembeddings.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.support.Latches;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ListenerThreadTest {
  private final ListenerThread events = new ListenerThread("test-listener");
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final List<Consumer<String>> listeners = List.of(heard::add);

  /** Returns the thread that delivers the events so far. */
  private Thread worker() {
    CompletableFuture<Thread> worker = new CompletableFuture<>();
    events.deliver(() -> worker.complete(Thread.currentThread()));
    return worker.join();
  }

  @Test
  void dropsOnlyWhatIsOfferedWhileTheQueueIsFull() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    AtomicInteger progress = new AtomicInteger();
    List<Consumer<String>> stuck =
        List.of(
            event -> {
              Latches.await(release);
              progress.incrementAndGet();
            });
    for (int i = 0; i < 11_000; i++) {
      events.offer(stuck, listener -> listener.accept("progress"));
    }
    assertThat(events.hasCapacity()).isFalse();
    events.deliver(listeners, listener -> listener.accept("uploaded"));
    events.end(listeners, listener -> listener.accept("end"));
    events.deliver(ended::countDown);
    assertThat(heard).isEmpty();
    release.countDown();

    assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(heard).containsExactly("uploaded", "end");
    assertThat(progress).hasValueBetween(10_000, 10_001); // the first may have left the queue
    assertThat(events.hasCapacity()).isTrue();
  }

  @Test
  void endsWithTheLastEvent() throws InterruptedException {
    CountDownLatch repeated = new CountDownLatch(3);
    events.repeat(
        listeners,
        1,
        () -> "progress",
        (listener, state) -> {
          listener.accept(state);
          repeated.countDown();
        });
    Thread worker = worker();
    repeated.await();
    events.end(listeners, listener -> listener.accept("end"));
    worker.join();

    assertThat(heard).endsWith("progress", "end").containsOnlyOnce("end");
  }

  @Test
  void deliversAfterItIsClosedAndEndsItsThreads() throws InterruptedException {
    Thread before = worker();
    events.close();
    before.join();
    Thread after = worker();
    after.join();

    assertThat(after).isNotSameAs(before);
    assertThat(after.isDaemon()).isTrue();
  }

  @Test
  void startsNoThreadWithoutListeners() {
    ListenerThread unused = new ListenerThread("unused-listener");
    unused.offer(List.<String>of(), listener -> heard.add("progress"));
    unused.repeat(List.<String>of(), 1, () -> "", (listener, state) -> heard.add(state));
    unused.end(List.<String>of(), listener -> heard.add("end"));

    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("unused-listener");
    assertThat(heard).isEmpty();
  }
}
