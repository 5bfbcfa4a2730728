package io.github.titanembeddings.bulk.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.internal.engine.PendingItem.State;
import io.github.titanembeddings.model.EmbeddingRequest;
import org.junit.jupiter.api.Test;

class InFlightSlotsTest {
  private final InFlightSlots slots = new InFlightSlots(2);

  private static PendingItem item(long due) {
    PendingItem item = new PendingItem(BulkItem.of("k", EmbeddingRequest.ofText("a")), 0, null);
    item.due = due;
    return item;
  }

  @Test
  void aRetryThatIsDuePrecedesQueuedItems() {
    PendingItem later = item(200);
    PendingItem sooner = item(100);
    PendingItem queued = item(0);
    PendingItem last = item(0);
    slots.backOff(later);
    slots.backOff(sooner);
    slots.queue(queued);
    slots.queue(last);

    assertThat(slots.next(99)).isSameAs(queued);
    assertThat(slots.next(100)).isSameAs(sooner);
    assertThat(slots.next(199)).isSameAs(last);
    assertThat(slots.next(199)).isNull();
    assertThat(slots.next(200)).isSameAs(later);
  }

  @Test
  void skipsItemsThatHaveEnded() {
    PendingItem ended = item(0);
    PendingItem live = item(0);
    ended.state = State.DONE;
    slots.backOff(ended);
    slots.queue(ended);
    slots.queue(live);

    assertThat(slots.next(1)).isSameAs(live);
  }

  @Test
  void startsNothingWithoutAFreeSlot() {
    PendingItem first = item(0);
    assertThat(slots.free()).isEqualTo(2);
    slots.queue(first);
    slots.queue(item(0));
    slots.queue(item(0));
    assertThat(slots.free()).isEqualTo(-1);

    slots.taken(2);
    assertThat(slots.taken()).isEqualTo(2);
    assertThat(slots.free()).isEqualTo(-3);
    assertThat(slots.next(0)).isNull();
    slots.taken(-1);
    assertThat(slots.next(0)).isSameAs(first);
  }

  @Test
  void waitsForTheFirstRetryWhileASlotIsFree() {
    assertThat(slots.waitNanos(0)).isEqualTo(Long.MAX_VALUE);
    slots.backOff(item(200));
    slots.backOff(item(100));
    assertThat(slots.waitNanos(40)).isEqualTo(60);
    assertThat(slots.waitNanos(130)).isZero();
    slots.taken(2);
    assertThat(slots.waitNanos(40)).isEqualTo(Long.MAX_VALUE);
  }
}
