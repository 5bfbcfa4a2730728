package io.github.titanembeddings.support.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.testing.StubTrainer;
import io.github.titanembeddings.testing.VectorSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Trains a linear map of the base model's text vectors on the training pairs of a job, and fails
 * where the service would reject the data.
 */
public final class LinearTrainer implements StubTrainer {
  private static final int MAX_TRAINING = 500_000;
  private static final int MAX_VALIDATION = 50_000;
  private static final int AUTO_EPOCHS = 5;

  /** More pairs would take too long in a test. */
  private static final int MAX_PAIRS = 5_000;

  private final TrainingData data;
  private final VectorSource base;
  private final int minTraining;
  private final int minValidation;

  /** A trainer with the service's minimum of records. */
  public LinearTrainer(ObjectStore store, VectorSource base) {
    this(store, base, 1_000, 8);
  }

  public LinearTrainer(ObjectStore store, VectorSource base, int minTraining, int minValidation) {
    data = new TrainingData(store);
    this.base = base;
    this.minTraining = minTraining;
    this.minValidation = minValidation;
  }

  @Override
  public void validate(String job) {
    JsonNode request = parse(job);
    requireCount("training", data.manifest(training(request)), minTraining, MAX_TRAINING);
    for (String uri : validation(request)) {
      requireCount("validation", data.manifest(uri), minValidation, MAX_VALIDATION);
    }
  }

  private static void requireCount(String set, List<?> records, int min, int max) {
    if (records.size() < min || records.size() > max) {
      throw new IllegalArgumentException(
          "The "
              + set
              + " set must have "
              + min
              + " to "
              + max
              + " records, it has "
              + records.size());
    }
  }

  @Override
  public TunedModel train(String job) {
    JsonNode request = parse(job);
    VectorPairs training = data.vectors(first(data.manifest(training(request))), base);
    List<TrainingData.Line> lines = new ArrayList<>();
    for (String uri : validation(request)) {
      lines.addAll(data.manifest(uri));
    }
    VectorPairs validation = lines.isEmpty() ? null : data.vectors(first(lines), base);
    JsonNode parameters = request.path("hyperParameters");
    TrainingRun run =
        new TrainingRun(
            training,
            validation,
            parameters.path("batchSize").asInt(576),
            parameters.path("learningRate").asDouble(5.00E-05));
    run.run(parameters.path("epochCount").asInt(AUTO_EPOCHS));
    String name = request.path("customModelName").asText();
    return new TunedModel(
        new TunedVectors(base, run.map, name), run.trainingLosses, run.validationLosses);
  }

  private static JsonNode parse(String job) {
    try {
      return new ObjectMapper().readTree(job);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<TrainingData.Line> first(List<TrainingData.Line> lines) {
    return lines.subList(0, Math.min(MAX_PAIRS, lines.size()));
  }

  private static String training(JsonNode request) {
    return request.at("/trainingDataConfig/s3Uri").asText();
  }

  private static List<String> validation(JsonNode request) {
    List<String> uris = new ArrayList<>();
    for (JsonNode validator : request.at("/validationDataConfig/validators")) {
      uris.add(validator.path("s3Uri").asText());
    }
    return uris;
  }
}
