import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.finetune.FineTuningClient;
import io.github.titanembeddings.finetune.FineTuningJob;
import io.github.titanembeddings.finetune.FineTuningRequest;
import io.github.titanembeddings.finetune.MetricPoint;
import io.github.titanembeddings.finetune.ProvisionedThroughputRequest;
import io.github.titanembeddings.finetune.TemporaryThroughput;
import io.github.titanembeddings.finetune.TrainingMetrics;
import io.github.titanembeddings.finetune.WaitOptions;
import io.github.titanembeddings.finetune.evaluation.CaptionedImage;
import io.github.titanembeddings.finetune.evaluation.RetrievalEvaluation;
import io.github.titanembeddings.finetune.evaluation.RetrievalReport;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.storage.S3ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;

/**
 * Teaches the model a shop's own words and shows what that is worth on pictures it never saw. The
 * folder has the pictures and {@code captions.tsv}: a file, a tab and a caption a line, 1,000 or
 * more for training. Live, give {@code -Dbucket} and {@code -Drole}; it costs money.
 */
public final class FineTune {
  private static final String NAME = System.getProperty("name", "shop-words-1");
  private static final String DATA = "s3://" + System.getProperty("bucket", "pictures") + "/shop/";
  private static final String ROLE =
      System.getProperty("role", "arn:aws:iam::123456789012:role/FineTuning");
  private static final Duration PAUSE = Duration.parse(System.getProperty("pollInterval", "PT1M"));
  private static final WaitOptions WAIT = WaitOptions.builder().pollInterval(PAUSE).build();
  private static final Path OUTPUT = Path.of("target/fine-tune");

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args.length > 0 ? args[0] : "target/shop");
    Files.createDirectories(OUTPUT);
    try (S3ObjectStore store = S3ObjectStore.create();
        FineTuningClient tuning = FineTuningClient.create();
        TitanEmbeddingsAsyncClient titan = TitanEmbeddingsAsyncClient.create()) {
      List<CaptionedImage> validation = upload(folder, store);
      FineTuningRequest request =
          FineTuningRequest.builder()
              .jobName(NAME)
              .customModelName(NAME)
              .roleArn(ROLE)
              .trainingDataUri(DATA + "train.jsonl")
              .validationDataUri(DATA + "validation.jsonl")
              .outputDataUri(DATA + "output/")
              .build();
      tuning.preflight(request).forEach(System.out::println);
      String arn = tuning.submit(request);
      FineTuningJob job = tuning.awaitCompletion(arn, WAIT, j -> System.out.println(j.phases()));
      draw(TrainingMetrics.read(job, store));
      compare(tuning, titan, job.outputModelArn().orElseThrow(), validation);
    }
  }

  /** Uploads pictures and manifests; every fifth picture is kept from training. */
  static List<CaptionedImage> upload(Path folder, S3ObjectStore store) throws IOException {
    List<CaptionedImage> validation = new ArrayList<>();
    StringBuilder training = new StringBuilder();
    StringBuilder validating = new StringBuilder();
    String last = "";
    for (String line : Files.readAllLines(folder.resolve("captions.tsv"), UTF_8)) {
      String name = line.substring(0, line.indexOf('\t'));
      String caption = line.substring(name.length() + 1);
      String uri = DATA + name;
      if (!uri.equals(last)) {
        write(store, name, Files.readAllBytes(folder.resolve(name)));
        last = uri;
      }
      boolean kept = Math.floorMod(name.hashCode(), 5) == 0;
      if (kept) {
        ImageInput image = ImageInput.of(folder.resolve(name));
        validation.add(CaptionedImage.of(uri, image, caption));
      }
      String escaped = caption.replace("\\", "\\\\").replace("\"", "\\\"");
      (kept ? validating : training)
          .append("{\"image-ref\": \"" + uri + "\", \"caption\": \"" + escaped + "\"}\n");
    }
    write(store, "train.jsonl", training.toString().getBytes(UTF_8));
    write(store, "validation.jsonl", validating.toString().getBytes(UTF_8));
    System.out.println(validation.size() + " of the captions are for validation");
    return validation;
  }

  private static void write(S3ObjectStore store, String name, byte[] content) {
    store.write(S3Uri.of(DATA + name), content).join();
  }

  static void draw(TrainingMetrics metrics) throws IOException {
    XYChart chart = new XYChartBuilder().title(NAME).xAxisTitle("step").yAxisTitle("loss").build();
    addTo(chart, "training", metrics.training());
    addTo(chart, "validation", metrics.validation());
    BitmapEncoder.saveBitmap(chart, OUTPUT.resolve("losses").toString(), BitmapFormat.PNG);
    System.out.println("losses: target/fine-tune/losses.png");
  }

  private static void addTo(XYChart chart, String name, List<MetricPoint> points) {
    double[] steps = points.stream().mapToDouble(MetricPoint::stepNumber).toArray();
    double[] losses = points.stream().mapToDouble(p -> p.loss().orElse(Double.NaN)).toArray();
    chart.addSeries(name, steps, losses);
  }

  /** Buys a throughput for as long as the tuned model is evaluated. */
  static void compare(
      FineTuningClient tuning,
      TitanEmbeddingsAsyncClient titan,
      String model,
      List<CaptionedImage> validation) {
    RetrievalEvaluation evaluation = RetrievalEvaluation.builder().pairs(validation).build();
    RetrievalReport base = evaluation.run("base", titan);
    ProvisionedThroughputRequest request =
        ProvisionedThroughputRequest.builder().provisionedModelName(NAME).modelId(model).build();
    try (TemporaryThroughput throughput =
        tuning
            .provisionedThroughput()
            .createTemporaryThroughput(
                request, WAIT, t -> System.out.println("throughput " + t.statusAsString()))) {
      RetrievalReport tuned = evaluation.run("tuned", titan.withModel(throughput.modelId()));
      base.compareWith(tuned).toText().lines().limit(3).forEach(System.out::println);
    }
    long left = tuning.provisionedThroughput().list().count();
    System.out.println("throughputs that still cost money: " + left);
  }
}

// Output:
// 260 of the captions are for validation
// {VALIDATION=Completed, DATA_PROCESSING=InProgress, TRAINING=NotStarted}
// {VALIDATION=Completed, DATA_PROCESSING=Completed, TRAINING=InProgress}
// {VALIDATION=Completed, DATA_PROCESSING=Completed, TRAINING=Completed}
// losses: target/fine-tune/losses.png
// throughput InService
//                base                    tuned                   change
// text to image, 130 queries among 26
// recall@1       0.208 [0.138, 0.285]    1.000 [1.000, 1.000]    +0.792 [+0.715, +0.862]
// throughputs that still cost money: 0
