package io.github.titanembeddings.finetune.dataset.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.titanembeddings.finetune.dataset.ContentCheck;
import io.github.titanembeddings.finetune.dataset.DatasetReport;
import io.github.titanembeddings.finetune.dataset.DatasetValidator;
import io.github.titanembeddings.finetune.dataset.HeaderOnlyImages;
import io.github.titanembeddings.support.ReadOnlyStore;
import io.github.titanembeddings.support.TestImages;
import io.github.titanembeddings.validation.Violation.Severity;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each planted fault is found, and nothing else. */
class ContentChecksTest {
  /** A palette of transparent colors. */
  private static final IndexColorModel CLEAR =
      new IndexColorModel(8, 2, new byte[2], new byte[] {0, 99}, new byte[2], new byte[2]);

  @TempDir Path folder;

  @Test
  @SuppressWarnings("NullAway")
  void rejectsNullChecks() {
    assertThatNullPointerException()
        .isThrownBy(() -> DatasetValidator.builder().contentChecks(null))
        .withMessage("checks");
  }

  @Test
  void reportsNothingOfACleanSet() throws IOException {
    DatasetReport report = new ContentFolder(folder).addClean(150).check();

    assertThat(ContentFolder.findings(report)).isEmpty();
    assertThat(report.contentChecks()).containsExactlyInAnyOrder(ContentCheck.values());
  }

  @Test
  void contentIsNotCheckedByDefault() throws IOException {
    ContentFolder set =
        new ContentFolder(folder).add(false, "a.png", TestImages.png(300, 300), "N/A");
    set.add(true, "b.png", ImageEdits.png(ContentFolder.image(0)), "foto.jpg");

    assertThat(set.validator().build().validate().found()).isEmpty();
  }

  @Test
  void findsCopiesAndLeaks() throws IOException {
    ContentFolder set = new ContentFolder(folder).addClean(40);
    BufferedImage scene = ContentFolder.image(3);
    BufferedImage thing = ContentFolder.image(12);
    set.add(false, "again", ImageEdits.jpeg(scene, 0.5f), ContentFolder.caption(3));
    set.add(
        false, "half", ImageEdits.png(ImageEdits.resized(thing, 0.8)), ContentFolder.caption(12));
    set.add(
        true,
        "leak",
        ImageEdits.jpeg(ImageEdits.cropped(scene, 0.05, new Random(1)), 0.8f),
        ContentFolder.caption(3));
    set.add(
        false,
        "mirror",
        ImageEdits.jpeg(ImageEdits.mirrored(scene), 0.9f),
        "the scene from the other side");

    assertThat(ContentFolder.findings(set.check()))
        .containsExactly(
            "image.near-duplicate again clean-3",
            "image.near-duplicate half clean-12",
            "image.near-leaked leak clean-3");
  }

  @Test
  void reportsCopiesOfALeakedCopyAsLeaked() throws IOException {
    ContentFolder set = new ContentFolder(folder).addClean(8);
    BufferedImage part = ImageEdits.cropped(ContentFolder.image(3), 0.04, new Random(1));
    set.add(true, "part", ImageEdits.png(part), ContentFolder.caption(3));
    set.add(true, "same-bytes", ImageEdits.png(part), ContentFolder.caption(3));
    set.add(true, "encoded", ImageEdits.jpeg(part, 0.8f), ContentFolder.caption(3));

    assertThat(ContentFolder.findings(set.check()))
        .containsExactlyInAnyOrder(
            "image.duplicate - -",
            "image.near-leaked part clean-3",
            "image.near-leaked same-bytes clean-3",
            "image.near-leaked encoded clean-3");
  }

  @Test
  void readsCaptionsOfTheSameImageToTheirEnd() throws IOException {
    ContentFolder set = new ContentFolder(folder).addClean(8);
    byte[] image = ImageEdits.png(ContentFolder.image(100));
    set.add(false, "first", image, "red leather shoe");
    set.add(false, "same-bytes", image, "an item of this season, photographed ".repeat(3) + "shoe");

    assertThat(ContentFolder.findings(set.check())).containsExactly("image.duplicate - -");
  }

