package io.github.titanembeddings.bulk.internal.engine;

import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.internal.journal.ContentHash;
import io.github.titanembeddings.internal.TokenCounts;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.PreparedRequest;
import io.github.titanembeddings.validation.Limit;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An item on its way, and what it holds on to. */
final class PendingItem {
  /** What the body holds besides text and image, about. */
  private static final int ENVELOPE_BYTES = 120;

  final BulkItem item;
  final long number;
  final @Nullable CompletableFuture<OptionalLong> imageBytes;
  long deadline;
  long sentAt;
  long failedAt;
  int attempts;

  /** The requests of the attempts that failed: more than one each where a text was cut. */
  int failedRequests;

  int tries;
  long due;
  long likelyTokens;
  long bodyBytes;
  long reserved;
  boolean hasPlace;
  boolean awaitsMemory;
  boolean isHeld;
  boolean isSent;
  boolean isDone;
  boolean leads;
  boolean isSignedAnew;
  EmbeddingRequest request;
  @Nullable ContentHash hash;
  @Nullable PreparedRequest prepared;
  @Nullable CompletableFuture<?> call;
  @Nullable RuntimeException failure;

  /** An item, its number in the source, and the promise of its image's size. */
  PendingItem(BulkItem item, long number, @Nullable CompletableFuture<OptionalLong> imageBytes) {
    this.item = item;
    this.request = item.request();
    this.number = number;
    this.imageBytes = imageBytes;
  }

  /** Whether it waits for its turn: to begin, for memory, or to be sent for the first time. */
  boolean isInLine() {
    return attempts == 0 && (prepared != null || awaitsMemory || (tries == 0 && !hasPlace));
  }

  /** About the size of its body, with an image of so many bytes. */
  long bodyBytes(long image) {
    long text = item.request().text().map(String::length).orElse(0);
    return ENVELOPE_BYTES + text + (image + 2) / 3 * 4;
  }

  /** Takes what is going to be sent. */
  void prepared(PreparedRequest request) {
    prepared = request;
    bodyBytes = bodyBytes(request.image().map(image -> image.byteCount()).orElse(0L));
    long limit = request.request().limits().get(Limit.TEXT_TOKENS);
    likelyTokens =
        request
            .text()
            .map(request.request().tokenEstimator()::likely)
            .map(count -> TokenCounts.estimated(count, limit))
            .orElse(0L);
  }
}
