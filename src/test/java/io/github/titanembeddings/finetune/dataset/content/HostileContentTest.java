package io.github.titanembeddings.finetune.dataset.content;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.finetune.dataset.DatasetReport;
import io.github.titanembeddings.finetune.dataset.MadeImages;
import io.github.titanembeddings.support.TestImages;
import io.github.titanembeddings.validation.Violation.Severity;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sets and images that are unlike those of the other tests. */
class HostileContentTest {
  @TempDir Path folder;

  @Test
  void checksAnEmptySetAndASetOfOneImage() throws IOException {
    assertThat(new ContentFolder(folder).check().counts(Severity.WARNING)).isEmpty();

    ContentFolder one = new ContentFolder(folder).addClean(1);
    assertThat(one.check().counts(Severity.WARNING)).isEmpty();
  }

  @Test
  void reportsEachOfManyCopiesOnce() throws IOException {
    ContentFolder set = new ContentFolder(folder);
    BufferedImage image = ContentFolder.image(3);
    for (int i = 0; i < 60; i++) {
      byte[] copy = Edits.jpeg(Edits.resized(image, 1 - i / 200.0), 0.9f);
      set.add(i % 2 == 1, "copy" + i, copy, ContentFolder.caption(i));
    }
    DatasetReport report = set.check();

    assertThat(report.counts(Severity.WARNING))
        .containsEntry("image.near-leaked", 30L)
        .containsEntry("image.near-duplicate", 29L);
  }

  @Test
  void doesNotCompareImagesWithoutContent() throws IOException {
    ContentFolder set = new ContentFolder(folder).addClean(1);
    for (int i = 0; i < 40; i++) {
      set.add("empty" + i, new BufferedImage(256 + i, 300, BufferedImage.TYPE_INT_RGB));
    }

    assertThat(set.check().counts(Severity.WARNING))
        .containsEntry("image.uniform", 40L)
        .doesNotContainKey("image.near-duplicate");
  }

  @Test
  void warnsOfImagesThatCannotBeDecoded() throws IOException {
    ContentFolder set = new ContentFolder(folder).addClean(8);
    byte[] jpeg = Edits.jpeg(ContentFolder.image(5), 0.9f);
    byte[] garbage = jpeg.clone();
    Arrays.fill(garbage, jpeg.length / 2, jpeg.length - 2, (byte) 0x55);
    set.add(false, "garbage.jpg", garbage, "a broken image");
    set.add(false, "header.png", MadeImages.png(4000, 3000), "a header without pixels");

    DatasetReport report = set.check();

    assertThat(report.isValid()).isTrue();
    assertThat(report.counts(Severity.WARNING)).containsKey("image.unreadable");
    assertThat(ContentFolder.findings(report)).contains("image.unreadable header.png -");
  }

  @Test
  void doesNotDecodeAnImageWhoseHeaderIsInvalid() throws IOException {
    ContentFolder set = new ContentFolder(folder).addClean(4);
    set.add(false, "bomb.png", MadeImages.png(60_000, 60_000), "a huge image");

    assertThat(ContentFolder.findings(set.check()))
        .allMatch(found -> !found.contains("bomb.png") || !found.startsWith("image.unreadable"))
        .contains("image.side-too-large bomb.png -");
  }

  @Test
  void comparesAnimatedInterlacedGrayAndDeepImagesAsWell() throws IOException {
    BufferedImage image = ContentFolder.image(3);
    ContentFolder set = new ContentFolder(folder).add("plain", image);
    set.add(
        false,
        "gray",
        Edits.png(converted(image, BufferedImage.TYPE_BYTE_GRAY)),
        "a thing that is gray");
    set.add(
        false,
        "palette",
        Edits.png(converted(image, BufferedImage.TYPE_BYTE_INDEXED)),
        "a thing that is in few colors");
    set.add(
        false,
        "alpha",
        Edits.png(converted(image, BufferedImage.TYPE_INT_ARGB)),
        "a thing that is opaque");
    set.add(
        false,
        "short",
        Edits.png(converted(image, BufferedImage.TYPE_USHORT_565_RGB)),
        "a thing that is short");
    set.add(false, "animated", MadeImages.animated(300, 300), "a thing that is animated");

    assertThat(ContentFolder.findings(set.check()))
        .contains("image.near-duplicate alpha plain", "image.near-duplicate short plain")
        .doesNotContain("image.near-duplicate gray plain");
  }

  @Test
  void honorsTheExifOrientation() throws IOException {
    BufferedImage image = ContentFolder.image(3);
    int across = image.getWidth();
    int down = image.getHeight();
    BufferedImage turned = Scenes.blank(down, across);
    for (int y = 0; y < down; y++) {
      for (int x = 0; x < across; x++) {
        turned.setRGB(y, across - 1 - x, image.getRGB(x, y)); // as a camera on its side
      }
    }
    byte[] jpeg = Edits.jpeg(turned, 0.9f);
    byte[] exif =
        "\u00FF\u00E1\0\"Exif\0\0MM\0*\0\0\0\b\0\1\1\u0012\0\3\0\0\0\1\0\6\0\0\0\0\0\0"
            .getBytes(ISO_8859_1);
    byte[] tagged = new byte[jpeg.length + exif.length];
    System.arraycopy(jpeg, 0, tagged, 0, 2);
    System.arraycopy(exif, 0, tagged, 2, exif.length);
    System.arraycopy(jpeg, 2, tagged, 2 + exif.length, jpeg.length - 2);
    ContentFolder set = new ContentFolder(folder).add("upright", image);
    set.add(false, "camera", tagged, "a thing that is upright as well");
    set.add(false, "turned", jpeg, "a thing that is turned");

    assertThat(ContentFolder.findings(set.check()))
        .contains("image.near-duplicate camera upright")
        .doesNotContain("image.near-duplicate turned upright");
  }

  @Test
  void checksCaptionsOfAnyLengthAndScript() throws IOException {
    ContentFolder set = new ContentFolder(folder);
    set.add(false, "long", TestImages.png(300, 300), "x".repeat(100_000));
    set.add(false, "rtl", TestImages.png(301, 300), "\u202Eחתול על השולחן");
    set.add(false, "emoji", TestImages.png(302, 300), "😀".repeat(500));

    DatasetReport report = set.check();

    assertThat(report.counts(Severity.WARNING)).containsEntry("caption.not-english", 1L);
    assertThat(report.violations()).allMatch(found -> found.message().length() < 1_000);
  }

  private static BufferedImage converted(BufferedImage image, int type) {
    BufferedImage converted = new BufferedImage(image.getWidth(), image.getHeight(), type);
    converted.createGraphics().drawImage(image, 0, 0, null);
    return converted;
  }
}
