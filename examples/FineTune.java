import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.evaluation.CaptionedImage;
import io.github.titanembeddings.evaluation.RetrievalComparison;
import io.github.titanembeddings.evaluation.RetrievalEvaluation;
import io.github.titanembeddings.evaluation.RetrievalReport;
import io.github.titanembeddings.finetune.FineTuningClient;
import io.github.titanembeddings.finetune.FineTuningJob;
import io.github.titanembeddings.finetune.FineTuningRequest;
import io.github.titanembeddings.finetune.ProvisionedThroughputRequest;
import io.github.titanembeddings.finetune.TemporaryThroughput;
import io.github.titanembeddings.finetune.TrainingMetrics;
import io.github.titanembeddings.finetune.dataset.DatasetManifest;
import io.github.titanembeddings.finetune.dataset.DatasetReport;
import io.github.titanembeddings.finetune.dataset.DatasetValidator;
import io.github.titanembeddings.finetune.dataset.ManifestWriter;
import io.github.titanembeddings.finetune.dataset.TrainingExample;
import io.github.titanembeddings.job.WaitOptions;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.storage.S3ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.support.FineTuneReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Fine-tunes the model on a shop's own words and measures the effect on images not used for
 * training. The folder contains the images and {@code captions.tsv} (file, tab, caption), with
 * 1,000 or more captions for training. Live, set {@code -Dbucket} and {@code -Drole}; the run is
 * billed.
 */
public final class FineTune {
  private static final String NAME = System.getProperty("name", "shop-words-1");
  private static final String DATA = "s3://" + System.getProperty("bucket", "images") + "/shop/";
  private static final Duration PAUSE = Duration.parse(System.getProperty("pollInterval", "PT1M"));
  private static final WaitOptions WAIT = WaitOptions.defaults().withPollInterval(PAUSE);
  private static final Path OUTPUT = Path.of("target/fine-tune");

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args.length > 0 ? args[0] : "target/shop");
    Files.createDirectories(OUTPUT);
    try (S3ObjectStore store = S3ObjectStore.create();
        FineTuningClient tuning = FineTuningClient.create()) {
      RetrievalEvaluation evaluation = upload(folder, store);
      DatasetReport report =
          DatasetValidator.builder()
              .training(DatasetManifest.fromS3(store, DATA + "train.jsonl"))
              .validation(DatasetManifest.fromS3(store, DATA + "validation.jsonl"))
              .images(store)
              .build()
              .validate();
      report.toText().lines().skip(1).limit(1).forEach(System.out::println);
      FineTuningRequest request =
          FineTuningRequest.from(report) // throws if the report has errors
              .jobName(NAME)
              .customModelName(NAME)
              .roleArn(System.getProperty("role", "arn:aws:iam::123456789012:role/FineTuning"))
              .outputDataUri(DATA + "output/")
              .build();
      tuning.preflight(request).forEach(System.out::println);
      String arn = tuning.submit(request); // idempotent: finds the job again
      FineTuningJob job = tuning.awaitCompletion(arn, WAIT, j -> System.out.println(j.phases()));
      TrainingMetrics metrics = TrainingMetrics.read(job, store);
      metrics.notes().forEach(System.out::println); // files that could not be read
      RetrievalComparison comparison = compare(tuning, job, evaluation);
      comparison.toText().lines().limit(3).forEach(System.out::println);
      // The page is optional: its class is among this project's tests.
      FineTuneReport.write(OUTPUT.resolve("report.html"), NAME, metrics, comparison, folder);
      long billed = tuning.provisionedThroughput().list().count();
      System.out.println("throughputs still billed: " + billed);
    }
  }

  /** Uploads images and manifests; every fifth image is used for validation only. */
  private static RetrievalEvaluation upload(Path folder, S3ObjectStore store) throws IOException {
    RetrievalEvaluation.Builder kept = RetrievalEvaluation.builder();
    Set<String> names = new HashSet<>();
    try (ManifestWriter training = ManifestWriter.to(OUTPUT.resolve("train.jsonl"));
        ManifestWriter validation = ManifestWriter.to(OUTPUT.resolve("validation.jsonl"))) {
      for (String line : Files.readAllLines(folder.resolve("captions.tsv"))) {
        String[] fields = line.split("\t", 2);
        Path image = folder.resolve(fields[0]);
        if (names.add(fields[0])) {
          write(store, image);
        }
        boolean keep = names.size() % 5 == 0;
        (keep ? validation : training).write(TrainingExample.of(DATA + fields[0], fields[1]));
        if (keep) {
          kept.pair(new CaptionedImage(fields[0], ImageInput.of(image), fields[1]));
        }
      }
    }
    write(store, OUTPUT.resolve("train.jsonl"));
    write(store, OUTPUT.resolve("validation.jsonl"));
    return kept.build();
  }

  private static void write(S3ObjectStore store, Path file) throws IOException {
    store.write(S3Uri.of(DATA + file.getFileName()), Files.readAllBytes(file)).join();
  }

  /** Provisions throughput for the tuned model while it is evaluated. */
  private static RetrievalComparison compare(
      FineTuningClient tuning, FineTuningJob job, RetrievalEvaluation evaluation) {
    ProvisionedThroughputRequest request =
        ProvisionedThroughputRequest.builder()
            .provisionedModelName(NAME)
            .modelId(job.outputModelArn().orElseThrow())
            .build();
    try (TitanEmbeddingsAsyncClient titan = TitanEmbeddingsAsyncClient.create()) {
      RetrievalReport base = evaluation.run("base", titan);
      try (TemporaryThroughput throughput =
          tuning
              .provisionedThroughput()
              .createTemporaryThroughput(request, WAIT, t -> System.err.println(t))) {
        return new RetrievalComparison(
            base, evaluation.run("tuned", titan.withModel(throughput.modelId())));
      }
    }
  }
}

// Output:
// 1,040 training records, 260 validation records
// {VALIDATION=Completed, DATA_PROCESSING=InProgress, TRAINING=NotStarted}
// {VALIDATION=Completed, DATA_PROCESSING=Completed, TRAINING=InProgress}
// {VALIDATION=Completed, DATA_PROCESSING=Completed, TRAINING=Completed}
//                base                    tuned                   change
// text to image, 260 queries among 13
// recall@1       0.138 [0.100, 0.181]    0.992 [0.981, 1.000]    +0.854 [+0.808, +0.892]
// throughputs still billed: 0
