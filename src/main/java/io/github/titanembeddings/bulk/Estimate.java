package io.github.titanembeddings.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.internal.Money;
import io.github.titanembeddings.internal.TokenCounts;
import io.github.titanembeddings.internal.text.TokenEstimator;
import io.github.titanembeddings.model.ImageInfo;
import io.github.titanembeddings.model.ModelRequest;
import io.github.titanembeddings.model.TextOverflow;
import io.github.titanembeddings.model.internal.input.TextPolicy;
import io.github.titanembeddings.validation.Limit;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * An estimate of the work of embedding items, made without sending any: the numbers of texts,
 * estimated tokens, images and bytes, the time at a quota, and the cost at your own prices.
 * Immutable.
 *
 * <p>Counts the requests of a run without a journal. A text counts as {@link TextOverflow#TRUNCATE}
 * shortens it, an image in another format counts if {@link
 * io.github.titanembeddings.model.ImageFit#DOWNSCALE} converts it, and every duplicate counts; a
 * rejected item counts only in {@code items} and {@code rejected}. A run with a journal may send
 * less: it skips completed items and sends duplicate content once. Retries are not counted.
 *
 * <p>Only the header of an image is read; a stream is read in full and kept in memory, as is an S3
 * object that has to be converted. The token count is an estimate, since the model's tokenizer is
 * not public, capped for each text at its token limit.
 *
 * <pre>{@code
 * Estimate estimate = Estimate.of(items);
 * Duration time = estimate.timeAt(Quota.perMinute(2_000, 300_000));
 * BigDecimal cost = estimate.cost(perThousandTokens, perImage);
 * }</pre>
 *
 * @param items the number of items
 * @param texts the number of texts to send
 * @param estimatedTokens the estimated number of tokens in all texts together
 * @param images the number of images to send
 * @param bytes the number of bytes of the texts in UTF-8 and of the images in base64, before {@code
 *     DOWNSCALE} makes any of them smaller
 * @param rejected the number of items that a run rejects without sending them: their image is
 *     missing, unreadable, not an image or over the limits, or their text cannot be cut to the
 *     limit. They count in {@code items} only
 */
public record Estimate(
    long items, long texts, long estimatedTokens, long images, long bytes, long rejected) {
  private static final Estimate NOTHING = new Estimate(0, 0, 0, 0, 0, 0);

  /**
   * Estimates all items, on the calling thread.
   *
   * @throws io.github.titanembeddings.storage.StorageException if the object store of an image
   *     fails
   * @throws io.github.titanembeddings.exception.TransportException if the thread is interrupted
   */
  public static Estimate of(Iterable<BulkItem> items) {
    return of(StreamSupport.stream(items.spliterator(), false));
  }

  /** Same as {@link #of(Iterable)}, but for a stream, which is closed. */
  public static Estimate of(Stream<BulkItem> items) {
    try (items) {
      return items.sequential().map(item -> of(item.request())).reduce(NOTHING, Estimate::plus);
    }
  }

  private static Estimate of(ModelRequest request) {
    try {
      Optional<ImageInfo> image = request.probeImage();
      Optional<String> text = request.text().map(given -> sent(request, given));
      long imageBytes = image.map(found -> (found.byteCount() + 2) / 3 * 4).orElse(0L);
      return new Estimate(
          1,
          text.isPresent() ? 1 : 0,
          text.map(sent -> tokens(request, sent)).orElse(0L),
          image.isPresent() ? 1 : 0,
          imageBytes + text.map(sent -> sent.getBytes(UTF_8).length).orElse(0),
          0);
    } catch (InvalidRequestException e) {
      return new Estimate(1, 0, 0, 0, 0, 1);
    }
  }

  /** Returns the text to send, cut if the request allows that. */
  private static String sent(ModelRequest request, String text) {
    return new TextPolicy(request.limits(), request.textOverflow()).cut(text).text();
  }

  private static long tokens(ModelRequest request, String text) {
    return TokenCounts.estimated(
        TokenEstimator.estimate(text), request.limits().get(Limit.TEXT_TOKENS));
  }

  private Estimate plus(Estimate other) {
    return new Estimate(
        items + other.items,
        texts + other.texts,
        estimatedTokens + other.estimatedTokens,
        images + other.images,
        bytes + other.bytes,
        rejected + other.rejected);
  }

  /**
   * Returns the shortest time in which a quota admits all items: zero if the quota is unknown, and
   * {@link Duration#ofSeconds(long)} of {@link Long#MAX_VALUE} if it exceeds that.
   */
  public Duration timeAt(Quota quota) {
    double minutes =
        Math.max(
            minutes(items - rejected, quota.requestsPerMinute()),
            minutes(estimatedTokens, quota.tokensPerMinute()));
    double millis = Math.ceil(minutes * Duration.ofMinutes(1).toMillis());
    return millis >= Long.MAX_VALUE
        ? Duration.ofSeconds(Long.MAX_VALUE)
        : Duration.ofMillis((long) millis);
  }

  private static double minutes(long count, double perMinute) {
    return count == 0 ? 0 : count / perMinute;
  }

  /**
   * Returns the exact cost, in the currency of the prices. The library has no prices of its own,
   * since they differ by region and change.
   *
   * @param perThousandTokens the price of 1,000 tokens of text, on demand or by batch job
   * @param perImage the price of an image
   * @throws IllegalArgumentException if a price is negative, above 1,000,000,000, or has more than
   *     100 decimals
   */
  public BigDecimal cost(BigDecimal perThousandTokens, BigDecimal perImage) {
    return Money.requirePrice("perThousandTokens", perThousandTokens)
        .multiply(BigDecimal.valueOf(estimatedTokens))
        .movePointLeft(3)
        .add(Money.requirePrice("perImage", perImage).multiply(BigDecimal.valueOf(images)));
  }
}
