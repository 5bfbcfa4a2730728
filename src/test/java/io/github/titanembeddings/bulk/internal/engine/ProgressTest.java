package io.github.titanembeddings.bulk.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOptions;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.ServiceException.Kind;
import io.github.titanembeddings.internal.concurrent.Timing;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.EmbeddingResponse;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {
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
    BulkItem item = BulkItem.of("k", EmbeddingRequest.ofText("shoe"));
    EmbeddingResponse response = EmbeddingResponse.builder().embedding(Embedding.of(1f)).build();
    for (int i = 0; i < done; i++) {
      BulkOutcome outcome =
          i < failed
              ? new BulkOutcome.Failed("k", ServiceException.builder(kind, "no").build())
              : new BulkOutcome.Embedded("k", response);
      progress.done(new PendingItem(item, i, null), outcome);
    }

    BulkOptions options = BulkOptions.builder().failureBudgetPercent(percent).build();
    assertThat(progress.isFailureBudgetSpent(options)).isEqualTo(isSpent);
  }
}
