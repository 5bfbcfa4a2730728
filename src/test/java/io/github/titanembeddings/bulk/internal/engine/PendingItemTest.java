package io.github.titanembeddings.bulk.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.internal.engine.PendingItem.State;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.model.internal.PreparedRequest;
import io.github.titanembeddings.support.TestImages;
import java.util.ArrayList;
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

  @Test
  void holdsASlotFromItsImageToTheResponse() {
    assertThat(Arrays.stream(State.values()).filter(State::holdsSlot))
        .containsExactly(
            State.SIZING, State.AWAITING_MEMORY, State.PREPARING, State.AWAITING_QUOTA, State.SENT);
    assertThat(Arrays.stream(State.values()).filter(State::holdsMemory))
        .containsExactly(State.PREPARING, State.AWAITING_QUOTA, State.SENT);
  }

  private static PendingItem item(EmbeddingRequest request) {
    return new PendingItem(BulkItem.of("k", request), 0, null);
  }

  /** Waiting for the quota counts only before a retry. */
  @Test
  void hasADeadlineInStatesThatMayHang() {
    PendingItem item = item(EmbeddingRequest.ofText("a"));
    for (int attempts = 0; attempts < 2; attempts++) {
      item.attempts = attempts;
      List<State> limited = new ArrayList<>(List.of(State.SIZING, State.PREPARING, State.SENT));
      if (attempts > 0) {
        limited.add(2, State.AWAITING_QUOTA);
      }
      assertThat(Arrays.stream(State.values()).filter(state -> hasDeadline(item, state)))
          .containsExactlyElementsOf(limited);
    }
  }

  private static boolean hasDeadline(PendingItem item, State state) {
    item.state = state;
    return item.hasDeadline();
  }

  @Test
  void estimatesTheBodyWithTheImageInBase64() {
    PendingItem item = item(EmbeddingRequest.ofText("shoes"));
    item.estimateBody(0);
    assertThat(item.bodyBytes).isEqualTo(125);
    item.estimateBody(4);
    assertThat(item.bodyBytes).isEqualTo(133);
  }

  @Test
  void estimatesTheBodyAndTheTokensOfThePreparedRequest() {
    byte[] image = TestImages.png(8, 8);
    EmbeddingRequest both =
        EmbeddingRequest.builder().text("red shoes").image(ImageInput.of(image)).build();
    PendingItem item = item(both);
    item.prepared(PreparedRequest.of(both, Runnable::run).join());
    assertThat(item.bodyBytes).isEqualTo(129 + (image.length + 2) / 3 * 4);
    assertThat(item.estimatedTokens).isPositive();

    EmbeddingRequest imageAlone = EmbeddingRequest.ofImage(ImageInput.of(image));
    item.prepared(PreparedRequest.of(imageAlone, Runnable::run).join());
    assertThat(item.estimatedTokens).isZero();
  }
}
