package io.github.titanembeddings.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.validation.Limit;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What embedding items will take, found without sending any: texts, likely tokens, images, bytes,
 * and from these the time at a quota and the cost at prices of yours. Immutable and safe to share
 * between threads.
 *
 * <p>Of an image, the header is read and nothing more; a stream is read whole, and kept. Tokens are
 * an estimate, as the model's tokenizer is not public, and at most as many as a text may have. A
 * journal is not asked: what is done in it counts all the same, as does the same content again.
 */
public final class Estimate {
  private final long items;
  private final long texts;
  private final long likelyTokens;
  private final long images;
  private final long bytes;
  private final long unreadable;

  private Estimate(Walk walk) {
    items = walk.items;
    texts = walk.texts;
    likelyTokens = walk.likelyTokens;
    images = walk.images;
    bytes = walk.bytes;
    unreadable = walk.unreadable;
  }

  /** Walks all items, in the calling thread. */
  public static Estimate of(Iterable<BulkItem> items) {
    Walk walk = new Walk();
    items.forEach(walk::add);
    return new Estimate(walk);
  }

  /** Walks all items, in the calling thread, and closes the stream. */
  public static Estimate of(Stream<BulkItem> items) {
    Walk walk = new Walk();
    try (items) {
      items.sequential().forEach(walk::add);
    }
    return new Estimate(walk);
  }

  /** How many items there are. */
  public long items() {
    return items;
  }

  /** How many of them have a text. */
  public long texts() {
    return texts;
  }

  /** How many tokens the texts are likely to have together. */
  public long likelyTokens() {
    return likelyTokens;
  }

  /** How many items have an image that can be read. */
  public long images() {
    return images;
  }

  /** The bytes of the texts in UTF-8 and of the images in base64, before any is made smaller. */
  public long bytes() {
    return bytes;
  }

  /**
   * How many items have an image that is not there, may not be read, or is not an image; they are
   * in {@link #items()} and nowhere else, as they will not be sent.
   */
  public long unreadable() {
    return unreadable;
  }

  /**
   * The shortest time in which a quota lets all of it through; zero if the quota is not known.
   * {@link Duration#ofSeconds(long)} of {@link Long#MAX_VALUE} if it lets nothing through.
   */
  public Duration timeAt(Quota quota) {
    double minutes =
        Math.max(
            minutes(items - unreadable, quota.requestsPerMinute()),
            minutes(likelyTokens, quota.tokensPerMinute()));
    double millis = Math.ceil(minutes * Duration.ofMinutes(1).toMillis());
    return millis >= Long.MAX_VALUE
        ? Duration.ofSeconds(Long.MAX_VALUE)
        : Duration.ofMillis((long) millis);
  }

  private static double minutes(long count, double perMinute) {
    return count == 0 ? 0 : count / perMinute;
  }

  /** What it costs at these prices, exactly; call it again with those for a batch job. */
  public BigDecimal cost(Prices prices) {
    return prices.cost(likelyTokens, images);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Estimate that
        && items == that.items
        && texts == that.texts
        && likelyTokens == that.likelyTokens
        && images == that.images
        && bytes == that.bytes
        && unreadable == that.unreadable;
  }

  @Override
  public int hashCode() {
    return Objects.hash(items, texts, likelyTokens, images, bytes, unreadable);
  }

  @Override
  public String toString() {
    return "Estimate["
        + items
        + " items, about "
        + likelyTokens
        + " tokens, "
        + images
        + " images, "
        + bytes
        + " bytes, "
        + unreadable
        + " unreadable]";
  }

  /** The sums so far. */
  private static final class Walk {
    private long items;
    private long texts;
    private long likelyTokens;
    private long images;
    private long bytes;
    private long unreadable;

    void add(BulkItem item) {
      items++;
      EmbeddingRequest request = item.request();
      long imageBytes = 0;
      if (request.image().isPresent()) {
        imageBytes = base64Bytes(request.image().get());
        if (imageBytes < 0) {
          unreadable++;
          return;
        }
        images++;
      }
      bytes += imageBytes;
      request.text().ifPresent(text -> add(request, text));
    }

    private void add(EmbeddingRequest request, String text) {
      texts++;
      likelyTokens +=
          Math.min(request.tokenEstimator().likely(text), request.limits().get(Limit.TEXT_TOKENS));
      bytes += text.getBytes(UTF_8).length;
    }

    private static long base64Bytes(ImageInput image) {
      try {
        return (image.probe().byteCount() + 2) / 3 * 4;
      } catch (InvalidRequestException e) {
        return -1;
      }
    }
  }
}
