package io.github.titanembeddings.bulk.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryBudgetTest {
  private static <T> List<T> grantAll(MemoryBudget<T> budget) {
    List<T> granted = new ArrayList<>();
    for (T next = budget.grant(); next != null; next = budget.grant()) {
      granted.add(next);
    }
    return granted;
  }

  @Test
  void smallRequestsDoNotOvertakeALargeOne() {
    MemoryBudget<String> budget = new MemoryBudget<>(100);
    budget.request("a", 60);
    budget.request("large", 50);
    budget.request("small", 10);
    assertThat(grantAll(budget)).containsExactly("a");

    budget.release(60);

    assertThat(grantAll(budget)).containsExactly("large", "small");
    assertThat(budget.used()).isEqualTo(60);
  }

  @Test
  void grantsTheBudgetToItsLastByte() {
    MemoryBudget<String> budget = new MemoryBudget<>(100);
    budget.request("a", 60);
    budget.request("fits", 40);
    budget.request("one too many", 1);

    assertThat(grantAll(budget)).containsExactly("a", "fits");
  }

  @Test
  void grantsARequestAboveTheBudgetAlone() {
    MemoryBudget<String> budget = new MemoryBudget<>(100);
    budget.request("a", 1);
    budget.request("huge", 1000);
    budget.request("b", 1);
    assertThat(grantAll(budget)).containsExactly("a");
    budget.release(1);
    assertThat(grantAll(budget)).containsExactly("huge");
    budget.release(1000);
    assertThat(grantAll(budget)).containsExactly("b");
  }

  @Test
  void aWithdrawnRequestIsNotGranted() {
    MemoryBudget<String> budget = new MemoryBudget<>(100);
    budget.request("a", 100);
    budget.request("huge", 1000);
    budget.request("b", 1);
    assertThat(grantAll(budget)).containsExactly("a");

    budget.withdraw("huge");
    budget.release(100);

    assertThat(grantAll(budget)).containsExactly("b");
    assertThat(budget.used()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void grantsAllRequestsInOrderAndWithinTheBudget(long seed) {
    Random random = new Random(seed);
    MemoryBudget<Integer> budget = new MemoryBudget<>(1000);
    List<Integer> sizes = new ArrayList<>();
    List<Integer> order = new ArrayList<>();
    List<Integer> held = new ArrayList<>();
    for (int number = 0; number < 500; number++) {
      sizes.add(1 + random.nextInt(random.nextBoolean() ? 20 : 1500));
      budget.request(number, sizes.get(number));
      take(budget, sizes, order, held);
      while (!held.isEmpty() && random.nextInt(3) == 0) {
        budget.release(held.remove(random.nextInt(held.size())));
        take(budget, sizes, order, held);
      }
    }
    while (!held.isEmpty()) {
      budget.release(held.remove(0));
      take(budget, sizes, order, held);
    }
    assertThat(order).hasSize(500).isSorted();
    assertThat(budget.used()).isZero();
  }

  private static void take(
      MemoryBudget<Integer> budget, List<Integer> sizes, List<Integer> order, List<Integer> held) {
    for (int number : grantAll(budget)) {
      order.add(number);
      held.add(sizes.get(number));
    }
    assertThat(budget.used() <= 1000 || held.size() == 1).isTrue();
  }

  @Test
  void grantsAllQueuedRequests() {
    MemoryBudget<String> budget = new MemoryBudget<>(1);
    for (int i = 0; i < 100_000; i++) {
      budget.request("next", 1);
    }
    int granted = 0;
    while (budget.grant() != null) {
      granted++;
      budget.release(1);
    }

    assertThat(granted).isEqualTo(100_000);
    assertThat(budget.used()).isZero();
  }
}
