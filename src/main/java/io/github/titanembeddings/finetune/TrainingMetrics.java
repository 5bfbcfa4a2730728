package io.github.titanembeddings.finetune;

import io.github.titanembeddings.finetune.internal.MetricsCsv;
import io.github.titanembeddings.finetune.internal.MetricsWriter;
import io.github.titanembeddings.finetune.internal.StoredText;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The losses of a job step by step, as it writes them to its output folder: {@code
 * model-customization-job-<id>/training_artifacts/step_wise_training_metrics.csv}, and {@code
 * validation_artifacts/post_fine_tuning_validation/validation_metrics.csv} if there is a validation
 * set. Immutable and safe to share between threads.
 *
 * <p>A file that is missing, empty or half written gives the points that can be read and a note for
 * each thing that can't.
 */
public final class TrainingMetrics {
  private static final String TRAINING = "training_artifacts/step_wise_training_metrics.csv";
  private static final String VALIDATION =
      "validation_artifacts/post_fine_tuning_validation/validation_metrics.csv";

  private final List<MetricPoint> training;
  private final List<MetricPoint> validation;
  private final List<String> notes;

  private TrainingMetrics(
      List<MetricPoint> training, List<MetricPoint> validation, List<String> notes) {
    this.training = List.copyOf(training);
    this.validation = List.copyOf(validation);
    this.notes = List.copyOf(notes);
  }

  /** Metrics of these points, with a note for each thing that could not be read. */
  public static TrainingMetrics of(
      List<MetricPoint> training, List<MetricPoint> validation, List<String> notes) {
    return new TrainingMetrics(training, validation, notes);
  }

  /**
   * Reads the metrics of a job from its output folder, and waits for them. A job under way may have
   * written some already.
   *
   * @throws IllegalArgumentException if the job comes from a list: describe it
   * @throws io.github.titanembeddings.storage.StorageException if the store fails, other than by
   *     not having a file
   * @throws io.github.titanembeddings.exception.TransportException if the thread is interrupted
   */
  public static TrainingMetrics read(FineTuningJob job, ObjectStore store) {
    JobDefinition definition =
        job.definition()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "job " + job.jobName() + " is from a list; describe it first"));
    String id = job.jobArn().substring(job.jobArn().lastIndexOf('/') + 1);
    String folder = definition.outputDataUri();
    String root =
        folder + (folder.endsWith("/") ? "" : "/") + "model-customization-job-" + id + "/";
    return read(
        S3Uri.of(root + TRAINING),
        definition.validationDataUris().isEmpty() ? null : S3Uri.of(root + VALIDATION),
        store);
  }

  /** Likewise, from the two files themselves; null for no validation. */
  public static TrainingMetrics read(
      S3Uri trainingMetrics, @Nullable S3Uri validationMetrics, ObjectStore store) {
    List<String> notes = new ArrayList<>();
    List<MetricPoint> training = points(store, trainingMetrics, "training_loss", notes);
    List<MetricPoint> validation =
        validationMetrics == null
            ? List.of()
            : points(store, validationMetrics, "validation_loss", notes);
    return of(training, validation, notes);
  }

  private static List<MetricPoint> points(
      ObjectStore store, S3Uri uri, String lossColumn, List<String> notes) {
    return StoredText.read(store, uri, notes)
        .map(text -> MetricsCsv.read(uri.toString(), text, lossColumn, notes))
        .orElse(List.of());
  }

  /** The training loss step by step. */
  public List<MetricPoint> training() {
    return training;
  }

  /** The validation loss step by step; none without a validation set. */
  public List<MetricPoint> validation() {
    return validation;
  }

  /** What could not be read, for people; none if all was. */
  public List<String> notes() {
    return notes;
  }

  /**
   * Both series and the notes as one JSON object: {@code {"training": [{"stepNumber": 0, "loss":
   * 0.9}, …], "validation": […], "notes": […]}}. Numbers that are not known are left out.
   */
  public String toJson() {
    Map<String, List<Map<String, Number>>> series = new LinkedHashMap<>();
    series.put("training", training.stream().map(TrainingMetrics::fields).toList());
    series.put("validation", validation.stream().map(TrainingMetrics::fields).toList());
    return MetricsWriter.write(series, notes);
  }

  private static Map<String, Number> fields(MetricPoint point) {
    Map<String, Number> fields = new LinkedHashMap<>();
    fields.put("stepNumber", point.stepNumber());
    point.epochNumber().ifPresent(number -> fields.put("epochNumber", number));
    point.loss().ifPresent(number -> fields.put("loss", number));
    point.perplexity().ifPresent(number -> fields.put("perplexity", number));
    return fields;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TrainingMetrics that
        && training.equals(that.training)
        && validation.equals(that.validation)
        && notes.equals(that.notes);
  }

  @Override
  public int hashCode() {
    return Objects.hash(training, validation, notes);
  }

  @Override
  public String toString() {
    return "TrainingMetrics[training steps: "
        + training.size()
        + ", validation steps: "
        + validation.size()
        + ", notes: "
        + notes.size()
        + "]";
  }
}
