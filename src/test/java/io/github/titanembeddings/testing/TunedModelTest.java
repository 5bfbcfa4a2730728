package io.github.titanembeddings.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.evaluation.CaptionedImage;
import io.github.titanembeddings.evaluation.Metric;
import io.github.titanembeddings.evaluation.RetrievalComparison;
import io.github.titanembeddings.evaluation.RetrievalEvaluation;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.support.training.LinearTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.bedrock.model.CreateModelCustomizationJobRequest;
import software.amazon.awssdk.services.bedrock.model.GetModelCustomizationJobResponse;

/** A stub with the {@link LinearTrainer}: the tuned model learns from the training pairs alone. */
class TunedModelTest {
  private static final int TRAINING = 200;
  private static final int VALIDATION = 60;

  @AutoClose private final ControlPlaneFixture aws = new ControlPlaneFixture();
  private List<WordlessVectors.Example> examples = List.of();

  @TempDir private Path bucket;

  @BeforeEach
  void fill() throws IOException {
    VectorSource base = new WordlessVectors();
    LocalObjectStore store = LocalObjectStore.of("shop", bucket);
    aws.stub.vectors(base);
    aws.fineTuning.trainer(new LinearTrainer(store, base, TRAINING, 8)).metrics(store);
    examples = WordlessVectors.examples(TRAINING + VALIDATION, 4);
    for (int i = 0; i < examples.size(); i++) {
      Files.write(bucket.resolve(i + ".png"), examples.get(i).image());
    }
    write("validation.jsonl", captions(), TRAINING, examples.size());
  }

  private List<String> captions() {
    return new ArrayList<>(examples.stream().map(WordlessVectors.Example::caption).toList());
  }

