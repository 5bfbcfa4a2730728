package io.github.titanembeddings.finetune;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.finetune.dataset.DatasetManifest;
import io.github.titanembeddings.finetune.dataset.DatasetReport;
import io.github.titanembeddings.finetune.dataset.DatasetValidator;
import io.github.titanembeddings.finetune.dataset.InvalidDatasetException;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.support.Failures;
import io.github.titanembeddings.validation.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests from the report of a dataset. */
class RequestFromReportTest {
  private static final String TRAINING = "s3://data/train.jsonl";
  private static final String VALIDATION = "s3://data/validation.jsonl";

  @TempDir private Path folder;
  private LocalObjectStore store;

  @BeforeEach
  void write() {
    store = LocalObjectStore.of("data", folder);
    store.write(S3Uri.of(TRAINING), lines(0, 1000)).join();
    store.write(S3Uri.of(VALIDATION), lines(1000, 8)).join();
  }

  @Test
  void acceptsADatasetValidatedInS3() {
    FineTuningRequest request =
        FineTuningRequest.from(
                report(
                    DatasetManifest.fromS3(store, TRAINING),
                    DatasetManifest.fromS3(store, VALIDATION)))
            .jobName("tune")
            .customModelName("shoes")
            .roleArn("arn:aws:iam::123456789012:role/Tuner")
            .outputDataUri("s3://data/out/")
            .build();

    assertThat(request.trainingDataUri()).isEqualTo(TRAINING);
    assertThat(request.validationDataUri()).hasValue(VALIDATION);
  }

  @Test
  void rejectsLocalManifests() {
    DatasetReport report =
        report(
            DatasetManifest.of(folder.resolve("train.jsonl")),
            DatasetManifest.of(folder.resolve("validation.jsonl")));

    assertThat(Failures.violations(() -> FineTuningRequest.from(report)))
        .hasSize(2)
        .extracting(Violation::code)
        .containsOnly("dataset.not-uploaded");
  }

  @Test
  void rejectsOneLocalManifest() {
    DatasetReport report =
        report(
            DatasetManifest.fromS3(store, TRAINING),
            DatasetManifest.of(folder.resolve("validation.jsonl")));

    assertThat(Failures.violations(() -> FineTuningRequest.from(report)))
        .extracting(Violation::path)
        .containsExactly("validationDataConfig.validators[0].s3Uri");
  }

  @Test
  void rejectsADatasetWithErrors() throws IOException {
    Files.writeString(folder.resolve("train.jsonl"), "nonsense");
    DatasetReport report =
        report(DatasetManifest.fromS3(store, TRAINING), DatasetManifest.fromS3(store, VALIDATION));

    assertThrows(InvalidDatasetException.class, () -> FineTuningRequest.from(report));
  }

  private static DatasetReport report(DatasetManifest training, DatasetManifest validation) {
    return DatasetValidator.builder().training(training).validation(validation).build().validate();
  }

  private static byte[] lines(int first, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = first; i < first + count; i++) {
      text.append("{\"image-ref\":\"s3://images/").append(i).append(".jpg\",\"caption\":\"shoe ");
      text.append(i).append("\"}\n");
    }
    return text.toString().getBytes(UTF_8);
  }
}
