package io.github.titanembeddings.finetune.dataset.internal.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContradictoryCaptionsTest {
  @TempDir Path folder;

  private final List<String> found = new ArrayList<>();

  private ContradictoryCaptions words(SampleFile file, String caption) {
    file.writeLabel(1, "ref-1", caption);
    return new ContradictoryCaptions(
        file,
        new int[] {0, 10},
        (line, other, ref, otherRef, both) ->
            found.add(line + " " + other + " " + ref + " " + otherRef + both));
  }

  @ParameterizedTest
  @CsvSource({
    "a red shoe, a blue bicycle, true",
    "a red shoe, RED shoes, false",
    "a red shoe, two-shoes, false",
    "the shoe and a cup, the hat and a tie, true",
    "the shoe with this, the and with, false",
    "an ox, a red shoe, false",
    "a cup, a pot, true"
  })
  void findsCaptionsWithoutACommonWord(String one, String other, boolean contradictory) {
    try (SampleFile file = new SampleFile(folder)) {
      words(file, one).compare(1, 20, "ref-2", other);
    }
    assertThat(found).hasSize(contradictory ? 2 : 0);
  }

  @Test
  void reportsEachLineOnce() {
    try (SampleFile file = new SampleFile(folder)) {
      ContradictoryCaptions words = words(file, "a shoe");
      words.compare(1, 20, "ref-2", "a cup");
      words.compare(1, 30, "ref-3", "a hat");
    }
    assertThat(found)
        .containsExactly(
            "20 10 ref-2 ref-1; captions \"a cup\" and \"a shoe\"",
            "10 20 ref-1 ref-2; captions \"a shoe\" and \"a cup\"",
            "30 10 ref-3 ref-1; captions \"a hat\" and \"a shoe\"");
    assertThat(ContradictoryCaptions.both("a cup", "a cup"))
        .isEqualTo(", both with the caption \"a cup\"");
  }
}