  private void write(String name, List<String> captions, int from, int to) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = from; i < to; i++) {
      lines.append("{\"image-ref\": \"s3://shop/").append(i).append(".png\", \"caption\": \"");
      lines.append(captions.get(i)).append("\"}\n");
    }
    Files.writeString(bucket.resolve(name), lines);
  }

  @Test
  void trueCaptionsRaiseRecallOnUnseenPairs() throws IOException {
    write("train.jsonl", captions(), 0, TRAINING);
    GetModelCustomizationJobResponse job = tuned();
    RetrievalComparison comparison = compare(job.outputModelArn());

    assertThat(comparison.before().textToImage().get(Metric.RECALL_AT_1).value()).isLessThan(0.15);
    assertThat(comparison.after().textToImage().get(Metric.RECALL_AT_1).value()).isGreaterThan(0.8);
    assertThat(comparison.textToImage(Metric.RECALL_AT_10).low()).isGreaterThan(0.5);
    assertThat(comparison.imageToText(Metric.MRR).low()).isGreaterThan(0.5);
    List<Double> losses = losses(job, "training_artifacts/step_wise_training_metrics.csv");
    assertThat(losses).hasSize(5).isSortedAccordingTo(Collections.reverseOrder());
    assertThat(losses.get(0)).isGreaterThan(4);
    assertThat(losses.get(4)).isLessThan(2).isEqualTo(trainingLoss(job), within(1e-4));
    List<Double> validation =
        losses(job, "validation_artifacts/post_fine_tuning_validation/validation_metrics.csv");
    assertThat(validation).hasSize(5);
    assertThat(validation.get(4))
        .isEqualTo(job.validationMetrics().get(0).validationLoss(), within(1e-4));
  }

  private static double trainingLoss(GetModelCustomizationJobResponse job) {
    return job.trainingMetrics().trainingLoss();
  }

  @Test
  void shuffledCaptionsDoNotRaiseRecall() throws IOException {
    List<String> captions = captions();
    Collections.shuffle(captions.subList(0, TRAINING), new Random(1));
    write("train.jsonl", captions, 0, TRAINING);
    RetrievalComparison comparison = compare(tuned().outputModelArn());

    for (Metric metric : List.of(Metric.RECALL_AT_1, Metric.RECALL_AT_10, Metric.MRR)) {
      assertThat(comparison.textToImage(metric).low()).isLessThanOrEqualTo(0);
      assertThat(comparison.imageToText(metric).low()).isLessThanOrEqualTo(0);
    }
    assertThat(comparison.after().textToImage().get(Metric.RECALL_AT_10).value()).isLessThan(0.35);
  }

  @Test
  void lowLearningRateHardlyChangesTheModel() throws IOException {
    write("train.jsonl", captions(), 0, TRAINING);
    GetModelCustomizationJobResponse job =
        tuned(r -> r.hyperParameters(Map.of("epochCount", "1", "learningRate", "5.00E-08")));

    assertThat(job.validationMetrics().get(0).validationLoss()).isGreaterThan(4);
    assertThat(compare(job.outputModelArn()).textToImage(Metric.RECALL_AT_10).low())
        .isLessThanOrEqualTo(0);
  }

  @Test
  void tunedModelHasItsOwnVectorSpaceAtEveryLength() throws IOException {
    write("train.jsonl", captions(), 0, TRAINING);
    TitanEmbeddingsClient titan = aws.stub.client();
    String arn = inService(tuned().outputModelArn());
    ImageInput image = examples.get(0).input();
    Embedding base = titan.embed(r -> r.image(image)).embedding();
    TitanEmbeddingsClient own = titan.withModel(ModelId.provisioned(arn));

    Embedding whole = own.embed(r -> r.image(image)).embedding();
    assertThat(whole.norm()).isEqualTo(1, within(1e-5));
    assertThat(whole.cosine(base)).isEqualTo(0, within(0.15));
    for (int length : new int[] {256, 384}) {
      Embedding text =
          own.embed(r -> r.text(examples.get(0).caption()).outputEmbeddingLength(length))
              .embedding();
      Embedding seen = own.embed(r -> r.image(image).outputEmbeddingLength(length)).embedding();
      assertThat(text.cosine(seen)).isGreaterThan(0.7);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "200, '', Cannot read s3://shop/train.jsonl, ''",
    "199, '', 'The training set must have 200 to 500000 records, it has 199', NotStarted",
    "200, '{\"caption\": \"a\"}', 'train.jsonl line 201 must have image-ref', NotStarted",
    "200, 'no JSON', 'train.jsonl line 201 must have', NotStarted",
    "200, '{\"image-ref\": \"s3://shop/none.png\", \"caption\": \"a\"}', none.png, Failed",
    "200, '{\"image-ref\": \"none.png\", \"caption\": \"a\"}', 'image none.png', Failed",
    "200, '{\"image-ref\": \"s3://shop/train.jsonl\", \"caption\": \"a\"}', image s3, Failed",
  })
  void jobFailsOnInvalidData(int records, String more, String message, String training)
      throws IOException {
    write("train.jsonl", captions(), 0, records);
    Path manifest = bucket.resolve("train.jsonl");
    if (training.isEmpty()) {
      Files.delete(manifest);
    } else {
      Files.writeString(manifest, Files.readString(manifest) + more + "\n");
    }

    GetModelCustomizationJobResponse job = tuned();
    assertThat(job.statusAsString()).isEqualTo("Failed");
    assertThat(job.failureMessage()).contains(message);
    assertThat(job.statusDetails().trainingDetails().statusAsString())
        .isEqualTo(training.isEmpty() ? "NotStarted" : training);
  }

  private GetModelCustomizationJobResponse tuned() {
    return tuned(r -> {});
  }

  private GetModelCustomizationJobResponse tuned(
      Consumer<CreateModelCustomizationJobRequest.Builder> changes) {
    String arn = aws.submit("job", changes);
    aws.pass(Duration.ofHours(1));
    return aws.job(arn);
  }

  private String inService(String model) {
    String arn = aws.provision("tuned", model);
    aws.pass(Duration.ofMinutes(6));
    return arn;
  }

  private RetrievalComparison compare(String model) {
    ModelId throughput = ModelId.provisioned(inService(model));
    RetrievalEvaluation.Builder evaluation = RetrievalEvaluation.builder();
    for (int i = TRAINING; i < examples.size(); i++) {
      evaluation.pair(
          new CaptionedImage("" + i, examples.get(i).input(), examples.get(i).caption()));
    }
    TitanEmbeddingsClient titan = aws.stub.client();
    return new RetrievalComparison(
        evaluation.build().run("base", titan),
        evaluation.build().run("tuned", titan.withModel(throughput)));
  }

  private List<Double> losses(GetModelCustomizationJobResponse job, String file)
      throws IOException {
    String id = job.jobArn().substring(job.jobArn().lastIndexOf('/') + 1);
    Path csv = bucket.resolve("out/model-customization-job-" + id).resolve(file);
    List<String> lines = Files.readAllLines(csv, UTF_8);
    assertThat(lines.get(0)).matches("step_number,epoch_number,.*_loss,perplexity");
    return lines.stream().skip(1).map(l -> Double.valueOf(l.split(",", -1)[2])).toList();
  }
}
