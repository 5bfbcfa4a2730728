package io.github.titanembeddings.finetune.dataset;

import static io.github.titanembeddings.finetune.dataset.SmallDataset.codes;
import static io.github.titanembeddings.finetune.dataset.SmallDataset.line;
import static io.github.titanembeddings.finetune.dataset.SmallDataset.lines;
import static io.github.titanembeddings.finetune.dataset.SmallDataset.manifest;
import static io.github.titanembeddings.finetune.dataset.SmallDataset.messages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation.Severity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks of manifests as a whole: readability and number of records. */
class DatasetFilesTest {
  @TempDir private Path folder;

  @Test
  void reportsMissingValidationManifest() {
    DatasetReport report =
        SmallDataset.validator(lines(0, 1)).validation((DatasetManifest) null).build().validate();

    assertThat(messages(report))
        .singleElement()
        .asString()
        .startsWith("ERROR validation: no validation manifest")
        .endsWith("(file.missing)");
    assertThat(report.found().get(0).line()).isZero();
    assertThat(report.validationLocation()).isEmpty();
  }

  @Test
  void reportsUnreadableManifests() throws IOException {
    Path empty = Files.createFile(folder.resolve("empty.jsonl"));
    Path directory = Files.createDirectory(folder.resolve("directory.jsonl"));
    LocalObjectStore store = LocalObjectStore.of("sets", folder);

    assertThat(trainingCodes(DatasetManifest.of(folder.resolve("none.jsonl"))))
        .isEqualTo("[file.not-found]");
    assertThat(trainingCodes(DatasetManifest.of(empty))).isEqualTo("[file.empty]");
    assertThat(trainingCodes(DatasetManifest.of(directory))).isEqualTo("[file.unreadable]");
    assertThat(trainingCodes(DatasetManifest.fromS3(store, "s3://sets/none.jsonl")))
        .isEqualTo("[file.not-found]");
    assertThat(trainingCodes(DatasetManifest.fromS3(store, "s3://sets/../a.jsonl")))
        .isEqualTo("[file.access-denied]");
    assertThat(trainingCodes(manifest("blank.jsonl", "", " ")))
        .isEqualTo("[file.empty, line.blank, line.blank]");
    assertThat(trainingCodes(manifest("train.json", line("a", "a")))).isEqualTo("[file.not-jsonl]");
    assertThat(
            trainingCodes(
                DatasetManifest.of(
                    "a.jsonl", new ByteArrayInputStream(new byte[] {(byte) 0xFF, (byte) 0xFE}))))
        .isEqualTo("[file.not-utf8]");
    assertThat(trainingCodes(DatasetManifest.of("a.jsonl", failing())))
        .isEqualTo("[file.unreadable]");
  }

