package io.github.titanembeddings.finetune.dataset.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small corpus of the evaluation. */
class CopyEvaluationTest {
  @Test
  void findsCopiesAndNothingElse(@TempDir Path folder) throws IOException {
    CopyScore score = CopyEvaluation.run(folder, 1, 2, List.of());

    assertThat(score.images()).isGreaterThan(140);
    assertThat(score.precision()).as(score.toString()).isGreaterThanOrEqualTo(0.99);
    assertThat(score.recall()).as(score.toString()).isGreaterThanOrEqualTo(0.95);
  }
}
