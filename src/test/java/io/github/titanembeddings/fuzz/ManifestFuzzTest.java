package io.github.titanembeddings.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.finetune.dataset.DatasetManifest;
import io.github.titanembeddings.finetune.dataset.ManifestLine;
import io.github.titanembeddings.finetune.dataset.ManifestReader;
import java.io.ByteArrayInputStream;

/** Any file is rejected as no manifest, or each of its lines is an example or has violations. */
class ManifestFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void readsAnExampleOrReportsViolations(byte[] bytes) {
    long last = 0;
    try (ManifestReader reader =
        DatasetManifest.of("train.jsonl", new ByteArrayInputStream(bytes)).open()) {
      for (ManifestLine line : reader) {
        assertThat(line.number()).isGreaterThan(last);
        last = line.number();
        assertThat(line.isBlank() || line.example() != null || !line.violations().isEmpty())
            .isTrue();
      }
    } catch (InvalidRequestException e) {
      assertThat(e.violations()).isNotEmpty();
    }
  }
}
