package io.github.titanembeddings.testing.internal.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Work of batch jobs on threads of its own. */
class BackgroundTaskTest {
  @Test
  void cancellingEndsTheThreadBeforeItReturns() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    BackgroundTask<String> task =
        new BackgroundTask<>(
            () -> {
              started.countDown();
              try {
                new CountDownLatch(1).await();
              } finally {
                ended.countDown();
              }
              return "never";
            });
    assertThat(started.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(task.await(System.nanoTime())).isFalse();
    assertThat(task.result()).isNull();
    assertThat(task.isPending()).isTrue();

    task.cancel();

    assertThat(ended.getCount()).isZero();
    assertThat(task.result()).isNull();
    assertThat(task.isPending()).isFalse();
  }

  @Test
  void returnsTheResultOrTheReasonOfAFailure() {
    BackgroundTask<String> task = new BackgroundTask<>(() -> "done");
    assertThat(task.await(System.nanoTime() + TimeUnit.MINUTES.toNanos(1))).isTrue();
    assertThat(task.result()).isEqualTo("done");
    BackgroundTask<String> failing =
        new BackgroundTask<>(
            () -> {
              throw new IOException("no bucket");
            });
    assertThat(failing.await(System.nanoTime() + TimeUnit.MINUTES.toNanos(1))).isTrue();
    assertThatIllegalArgumentException().isThrownBy(failing::result).withMessage("no bucket");
  }
}
