package io.github.titanembeddings.bulk.internal.rate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlidingCountTest {
  private static final long SECOND = 1_000_000_000L;

  private final SlidingCount count = new SlidingCount(3, SECOND);

  @Test
  void forgetsEventsSlotBySlot() {
    count.add(0, 1);
    count.add(SECOND, 2);
    count.add(2 * SECOND, 4);
    assertThat(count.sum(2 * SECOND)).isEqualTo(7);
    assertThat(count.sum(3 * SECOND - 1)).isEqualTo(7);

    assertThat(count.sum(3 * SECOND)).isEqualTo(6);
    assertThat(count.sum(4 * SECOND)).isEqualTo(4);
    assertThat(count.sum(5 * SECOND)).isZero();
  }

  @Test
  void forgetsEverythingAfterALongPause() {
    count.add(0, 5);

    assertThat(count.sum(1_000 * SECOND)).isZero();
  }

  @Test
  void addsLateEventsToTheirSlot() {
    count.add(2 * SECOND, 1);
    count.add(0, 2);
    count.add(-SECOND, 4); // too long ago

    assertThat(count.sum(2 * SECOND)).isEqualTo(3);
    assertThat(count.sum(3 * SECOND)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1_000_000 * SECOND, 1_000_000 * SECOND})
  void startsAtAnyTime(long start) {
    count.add(start, 6);

    assertThat(count.sum(start)).isEqualTo(6);
    assertThat(count.perSecond(start)).isEqualTo(6);
    assertThat(count.perSecond(start + 2 * SECOND)).isEqualTo(3);
  }

  @Test
  void dividesByAtLeastOneSlot() {
    count.add(0, 6);

    assertThat(count.perSecond(1)).isEqualTo(6);
    assertThat(count.perSecond(2 * SECOND)).isEqualTo(3);
    count.add(10 * SECOND, 4);
    assertThat(count.perSecond(10 * SECOND)).isEqualTo(2);
  }
}
