package io.github.titanembeddings.finetune;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The hyperparameters of a fine-tuning job. Immutable.
 *
 * <p>{@code learningRate} is 0.00000005 to 1 (default 0.00005), {@code batchSize} 256 to 9,216
 * (default 576), {@code epochCount} 1 to 100 or {@code auto} (default). All bounds are inclusive;
 * they are those of the <a
 * href="https://docs.aws.amazon.com/bedrock/latest/userguide/cm-hp-titan-mm.html">user guide</a>.
 * All three are always sent: the service has no default for {@code epochCount}.
 *
 * <pre>{@code
 * HyperParameters values = HyperParameters.builder().learningRate(0.0001).epochCount(10).build();
 * }</pre>
 */
public final class HyperParameters {
  /** The minimum {@code learningRate}. */
  public static final double MIN_LEARNING_RATE = 5.00E-08;

  /** The maximum {@code learningRate}. */
  public static final double MAX_LEARNING_RATE = 1;

  /** The minimum {@code batchSize}, in examples. */
  public static final int MIN_BATCH_SIZE = 256;

  /** The maximum {@code batchSize}, in examples. */
  public static final int MAX_BATCH_SIZE = 9216;

  /** The minimum {@code epochCount}. */
  public static final int MIN_EPOCH_COUNT = 1;

  /** The maximum {@code epochCount}. */
  public static final int MAX_EPOCH_COUNT = 100;

  private static final String LEARNING_RATE = "learningRate";
  private static final String BATCH_SIZE = "batchSize";
  private static final String EPOCH_COUNT = "epochCount";
  private static final String AUTO = "auto";
  private static final int LONGEST_NUMBER = 400;
  private static final HyperParameters DEFAULTS = new HyperParameters(new Builder());

  private final double learningRate;
  private final int batchSize;
  private final @Nullable Integer epochCount;

  private HyperParameters(Builder builder) {
    learningRate = builder.learningRate;
    batchSize = builder.batchSize;
    epochCount = builder.epochCount;
  }

  /** Returns learning rate 0.00005, batch size 576 and automatic epochs. */
  public static HyperParameters defaults() {
    return DEFAULTS;
  }

  /** Returns a new builder with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder with these values. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.learningRate = learningRate;
    builder.batchSize = batchSize;
    builder.epochCount = epochCount;
    return builder;
  }

  /**
   * Parses the hyperparameters of a job. Keys and {@code auto} are case-insensitive, numbers may
   * have an exponent, unknown keys are ignored.
   *
   * @throws InvalidRequestException with every value that is missing, no number or out of range
   */
  public static HyperParameters ofMap(Map<String, String> values) {
    Map<String, String> texts = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    texts.putAll(values);
    Builder builder = new Builder();
    List<Violation> found = new ArrayList<>();
    read(texts, EPOCH_COUNT, found, builder::epochCount);
    read(texts, BATCH_SIZE, found, text -> builder.batchSize = number(text).intValueExact());
    read(texts, LEARNING_RATE, found, text -> builder.learningRate = number(text).doubleValue());
    return builder.build(found);
  }

  private static void read(
      Map<String, String> values, String key, List<Violation> found, Consumer<String> read) {
    String text = values.get(key);
    String path = "hyperParameters." + key;
    if (text == null) {
      found.add(
          Violation.error(path, ViolationCodes.HYPERPARAMETER_MISSING)
              .actual("no value")
              .remedy("set it")
              .build());
      return;
    }
    try {
      read.accept(text.strip());
    } catch (ArithmeticException | NumberFormatException e) {
      found.add(
          Violation.error(path, ViolationCodes.HYPERPARAMETER_NOT_A_NUMBER)
              .actual("\"" + Abbreviate.beginning(text, 40) + "\"")
              .limit("a number in digits, such as 576, 0.00005 or 5.00E-05")
              .remedy("write it in digits")
              .build());
    }
  }

  private static BigDecimal number(String text) {
    if (text.length() > LONGEST_NUMBER) {
      throw new NumberFormatException("too long");
    }
    return new BigDecimal(text);
  }