  private static InputStream failing() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        throw new IOException("the disk is gone");
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        throw new IOException("the disk is gone");
      }
    };
  }

  private static String trainingCodes(DatasetManifest training) {
    DatasetReport report = SmallDataset.validator().training(training).build().validate();
    assertThat(report.trainingLocation()).isEqualTo(training.location());
    return codes(report).toString();
  }

  @Test
  void reportsManifestOutsideAllowedPrefixes() throws IOException {
    Files.writeString(folder.resolve("t.jsonl"), line("in/a", "a"));
    DatasetReport report =
        SmallDataset.validator()
            .training(
                DatasetManifest.fromS3(
                    LocalObjectStore.of("images", folder), "s3://images/t.jsonl"))
            .validation(manifest("v.jsonl", line("in/b", "b")))
            .allowedPrefixes("s3://images/in")
            .build()
            .validate();

    assertThat(codes(report)).containsExactly("file.outside-prefixes");
    assertThat(report.trainingUri()).hasToString("Optional[s3://images/t.jsonl]");
    assertThat(report.validationUri()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "2, 3, file.none",
    "1, 3, records.too-few",
    "4, 3, file.none",
    "5, 3, records.too-many",
    "2, 2, records.too-few",
    "2, 5, file.none",
    "2, 6, records.too-many",
    "3, 4, file.none",
    "4, 4, records.over-quota"
  })
  void limitsNumberOfRecords(int training, int validation, String code) {
    Limits limits =
        Limits.titanMultimodalG1().toBuilder()
            .set(Limit.TRAINING_RECORDS_MIN, 2)
            .set(Limit.TRAINING_RECORDS, 4)
            .set(Limit.VALIDATION_RECORDS_MIN, 3)
            .set(Limit.VALIDATION_RECORDS, 5)
            .set(Limit.RECORDS_QUOTA, training == 5 || validation == 6 ? 9 : 7)
            .build();
    DatasetReport report =
        DatasetValidator.builder()
            .training(manifest("train.jsonl", lines(0, training)))
            .validation(manifest("val.jsonl", lines(100, validation)))
            .limits(limits)
            .build()
            .validate();

    if (code.equals("file.none")) {
      assertThat(report.violations()).isEmpty();
    } else {
      assertThat(codes(report)).containsExactly(code);
      assertThat(report.isValid()).isEqualTo(code.equals("records.over-quota"));
    }
  }

  @Test
  void usesDocumentedCountsByDefault() {
    DatasetReport report =
        DatasetValidator.builder()
            .training(manifest("train.jsonl", lines(0, 999)))
            .validation(manifest("val.jsonl", lines(2_000, 7)))
            .build()
            .validate();
    assertThat(messages(report))
        .containsExactly(
            "ERROR train.jsonl: 999 records, allowed is at least 1,000 records; add examples"
                + " (records.too-few)",
            "ERROR val.jsonl: 7 records, allowed is at least 8 records; add examples"
                + " (records.too-few)");
  }

  @Test
  void distinguishesManifestsWithTheSameName() throws IOException {
    for (String part : new String[] {"train", "val"}) {
      Files.createDirectory(folder.resolve(part));
      Files.writeString(folder.resolve(part).resolve("data.jsonl"), "5\n");
    }
    Path train = folder.resolve("train").resolve("data.jsonl");
    Path val = folder.resolve("val").resolve("data.jsonl");

    DatasetReport report =
        SmallDataset.validator()
            .training(DatasetManifest.of(train))
            .validation(DatasetManifest.of(val))
            .build()
            .validate();
    assertThat(messages(report)).element(0).asString().contains(train + " line 1");
    assertThat(messages(report)).element(1).asString().contains(val + " line 1");
    assertThat(
            messages(
                    SmallDataset.validator()
                        .training(DatasetManifest.of(val))
                        .validation(DatasetManifest.of(val))
                        .build()
                        .validate())
                .get(1))
        .contains("data.jsonl (validation) line 1");
  }

  @Test
  void keepsFirstErrorsAndCountsAll() {
    DatasetValidator.Builder builder =
        SmallDataset.validator(line("a", ""), line("b", ""), "3", "4", "5", line("c", ""));
    DatasetReport report = builder.maxViolations(2).build().validate();

    assertThat(codes(report)).containsExactly("line.not-object", "line.not-object");
    assertThat(report.found().get(1).line()).isEqualTo(4);
    assertThat(report.truncated()).isTrue();
    assertThat(report.count(Severity.ERROR)).isEqualTo(3);
    assertThat(report.count(Severity.WARNING)).isEqualTo(3);
    assertThatThrownBy(report::orThrow)
        .isInstanceOfSatisfying(
            InvalidDatasetException.class,
            e -> {
              assertThat(e.violations()).isEqualTo(report.violations());
              assertThat(e.isRetryable()).isFalse();
            })
        .hasMessageContaining("3 errors")
        .hasMessageContaining("train.jsonl line 3");
  }

  @Test
  void rejectsInvalidSettings() {
    DatasetValidator.Builder builder = DatasetValidator.builder();
    assertThatIllegalStateException().isThrownBy(builder::build);
    assertThatIllegalArgumentException().isThrownBy(() -> builder.maxViolations(0));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.imagesInFlight(0));
    assertThatThrownBy(() -> builder.allowedPrefixes("images"))
        .isInstanceOf(InvalidRequestException.class);
  }
}
