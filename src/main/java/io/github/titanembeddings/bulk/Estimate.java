package io.github.titanembeddings.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.internal.TokenCounts;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageInfo;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.model.TextOverflow;
import io.github.titanembeddings.validation.Limit;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An estimate of the work of embedding items, made without sending any: the numbers of texts,
 * estimated tokens, images and bytes, the time at a quota, and the cost at your own prices.
 * Immutable.
 *
 * <p>Counts the requests of a run without a journal: texts after {@link TextOverflow#TRUNCATE} cut
 * them; images in other formats if {@link io.github.titanembeddings.model.ImageFit#DOWNSCALE}
 * converts them; nothing of a rejected item; and each duplicate. A run with a journal may send
 * less: it skips completed items, and sends duplicate content once. Retries are not counted.
 *
 * <p>Only the header of an image is read; a stream is read in full and kept in memory, as is an S3
 * object that has to be converted. The token count is an estimate, since the model's tokenizer is
 * not public, capped for each text at its token limit.
 */
public final class Estimate {
  private final long items;
  private final long texts;
  private final long likelyTokens;
  private final long images;
  private final long bytes;
  private final long rejected;

  private Estimate(Walk walk) {
    items = walk.items;
    texts = walk.texts;
    likelyTokens = walk.likelyTokens;
    images = walk.images;
    bytes = walk.bytes;
    rejected = walk.rejected;
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

  /** Returns the number of texts that are sent. */
  public long texts() {
    return texts;
  }

  /** Returns the estimated token count of all texts together. */
  public long likelyTokens() {
    return likelyTokens;
  }

  /** Returns the number of images that are sent. */
  public long images() {
    return images;
  }

  /**
   * Returns the bytes of the texts in UTF-8 and of the images in base64, before {@code DOWNSCALE}
   * makes any of them smaller.
   */
  public long bytes() {
    return bytes;
  }

  /**
   * Returns the number of items that the run rejects without sending them: their image is missing,
   * unreadable, not an image or over the limits, or their text cannot be cut to the limit. They
   * count in {@link #items()} only.
   */
  public long rejected() {
    return rejected;
  }

  /**
   * The shortest time in which a quota lets all of it through; zero if the quota is not known.
   * {@link Duration#ofSeconds(long)} of {@link Long#MAX_VALUE} if it lets nothing through.
   */
  public Duration timeAt(Quota quota) {
    double minutes =
        Math.max(
            minutes(items - rejected, quota.requestsPerMinute()),
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
        && rejected == that.rejected;
  }

  @Override
  public int hashCode() {
    return Objects.hash(items, texts, likelyTokens, images, bytes, rejected);
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
        + rejected
        + " rejected]";
  }

  /** The sums so far. */
  private static final class Walk {
    private long items;
    private long texts;
    private long likelyTokens;
    private long images;
    private long bytes;
    private long rejected;

    void add(BulkItem item) {
      items++;
      EmbeddingRequest request = item.request();
      try {
        Optional<ImageInfo> image = request.probeImage();
        Optional<String> text = request.text().map(given -> sent(request, given));
        image.ifPresent(this::add);
        text.ifPresent(sent -> add(request, sent));
      } catch (InvalidRequestException e) {
        rejected++;
      }
    }

    /** Returns the text to send, cut if the request allows that. */
    private static String sent(EmbeddingRequest request, String text) {
      if (request.textOverflow() != TextOverflow.TRUNCATE) {
        return text;
      }
      EmbeddingRequest alone = request.toBuilder().image((ImageInput) null).build();
      return Futures.await(alone.prepare(Runnable::run)).text().orElse("");
    }

    private void add(ImageInfo image) {
      images++;
      bytes += (image.byteCount() + 2) / 3 * 4;
    }

    private void add(EmbeddingRequest request, String text) {
      texts++;
      likelyTokens +=
          TokenCounts.estimated(
              request.tokenEstimator().likely(text), request.limits().get(Limit.TEXT_TOKENS));
      bytes += text.getBytes(UTF_8).length;
    }
  }
}
