package io.github.titanembeddings.finetune.dataset.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.catalog.DrawnCatalog;
import io.github.titanembeddings.finetune.dataset.ContentCheck;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images that resemble each other and are no copies, and some that are. */
class SimilarImagesTest {
  private static final int SEED = 11;

  /** Equally bright. */
  private static final Color ORANGE = new Color(170, 110, 90);

  private static final Color BLUE = new Color(120, 125, 145);

  @TempDir Path folder;

  private List<String> findings(BufferedImage one, BufferedImage other) throws IOException {
    ContentFolder set = new ContentFolder(folder);
    set.add(false, "one", ImageEdits.jpeg(one, 0.9f), "an image of one thing");
    set.add(true, "other", ImageEdits.jpeg(other, 0.9f), "an image of another thing");
    return copies(set);
  }

  private static List<String> copies(ContentFolder set) throws IOException {
    return ContentFolder.findings(
        set.validator().contentChecks(Set.of(ContentCheck.COPIES)).build().validate());
  }

  /** Waves and lines, whose means are equal wherever they are. */
  @ParameterizedTest
  @CsvSource({"18", "23", "25", "39"})
  void distinguishesMirroredWaves(int number) throws IOException {
    BufferedImage sea = DrawnCatalog.image("sea", number, SEED);

    assertThat(findings(sea, ImageEdits.mirrored(sea))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"ball, 8, 20", "night, 24, 32", "orange, 7, 14", "sea, 18, 30"})
  void distinguishesImagesOfTheSameKind(String group, int one, int other) throws IOException {
    assertThat(
            findings(DrawnCatalog.image(group, one, SEED), DrawnCatalog.image(group, other, SEED)))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"ball, 8", "night, 24", "orange, 7", "sea, 18", "checkers, 3"})
  void findsCropsOfTheSameImage(String group, int number) throws IOException {
    BufferedImage image = DrawnCatalog.image(group, number, SEED);

    assertThat(findings(image, ImageEdits.cut(image, 0.02, 0.01, 0.97, 0.97)))
        .filteredOn(finding -> finding.startsWith("image.near-leaked"))
        .hasSize(1);
  }

  /** Each value of color is the mean of many colors, and of others if cropped. */
  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.04, 0.05})
  void findsCropsOfColorfulDrawings(double cut) throws IOException {
    assertThat(copiesOfEllipses(ORANGE, cut))
        .hasSize(4)
        .allMatch(finding -> finding.startsWith("image.near-leaked"));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.01, 0.05})
  void distinguishesProductsByColor(double cut) throws IOException {
    assertThat(copiesOfEllipses(BLUE, cut)).isEmpty();
  }

  /** Letters of 8 % of the width. */
  @Test
  void distinguishesWordsOnOneTemplate() throws IOException {
    ContentFolder set = new ContentFolder(folder);
    List<String> words = List.of("PARIS", "OSLO", "CAIRO", "DELHI", "DUBAI", "TEXAS");
    for (int i = 0; i < words.size(); i++) {
      BufferedImage shirt = Scenes.shirt(words.get(i));
      set.add(false, "shirt-" + i, ImageEdits.jpeg(shirt, 0.9f), ContentFolder.caption(i));
    }
    BufferedImage first = Scenes.shirt(words.get(0));
    set.add(
        true,
        "copy",
        ImageEdits.jpeg(ImageEdits.resized(first, 0.7), 0.5f),
        ContentFolder.caption(0));
    set.add(true, "crop", cut(first, 0.03), ContentFolder.caption(0));

    assertThat(copies(set))
        .filteredOn(finding -> finding.startsWith("image.near"))
        .hasSize(2)
        .allMatch(finding -> finding.startsWith("image.near-leaked"));
  }

  /** Compares orange drawings with crops of those in a color, which are otherwise the same. */
  private List<String> copiesOfEllipses(Color color, double cut) throws IOException {
    ContentFolder set = new ContentFolder(folder);
    for (int i = 0; i < 4; i++) {
      byte[] one = ImageEdits.jpeg(Scenes.ellipses(i, ORANGE), 0.9f);
      set.add(false, "one-" + i, one, ContentFolder.caption(i));
      set.add(true, "other-" + i, cut(Scenes.ellipses(i, color), cut), ContentFolder.caption(i));
    }
    return copies(set);
  }

  private static byte[] cut(BufferedImage image, double share) throws IOException {
    double rest = 1 - 2 * share;
    return ImageEdits.jpeg(ImageEdits.cut(image, share, share, rest, rest), 0.85f);
  }

  @Test
  void provesThatABoardIsACropOfAnother() {
    BufferedImage board = DrawnCatalog.image("checkers", 12, SEED);
    BufferedImage similar = DrawnCatalog.image("checkers", 8, SEED);
    BufferedImage sea = DrawnCatalog.image("sea", 18, SEED);

    assertThat(PixelProof.difference(board, ImageEdits.mirrored(board))).isLessThan(4);
    assertThat(PixelProof.difference(DrawnCatalog.image("checkers", 16, SEED), similar))
        .isGreaterThan(10);
    assertThat(PixelProof.difference(sea, ImageEdits.mirrored(sea))).isGreaterThan(10);
  }
}
