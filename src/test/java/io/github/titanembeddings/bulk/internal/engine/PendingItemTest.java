package io.github.titanembeddings.bulk.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.bulk.internal.engine.PendingItem.State;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PendingItemTest {
  private static List<State> successors(State state) {
    return Arrays.stream(State.values()).filter(state::allows).toList();
  }

  @ParameterizedTest
  @EnumSource
  void everyStateButDoneMayEnd(State state) {
    assertThat(state.allows(State.DONE)).isEqualTo(state != State.DONE);
    assertThat(state.allows(State.QUEUED)).isFalse();
  }

  @Test
  void transitionsFollowTheStateDiagram() {
    assertThat(successors(State.QUEUED)).containsExactly(State.SIZING, State.DONE);
    assertThat(successors(State.SIZING))
        .containsExactly(State.AWAITING_MEMORY, State.BACKING_OFF, State.DONE);
    assertThat(successors(State.AWAITING_MEMORY)).containsExactly(State.PREPARING, State.DONE);
    assertThat(successors(State.PREPARING))
        .containsExactly(
            State.PREPARING,
            State.AWAITING_QUOTA,
            State.BACKING_OFF,
            State.AWAITING_DUPLICATE,
            State.DONE);
    assertThat(successors(State.AWAITING_QUOTA)).containsExactly(State.SENT, State.DONE);
    assertThat(successors(State.SENT)).containsExactly(State.BACKING_OFF, State.DONE);
    assertThat(successors(State.BACKING_OFF)).containsExactly(State.SIZING, State.DONE);
    assertThat(successors(State.AWAITING_DUPLICATE)).containsExactly(State.DONE);
    assertThat(successors(State.DONE)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void memoryImpliesASlot(State state) {
    assertThat(state.holdsSlot() || !state.holdsMemory()).isTrue();
  }
}