  @Test
  void findsContradictingCaptionsOfTheSameImage() throws IOException {
    ContentFolder set = new ContentFolder(folder).addClean(8);
    byte[] image = ImageEdits.png(ContentFolder.image(100));
    set.add(false, "first", image, "a red shoe");
    set.add(false, "same-bytes", image, "two bicycles near a wall");
    set.add(false, "agrees", ImageEdits.jpeg(ContentFolder.image(100), 0.8f), "red shoes on white");

    assertThat(ContentFolder.findings(set.check()))
        .containsExactlyInAnyOrder(
            "image.duplicate - -",
            "image.near-duplicate agrees first",
            "caption.contradictory first same-bytes",
            "caption.contradictory same-bytes first");
  }

  @Test
  void findsImagesWithNothingToLearn() throws IOException {
    ContentFolder set = new ContentFolder(folder).addClean(16);
    BufferedImage scene = ContentFolder.image(3);
    set.add("black", ContentFaults.filled(Color.BLACK, BufferedImage.TYPE_INT_RGB));
    set.add("blue", ContentFaults.filled(new Color(40, 60, 200), BufferedImage.TYPE_INT_RGB));
    set.add("night", night());
    set.add("snow", snow());
    set.add("clear", ContentFaults.filled(new Color(0, true), BufferedImage.TYPE_INT_ARGB));
    set.add("clear-palette", new BufferedImage(300, 280, BufferedImage.TYPE_BYTE_INDEXED, CLEAR));
    set.add("gradient", ContentFaults.gradient());
    set.add("blurred", ContentFaults.blurred(scene, scene.getWidth() / 25));

    assertThat(ContentFolder.findings(set.check()))
        .containsExactly(
            "image.uniform black -",
            "image.uniform blue -",
            "image.dark night -",
            "image.bright snow -",
            "image.transparent clear -",
            "image.transparent clear-palette -",
            "image.low-detail gradient -",
            "image.blurred blurred -");
  }

  @Test
  void statesTheOpacityOfAVisiblePixel() throws IOException {
    ContentFolder set = new ContentFolder(folder).addClean(8);
    set.add("unseen", ContentFaults.filled(new Color(9, 9, 9, 7), BufferedImage.TYPE_INT_ARGB));
    set.add("faint", ContentFaults.filled(new Color(9, 9, 9, 8), BufferedImage.TYPE_INT_ARGB));

    DatasetReport report = set.check();
    assertThat(ContentFolder.findings(report))
        .containsExactly("image.transparent unseen -", "image.uniform faint -");
    assertThat(report.violations().get(0).message())
        .contains(
            "no pixel is visible, allowed is at least one pixel with an opacity of 8 of 255 or more;");
  }

  @Test
  void acceptsSmallSharpObjectsOnPlainGround() throws IOException {
    ContentFolder set = new ContentFolder(folder).addClean(8);
    set.add("square", spot(Color.WHITE, Color.RED, 30));
    set.add("large-square", spot(Color.WHITE, Color.RED, 100));
    set.add("silver", spot(Color.WHITE, new Color(200, 200, 205), 40));
    set.add("bird", spot(new Color(120, 170, 230), Color.WHITE, 30));
    set.add("moon", spot(Color.BLACK, Color.WHITE, 30));
    set.add(
        false,
        "jpeg",
        ImageEdits.jpeg(spot(Color.LIGHT_GRAY, Color.BLACK, 30), 0.7f),
        "a small black square");

    assertThat(ContentFolder.findings(set.check())).isEmpty();
  }

