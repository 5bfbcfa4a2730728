package io.github.titanembeddings.finetune;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.internal.job.FieldRule;
import io.github.titanembeddings.internal.job.RequestCheck;
import io.github.titanembeddings.validation.ViolationCodes;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
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
  private static final String AUTO = "auto";
  private static final int LONGEST_NUMBER = 400;

  /**
   * Creates hyperparameters.
   *
   * @throws InvalidRequestException with every value out of range
   */
  public HyperParameters {
    RequestCheck check = new RequestCheck();
    checkRanges(check, learningRate, batchSize, epochCount);
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
    RequestCheck check = new RequestCheck();
    read(check, texts, EPOCH_COUNT, builder::epochCount);
    read(check, texts, BATCH_SIZE, text -> builder.batchSize = number(text).intValueExact());
    read(check, texts, LEARNING_RATE, text -> builder.learningRate = number(text).doubleValue());
    checkRanges(check, builder.learningRate, builder.batchSize, builder.epochCount);
    check.requireValid();
    return builder.build();
  }

  private static void read(
      RequestCheck check, Map<String, String> values, String key, Consumer<String> read) {
    String text = values.get(key);
    check.present(path(key), text, "set it");
    try {
      if (text != null) {
        read.accept(text.strip());
      }
    } catch (ArithmeticException | NumberFormatException e) {
      check.add(
          path(key),
          ViolationCodes.HYPERPARAMETER_NOT_A_NUMBER,
          FieldRule.shown(text),
          "a number in digits, such as 576, 0.00005 or 5.00E-05",
          "write it in digits");
    }
  }

  private static String path(String key) {
    return "hyperParameters." + key;
  }

  private static BigDecimal number(String text) {
    if (text.length() > LONGEST_NUMBER) {
      throw new NumberFormatException("too long");
    }
    return new BigDecimal(text);
  }

  private static void checkRanges(
      RequestCheck check, double learningRate, int batchSize, @Nullable Integer epochCount) {
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
  }

  private static void outside(RequestCheck check, String key, String actual, String limit) {
    String code = ViolationCodes.HYPERPARAMETER_OUT_OF_RANGE;
    check.add(path(key), code, actual, limit, "set a value in this range");
  }

  /**
   * Returns the values as sent to the service, by its keys, such as {@code auto}, {@code 576} and
   * {@code 0.00005}. Unmodifiable.
   */
  public Map<String, String> asMap() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put(EPOCH_COUNT, epochCount == null ? AUTO : epochCount.toString());
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
      return new HyperParameters(learningRate, batchSize, epochCount);
    }
  }
}
