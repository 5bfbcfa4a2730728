package io.github.titanembeddings.finetune.dataset.internal.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.finetune.dataset.ContentCheck;
import io.github.titanembeddings.support.image.SampleImages;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the detection of copies and the checks of their captions. */
class CopyChecksTest {
  private static final BufferedImage SHOE = drawing(1);

  /** Draws ellipses. */
  private static BufferedImage drawing(long seed) {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(256, 256, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    for (int i = 0; i < 40; i++) {
      pen.setColor(new Color(random.nextInt(1 << 24)));
      pen.fillOval(
          random.nextInt(270) - 30,
          random.nextInt(270) - 30,
          12 + random.nextInt(65),
          12 + random.nextInt(65));
    }
    pen.dispose();
    return image;
  }

  private static byte[] png(BufferedImage image) throws IOException {
    return SampleImages.encode(image, "png");
  }

  /** Identical files are reported by another check; a fingerprint of 0 means unknown. */
  @ParameterizedTest
  @CsvSource({"0, 0, true", "7, 7, false", "7, 8, true"})
  void reportsACopyUnlessItsBytesAreTheSame(long first, long second, boolean reported)
      throws IOException {
    try (RecordedRun run = new RecordedRun(ContentCheck.COPIES)) {
      run.addImage(1, "shoe", "a red shoe", png(SHOE), first);
      run.addImage(2, "other", "a tree", png(drawing(2)), 9);
      run.addImage(3, "copy", "a shoe", png(SHOE), second);

      assertThat(run.finish())
          .hasSize(reported ? 1 : 0)
          .allMatch("3 image.near-duplicate copy shoe"::equals);
      assertThat(run.violations)
          .allMatch(found -> found.remedy().endsWith("the image counts twice in training"));
    }
  }

  @Test
  void findsCopiesAmongManyImages() throws IOException {
    try (RecordedRun run = new RecordedRun(ContentCheck.COPIES)) {
      run.addImage(1_024, "shoe", "a red shoe", png(SHOE), 0);
      run.addImage(3_000, "copy", "a shoe", png(SHOE), 0);

      assertThat(run.finish()).containsExactly("3000 image.near-duplicate copy shoe");
    }
  }

  /** The crop's hash differs from the original's, so its copy matches the crop. */
  @ParameterizedTest
  @CsvSource({"1, image.near-duplicate, part", "-1, image.near-leaked, shoe"})
  void namesTheTrainingImageAsTheOriginalOfEveryLeakedCopy(int sign, String code, String original)
      throws IOException {
    byte[] part = png(SHOE.getSubimage(10, 10, 246, 246));
    try (RecordedRun run = new RecordedRun(ContentCheck.COPIES)) {
      run.addImage(1, 1, "shoe", "a red shoe", png(SHOE), 0);
      run.addImage(2 * sign, 2, "part", "a red shoe", part, 0);
      run.addImage(3 * sign, 3, "again", "a red shoe", part, 0);

      assertThat(run.finish())
          .containsExactly(
              2 * sign + " " + code + " part shoe", 3 * sign + " " + code + " again " + original);
    }
  }

  @Test
  void reportsCaptionsOfCopiesThatShareNoWord() throws IOException {
    try (RecordedRun run = new RecordedRun(ContentCheck.COPIES)) {
      run.addImage(1, "shoe", "a red shoe", png(SHOE), 7);
      run.addImage(2, "copy", "two bicycles", png(SHOE), 7);

      assertThat(run.finish())
          .containsExactly(
              "2 caption.contradictory copy shoe", "1 caption.contradictory shoe copy");
      assertThat(run.violations.get(0).path()).isEqualTo("train.jsonl line 2: caption");
      assertThat(run.violations.get(0).remedy()).isEqualTo("correct one of the captions");
    }
  }

  @ParameterizedTest
  @CsvSource({"COPIES, 200, 2", "COPIES, 201, 0", "IMAGE_DETAIL, 200, 0"})
  void comparesCaptionsOfOneImageUpToALength(ContentCheck check, int length, int count) {
    try (RecordedRun run = new RecordedRun(check)) {
      run.addLine(1, 0, "shoe", "a red shoe");
      run.repeat(2, 0, "shoe", "x".repeat(length));

      assertThat(run.finish()).hasSize(count);
    }
  }
}
