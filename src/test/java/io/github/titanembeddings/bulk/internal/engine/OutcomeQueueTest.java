package io.github.titanembeddings.bulk.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.titanembeddings.bulk.BulkOutcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class OutcomeQueueTest {
  private static BulkOutcome outcome(long number) {
    return new BulkOutcome.Failed("" + number, new IllegalStateException());
  }

  @ParameterizedTest
  @CsvSource({"true, 0 1 2 3", "false, 2 0 3 1"})
  void ordersOutcomesByItemOnRequest(boolean inputOrder, String expected)
      throws InterruptedException {
    OutcomeQueue queue = new OutcomeQueue(inputOrder, 4);
    for (long number : List.of(2L, 0L, 3L, 1L)) {
      queue.put(number, outcome(number));
    }
    queue.end();

    List<String> taken = new ArrayList<>();
    for (BulkOutcome next = queue.take(); next != null; next = queue.take()) {
      taken.add(next.key());
    }
    assertThat(taken).containsExactly(expected.split(" "));
    assertThat(queue.take()).as("again").isNull();
  }

  @Test
  void waitsForSpaceUntilAnOutcomeIsTaken() throws InterruptedException {
    OutcomeQueue queue = new OutcomeQueue(false, 1);
    queue.awaitSpace();
    queue.put(0, outcome(0));
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(queue::awaitSpace);

    assertThat(queue.take()).isNotNull();
    queue.awaitSpace();
  }
}
