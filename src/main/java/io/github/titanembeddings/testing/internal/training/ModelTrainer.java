package io.github.titanembeddings.testing.internal.training;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.testing.VectorSource;
import io.github.titanembeddings.testing.internal.controlplane.Arns;
import io.github.titanembeddings.testing.internal.controlplane.ControlSettings;
import io.github.titanembeddings.testing.internal.controlplane.CustomizationJob;
import io.github.titanembeddings.testing.internal.controlplane.JobFailure;
import io.github.titanembeddings.testing.internal.controlplane.JobWork;
import io.github.titanembeddings.testing.internal.controlplane.TrainingResult;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Does the work of customization jobs: with the store's data, or not at all without a store. */
public final class ModelTrainer implements JobWork {
  private static final int MAX_TRAINING = 500_000;
  private static final int MAX_VALIDATION = 50_000;

  /** So many pairs it learns from; more would take a stand-in too long. */
  private static final int LEARNT = 5_000;

  private final ControlSettings settings;
  private final Supplier<VectorSource> base;

  public ModelTrainer(ControlSettings settings, Supplier<VectorSource> base) {
    this.settings = settings;
    this.base = base;
  }

  @Override
  public void validate(CustomizationJob job) throws JobFailure {
    ObjectStore store = settings.store;
    if (store == null) {
      return;
    }
    TrainingData data = new TrainingData(store);
    requireCount(
        "training", data.manifest(training(job)), settings.minTrainingRecords, MAX_TRAINING);
    for (String uri : validation(job)) {
      requireCount("validation", data.manifest(uri), settings.minValidationRecords, MAX_VALIDATION);
    }
  }

  private static void requireCount(String what, List<?> records, int min, int max)
      throws JobFailure {
    if (records.size() < min || records.size() > max) {
      throw new JobFailure(
          "The "
              + what
              + " set must have "
              + min
              + " to "
              + max
              + " records, it has "
              + records.size());
    }
  }

  @Override
  public TrainingResult train(CustomizationJob job) throws JobFailure {
    ObjectStore store = settings.store;
    if (store == null) {
      return TrainingResult.NONE;
    }
    TrainingData data = new TrainingData(store);
    VectorSource source = base.get();
    VectorPairs training = data.vectors(first(data.manifest(training(job))), source);
    List<TrainingData.Line> lines = new ArrayList<>();
    for (String uri : validation(job)) {
      lines.addAll(data.manifest(uri));
    }
    VectorPairs validation = lines.isEmpty() ? null : data.vectors(first(lines), source);
    TrainingRun run = new TrainingRun(training, validation, job.hyperParameters);
    run.run();
    writeMetrics(job, data, run, validation != null);
    VectorSource tuned = new TunedVectors(source, run.map, job.arn);
    return new TrainingResult(tuned, run.steps.lastLoss(), run.epochs.lastLoss());
  }

  private static void writeMetrics(
      CustomizationJob job, TrainingData data, TrainingRun run, boolean validated)
      throws JobFailure {
    String output = job.request.at("/outputDataConfig/s3Uri").asText();
    String folder = "model-customization-job-" + Arns.idOf(job.arn);
    data.write(
        output, folder + "/training_artifacts/step_wise_training_metrics.csv", run.steps.bytes());
    if (validated) {
      data.write(
          output,
          folder + "/validation_artifacts/post_fine_tuning_validation/validation_metrics.csv",
          run.epochs.bytes());
    }
  }

  private static List<TrainingData.Line> first(List<TrainingData.Line> lines) {
    return lines.subList(0, Math.min(LEARNT, lines.size()));
  }

  private static String training(CustomizationJob job) {
    return job.request.at("/trainingDataConfig/s3Uri").asText();
  }

  private static List<String> validation(CustomizationJob job) {
    List<String> uris = new ArrayList<>();
    for (JsonNode validator : job.request.at("/validationDataConfig/validators")) {
      uris.add(validator.path("s3Uri").asText());
    }
    return uris;
  }
}