  /** Returns the learning rate. */
  public double learningRate() {
    return learningRate;
  }

  /** Returns the batch size, in examples. */
  public int batchSize() {
    return batchSize;
  }

  /** Returns the number of epochs; empty for {@code auto}. */
  public OptionalInt epochCount() {
    return epochCount == null ? OptionalInt.empty() : OptionalInt.of(epochCount);
  }

  /**
   * Returns the values as sent to the service, by its keys, such as {@code auto}, {@code 576} and
   * {@code 0.00005}. Unmodifiable.
   */
  public Map<String, String> asMap() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put(EPOCH_COUNT, epochCount == null ? AUTO : Integer.toString(epochCount));
    values.put(BATCH_SIZE, Integer.toString(batchSize));
    values.put(LEARNING_RATE, plain(learningRate));
    return Collections.unmodifiableMap(values);
  }

  /** The shortest decimal without an exponent that parses to the same number. */
  private static String plain(double number) {
    return Double.isFinite(number)
        ? new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString()
        : Double.toString(number);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof HyperParameters that
        && Double.compare(learningRate, that.learningRate) == 0
        && batchSize == that.batchSize
        && Objects.equals(epochCount, that.epochCount);
  }

  @Override
  public int hashCode() {
    return Objects.hash(learningRate, batchSize, epochCount);
  }

  @Override
  public String toString() {
    return "HyperParameters" + asMap();
  }

  /** Builder for {@link HyperParameters}. Not thread-safe. */
  public static final class Builder {
    private double learningRate = 5.00E-05;
    private int batchSize = 576;
    private @Nullable Integer epochCount;

    private Builder() {}

    /** Sets the learning rate, 0.00000005 to 1. */
    public Builder learningRate(double learningRate) {
      this.learningRate = learningRate;
      return this;
    }

    /** Sets the batch size, 256 to 9,216 examples. */
    public Builder batchSize(int batchSize) {
      this.batchSize = batchSize;
      return this;
    }

    /** Sets the number of epochs, 1 to 100. */
    public Builder epochCount(int epochCount) {
      this.epochCount = epochCount;
      return this;
    }

    private void epochCount(String text) {
      epochCount = text.equalsIgnoreCase(AUTO) ? null : (Integer) number(text).intValueExact();
    }

    /** Lets the service choose the number of epochs, which is the default. */
    public Builder autoEpochCount() {
      this.epochCount = null;
      return this;
    }

    /**
     * Builds the hyperparameters.
     *
     * @throws InvalidRequestException with every value out of range
     */
    public HyperParameters build() {
      return build(new ArrayList<>());
    }

    private HyperParameters build(List<Violation> found) {
      if (epochCount != null && (epochCount < MIN_EPOCH_COUNT || epochCount > MAX_EPOCH_COUNT)) {
        String actual = String.format(Locale.ROOT, "%,d epochs", epochCount);
        found.add(outside(EPOCH_COUNT, actual, "1 to 100 epochs, or auto"));
      }
      if (batchSize < MIN_BATCH_SIZE || batchSize > MAX_BATCH_SIZE) {
        String actual = String.format(Locale.ROOT, "%,d examples", batchSize);
        found.add(outside(BATCH_SIZE, actual, "256 to 9,216 examples"));
      }
      // Negated, so that NaN counts as out of range.
      if (!(learningRate >= MIN_LEARNING_RATE && learningRate <= MAX_LEARNING_RATE)) {
        found.add(outside(LEARNING_RATE, plain(learningRate), "0.00000005 to 1"));
      }
      if (!found.isEmpty()) {
        throw new InvalidRequestException(found);
      }
      return new HyperParameters(this);
    }

    private static Violation outside(String key, String actual, String limit) {
      return Violation.error("hyperParameters." + key, ViolationCodes.HYPERPARAMETER_OUT_OF_RANGE)
          .actual(actual)
          .limit(limit)
          .remedy("set a value in this range")
          .build();
    }
  }
}
