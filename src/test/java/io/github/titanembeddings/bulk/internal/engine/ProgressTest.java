package io.github.titanembeddings.bulk.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOptions;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.BulkSnapshot;
import io.github.titanembeddings.bulk.FailureKind;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.ServiceException.Kind;
import io.github.titanembeddings.internal.concurrent.Timing;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.support.TestImages;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {
  private static final EmbeddingResponse RESPONSE =
      EmbeddingResponse.builder().embedding(Embedding.of(1f)).build();
  private static final BulkOutcome FAILED = failed(Kind.REJECTED);

  private static BulkOutcome failed(Kind kind) {
    return new BulkOutcome.Failed("k", ServiceException.builder(kind, "no").build());
  }

  private static BulkOutcome embedded(int tokens) {
    return new BulkOutcome.Embedded("k", RESPONSE.toBuilder().inputTextTokenCount(tokens).build());
  }

  private static PendingItem item(EmbeddingRequest request) {
    return new PendingItem(BulkItem.of("k", request), 0, null);
  }

  @ParameterizedTest
  @CsvSource({
    "5, 99, 99, REJECTED, false", // too early to tell
    "5, 5, 100, REJECTED, false",
    "5, 6, 100, REJECTED, true",
    "100, 100, 100, REJECTED, false",
    "0, 0, 100, REJECTED, false",
    "0, 1, 100, REJECTED, true",
    "5, 100, 100, THROTTLED, false" // ends by itself
  })
  void spendsTheFailureBudgetAboveItsPercentage(
      double percent, int failed, int done, Kind kind, boolean isSpent) {
    Progress progress = new Progress(Timing.SYSTEM, null);
    for (int i = 0; i < done; i++) {
      progress.done(
          item(EmbeddingRequest.ofText("shoe")),
          i < failed ? failed(kind) : new BulkOutcome.Embedded("k", RESPONSE));
    }

    BulkOptions options = BulkOptions.builder().failureBudgetPercent(percent).build();
    assertThat(progress.isFailureBudgetSpent(options)).isEqualTo(isSpent);
  }

  @Test
  void spendsTheFailureBudgetAboveItsCount() {
    Progress progress = new Progress(Timing.SYSTEM, null);
    BulkOptions options = BulkOptions.builder().failureBudget(1).build();
    progress.done(item(EmbeddingRequest.ofText("a")), FAILED);
    assertThat(progress.isFailureBudgetSpent(options)).isFalse();

    progress.done(item(EmbeddingRequest.ofText("a")), FAILED);
    assertThat(progress.isFailureBudgetSpent(options)).isTrue();
  }

  @Test
  void countsRequestsTokensAndOutcomes() {
    AtomicLong now = new AtomicLong(5_000_000_000L);
    Progress progress = new Progress(now::get, 9L);
    for (int attempt = 1; attempt <= 3; attempt++) {
      progress.sent(attempt);
      progress.throttled();
    }
    PendingItem estimated = item(EmbeddingRequest.ofText("a"));
    estimated.estimatedTokens = 7;
    PendingItem image = item(EmbeddingRequest.ofImage(ImageInput.of(TestImages.png(8, 8))));
    PendingItem reused = item(EmbeddingRequest.ofText("a"));
    reused.isReused = true;
    for (PendingItem item : List.of(estimated, image, reused)) {
      item.bodyBytes = 100;
    }
    progress.done(estimated, new BulkOutcome.Embedded("k", RESPONSE));
    progress.done(image, embedded(20));
    progress.done(image, embedded(20));
    progress.done(reused, embedded(1_000));
    progress.done(item(EmbeddingRequest.ofText("a")), FAILED);
    progress.inFlight(3);
    now.addAndGet(2_000_000_000L);

    BulkSnapshot running =
        new BulkSnapshot(
            4,
            Map.of(FailureKind.REJECTED, 1L),
            1,
            3,
            3,
            2,
            3,
            47,
            2,
            300,
            Duration.ofSeconds(2),
            2.5,
            9L);
    assertThat(progress.snapshot()).isEqualTo(running);

    progress.end();
    now.addAndGet(60_000_000_000L);
    assertThat(progress.snapshot().elapsed()).isEqualTo(Duration.ofSeconds(2));
    assertThat(progress.snapshot().inFlight()).isZero();
  }
}
