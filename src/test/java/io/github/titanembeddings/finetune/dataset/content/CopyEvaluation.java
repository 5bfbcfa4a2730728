package io.github.titanembeddings.finetune.dataset.content;

import io.github.titanembeddings.catalog.DrawnCatalog;
import io.github.titanembeddings.finetune.dataset.ContentCheck;
import io.github.titanembeddings.finetune.dataset.DatasetManifest;
import io.github.titanembeddings.finetune.dataset.DatasetReport;
import io.github.titanembeddings.finetune.dataset.DatasetValidator;
import io.github.titanembeddings.finetune.dataset.DatasetViolation;
import io.github.titanembeddings.finetune.dataset.ManifestWriter;
import io.github.titanembeddings.finetune.dataset.TrainingExample;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.ViolationCodes;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.imageio.ImageIO;

/**
 * Measures how well copies of images are found: recall for each kind of copy, and precision. The
 * negatives are mirrored images, other objects in the same layout, and all others.
 *
 * <p>{@code CopyEvaluation 105 imageio-jpeg-tests.jar commons-imaging-tests.jar} draws 105 images
 * of each of 13 groups and more, and takes photos from test jars of image libraries. {@code
 * CopyEvaluation 105 --seed=7} draws others.
 *
 * <p>Checkerboards repeat: a mirrored board is a board moved by less than a square, and two boards
 * may be crops of one. Cropped images are copies by definition, so a report of two boards is listed
 * apart if {@link PixelProof} finds their pixels to be the same after a crop of 5 %, without the
 * code under test; it counts neither as right nor as wrong. All other reports of two images that
 * were drawn apart are wrong.
 */
public final class CopyEvaluation {
  private static final long SEEDS_APART = 100_000;
  private static final String BUCKET = "s3://copies/";
  private static final String SEED = "--seed=";
  private static final String REPEATING = "-checkers";
  private static final double CLEARLY_DIFFERENT = 6;

  /** Boards and their copies differ by 1 to 3 levels, and by 14 or more from other boards. */
  private static final double ENCODING_NOISE = 4;

  private static final int LONGEST_PHOTO = 1600;

  private final Path folder;
  private final ManifestWriter training;
  private final ManifestWriter validation;
  private final long seed;
  private final Random random;

  /** The original of each image by reference; the image itself unless it is a copy. */
  private final Map<String, String> originals = new HashMap<>();

  /** The kind of each copy, and of each negative, by reference. */
  private final Map<String, String> copies = new HashMap<>();

  private final Map<String, String> negatives = new HashMap<>();

  /** The original that each negative resembles. */
  private final Map<String, String> resembled = new HashMap<>();

  private int number;

