package io.github.titanembeddings.examples.spark;

import io.github.titanembeddings.bulk.BulkSnapshot;
import java.io.Serializable;
import java.util.Locale;

/**
 * The counts of an embedding so far.
 *
 * @param rows the rows with an outcome, duplicates included
 * @param failed the rows without a vector
 * @param requests the requests sent, retries included
 * @param throttled the requests that were throttled
 * @param tokens the tokens of the texts sent
 * @param images the images sent
 */
public record EmbedCounts(
    long rows, long failed, long requests, long throttled, long tokens, long images)
    implements Serializable {
  static final EmbedCounts NONE = new EmbedCounts(0, 0, 0, 0, 0, 0);

  static EmbedCounts of(long rows, long failed, BulkSnapshot sent) {
    return new EmbedCounts(
        rows, failed, sent.requests(), sent.throttled(), sent.tokens(), sent.images());
  }

  EmbedCounts plus(EmbedCounts other) {
    return new EmbedCounts(
        rows + other.rows,
        failed + other.failed,
        requests + other.requests,
        throttled + other.throttled,
        tokens + other.tokens,
        images + other.images);
  }

  EmbedCounts minus(EmbedCounts other) {
    return new EmbedCounts(
        rows - other.rows,
        failed - other.failed,
        requests - other.requests,
        throttled - other.throttled,
        tokens - other.tokens,
        images - other.images);
  }

  /** Returns the estimated cost of the texts and images, in the currency of the prices. */
  public double cost(double perThousandTokens, double perImage) {
    return tokens / 1000.0 * perThousandTokens + images * perImage;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%,d rows, %,d failed, %,d requests, %,d throttled, %,d tokens, %,d images",
        rows,
        failed,
        requests,
        throttled,
        tokens,
        images);
  }
}
