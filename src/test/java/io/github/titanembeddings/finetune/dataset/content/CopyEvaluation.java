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
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.imageio.ImageIO;

/**
 * Measures how well copies of images are found: precision, and recall for each kind of copy. The
 * negatives are mirrored images, other objects in the same layout, and all others.
 *
 * <p>{@code CopyEvaluation 150 imageio-jpeg-tests.jar commons-imaging-tests.jar} draws 150 images
 * of each of 13 groups and more, and takes photos from test jars of image libraries.
 */
public final class CopyEvaluation {
  private static final long SEEDS_APART = 100_000;
  private static final double CLEARLY_DIFFERENT = 6;
  private static final int LONGEST_PHOTO = 1600;

  private final Path folder;
  private final ManifestWriter training;
  private final ManifestWriter validation;
  private final long seed;
  private final Random random;

  /** The original of each image by name, and the kind of a copy or of a negative. */
  private final Map<String, String> originals = new HashMap<>();

  private final Map<String, String> kinds = new HashMap<>();
  private int number;

  /** The result: how many copies of each kind there are and were found. */
  record Score(int images, int reported, Map<String, int[]> byKind, List<DatasetViolation> wrong) {
    double precision() {
      return 1 - (double) wrong.size() / reported;
    }

    double recall(String kind) {
      int[] counts = byKind.get(kind);
      return (double) counts[1] / counts[0];
    }

    double recall() {
      double found = byKind.values().stream().mapToInt(counts -> counts[1]).sum();
      return found / byKind.values().stream().mapToInt(counts -> counts[0]).sum();
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder();
      text.append(
          String.format(
              Locale.ROOT,
              "%,d images, %,d reported, precision %.4f, recall %.4f%n",
              images,
              reported,
              precision(),
              recall()));
      byKind.forEach(
          (kind, counts) ->
              text.append(
                  String.format(Locale.ROOT, "  %s: %d of %d%n", kind, counts[1], counts[0])));
      wrong.stream()
          .limit(20)
          .forEach(
              found ->
                  text.append(found.imageRef())
                      .append(" is not ")
                      .append(found.otherImageRef())
                      .append('\n'));
      return text.toString();
    }
  }

  private CopyEvaluation(Path folder, long seed) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.seed = seed;
    this.random = new Random(seed);
    training = ManifestWriter.to(folder.resolve("train.jsonl"));
    validation = ManifestWriter.to(folder.resolve("validation.jsonl"));
  }

  public static void main(String[] args) throws IOException {
    Path folder = Files.createTempDirectory(Path.of("target"), "copies");
    List<BufferedImage> photos = new ArrayList<>();
    for (int i = 1; i < args.length; i++) {
      photos.addAll(photos(Path.of(args[i])));
    }
    System.out.println(photos.size() + " photos and parts of photos");
    System.out.println(run(folder, Integer.parseInt(args[0]), 2026, photos));
  }

  static Score run(Path folder, int perGroup, long seed, List<BufferedImage> photos)
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
        add("scene", Scenes.scene(own, i));
        addNegative("scene with another object", Scenes.scene(own, i + 1));
        add("product", Scenes.product(own, 0));
        addNegative("another product", Scenes.product(own, 1));
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

  private void add(String name, BufferedImage image) throws IOException {
    boolean png = number % 2 == 0;
    String original = write(name, png ? Edits.png(image) : Edits.jpeg(image, 0.9f), null, null);
    copy(original, "quality 50", Edits.jpeg(image, 0.5f));
    copy(original, "other format", png ? Edits.jpeg(image, 0.9f) : Edits.png(image));
    double smaller = Math.max(0.5, 256.0 / Math.min(image.getWidth(), image.getHeight()));
    copy(original, "smaller", Edits.png(Edits.resized(image, Math.min(1, smaller))));
    copy(original, "larger", Edits.jpeg(Edits.resized(image, 1.4), 0.8f));
    copy(original, "5 % cropped", Edits.jpeg(Edits.cropped(image, 0.05, random), 0.8f));
    copy(
        original,
        "5 % cropped at each side",
        Edits.jpeg(Edits.cut(image, 0.05, 0.05, 0.9, 0.9), 0.8f));
    BufferedImage mirrored = Edits.mirrored(image);
    if (Edits.difference(image, mirrored) >= CLEARLY_DIFFERENT) {
      addNegative(name + " mirrored", mirrored);
    }
  }

  private void addNegative(String name, BufferedImage image) throws IOException {
    write(name.replace(' ', '-'), Edits.jpeg(image, 0.9f), null, null);
  }

  private void copy(String original, String kind, byte[] image) throws IOException {
    write("copy", image, original, kind);
  }

  private String write(String name, byte[] image, String original, String kind) throws IOException {
    String file = number++ + "-" + name;
    Files.write(folder.resolve(file), image);
    String ref = "s3://copies/" + file;
    originals.put(ref, original == null ? ref : original);
    if (kind != null) {
      kinds.put(ref, kind);
    }
    ManifestWriter manifest = number % 5 == 0 && original != null ? validation : training;
    manifest.write(TrainingExample.of(ref, "an image of " + file));
    return ref;
  }

  private Score measure() {
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
    Map<String, int[]> byKind = new TreeMap<>();
    kinds.values().forEach(kind -> byKind.computeIfAbsent(kind, k -> new int[2])[0]++);
    List<DatasetViolation> wrong = new ArrayList<>();
    int reported = 0;
    for (DatasetViolation found : report.found()) {
      String code = found.violation().code();
      if (code.equals(ViolationCodes.IMAGE_NEAR_DUPLICATE)
          || code.equals(ViolationCodes.IMAGE_NEAR_LEAKED)) {
        reported++;
        String original = originals.get(found.imageRef());
        if (!original.equals(originals.get(found.otherImageRef()))) {
          wrong.add(found);
        } else if (kinds.containsKey(found.imageRef())) {
          byKind.get(kinds.get(found.imageRef()))[1]++;
        }
      }
    }
    return new Score(originals.size(), reported, byKind, wrong);
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
    BufferedImage plain = Edits.resized(Edits.cut(photo, 0, 0, 1, 1), factor);
    if (photos.stream().anyMatch(other -> isSame(other, plain))) {
      return;
    }
    List<BufferedImage> all = new ArrayList<>(List.of(plain));
    if (Math.min(plain.getWidth(), plain.getHeight()) >= 640) {
      for (double left : new double[] {0, 0.55}) {
        all.add(Edits.cut(plain, left, 0, 0.45, 0.45));
        all.add(Edits.cut(plain, left, 0.55, 0.45, 0.45));
      }
    }
    all.stream().filter(image -> !isUniform(image)).forEach(photos::add);
  }

  /** Returns whether an image has one color only, for which it is reported instead. */
  private static boolean isUniform(BufferedImage image) {
    BufferedImage blank = Edits.cut(image, 0, 0, 1, 1);
    Graphics2D pen = blank.createGraphics();
    pen.setColor(new Color(image.getRGB(image.getWidth() / 2, image.getHeight() / 2)));
    pen.fillRect(0, 0, image.getWidth(), image.getHeight());
    pen.dispose();
    return Edits.difference(image, blank) < 1;
  }

  private static boolean isSame(BufferedImage one, BufferedImage other) {
    return one.getWidth() == other.getWidth()
        && one.getHeight() == other.getHeight()
        && Edits.difference(one, other) < CLEARLY_DIFFERENT;
  }
}
