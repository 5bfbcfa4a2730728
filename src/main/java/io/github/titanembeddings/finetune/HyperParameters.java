package io.github.titanembeddings.finetune;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.finetune.internal.HyperParametersReader;
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
import org.jspecify.annotations.Nullable;

/**
 * The hyperparameters of a fine-tuning job: {@code learningRate} from 0.00000005 to 1 (0.00005),
 * {@code batchSize} from 256 to 9,216 (576), {@code epochCount} from 1 to 100, or {@code auto} as
 * by default. All bounds are inclusive. Immutable and safe to share between threads.
 *
 * <p>All three are always sent: the service has no default for {@code epochCount}. The ranges are
 * those of <a href="https://docs.aws.amazon.com/bedrock/latest/userguide/cm-hp-titan-mm.html">the
 * user guide</a>.
 */
public final class HyperParameters {
  /** The smallest {@code learningRate}. */
  public static final double MIN_LEARNING_RATE = 5.00E-08;

  /** The largest {@code learningRate}. */
  public static final double MAX_LEARNING_RATE = 1;

  /** The smallest {@code batchSize}, in examples. */
  public static final int MIN_BATCH_SIZE = 256;

  /** The largest {@code batchSize}, in examples. */
  public static final int MAX_BATCH_SIZE = 9216;

  /** The smallest {@code epochCount}. */
  public static final int MIN_EPOCH_COUNT = 1;

  /** The largest {@code epochCount}. */
  public static final int MAX_EPOCH_COUNT = 100;

  public static final String LEARNING_RATE = "learningRate";
  public static final String BATCH_SIZE = "batchSize";
  public static final String EPOCH_COUNT = "epochCount";
  public static final String AUTO = "auto";

  private static final HyperParameters DEFAULTS = new HyperParameters(new Builder());

  private final double learningRate;
  private final int batchSize;
  private final @Nullable Integer epochCount;

  private HyperParameters(Builder builder) {
    learningRate = builder.learningRate;
    batchSize = builder.batchSize;
    epochCount = builder.epochCount;
  }

  /** Learning rate 0.00005, batches of 576, as many epochs as the service chooses. */
  public static HyperParameters defaults() {
    return DEFAULTS;
  }

  /** Starts with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts with these values. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.learningRate = learningRate;
    builder.batchSize = batchSize;
    builder.epochCount = epochCount;
    return builder;
  }

  /**
   * Reads the hyperparameters of a job, whatever the case of keys and of {@code auto}, and whether
   * numbers are written plainly or with an exponent. Other keys are passed over.
   *
   * @throws InvalidRequestException with all that is missing, not a number or out of its range
   */
  public static HyperParameters ofMap(Map<String, String> values) {
    return HyperParametersReader.read(values);
  }

  /** The learning rate. */
  public double learningRate() {
    return learningRate;
  }

  /** The number of examples in a batch. */
  public int batchSize() {
    return batchSize;
  }

  /** The number of epochs; empty if the service shall choose it. */
  public OptionalInt epochCount() {
    return epochCount == null ? OptionalInt.empty() : OptionalInt.of(epochCount);
  }

  /**
   * The values as they are sent, under the service's keys: {@code auto} or a number, {@code 576},
   * {@code 0.00005}. Unmodifiable.
   */
  public Map<String, String> asMap() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put(EPOCH_COUNT, epochCount == null ? AUTO : Integer.toString(epochCount));
    values.put(BATCH_SIZE, Integer.toString(batchSize));
    values.put(LEARNING_RATE, plain(learningRate));
    return Collections.unmodifiableMap(values);
  }

  /** All digits of a number and no exponent; the shortest text that is read as the same number. */
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

  /** Collects hyperparameters. Not safe for use by several threads. */
  public static final class Builder {
    private double learningRate = 5.00E-05;
    private int batchSize = 576;
    private @Nullable Integer epochCount;

    private Builder() {}

    /** The learning rate, from 0.00000005 to 1. */
    public Builder learningRate(double learningRate) {
      this.learningRate = learningRate;
      return this;
    }

    /** The number of examples in a batch, from 256 to 9,216. */
    public Builder batchSize(int batchSize) {
      this.batchSize = batchSize;
      return this;
    }

    /** The number of epochs, from 1 to 100. */
    public Builder epochCount(int epochCount) {
      this.epochCount = epochCount;
      return this;
    }

    /** Leaves the number of epochs to the service. */
    public Builder autoEpochCount() {
      this.epochCount = null;
      return this;
    }

    /**
     * The finished hyperparameters.
     *
     * @throws InvalidRequestException with all that are out of their range
     */
    public HyperParameters build() {
      List<Violation> violations = violations();
      if (!violations.isEmpty()) {
        throw new InvalidRequestException(violations);
      }
      return new HyperParameters(this);
    }

    public List<Violation> violations() {
      List<Violation> found = new ArrayList<>();
      if (epochCount != null && (epochCount < MIN_EPOCH_COUNT || epochCount > MAX_EPOCH_COUNT)) {
        found.add(
            outside(
                EPOCH_COUNT,
                String.format(Locale.ROOT, "%,d epochs", epochCount),
                "1 to 100 epochs, or auto"));
      }
      if (batchSize < MIN_BATCH_SIZE || batchSize > MAX_BATCH_SIZE) {
        found.add(
            outside(
                BATCH_SIZE,
                String.format(Locale.ROOT, "%,d examples", batchSize),
                "256 to 9,216 examples"));
      }
      // So that NaN, which no comparison finds outside, is found not to be inside.
      if (!(learningRate >= MIN_LEARNING_RATE && learningRate <= MAX_LEARNING_RATE)) {
        found.add(outside(LEARNING_RATE, plain(learningRate), "0.00000005 to 1"));
      }
      return found;
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
