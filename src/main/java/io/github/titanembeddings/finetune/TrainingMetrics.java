package io.github.titanembeddings.finetune;

import io.github.titanembeddings.finetune.internal.MetricsCsv;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import java.util.ArrayList;
import java.util.List;

/**
 * The losses of a job by step, read from its output folder: {@code
 * model-customization-job-<id>/training_artifacts/step_wise_training_metrics.csv}, and {@code
 * validation_artifacts/post_fine_tuning_validation/validation_metrics.csv} if the job has a
 * validation set. Immutable.
 *
 * <p>A missing, empty or partly written file yields the readable points and a note per problem.
 *
 * <pre>{@code
 * TrainingMetrics metrics = TrainingMetrics.read(tuning.describe(arn), store);
 * metrics.training().forEach(p -> System.out.println(p.stepNumber() + " " + p.loss()));
 * }</pre>
 *
 * @param training the training loss by step
 * @param validation the validation loss by step; empty without a validation set
 * @param notes the problems of unreadable parts, in English
 */
public record TrainingMetrics(List<Point> training, List<Point> validation, List<String> notes) {
  private static final String TRAINING = "training_artifacts/step_wise_training_metrics.csv";
  private static final String VALIDATION =
      "validation_artifacts/post_fine_tuning_validation/validation_metrics.csv";

  /**
   * One line of the metrics. {@link Double#NaN} stands for a number that the file does not contain.
   *
   * @param stepNumber the step, from 0
   * @param epochNumber the epoch of the step
   * @param loss the training or validation loss
   * @param perplexity the perplexity, which means little for embeddings
   */
  public record Point(long stepNumber, double epochNumber, double loss, double perplexity) {}

  public TrainingMetrics {
    training = List.copyOf(training);
    validation = List.copyOf(validation);
    notes = List.copyOf(notes);
  }

  /**
   * Reads the metrics of a job from its output folder. A running job may have written part of them.
   *
   * @throws IllegalArgumentException if the job comes from {@link FineTuningClient#list()} instead
   *     of {@link FineTuningClient#describe}
   * @throws io.github.titanembeddings.storage.StorageException if the store fails, except for a
   *     missing file
   * @throws io.github.titanembeddings.exception.TransportException if the thread is interrupted
   */
  public static TrainingMetrics read(FineTuningJob job, ObjectStore store) {
    String folder =
        job.outputDataUri()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "job " + job.jobName() + " is from a list; describe it first"));
    String id = job.jobArn().substring(job.jobArn().lastIndexOf('/') + 1);
    String root =
        folder + (folder.endsWith("/") ? "" : "/") + "model-customization-job-" + id + "/";
    List<String> notes = new ArrayList<>();
    List<Point> training = points(store, root + TRAINING, "training_loss", notes);
    List<Point> validation =
        job.validationDataUris().isEmpty()
            ? List.of()
            : points(store, root + VALIDATION, "validation_loss", notes);
    return new TrainingMetrics(training, validation, notes);
  }

  private static List<Point> points(
      ObjectStore store, String uri, String lossColumn, List<String> notes) {
    return MetricsCsv.read(store, S3Uri.of(uri), lossColumn, notes).stream()
        .map(r -> new Point(r.stepNumber(), r.epochNumber(), r.loss(), r.perplexity()))
        .toList();
  }
}
