package io.github.titanembeddings.bulk.internal.engine;

import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.internal.journal.ContentHash;
import io.github.titanembeddings.internal.TokenCounts;
import io.github.titanembeddings.internal.text.TokenEstimator;
import io.github.titanembeddings.model.ModelRequest;
import io.github.titanembeddings.model.internal.PreparedRequest;
import io.github.titanembeddings.validation.Limit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An item of a run, with its state. Used on the engine's thread only. */
final class PendingItem {
  /** The states of an item; the package documentation shows the transitions. */
  enum State {
    /** Waits for its first slot. */
    QUEUED,
    /** Looks up the size of its image. */
    SIZING,
    /** Waits until its request fits the memory budget. */
    AWAITING_MEMORY,
    /** Hashes its content if there is a journal, then cuts the text and fits the image. */
    PREPARING,
    /** Waits for the quota. */
    AWAITING_QUOTA,
    /** Waits for the response. */
    SENT,
    /** Waits for its next attempt. */
    BACKING_OFF,
    /** Waits for the outcome of an item with the same content. */
    AWAITING_DUPLICATE,
    /** Has its outcome. */
    DONE;

    boolean allows(State next) {
      if (next == DONE) {
        return this != DONE;
      }
      return switch (this) {
        case QUEUED, BACKING_OFF -> next == SIZING;
        case SIZING -> next == AWAITING_MEMORY || next == BACKING_OFF;
        case AWAITING_MEMORY -> next == PREPARING;
        case PREPARING -> next == PREPARING || next == AWAITING_QUOTA || next.isParked();
        case AWAITING_QUOTA -> next == SENT;
        case SENT -> next == BACKING_OFF;
        case AWAITING_DUPLICATE, DONE -> false;
      };
    }

    private boolean isParked() {
      return this == BACKING_OFF || this == AWAITING_DUPLICATE;
    }

    boolean holdsSlot() {
      return this == SIZING || this == AWAITING_MEMORY || holdsMemory();
    }

    boolean holdsMemory() {
      return this == PREPARING || this == AWAITING_QUOTA || this == SENT;
    }
  }

  /** The approximate size of a request body without text and image. */
  private static final int ENVELOPE_BYTES = 120;

  final BulkItem item;
  final long number;
  final @Nullable CompletableFuture<OptionalLong> imageBytes;

  /** Assigned by {@link Engine} in its {@code transition} method only. */
  State state = State.QUEUED;

  /** The operation that the state waits for. */
  @Nullable CompletableFuture<?> call;

  /** The time at which the item fails; valid in the states that have a deadline. */
  long deadline;

  long due; // the time of the next attempt
  long sentAt;
  long failedAt;

  int attempts;
  int failedAttempts; // except throttled ones
  int failedRequests; // more than one per attempt if the text was cut
  boolean isSignedAnew; // which happens once
  long estimatedTokens;

  long bodyBytes; // an estimate until the request is prepared
  long reserved; // of the memory budget

  @Nullable ModelRequest hashed; // the request with the image whose content was hashed
  @Nullable ContentHash hash; // null until hashed, and if the outcome is not recorded
  final List<PendingItem> duplicates = new ArrayList<>(0); // wait for its outcome
  @Nullable PreparedRequest prepared;
  @Nullable RuntimeException failure;

  @Nullable BulkOutcome outcome;
  boolean isReused; // the outcome is that of an earlier run or of a duplicate
  @Nullable Throwable fatal; // ends the run together with this item

  PendingItem(BulkItem item, long number, @Nullable CompletableFuture<OptionalLong> imageBytes) {
    this.item = item;
    this.number = number;
    this.imageBytes = imageBytes;
  }

  /** Returns whether time counts: while the image is read, and from the first request on. */
  boolean hasDeadline() {
    return switch (state) {
      case SIZING, PREPARING, SENT -> true;
      case AWAITING_QUOTA -> attempts > 0;
      default -> false;
    };
  }

  String key() {
    return item.key();
  }

  State fail(RuntimeException exception) {
    outcome = new BulkOutcome.Failed(key(), exception);
    return State.DONE;
  }

  /** Estimates the size of the request body, given the size of the image. */
  void estimateBody(long imageBytes) {
    long text = item.request().text().map(String::length).orElse(0);
    bodyBytes = ENVELOPE_BYTES + text + (imageBytes + 2) / 3 * 4;
  }

  void prepared(PreparedRequest request) {
    prepared = request;
    estimateBody(request.image() == null ? 0 : request.image().info().byteCount());
    long limit = request.request().limits().get(Limit.TEXT_TOKENS);
    estimatedTokens =
        request.text() == null
            ? 0
            : TokenCounts.estimated(TokenEstimator.estimate(request.text().text()), limit);
  }

  /** Releases the request's memory; the next attempt prepares it again. */
  void forgetRequest() {
    prepared = null;
    hashed = null;
  }
}