  @Test
  void ignoresSingleNoisyPixelsAndThinBorders() throws IOException {
    ContentFolder set = new ContentFolder(folder).addClean(8);
    BufferedImage noisy = spot(Color.GRAY, Color.GRAY, 1);
    for (int i = 1; i < 8; i++) {
      noisy.setRGB(100 * i, 700 - 90 * i, 0xFFFFFF);
    }
    set.add("noisy", noisy);
    BufferedImage border = spot(Color.WHITE, Color.WHITE, 1);
    border.createGraphics().drawRect(0, 0, 799, 799);
    border.createGraphics().drawRect(5, 5, 789, 789);
    set.add("border", Scenes.noisy(border, new Random(1), 1));
    set.add(
        false,
        "jpeg",
        ImageEdits.jpeg(ContentFaults.gradient(), 0.5f),
        "a gradient with JPEG noise");

    assertThat(ContentFolder.findings(set.check()))
        .containsExactly(
            "image.uniform noisy -", "image.uniform border -", "image.low-detail jpeg -");
  }

  /** Draws a square on plain ground of 800 x 800 pixels. */
  private static BufferedImage spot(Color ground, Color color, int side) {
    BufferedImage image = Scenes.blank(800, 800);
    Graphics2D pen = image.createGraphics();
    pen.setColor(ground);
    pen.fillRect(0, 0, 800, 800);
    pen.setColor(color);
    pen.fillRect(390, 370, side, side);
    pen.dispose();
    return image;
  }

  @Test
  void namesTheManifestInWhichACopyCountsTwice() throws IOException {
    ContentFolder set = new ContentFolder(folder).addClean(8);
    BufferedImage image = ContentFolder.image(12);
    set.add(true, "first", ImageEdits.png(image), ContentFolder.caption(12));
    set.add(true, "same", ImageEdits.png(image), ContentFolder.caption(12));
    set.add(true, "again", ImageEdits.jpeg(image, 0.8f), ContentFolder.caption(12));

    assertThat(set.check().violations())
        .hasSize(2)
        .allMatch(
            found ->
                found
                    .remedy()
                    .equals("remove one of the lines: the image counts twice in validation"));
  }

  @Test
  void namesAnImageThatACustomStoreFailsToRead() throws IOException {
    ContentFolder set = new ContentFolder(folder).addClean(8);
    ReadOnlyStore broken =
        (uri, offset, length) -> {
          if (uri.key().equals("clean-2") && length > 100_000) {
            throw new IllegalStateException("disk on fire");
          }
          return set.store().read(uri, offset, length);
        };

    DatasetReport report = set.validator().images(broken).contentChecks().build().validate();
    assertThat(ContentFolder.findings(report)).containsExactly("image.unreadable clean-2 -");
    assertThat(report.violations().get(0).message()).contains("disk on fire");
  }

  @Test
  void findsImagesFarOffTheSizes() throws IOException {
    ContentFolder set = new ContentFolder(folder).addClean(120);
    set.add(
        "huge",
        ImageEdits.resized(ContentFolder.image(200), 3000.0 / ContentFolder.image(200).getWidth()));

    assertThat(ContentFolder.findings(set.check())).containsExactly("image.size-outlier huge -");
  }

  @Test
  void findsCaptionsThatDifferOnlyInNumbersOrAreFarLonger() throws IOException {
    ContentFolder set = new ContentFolder(folder).addClean(120);
    for (int i = 0; i < 11; i++) {
      set.add(
          false, "shoe" + i, ImageEdits.png(ContentFolder.image(200 + i)), "a shoe of size " + i);
    }
    String many = "a long story of a shoe and how it was made ".repeat(12);
    set.add(false, "long", ImageEdits.png(ContentFolder.image(300)), many);

    set.add(false, "shoe0", ImageEdits.png(ContentFolder.image(200)), "a shoe of size 11");

    DatasetReport report = set.check();
    assertThat(ContentFolder.findings(report))
        .containsExactlyInAnyOrder(
            "caption.too-many-tokens long -",
            "caption.numbered - -",
            "caption.length-outlier - -",
            "image-ref.duplicate shoe0 -");
    assertThat(report.found().stream().map(found -> found.violation().message()))
        .contains(
            "train.jsonl line 106: caption: 11 images whose captions differ only in numbers"
                + " exceeds the limit of 10 images; describe how the images differ"
                + " (caption.numbered)",
            "train.jsonl line 117: caption: 516 characters (half of all captions have 41 to 46),"
                + " allowed is 5 to 368 characters; check that it describes the image"
                + " (caption.length-outlier)");
  }

