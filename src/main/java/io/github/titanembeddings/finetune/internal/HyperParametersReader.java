package io.github.titanembeddings.finetune.internal;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.finetune.HyperParameters;
import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Reads hyperparameters as a job tells them. */
public final class HyperParametersReader {
  private static final int LONGEST_NUMBER = 400;

  private final HyperParameters.Builder builder = HyperParameters.builder();
  private final List<Violation> violations = new ArrayList<>();
  private final Map<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  private HyperParametersReader(Map<String, String> values) {
    this.values.putAll(values);
  }

  public static HyperParameters read(Map<String, String> values) {
    return new HyperParametersReader(values).read();
  }

  private HyperParameters read() {
    value(HyperParameters.EPOCH_COUNT, this::readEpochCount);
    value(HyperParameters.BATCH_SIZE, text -> builder.batchSize(number(text).intValueExact()));
    value(HyperParameters.LEARNING_RATE, text -> builder.learningRate(number(text).doubleValue()));
    violations.addAll(builder.violations());
    if (!violations.isEmpty()) {
      throw new InvalidRequestException(violations);
    }
    return builder.build();
  }

  private void readEpochCount(String text) {
    if (text.equalsIgnoreCase(HyperParameters.AUTO)) {
      builder.autoEpochCount();
    } else {
      builder.epochCount(number(text).intValueExact());
    }
  }

  private void value(String key, Consumer<String> read) {
    String text = values.get(key);
    String path = "hyperParameters." + key;
    if (text == null) {
      violations.add(
          Violation.error(path, ViolationCodes.HYPERPARAMETER_MISSING)
              .actual("no value")
              .remedy("give it a value")
              .build());
      return;
    }
    try {
      read.accept(text.strip());
    } catch (ArithmeticException | NumberFormatException e) {
      violations.add(
          Violation.error(path, ViolationCodes.HYPERPARAMETER_NOT_A_NUMBER)
              .actual("\"" + Abbreviate.beginning(text, 40) + "\"")
              .limit("a number in digits, such as 576, 0.00005 or 5.00E-05")
              .remedy("write it so")
              .build());
    }
  }

  private static BigDecimal number(String text) {
    if (text.length() > LONGEST_NUMBER) {
      throw new NumberFormatException("too long");
    }
    return new BigDecimal(text);
  }
}
