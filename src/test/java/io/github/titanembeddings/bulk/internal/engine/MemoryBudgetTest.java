package io.github.titanembeddings.bulk.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryBudgetTest {
  private final List<String> granted = new ArrayList<>();

  @Test
  void smallOnesDoNotOvertakeALargeOne() {
    MemoryBudget budget = new MemoryBudget(100);
    budget.reserve(60, () -> granted.add("a"));
    budget.reserve(50, () -> granted.add("large"));
    budget.reserve(10, () -> granted.add("small"));
    assertThat(granted).containsExactly("a");

    budget.release(60);

    assertThat(granted).containsExactly("a", "large", "small");
    assertThat(budget.used()).isEqualTo(60);
  }

  @Test
  void theBudgetCanBeUsedToItsLastByte() {
    MemoryBudget budget = new MemoryBudget(100);
    budget.reserve(60, () -> granted.add("a"));
    budget.reserve(40, () -> granted.add("fits"));
    budget.reserve(1, () -> granted.add("one too many"));

    assertThat(granted).containsExactly("a", "fits");
  }

  @Test
  void whatIsLargerThanTheBudgetHasItAlone() {
    MemoryBudget budget = new MemoryBudget(100);
    budget.reserve(1, () -> granted.add("a"));
    budget.reserve(1000, () -> granted.add("huge"));
    budget.reserve(1, () -> granted.add("b"));
    assertThat(granted).containsExactly("a");
    budget.release(1);
    assertThat(granted).containsExactly("a", "huge");
    budget.release(1000);
    assertThat(granted).containsExactly("a", "huge", "b");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void allAreGrantedInTheirOrderAndWithinTheBudget(long seed) {
    Random random = new Random(seed);
    MemoryBudget budget = new MemoryBudget(1000);
    List<Integer> sizes = new ArrayList<>();
    List<Integer> order = new ArrayList<>();
    List<Integer> held = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      int number = i;
      sizes.add(1 + random.nextInt(random.nextBoolean() ? 20 : 1500));
      budget.reserve(
          sizes.get(i),
          () -> {
            order.add(number);
            held.add(sizes.get(number));
          });
      assertThat(budget.used() <= 1000 || held.size() == 1).isTrue();
      while (!held.isEmpty() && random.nextInt(3) == 0) {
        budget.release(held.remove(random.nextInt(held.size())));
      }
    }
    while (!held.isEmpty()) {
      budget.release(held.remove(0));
    }
    assertThat(order).hasSize(500).isSorted();
    assertThat(budget.used()).isZero();
  }

  @Test
  void whatGivesBackAtOnceIsGrantedWithoutEnd() {
    MemoryBudget budget = new MemoryBudget(1);
    budget.reserve(1, () -> granted.add("first"));
    for (int i = 0; i < 100_000; i++) {
      budget.reserve(
          1,
          () -> {
            granted.add("next");
            budget.release(1);
          });
    }

    budget.release(1);

    assertThat(granted).hasSize(100_001);
    assertThat(budget.used()).isZero();
  }
}