  @Test
  void reportsABlankCaptionOnce() throws IOException {
    ContentFolder set = new ContentFolder(folder).addClean(120);
    String[] blank = {"", " ", "\u00A0", "\u2003", "\u200B\u2003"};
    for (int i = 0; i < blank.length; i++) {
      set.add(false, "blank" + i, ImageEdits.png(ContentFolder.image(200 + i)), blank[i]);
    }

    assertThat(set.check().counts(Severity.WARNING))
        .containsExactly(Map.entry("caption.blank", 5L));
  }

  @ParameterizedTest
  @EnumSource
  void findsAllFaultsOfTheChosenCheckAndNoOthers(ContentCheck check) throws IOException {
    ContentFolder set = new ContentFolder(folder).addClean(110);
    for (Faulty faulty : Faulty.ALL) {
      set.add(faulty.leaked(), faulty.key(), faulty.bytes(), faulty.caption());
    }

    DatasetReport report = set.validator().contentChecks(Set.of(check)).build().validate();

    assertThat(report.counts(Severity.WARNING).keySet())
        .filteredOn(code -> !code.startsWith("caption.probably"))
        .containsExactlyInAnyOrderElementsOf(check.codes());
  }

  /** An example for each code, drawn once. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Faulty(boolean leaked, String key, byte[] bytes, String caption) {
    static final List<Faulty> ALL = all();

    private static List<Faulty> all() {
      List<Faulty> all = new ArrayList<>();
      BufferedImage scene = ContentFolder.image(3);
      try {
        byte[] copy = ImageEdits.jpeg(scene, 0.7f);
        all.add(new Faulty(false, "copy", copy, "an entirely other thing"));
        all.add(new Faulty(true, "leak", ImageEdits.jpeg(scene, 0.6f), ContentFolder.caption(3)));
        add(all, "black", ContentFaults.filled(Color.BLACK, BufferedImage.TYPE_INT_RGB));
        add(all, "night", night());
        add(all, "snow", snow());
        add(all, "clear", ContentFaults.filled(new Color(0, true), BufferedImage.TYPE_INT_ARGB));
        add(all, "gradient", ContentFaults.gradient());
        add(all, "blurred", ContentFaults.blurred(scene, scene.getWidth() / 25));
        add(all, "huge", ImageEdits.resized(ContentFolder.image(200), 8));
        all.add(
            new Faulty(false, "broken", HeaderOnlyImages.png(300, 300), "an image without pixels"));
        List<String> captions = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
          captions.add("a shoe of size " + i);
        }
        captions.add("IMG_1234.jpg");
        captions.add("a shoe, see https://example.com/shoe");
        captions.add("<p>a red shoe</p> on a table");
        captions.add("N/A");
        captions.add("extraordinarily");
        captions.add("ein Schuh auf dem Tisch");
        captions.add("a caption of words ".repeat(20));
        for (int i = 0; i < captions.size(); i++) {
          byte[] image = ImageEdits.png(ContentFolder.image(201 + i));
          all.add(new Faulty(false, "caption" + i, image, captions.get(i)));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return List.copyOf(all);
    }

    private static void add(List<Faulty> all, String key, BufferedImage image) throws IOException {
      all.add(new Faulty(false, key, ImageEdits.png(image), "a thing that is called " + key));
    }
  }

  private static BufferedImage night() {
    return Scenes.noisy(ContentFaults.filled(new Color(5, 5, 5), 1), new Random(1), 5);
  }

  private static BufferedImage snow() {
    return speckled(ContentFaults.filled(new Color(250, 250, 250), 1), new Color(236, 244, 255));
  }

  private static BufferedImage speckled(BufferedImage image, Color color) {
    for (int y = 0; y < image.getHeight(); y += 2) {
      for (int x = 0; x < 150; x++) {
        image.setRGB(x, y, color.getRGB());
      }
    }
    return image;
  }
}
