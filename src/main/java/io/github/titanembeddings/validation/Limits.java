package io.github.titanembeddings.validation;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The limits of one model, each with its unit and source. Every bound is inclusive. Immutable and
 * thread-safe.
 *
 * <p>Accounts and documents differ, so {@link #toBuilder()} changes values; the source of a changed
 * value is {@code set by the caller}.
 *
 * <pre>{@code
 * Limits limits =
 *     Limits.titanMultimodalG1().toBuilder().set(Limit.DECODE_PIXELS, 20_000_000).build();
 * TitanEmbeddingsClient titan = TitanEmbeddingsClient.builder().limits(limits).build();
 * }</pre>
 */
public final class Limits {
  private static final String USER_GUIDE = "https://docs.aws.amazon.com/bedrock/latest/userguide/";
  private static final String MODEL_PAGE = USER_GUIDE + "titan-multiemb-models.html";
  private static final String TEXT_PAGE = USER_GUIDE + "titan-embedding-models.html";
  private static final String INVOKE_MODEL =
      "https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html";
  private static final String PREPARE_PAGE = USER_GUIDE + "model-customization-prepare.html";
  private static final String QUOTAS =
      "https://docs.aws.amazon.com/general/latest/gr/bedrock.html#limits_bedrock";
  private static final String LIBRARY = "this library";
  private static final String CALLER = "set by the caller";
  private static final int MAX_LENGTH = 1_000_000;
  private static final long MOST_BYTES = Integer.MAX_VALUE - 8L;

  /** The limits of bytes that are never in one array. */
  private static final Set<Limit> IN_S3 = Set.of(Limit.BATCH_FILE_BYTES, Limit.BATCH_JOB_BYTES);

  private static final Limits TITAN_MULTIMODAL_G1 =
      new Builder()
          .set(Limit.TEXT_TOKENS, 256, MODEL_PAGE)
          .set(Limit.IMAGE_BYTES, 25 * 1024 * 1024, MODEL_PAGE)
          .set(Limit.IMAGE_PIXELS, 2048 * 2048, MODEL_PAGE)
          .set(Limit.DOWNSCALED_SIDE, 2048, MODEL_PAGE)
          .set(Limit.DOWNSCALED_SIDE_MIN, 32, LIBRARY)
          .set(Limit.DECODE_BYTES, 100 * 1024 * 1024, LIBRARY)
          .set(Limit.DECODE_PIXELS, 128 * 1024 * 1024, LIBRARY)
          .set(Limit.DECODE_SIDE, 65_535, LIBRARY)
          .set(Limit.DECODE_ASPECT, 2_048, LIBRARY)
          .set(Limit.DECODE_SCANS, 100, LIBRARY)
          .set(Limit.BODY_BYTES, 25_000_000, INVOKE_MODEL)
          .set(Limit.TRAINING_RECORDS_MIN, 1_000, MODEL_PAGE)
          .set(Limit.TRAINING_RECORDS, 500_000, MODEL_PAGE)
          .set(Limit.VALIDATION_RECORDS_MIN, 8, MODEL_PAGE)
          .set(Limit.VALIDATION_RECORDS, 50_000, MODEL_PAGE)
          .set(Limit.RECORDS_QUOTA, 50_000, QUOTAS)
          .set(Limit.CAPTION_CHARACTERS, 2_560, MODEL_PAGE)
          .set(Limit.CAPTION_TOKENS, 128, MODEL_PAGE)
          .set(Limit.CAPTION_IMAGES, 10, LIBRARY)
          .set(Limit.TRAINING_IMAGE_BYTES, 25 * 1024 * 1024, MODEL_PAGE)
          .set(Limit.TRAINING_IMAGE_BYTES_STRICT, 5 * 1024 * 1024, PREPARE_PAGE)
          .set(Limit.TRAINING_IMAGE_SIDE_MIN, 256, MODEL_PAGE)
          .set(Limit.TRAINING_IMAGE_SIDE, 4_096, MODEL_PAGE)
          .set(Limit.TRAINING_IMAGE_PIXELS, 2048 * 2048 * 3, MODEL_PAGE)
          .set(Limit.TRAINING_IMAGE_ASPECT, 4, MODEL_PAGE)
          .set(Limit.MANIFEST_LINE_BYTES, 1024 * 1024, LIBRARY)
          .set(Limit.BATCH_RECORDS_MIN, 100, QUOTAS)
          .set(Limit.BATCH_RECORDS, 50_000, QUOTAS)
          .set(Limit.BATCH_FILE_BYTES, 1_000_000_000, QUOTAS)
          .set(Limit.BATCH_JOB_BYTES, 5_000_000_000L, QUOTAS)
          .set(Limit.BATCH_JOBS, 20, QUOTAS)
          .set(Limit.BATCH_CUSTOM_MODEL_JOBS, 3, QUOTAS)
          .outputEmbeddingLengths(List.of(256, 384, 1024), 1024)
          .serviceTiers(ServiceTier.DEFAULT)
          .build();

  private static final Limits TITAN_TEXT_V1 =
      TITAN_MULTIMODAL_G1.toBuilder()
          .retain(Limit.BODY_BYTES)
          .set(Limit.TEXT_TOKENS, 8_192, TEXT_PAGE)
          .outputEmbeddingLengths(List.of(1536), 1536)
          .build();

  private static final Limits TITAN_TEXT_V2 =
      TITAN_MULTIMODAL_G1.toBuilder()
          .retain(
              Limit.BODY_BYTES,
              Limit.BATCH_RECORDS_MIN,
              Limit.BATCH_RECORDS,
              Limit.BATCH_FILE_BYTES,
              Limit.BATCH_JOB_BYTES,
              Limit.BATCH_JOBS)
          .set(Limit.TEXT_TOKENS, 8_192, TEXT_PAGE)
          .set(Limit.TEXT_CHARACTERS, 50_000, TEXT_PAGE)
          .outputEmbeddingLengths(List.of(256, 512, 1024), 1024)
          .build();

  private record Entry(long value, String source) {}

  private final Map<Limit, Entry> entries;
  private final SortedSet<Integer> outputEmbeddingLengths;
  private final int defaultOutputEmbeddingLength;
  private final Set<ServiceTier> serviceTiers;

  private Limits(Builder builder) {
    entries = new EnumMap<>(builder.entries);
    outputEmbeddingLengths =
        Collections.unmodifiableSortedSet(new TreeSet<>(builder.outputEmbeddingLengths));
    defaultOutputEmbeddingLength = builder.defaultOutputEmbeddingLength;
    serviceTiers = builder.serviceTiers;
  }

  /**
   * Returns the documented limits of Amazon Titan Multimodal Embeddings G1, for on-demand inference
   * and for fine-tuning data.
   */
  public static Limits titanMultimodalG1() {
    return TITAN_MULTIMODAL_G1;
  }

  /**
   * Returns the documented limits of Amazon Titan Text Embeddings V2, on demand and by batch job.
   */
  public static Limits titanTextV2() {
    return TITAN_TEXT_V2;
  }

  /** Returns the documented limits of Amazon Titan Text Embeddings V1, for on-demand inference. */
  public static Limits titanTextV1() {
    return TITAN_TEXT_V1;
  }

  /**
   * Returns whether the model has a limit, for code that handles several models: {@link #get}
   * throws if it has none, such as a text model for images.
   */
  public boolean has(Limit limit) {
    return entries.containsKey(Objects.requireNonNull(limit, "limit"));
  }

  /**
   * Returns the value of a limit, in {@link Limit#unit()}; inclusive.
   *
   * @throws IllegalArgumentException if the model has no such limit
   */
  public long get(Limit limit) {
    return entry(limit).value;
  }

  /**
   * Returns the source of a value: an address, {@code this library} or {@code set by the caller}.
   *
   * @throws IllegalArgumentException if the model has no such limit
   */
  public String source(Limit limit) {
    return entry(limit).source;
  }

  /**
   * Returns a limit as text, for messages and help texts of an application: {@code at most 256
   * tokens}.
   *
   * @throws IllegalArgumentException if the model has no such limit
   */
  public String describe(Limit limit) {
    String bound = limit.isMinimum() ? "at least" : "at most";
    return String.format(Locale.ROOT, "%s %,d %s", bound, get(limit), limit.unit());
  }

  /**
   * Returns the offered vector lengths: 256, 384 and 1,024 dimensions of <a
   * href="https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-mm.html">
   * Multimodal G1</a>, 256, 512 and 1,024 of <a
   * href="https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html">
   * Text V2</a>. Text V1 has 1,536, as its users report; AWS does not document its length, and once
   * stated 1,024.
   */
  public SortedSet<Integer> outputEmbeddingLengths() {
    return outputEmbeddingLengths;
  }

  /** Returns the vector length that the service uses by default; 1,024, or 1,536 for Text V1. */
  public int defaultOutputEmbeddingLength() {
    return defaultOutputEmbeddingLength;
  }

  /**
   * Returns the offered service tiers; only the default one for Multimodal G1, as its <a
   * href="https://docs.aws.amazon.com/bedrock/latest/userguide/model-card-amazon-titan-multimodal-embeddings-g1.html">
   * model card</a> states. For the text models this is an assumption.
   */
  public Set<ServiceTier> serviceTiers() {
    return serviceTiers;
  }

  /** Returns a builder with these values. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.entries.putAll(entries);
    builder.serviceTiers = serviceTiers;
    return builder.outputEmbeddingLengths(outputEmbeddingLengths, defaultOutputEmbeddingLength);
  }

  private Entry entry(Limit limit) {
    if (!has(limit)) {
      throw new IllegalArgumentException("the model has no limit " + limit);
    }
    return Objects.requireNonNull(entries.get(limit));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Limits that
        && entries.equals(that.entries)
        && outputEmbeddingLengths.equals(that.outputEmbeddingLengths)
        && defaultOutputEmbeddingLength == that.defaultOutputEmbeddingLength
        && serviceTiers.equals(that.serviceTiers);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        entries, outputEmbeddingLengths, defaultOutputEmbeddingLength, serviceTiers);
  }

  @Override
  public String toString() {
    return "Limits" + entries + ", lengths " + outputEmbeddingLengths;
  }

  /** Builder for {@link Limits}. Not thread-safe. */
  public static final class Builder {
    private final Map<Limit, Entry> entries = new EnumMap<>(Limit.class);
    private Collection<Integer> outputEmbeddingLengths = List.of();
    private int defaultOutputEmbeddingLength;
    private Set<ServiceTier> serviceTiers = Set.of();

    private Builder() {}

    /**
     * Sets the offered vector lengths.
     *
     * @throws IllegalArgumentException if there is none, or one is outside 1 to 1,000,000
     */
    public Builder outputEmbeddingLengths(int... lengths) {
      if (lengths.length == 0
          || Arrays.stream(lengths).anyMatch(length -> length < 1 || length > MAX_LENGTH)) {
        throw new IllegalArgumentException(
            "lengths must be at least 1 and at most "
                + MAX_LENGTH
                + " dimensions, were "
                + Arrays.toString(lengths));
      }
      List<Integer> all = Arrays.stream(lengths).boxed().toList();
      return outputEmbeddingLengths(all, defaultOutputEmbeddingLength);
    }

    private Builder outputEmbeddingLengths(Collection<Integer> lengths, int defaultLength) {
      outputEmbeddingLengths = List.copyOf(lengths);
      defaultOutputEmbeddingLength = defaultLength;
      return this;
    }

    /** Sets the offered service tiers. */
    public Builder serviceTiers(ServiceTier... tiers) {
      serviceTiers = Set.copyOf(Arrays.asList(tiers));
      return this;
    }

    /**
     * Sets a limit, in its {@link Limit#unit()}.
     *
     * @throws IllegalArgumentException if the value is less than 1, or a number of bytes exceeds
     *     the maximum length of an array, except those of a batch job's files
     */
    public Builder set(Limit limit, long value) {
      return set(limit, value, CALLER);
    }

    private Builder set(Limit limit, long value, String source) {
      Objects.requireNonNull(limit, "limit");
      if (value < 1) {
        throw new IllegalArgumentException(limit + " must be at least 1, was " + value);
      }
      if (limit.unit().equals("bytes") && !IN_S3.contains(limit) && value > MOST_BYTES) {
        throw new IllegalArgumentException(
            limit + " must be at most " + MOST_BYTES + ", the longest array, was " + value);
      }
      entries.put(limit, new Entry(value, source));
      return this;
    }

    private Builder retain(Limit... limits) {
      entries.keySet().retainAll(List.of(limits));
      return this;
    }

    /** Builds the limits. */
    public Limits build() {
      return new Limits(this);
    }
  }
}
