package io.github.titanembeddings.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.examples.spark.QuotaLedger.Lease;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuotaLedgerTest {
  private static final long SECOND = 1_000_000_000L;

  private long now;
  private final QuotaLedger ledger = new QuotaLedger(() -> now);

  @Test
  void leasesAllToASingleExecutor() {
    assertThat(ledger.lease("1", 0).share()).isEqualTo(1);
    assertThat(ledger.alive()).isEqualTo(1);
  }

  @Test
  void leasesNothingUntilTheOtherConfirmsItsSmallerShare() {
    Lease first = ledger.lease("1", 0);
    assertThat(ledger.lease("2", 0).share()).isZero();

    Lease half = ledger.lease("1", first.number());
    assertThat(half.share()).isEqualTo(0.5);
    assertThat(ledger.lease("2", 0).share()).as("not confirmed").isZero();

    ledger.lease("1", half.number());
    assertThat(ledger.lease("2", 0).share()).isEqualTo(0.5);
  }

  @Test
  void anUnconfirmedShareIsFreeOnceItHasExpired() {
    Lease first = ledger.lease("1", 0);
    now = SECOND;
    ledger.lease("2", 0);
    ledger.lease("1", first.number());
    now = 10 * SECOND;
    assertThat(ledger.lease("2", 0).share()).isEqualTo(0.5);
  }

  @Test
  void theShareOfADeadExecutorIsFreeAfterTheValidity() {
    Lease first = ledger.lease("1", 0);
    ledger.lease("2", 0);
    Lease half = ledger.lease("1", first.number());
    ledger.lease("1", half.number());
    assertThat(ledger.lease("2", 0).share()).isEqualTo(0.5);

    now = 10 * SECOND - 1;
    assertThat(ledger.lease("2", 1).share()).isEqualTo(0.5);
    now = 10 * SECOND;
    assertThat(ledger.lease("2", 2).share()).isEqualTo(1);
    assertThat(ledger.alive()).isEqualTo(1);
  }

  @Test
  void aReleasedShareIsFreeAtOnce() {
    ledger.lease("1", 0);
    ledger.release("1");
    assertThat(ledger.lease("2", 0).share()).isEqualTo(1);
  }

  /** An executor that renews at random, and whose messages and replies may be lost or late. */
  private static final class Executor {
    private final String id;
    private long confirmed;
    private double share;
    private long until;
    private @Nullable Lease arriving;
    private long arrives;
    private long asked;

    Executor(String id) {
      this.id = id;
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void theSumOfWhatExecutorsApplyNeverExceedsTheQuota(long seed) {
    Random random = new Random(seed);
    List<Executor> executors = new ArrayList<>();
    double used = 0;
    int steps = 20_000;
    for (int step = 0; step < steps; step++) {
      now += random.nextLong(SECOND / 5);
      if (executors.size() < 8 && random.nextInt(200) == 0) {
        executors.add(new Executor(seed + "-" + step));
      }
      if (!executors.isEmpty() && random.nextInt(2000) == 0) {
        executors.remove(random.nextInt(executors.size()));
      }
      for (Executor executor : executors) {
        if (executor.arriving != null && executor.arrives <= now) {
          if (executor.arriving.share() > 0 && random.nextInt(20) > 0) {
            executor.share = executor.arriving.share();
            executor.until = executor.asked + 10 * SECOND;
            executor.confirmed = executor.arriving.number();
          }
          executor.arriving = null;
        }
        if (executor.arriving == null && random.nextInt(10) == 0) {
          executor.asked = now;
          executor.arriving = ledger.lease(executor.id, executor.confirmed);
          executor.arrives = now + random.nextLong(SECOND / 2);
        }
      }
      double sum = executors.stream().filter(e -> e.until > now).mapToDouble(e -> e.share).sum();
      assertThat(sum).isLessThanOrEqualTo(1 + 1e-9);
      assertThat(ledger.leased()).isLessThanOrEqualTo(1 + 1e-9);
      used += sum;
    }
    assertThat(used / steps).as("mean share in use").isGreaterThan(0.6);
  }
}