  private CopyEvaluation(Path folder, long seed) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.seed = seed;
    this.random = new Random(seed);
    training = ManifestWriter.to(folder.resolve("train.jsonl"));
    validation = ManifestWriter.to(folder.resolve("validation.jsonl"));
  }

  public static void main(String[] args) throws IOException {
    Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "copies");
    List<BufferedImage> photos = new ArrayList<>();
    long seed = 2026;
    for (int i = 1; i < args.length; i++) {
      if (args[i].startsWith(SEED)) {
        seed = Long.parseLong(args[i].substring(SEED.length()));
      } else {
        photos.addAll(photos(Path.of(args[i])));
      }
    }
    System.out.printf("seed %d, %d photos and parts of photos%n", seed, photos.size());
    System.out.println(run(folder, Integer.parseInt(args[0]), seed, photos));
  }

  static CopyScore run(Path folder, int perGroup, long seed, List<BufferedImage> photos)
      throws IOException {
    CopyEvaluation evaluation = new CopyEvaluation(folder, seed);
    evaluation.write(perGroup, photos);
    return evaluation.measure();
  }

  private void write(int perGroup, List<BufferedImage> photos) throws IOException {
    try (training;
        validation) {
      for (String group : DrawnCatalog.groups()) {
        for (int i = 0; i < perGroup; i++) {
          add(group, DrawnCatalog.image(group, i, seed));
        }
      }
      for (int i = 0; i < 2 * perGroup; i++) {
        long own = seed * SEEDS_APART + i;
        String scene = add("scene", Scenes.scene(own, i));
        addNegative("scene with another object", scene, Scenes.scene(own, i + 1));
        String product = add("product", Scenes.product(own, 0));
        addNegative("another product", product, Scenes.product(own, 1));
      }
      for (int i = 0; i < perGroup; i++) {
        add("clouds", Scenes.clouds(seed * SEEDS_APART + i));
        add("page", Scenes.page(seed * SEEDS_APART + i));
      }
      for (BufferedImage photo : photos) {
        add("photo", photo);
      }
    }
  }

  /** Adds an image, its copies, and its mirror image if that differs; returns its reference. */
  private String add(String name, BufferedImage image) throws IOException {
    boolean png = number % 2 == 0;
    String original = write(name, png ? ImageEdits.png(image) : ImageEdits.jpeg(image, 0.9f), null);
    copy(original, "quality 50", ImageEdits.jpeg(image, 0.5f));
    copy(original, "other format", png ? ImageEdits.jpeg(image, 0.9f) : ImageEdits.png(image));
    double smaller = Math.max(0.5, 256.0 / Math.min(image.getWidth(), image.getHeight()));
    copy(original, "smaller", ImageEdits.png(ImageEdits.resized(image, Math.min(1, smaller))));
    copy(original, "larger", ImageEdits.jpeg(ImageEdits.resized(image, 1.4), 0.8f));
    copy(original, "5 % cropped", ImageEdits.jpeg(ImageEdits.cropped(image, 0.05, random), 0.8f));
    copy(
        original,
        "5 % cropped at each side",
        ImageEdits.jpeg(ImageEdits.cut(image, 0.05, 0.05, 0.9, 0.9), 0.8f));
    BufferedImage mirrored = ImageEdits.mirrored(image);
    if (ImageEdits.difference(image, mirrored) >= CLEARLY_DIFFERENT) {
      addNegative(name + " mirrored", original, mirrored);
    }
    return original;
  }

  private void addNegative(String kind, String original, BufferedImage image) throws IOException {
    String ref = write(kind.replace(' ', '-'), ImageEdits.jpeg(image, 0.9f), null);
    negatives.put(ref, kind);
    resembled.put(ref, original);
  }

  private void copy(String original, String kind, byte[] image) throws IOException {
    copies.put(write("copy", image, original), kind);
  }

  private String write(String name, byte[] image, String original) throws IOException {
    String file = number++ + "-" + name;
    Files.write(folder.resolve(file), image);
    String ref = BUCKET + file;
    originals.put(ref, original == null ? ref : original);
    ManifestWriter manifest = number % 5 == 0 && original != null ? validation : training;
    manifest.write(TrainingExample.of(ref, "an image of " + file));
    return ref;
  }

  private CopyScore measure() throws IOException {
    LocalObjectStore store = LocalObjectStore.of("copies", folder);
    DatasetReport report =
        DatasetValidator.builder()
            .training(DatasetManifest.of(folder.resolve("train.jsonl")))
            .validation(DatasetManifest.of(folder.resolve("validation.jsonl")))
            .images(store)
            .limits(
                Limits.titanMultimodalG1().toBuilder()
                    .set(Limit.TRAINING_IMAGE_SIDE_MIN, 128)
                    .build())
            .maxViolations(Integer.MAX_VALUE)
            .contentChecks(Set.of(ContentCheck.COPIES))
            .build()
            .validate();
    CopyScore score = new CopyScore(originals.size(), copies.values(), negatives.values());
    for (DatasetViolation found : report.found()) {
      String code = found.violation().code();
      if (code.equals(ViolationCodes.IMAGE_NEAR_DUPLICATE)
          || code.equals(ViolationCodes.IMAGE_NEAR_LEAKED)) {
        count(score, found.imageRef(), found.otherImageRef());
      }
    }
    return score;
  }

  private void count(CopyScore score, String image, String other) throws IOException {
    String original = originals.get(image);
    String otherOriginal = originals.get(other);
    if (original.equals(otherOriginal)) {
      score.right(copies.getOrDefault(image, CopyScore.ORIGINAL));
      return;
    }
    boolean repeating = original.contains(REPEATING) && otherOriginal.contains(REPEATING);
    double difference =
        repeating
            ? PixelProof.difference(read(original), read(otherOriginal))
            : Double.POSITIVE_INFINITY;
    if (difference < ENCODING_NOISE) {
      score.samePixels(image, other, difference);
    } else if (otherOriginal.equals(resembled.get(original))) {
      score.wrong(negatives.get(original), image, other);
    } else if (original.equals(resembled.get(otherOriginal))) {
      score.wrong(negatives.get(otherOriginal), image, other);
    } else {
      score.wrong(CopyScore.UNRELATED, image, other);
    }
  }

  private BufferedImage read(String ref) throws IOException {
    return ImageIO.read(folder.resolve(ref.substring(BUCKET.length())).toFile());
  }

  /** Returns the different photos in a jar, and four parts of large ones. */
  static List<BufferedImage> photos(Path jar) throws IOException {
    List<BufferedImage> photos = new ArrayList<>();
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        boolean named = entry.getName().toLowerCase(Locale.ROOT).matches(".*\\.(jpe?g|png)");
        boolean repeated =
            entry.getName().matches(".*(broken|Oregon.*(small|iptc)|(Landscape|Portrait)_[1-8]).*");
        if (named && !repeated && entry.getSize() > 20_000) {
          try (InputStream in = zip.getInputStream(entry)) {
            add(in.readAllBytes(), photos);
          }
        }
      }
    }
    return photos;
  }

  private static void add(byte[] bytes, List<BufferedImage> photos) {
    BufferedImage photo;
    try {
      photo = ImageIO.read(new ByteArrayInputStream(bytes));
    } catch (IOException | RuntimeException e) {
      return; // broken on purpose
    }
    if (photo == null || Math.min(photo.getWidth(), photo.getHeight()) < 256) {
      return;
    }
    double factor =
        Math.min(1, (double) LONGEST_PHOTO / Math.max(photo.getWidth(), photo.getHeight()));
    BufferedImage plain = ImageEdits.resized(ImageEdits.cut(photo, 0, 0, 1, 1), factor);
    if (photos.stream().anyMatch(other -> isSame(other, plain))) {
      return;
    }
    List<BufferedImage> all = new ArrayList<>(List.of(plain));
    if (Math.min(plain.getWidth(), plain.getHeight()) >= 640) {
      for (double left : new double[] {0, 0.55}) {
        all.add(ImageEdits.cut(plain, left, 0, 0.45, 0.45));
        all.add(ImageEdits.cut(plain, left, 0.55, 0.45, 0.45));
      }
    }
    all.stream().filter(image -> !isUniform(image)).forEach(photos::add);
  }

  /** Returns whether an image has one color only, for which it is reported instead. */
  private static boolean isUniform(BufferedImage image) {
    BufferedImage blank = ImageEdits.cut(image, 0, 0, 1, 1);
    Graphics2D pen = blank.createGraphics();
    pen.setColor(new Color(image.getRGB(image.getWidth() / 2, image.getHeight() / 2)));
    pen.fillRect(0, 0, image.getWidth(), image.getHeight());
    pen.dispose();
    return ImageEdits.difference(image, blank) < 1;
  }

  private static boolean isSame(BufferedImage one, BufferedImage other) {
    return one.getWidth() == other.getWidth()
        && one.getHeight() == other.getHeight()
        && ImageEdits.difference(one, other) < CLEARLY_DIFFERENT;
  }
}
