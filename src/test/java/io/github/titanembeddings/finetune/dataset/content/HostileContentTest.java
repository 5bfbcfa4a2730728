package io.github.titanembeddings.finetune.dataset.content;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.finetune.dataset.DatasetReport;
import io.github.titanembeddings.finetune.dataset.HeaderOnlyImages;
import io.github.titanembeddings.finetune.dataset.SmallDataset;
import io.github.titanembeddings.support.TestImages;
import io.github.titanembeddings.support.image.SampleImages;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation.Severity;
import java.awt.Color;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.IIOImage;
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
    for (int i = 0; i < 40; i++) {
      byte[] copy = ImageEdits.jpeg(ImageEdits.resized(image, 1 - i / 200.0), 0.9f);
      set.add(i % 2 == 1, "copy" + i, copy, ContentFolder.caption(i));
    }
    DatasetReport report = set.check();

    assertThat(report.counts(Severity.WARNING))
        .containsEntry("image.near-leaked", 20L)
        .containsEntry("image.near-duplicate", 19L);
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
    byte[] jpeg = ImageEdits.jpeg(ContentFolder.image(5), 0.9f);
    byte[] garbage = jpeg.clone();
    Arrays.fill(garbage, jpeg.length / 2, jpeg.length - 2, (byte) 0x55);
    set.add(false, "garbage.jpg", garbage, "a broken image");
    set.add(false, "header.png", HeaderOnlyImages.png(4000, 3000), "a header without pixels");

    DatasetReport report = set.check();

    assertThat(report.isValid()).isTrue();
    assertThat(report.counts(Severity.WARNING)).containsKey("image.unreadable");
    assertThat(ContentFolder.findings(report)).contains("image.unreadable header.png -");
  }

  @Test
  void doesNotDecodeAnImageWhoseHeaderIsInvalid() throws IOException {
    ContentFolder set = new ContentFolder(folder).addClean(4);
    set.add(false, "bomb.png", HeaderOnlyImages.png(60_000, 60_000), "a huge image");

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
        ImageEdits.png(converted(image, BufferedImage.TYPE_BYTE_GRAY)),
        "a thing that is gray");
    set.add(
        false,
        "palette",
        ImageEdits.png(converted(image, BufferedImage.TYPE_BYTE_INDEXED)),
        "a thing that is in few colors");
    set.add(
        false,
        "alpha",
        ImageEdits.png(converted(image, BufferedImage.TYPE_INT_ARGB)),
        "a thing that is opaque");
    set.add(
        false,
        "short",
        ImageEdits.png(converted(image, BufferedImage.TYPE_USHORT_565_RGB)),
        "a thing that is short");
    set.add(false, "animated", HeaderOnlyImages.animated(300, 300), "a thing that is animated");
    set.add(
        false,
        "interlaced",
        SampleImages.encodeProgressive(image, "png"),
        "a thing that is in seven passes");
    set.add(
        false,
        "progressive",
        SampleImages.encodeProgressive(image, "jpeg"),
        "a thing that is in several scans");
    set.add(
        false,
        "deep",
        ImageEdits.png(deep(image, ColorSpace.CS_sRGB, false)),
        "a thing in 16 bits");
    set.add(false, "cmyk", cmyk(image), "a thing that is printed in inks");
    set.add(
        false,
        "gray-deep",
        ImageEdits.png(
            deep(converted(image, BufferedImage.TYPE_BYTE_GRAY), ColorSpace.CS_GRAY, false)),
        "a thing that is gray in 16 bits");
    set.add(
        false,
        "gray-alpha",
        ImageEdits.png(
            deep(converted(image, BufferedImage.TYPE_BYTE_GRAY), ColorSpace.CS_GRAY, true)),
        "a thing that is gray and opaque");

    assertThat(ContentFolder.findings(set.check()))
        .contains(
            "image.near-duplicate alpha plain",
            "image.near-duplicate short plain",
            "image.near-duplicate interlaced plain",
            "image.near-duplicate progressive plain",
            "image.near-duplicate deep plain",
            "image.near-duplicate gray-deep gray",
            "image.near-duplicate gray-alpha gray")
        .doesNotContain("image.near-duplicate gray plain")
        .anyMatch(found -> found.startsWith("image.near-duplicate cmyk "))
        .doesNotContain("image.unreadable cmyk -", "image.unreadable palette -");
  }

  @Test
  void checksImagesOfExtremeSizes() throws IOException {
    Limits limits = SmallDataset.SMALL.toBuilder().set(Limit.TRAINING_IMAGE_SIDE_MIN, 1).build();
    ContentFolder set = new ContentFolder(folder).addClean(2);
    set.add("pixel", Scenes.scaled(ContentFolder.image(3), 1, 1));
    set.add("line", Scenes.scaled(ContentFolder.image(3), 3000, 2));
    set.add("pole", Scenes.scaled(ContentFolder.image(3), 2, 3000));
    set.add("thread", Scenes.scaled(ContentFolder.image(3), 4000, 1));
    BufferedImage strip = Scenes.scaled(ContentFolder.image(3), 900, 301);
    set.add("strip", strip);
    set.add(true, "strip-again", ImageEdits.jpeg(strip, 0.9f), "a thing that is called strip");

    DatasetReport report = set.validator().limits(limits).contentChecks().build().validate();

    assertThat(ContentFolder.findings(report))
        .containsExactlyInAnyOrder(
            "image.aspect line -",
            "image.aspect pole -",
            "image.aspect thread -",
            "image.uniform pixel -",
            "image.near-leaked strip-again strip");
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
    byte[] jpeg = ImageEdits.jpeg(turned, 0.9f);
    byte[] exif =
        "\u00FF\u00E1\0\"Exif\0\0MM\0*\0\0\0\b\0\1\1\u0012\0\3\0\0\0\1\0\6\0\0\0\0\0\0"
            .getBytes(ISO_8859_1);
    byte[] tagged = withSegment(jpeg, exif);
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

  private static byte[] withSegment(byte[] jpeg, byte[] segment) {
    return ByteBuffer.allocate(jpeg.length + segment.length)
        .put(jpeg, 0, 2)
        .put(segment)
        .put(jpeg, 2, jpeg.length - 2)
        .array();
  }

  /** Encodes an image without black ink; 0 is all of an ink, as Adobe writes it. */
  private static byte[] cmyk(BufferedImage image) throws IOException {
    WritableRaster inks =
        Raster.createInterleavedRaster(
            DataBuffer.TYPE_BYTE, image.getWidth(), image.getHeight(), 4, null);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        Color color = new Color(image.getRGB(x, y));
        inks.setPixel(x, y, new int[] {color.getRed(), color.getGreen(), color.getBlue(), 0xFF});
      }
    }
    byte[] adobe = "\u00FF\u00EE\0\u000EAdobe\0d\0\0\0\0\0".getBytes(ISO_8859_1);
    return withSegment(SampleImages.encode(new IIOImage(inks, null, null), "jpeg", false), adobe);
  }

  /** Returns an image with 16 bits per sample. */
  private static BufferedImage deep(BufferedImage image, int space, boolean alpha) {
    ComponentColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(space),
            alpha,
            false,
            alpha ? Transparency.TRANSLUCENT : Transparency.OPAQUE,
            DataBuffer.TYPE_USHORT);
    WritableRaster samples =
        model.createCompatibleWritableRaster(image.getWidth(), image.getHeight());
    int[] pixel = new int[4];
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        image.getRaster().getPixel(x, y, pixel);
        for (int band = 0; band < samples.getNumBands(); band++) {
          boolean opacity = alpha && band == samples.getNumBands() - 1;
          samples.setSample(x, y, band, opacity ? 0xFFFF : pixel[band] * 257);
        }
      }
    }
    return new BufferedImage(model, samples, false, null);
  }
}
