package io.github.titanembeddings.testing.internal.controlplane;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.titanembeddings.testing.internal.http.StubRefusal;
import java.util.Iterator;
import java.util.Set;

/** Reads the strings that a job has as hyperparameters, within the bounds the service documents. */
public final class HyperParameterCheck {
  private static final Set<String> KEYS = Set.of("epochCount", "batchSize", "learningRate");
  private static final int AUTO_EPOCHS = 5;

  private HyperParameterCheck() {}

  /** What training goes by. */
  public record Values(int epochs, int batchSize, double learningRate) {}

  static Values read(JsonNode parameters) throws StubRefusal {
    for (Iterator<String> keys = parameters.fieldNames(); keys.hasNext(); ) {
      String key = keys.next();
      if (!KEYS.contains(key)) {
        throw StubRefusal.invalid("Unknown hyperparameter: " + key);
      }
    }
    String epochs = parameters.path("epochCount").asText();
    if (epochs.isEmpty()) {
      throw StubRefusal.invalid("Hyperparameter epochCount is required");
    }
    return new Values(
        epochs.equalsIgnoreCase("auto") ? AUTO_EPOCHS : whole("epochCount", epochs, 1, 100),
        whole("batchSize", parameters.path("batchSize").asText("576"), 256, 9_216),
        rate(parameters.path("learningRate").asText("5.00E-05")));
  }

  private static int whole(String key, String text, int min, int max) throws StubRefusal {
    try {
      int number = Integer.parseInt(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Not a whole number: the same words.
    }
    throw outside(key, text, min + " and " + max);
  }

  private static double rate(String text) throws StubRefusal {
    try {
      double rate = Double.parseDouble(text);
      if (rate >= 5.00E-8 && rate <= 1) {
        return rate;
      }
    } catch (NumberFormatException e) {
      // Not a number: the same words.
    }
    throw outside("learningRate", text, "5.00E-08 and 1");
  }

  private static StubRefusal outside(String key, String text, String bounds) {
    return StubRefusal.invalid(
        "Hyperparameter " + key + " must be between " + bounds + ", got " + text);
  }
}
