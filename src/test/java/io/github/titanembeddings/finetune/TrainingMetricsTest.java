package io.github.titanembeddings.finetune;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.bedrock.model.GetModelCustomizationJobResponse;
import software.amazon.awssdk.services.bedrock.model.ModelCustomizationJobSummary;
import software.amazon.awssdk.services.bedrock.model.Validator;

/** Training metrics, including missing, empty and partly written files. */
class TrainingMetricsTest {
  private static final String ROOT = "s3://data/out/model-customization-job-abcdef123456/";
  private static final String TRAINING = ROOT + "training_artifacts/step_wise_training_metrics.csv";
  private static final String VALIDATION =
      ROOT + "validation_artifacts/post_fine_tuning_validation/validation_metrics.csv";

  @TempDir private Path folder;
  private LocalObjectStore store;

  @BeforeEach
  void open() {
    store = LocalObjectStore.of("data", folder);
  }

  @Test
  void readsBothSeriesByHeader() {
    write(
        TRAINING,
        "step_number,epoch_number,training_loss,perplexity\r\n0,0,0.9,2.46\r\n1,0.5,0.8,\r\n");
    write(VALIDATION, "\uFEFF\"validation_loss\", step_number ,epoch_number\n0.7,0,1\n");

    TrainingMetrics metrics = read();

    assertThat(metrics.training())
        .containsExactly(
            new TrainingMetrics.Point(0, 0.0, 0.9, 2.46),
            new TrainingMetrics.Point(1, 0.5, 0.8, Double.NaN));
    assertThat(metrics.validation())
        .containsExactly(new TrainingMetrics.Point(0, 1.0, 0.7, Double.NaN));
    assertThat(metrics.notes()).isEmpty();
  }

  @Test
  void notesMissingAndEmptyFiles() {
    write(VALIDATION, "");

    assertThat(read().notes())
        .containsExactly(TRAINING + " does not exist (yet)", VALIDATION + " is empty");
    assertThat(read().training()).isEmpty();
  }

  @Test
  void readsAPartlyWrittenFile() {
    write(TRAINING, "step_number,epoch_number,training_loss\n0,0,0.9\n1,0,nan\nx,0,1\n2,0");
    write(VALIDATION, "step_number,epoch_number,validation_loss\n0,0,0.9\n1,0,0.8");

    TrainingMetrics metrics = read();

    assertThat(metrics.training())
        .containsExactly(
            new TrainingMetrics.Point(0, 0.0, 0.9, Double.NaN),
            new TrainingMetrics.Point(1, 0.0, Double.NaN, Double.NaN));
    assertThat(metrics.validation()).hasSize(2);
    assertThat(metrics.notes())
        .containsExactly(
            TRAINING + ": training_loss is nan in line 3: skipped",
            TRAINING + ": 2 lines skipped: [line 4, line 5, truncated]",
            VALIDATION + ": the last line has no end, so its last number may be truncated");
  }

  @Test
  void toleratesMissingColumns() {
    write(TRAINING, "training_loss,other\n0.9,a\n0.8,b\n");
    write(VALIDATION, "step_number,epoch_number\n");

    TrainingMetrics metrics = read();

    assertThat(metrics.training())
        .containsExactly(
            new TrainingMetrics.Point(0, Double.NaN, 0.9, Double.NaN),
            new TrainingMetrics.Point(1, Double.NaN, 0.8, Double.NaN));
    assertThat(metrics.notes())
        .containsExactly(
            TRAINING + " has no column step_number",
            TRAINING + " has no column epoch_number",
            VALIDATION + " has no column validation_loss",
            VALIDATION + " contains no step yet");
  }

  @Test
  void readsALongFileInParts() {
    StringBuilder text = new StringBuilder("step_number,epoch_number,training_loss\n");
    for (int step = 0; step < 100_000; step++) {
      text.append(step).append(",0,0.123456789\n");
    }
    write(TRAINING, text.toString());

    assertThat(text.length()).isGreaterThan(1 << 20);
    assertThat(TrainingMetrics.read(job("s3://data/out"), store).training())
        .hasSize(100_000)
        .endsWith(new TrainingMetrics.Point(99_999, 0.0, 0.123456789, Double.NaN));
  }

  @Test
  void rejectsAJobFromAList() {
    FineTuningJob listed =
        FineTuningJob.of(ModelCustomizationJobSummary.builder().jobName("tune").build());

    assertThatIllegalArgumentException().isThrownBy(() -> TrainingMetrics.read(listed, store));
  }

  @Test
  void readsNoValidationWithoutAValidationSet() {
    write(TRAINING, "step_number,epoch_number,training_loss\n0,0,0.9\n");

    TrainingMetrics metrics = TrainingMetrics.read(job("s3://data/out"), store);

    assertThat(metrics.training()).hasSize(1);
    assertThat(metrics.notes()).isEmpty();
  }

  private TrainingMetrics read() {
    Validator validator = Validator.builder().s3Uri("s3://data/validation.jsonl").build();
    return TrainingMetrics.read(job("s3://data/out/", validator), store);
  }

  private static FineTuningJob job(String outputDataUri, Validator... validators) {
    return FineTuningJob.of(
        GetModelCustomizationJobResponse.builder()
            .jobArn(FineTuningSamples.JOB_ARN)
            .outputDataConfig(data -> data.s3Uri(outputDataUri))
            .validationDataConfig(data -> data.validators(validators))
            .build());
  }

  private void write(String uri, String text) {
    store.write(S3Uri.of(uri), text.getBytes(UTF_8)).join();
  }
}
