package io.github.titanembeddings.testing.internal.controlplane;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.testing.StubTrainer.TunedModel;
import java.util.List;
import java.util.Locale;

/** Writes the metrics of a job where the service does, in its format. */
final class MetricsFiles {
  private MetricsFiles() {}

  /**
   * Writes the losses below the output URI of a job.
   *
   * @throws IllegalArgumentException if the store fails
   */
  static void write(ObjectStore store, String output, String jobArn, int epochs, TunedModel model) {
    String folder =
        output
            + (output.endsWith("/") ? "" : "/")
            + "model-customization-job-"
            + jobArn.substring(jobArn.lastIndexOf('/') + 1);
    List<Double> losses = model.trainingLosses();
    StringBuilder steps = csv("training_loss");
    for (int step = 0; step < losses.size(); step++) {
      add(steps, step, (int) ((long) step * epochs / losses.size()), losses.get(step));
    }
    write(store, folder + "/training_artifacts/step_wise_training_metrics.csv", steps);
    List<Double> validation = model.validationLosses();
    if (!validation.isEmpty()) {
      StringBuilder rows = csv("validation_loss");
      for (int i = 0; i < validation.size(); i++) {
        int step = Math.max(0, (i + 1) * losses.size() / validation.size() - 1);
        add(rows, step, (int) ((long) i * epochs / validation.size()), validation.get(i));
      }
      write(
          store,
          folder + "/validation_artifacts/post_fine_tuning_validation/validation_metrics.csv",
          rows);
    }
  }

  private static StringBuilder csv(String lossColumn) {
    return new StringBuilder("step_number,epoch_number," + lossColumn + ",perplexity\n");
  }

  private static void add(StringBuilder csv, int step, int epoch, double loss) {
    csv.append(String.format(Locale.ROOT, "%d,%d,%.6f,%.6f\n", step, epoch, loss, Math.exp(loss)));
  }

  private static void write(ObjectStore store, String uri, StringBuilder csv) {
    try {
      Futures.await(store.write(S3Uri.of(uri), csv.toString().getBytes(UTF_8)));
    } catch (TitanException e) {
      throw new IllegalArgumentException("Cannot write " + uri + ": " + e.getMessage(), e);
    }
  }
}
