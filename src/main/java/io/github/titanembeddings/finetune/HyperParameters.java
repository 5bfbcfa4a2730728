package io.github.titanembeddings.finetune;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.internal.job.RequestCheck;
import io.github.titanembeddings.validation.ViolationCodes;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The hyperparameters of a fine-tuning job. Immutable. All bounds are inclusive; they are those of
 * the <a href="https://docs.aws.amazon.com/bedrock/latest/userguide/cm-hp-titan-mm.html">user
 * guide</a>. All three are always sent: the service has no default for {@code epochCount}.
 *
 * <pre>{@code
 * HyperParameters values = HyperParameters.builder().learningRate(0.0001).epochCount(10).build();
 * }</pre>
 *
 * @param learningRate the learning rate, 0.00000005 to 1; 0.00005 by default
 * @param batchSize the batch size, 256 to 9,216 examples; 576 by default
 * @param epochCount the number of epochs, 1 to 100; null, the default, for {@code auto}: the
 *     service chooses it
 */
public record HyperParameters(double learningRate, int batchSize, @Nullable Integer epochCount) {
  private static final String LEARNING_RATE = "learningRate";
  private static final String BATCH_SIZE = "batchSize";
  private static final String EPOCH_COUNT = "epochCount";

  /**
   * Creates hyperparameters.
   *
   * @throws InvalidRequestException with every value out of range
   */
  public HyperParameters {
    RequestCheck check = new RequestCheck();
    if (epochCount != null && (epochCount < 1 || epochCount > 100)) {
      outside(check, EPOCH_COUNT, epochCount + " epochs", "1 to 100 epochs, or auto");
    }
    if (batchSize < 256 || batchSize > 9216) {
      String actual = String.format(Locale.ROOT, "%,d examples", batchSize);
      outside(check, BATCH_SIZE, actual, "256 to 9,216 examples");
    }
    // Negated, so that NaN counts as out of range.
    if (!(learningRate >= 5.00E-08 && learningRate <= 1)) {
      outside(check, LEARNING_RATE, plain(learningRate), "0.00000005 to 1");
    }
    check.requireValid();
  }

  /** Returns learning rate 0.00005, batch size 576 and automatic epochs. */
  public static HyperParameters defaults() {
    return builder().build();
  }

  /** Returns a new builder with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  private static void outside(RequestCheck check, String key, String actual, String limit) {
    String code = ViolationCodes.HYPERPARAMETER_OUT_OF_RANGE;
    check.add("hyperParameters." + key, code, actual, limit, "set a value in this range");
  }

  /**
   * Returns the values as sent to the service, such as {@code auto}, {@code 576} and {@code
   * 0.00005}, by the service's keys. Unmodifiable.
   */
  public Map<String, String> asMap() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put(EPOCH_COUNT, epochCount == null ? "auto" : epochCount.toString());
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
      return new HyperParameters(learningRate, batchSize, epochCount);
    }
  }
}
