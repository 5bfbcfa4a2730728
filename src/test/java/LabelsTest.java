import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.titanembeddings.model.Embedding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import support.Calibration;
import support.LabeledPair;

/** The examples of examples/uses with labels or a history that are missing or wrong. */
class LabelsTest {
  @Test
  void pairsAreReadBeforeImagesAreEmbedded(@TempDir Path folder) {
    assertThatIllegalArgumentException() // and no AWS setup is needed
        .isThrownBy(() -> FindDuplicates.main(new String[] {folder.toString()}))
        .withMessageContaining("pairs.csv has no labeled pairs");
  }

  @Test
  void namesWithoutLabelsAreReportedBeforeImagesAreEmbedded(@TempDir Path folder)
      throws IOException {
    Files.createFile(folder.resolve("holiday-1.png"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModerateByLabels.main(new String[] {folder.toString()}))
        .withMessageContaining(
            "start the file names with one of [checkers, night, sea, wall, zebra]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.png,b.png", "a.png,b.png,yes", "a.png,b.png,TRUE", "a,b,c,true"})
  void rejectsAnInvalidPair(String line, @TempDir Path folder) throws IOException {
    Path csv = Files.writeString(folder.resolve("pairs.csv"), "a.png, b.png, true\n" + line);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabeledPair.read(csv))
        .withMessageEndingWith("got \"" + line + '"');
  }

  @Test
  void noThresholdIsFoundWithoutDuplicates() {
    List<Calibration.Pair> different = List.of(new Calibration.Pair(0.9, false));

    assertThat(FindDuplicates.threshold(different, 0.95)).isInfinite();
    assertThat(FindDuplicates.threshold(List.of(), 0.95)).isInfinite();
    assertThat(ModerateByLabels.threshold(List.of())).isInfinite();
  }

  @Test
  void theLowestThresholdOfAPrecisionFindsTheMost() {
    List<Calibration.Pair> pairs =
        List.of(
            new Calibration.Pair(0.4, false),
            new Calibration.Pair(0.5, true),
            new Calibration.Pair(0.7, true),
            new Calibration.Pair(0.8, false),
            new Calibration.Pair(0.9, true));

    assertThat(FindDuplicates.threshold(pairs, 1)).isCloseTo(0.85, within(1e-9));
    assertThat(FindDuplicates.threshold(pairs, 0.75)).isCloseTo(0.45, within(1e-9));
    assertThat(FindDuplicates.threshold(pairs, 0.6)).isEqualTo(0.4);
    assertThat(ModerateByLabels.threshold(pairs)).isCloseTo(0.45, within(1e-9));
  }

  @Test
  void aUserWithoutHistoryIsRepresentedByAText() {
    Embedding red = Embedding.of(1, 0);
    Embedding blue = Embedding.of(0, 1);
    Recommend recommend = new Recommend(new TreeMap<>(Map.of("red.png", red, "blue.png", blue)));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> recommend.user(List.of(), 2))
        .withMessageContaining("embed a text");
    assertThatIllegalArgumentException().isThrownBy(() -> recommend.user(List.of("deleted"), 2));
    assertThat(recommend.nearest(red, Set.of(), 1)).containsExactly("red.png");
    assertThat(recommend.user(List.of("deleted", "blue.png"), 2)).isEqualTo(blue);
    assertThat(recommend.diverse(red, Set.of("red.png", "blue.png"), 0.6)).isEmpty();
  }
}
