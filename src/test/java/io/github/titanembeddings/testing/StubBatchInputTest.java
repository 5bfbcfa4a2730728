package io.github.titanembeddings.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.bedrock.model.GetModelInvocationJobResponse;

/** The stub's validation of the input files of batch jobs. */
class StubBatchInputTest {
  @TempDir private Path folder;
  @AutoClose private BatchFixture aws;

  @BeforeEach
  void start() {
    aws = new BatchFixture(folder);
  }

  @Test
  void rejectsQuotasThatNoJobMeets() {
    try (TitanStub stub = TitanStub.start()) {
      StubBatch batch = stub.batch().recordQuota(0, 0).byteQuota(1, 1);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> batch.recordQuota(-1, 5))
          .withMessage("min must be 0 or more, not -1");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> batch.recordQuota(5, 4))
          .withMessage("max must be 5 or more, not 4");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> batch.byteQuota(0, 1))
          .withMessage("file must be 1 or more, not 0");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> batch.byteQuota(1, 0))
          .withMessage("job must be 1 or more, not 0");
    }
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          100, true
          99, false
          120, true
          121, false
          """)
  void requiresTheNumberOfRecords(int records, boolean valid) {
    aws.batch.recordQuota(100, 120);
    aws.write("in/a.jsonl", BatchFixture.records(0, records / 2))
        .write("in/b.jsonl", BatchFixture.records(0, records - records / 2));

    assertThat(aws.run("shoes").statusAsString()).isEqualTo(valid ? "Completed" : "Failed");
  }

  @Test
  void limitsTheBytesOfAFileAndOfAJob() {
    String lines = BatchFixture.records(0, 100);
    aws.write("in/a.jsonl", lines).write("in/b.jsonl", lines);
    aws.batch.byteQuota(lines.length(), 2L * lines.length());

    assertThat(aws.run("largest").statusAsString()).isEqualTo("Completed");
    aws.batch.byteQuota(lines.length(), 2L * lines.length() - 1);
    assertThat(aws.run("job").message()).contains("bytes exceeds the quota");
    aws.batch.byteQuota(lines.length() - 1, 1_000_000);
    assertThat(aws.run("file").message()).contains("s3://shop/in/a.jsonl of");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          in/a.txt; {}; not a .jsonl file
          in/a.jsonl; [1]; Line 1 of s3://shop/in/a.jsonl is not a JSON object
          in/a.jsonl; {"recordId":; Line 1 of s3://shop/in/a.jsonl is not a JSON object
          in/a.jsonl; {"recordId": "a"}; has no modelInput object
          in/a.jsonl; {"recordId": "a", "modelInput": 1}; has no modelInput object
          in/a.jsonl; {"recordId": 1, "modelInput": {}}; has a recordId that is not a string
          other/a.jsonl; {}; contains no files
          """)
  void failsAJobWithInvalidInput(String key, String line, String message) {
    aws.write(key, line + "\n");
    GetModelInvocationJobResponse job = aws.run("shoes");

    assertThat(job.statusAsString()).isEqualTo("Failed");
    assertThat(job.message()).contains(message);
    assertThat(job.endTime()).isEqualTo(ManualClock.START.plus(Duration.ofMinutes(12)));
    assertThat(aws.outputs(job.jobArn())).isEmpty();
  }

  @Test
  void readsASingleFile() {
    aws.write("in/a.jsonl", BatchFixture.records(0, 100)).write("in/note.txt", "not read");
    String arn =
        aws.submit(
            "shoes",
            r ->
                r.inputDataConfig(
                    i -> i.s3InputDataConfig(s3 -> s3.s3Uri("s3://shop/in/a.jsonl"))));
    aws.clock.move(Duration.ofHours(1));

    assertThat(aws.job(arn).statusAsString()).isEqualTo("Completed");
    assertThat(aws.outputs(arn)).containsExactly("a.jsonl.out", "manifest.json.out");
  }
}
