package io.github.titanembeddings.finetune.dataset.content;

import io.github.titanembeddings.catalog.DrawnCatalog;
import io.github.titanembeddings.finetune.dataset.DatasetManifest;
import io.github.titanembeddings.finetune.dataset.DatasetReport;
import io.github.titanembeddings.finetune.dataset.DatasetValidator;
import io.github.titanembeddings.finetune.dataset.DatasetViolation;
import io.github.titanembeddings.finetune.dataset.ManifestWriter;
import io.github.titanembeddings.finetune.dataset.SmallDataset;
import io.github.titanembeddings.finetune.dataset.TrainingExample;
import io.github.titanembeddings.storage.LocalObjectStore;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A dataset in a folder: varied images with captions in English, and the files that a test adds.
 */
public final class ContentFolder {
  private static final List<String> GROUPS = List.copyOf(DrawnCatalog.groups());
  private static final List<String> STYLES =
      List.of("large", "small", "bright", "detailed", "simple", "colorful", "quiet", "nice");
  private static final List<String> PLACES =
      List.of("in the morning", "on a table", "near the window", "by the road", "for a calendar");
  private static final List<String> ENDS =
      List.of("seen from above", "drawn by hand", "with soft light", "and its shadow", "up close");

  /** Drawn once for all tests. */
  private static final Map<Integer, byte[]> CLEAN = new ConcurrentHashMap<>();

  private final Path folder;
  private final List<TrainingExample> training = new ArrayList<>();
  private final List<TrainingExample> validation = new ArrayList<>();

  public ContentFolder(Path folder) {
    this.folder = folder;
  }

  /** Returns one of many different images, of 256 x 256 pixels or more. */
  public static BufferedImage image(int number) {
    String group = group(number);
    return switch (group) {
      case "object" -> Scenes.scene(number, number);
      case "thing" -> Scenes.product(number, 0);
      default -> DrawnCatalog.image(group, number, 1);
    };
  }

  /** Returns a word for an image. There is no checkerboard, since one is a crop of another. */
  private static String group(int number) {
    String group = number % 4 == 3 ? "object" : GROUPS.get(number % GROUPS.size());
    return group.equals("checkers") ? "thing" : group;
  }

  /** Returns one of 2,600 captions. */
  public static String caption(int number) {
    return String.join(
        " ",
        "a",
        STYLES.get(number / 4 % STYLES.size()),
        group(number),
        PLACES.get(number / 32 % PLACES.size()),
        ENDS.get(number / 160 % ENDS.size()));
  }

  /** Adds different images with good captions, every eighth to the validation set. */
  public ContentFolder addClean(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      byte[] bytes = CLEAN.get(i);
      if (bytes == null) {
        bytes = encoded(i, image(i));
        CLEAN.put(i, bytes);
      }
      addClean(i, bytes);
    }
    return this;
  }

  static byte[] encoded(int number, BufferedImage image) throws IOException {
    return number % 2 == 0 ? ImageEdits.jpeg(image, 0.9f) : ImageEdits.png(image);
  }

  void addClean(int number, byte[] bytes) throws IOException {
    add(number % 8 == 7, "clean-" + number, bytes, caption(number));
  }

  public ContentFolder add(boolean toValidation, String key, byte[] bytes, String caption)
      throws IOException {
    Files.write(folder.resolve(key), bytes);
    (toValidation ? validation : training).add(TrainingExample.of("s3://images/" + key, caption));
    return this;
  }

  /** Adds an image to the training set, with a caption of its own. */
  public ContentFolder add(String key, BufferedImage image) throws IOException {
    return add(false, key, ImageEdits.png(image), "a thing that is called " + key);
  }

  public LocalObjectStore store() {
    return LocalObjectStore.of("images", folder);
  }

  public DatasetValidator.Builder validator() throws IOException {
    return DatasetValidator.builder()
        .training(manifest("train.jsonl", training))
        .validation(manifest("validation.jsonl", validation))
        .images(store())
        .limits(SmallDataset.SMALL)
        .maxViolations(10_000);
  }

  private DatasetManifest manifest(String name, List<TrainingExample> examples) throws IOException {
    Path file = folder.resolve(name);
    try (ManifestWriter writer = ManifestWriter.to(file)) {
      for (TrainingExample example : examples) {
        writer.write(example);
      }
    }
    return DatasetManifest.of(file);
  }

  public DatasetReport check() throws IOException {
    return validator().contentChecks().build().validate();
  }

  /** Returns code, key and key of the original of each violation. */
  public static List<String> findings(DatasetReport report) {
    return report.found().stream().map(ContentFolder::finding).toList();
  }

  private static String finding(DatasetViolation found) {
    return found.violation().code()
        + " "
        + key(found.imageRef())
        + " "
        + key(found.otherImageRef());
  }

  private static String key(String imageRef) {
    return imageRef == null ? "-" : imageRef.substring(imageRef.lastIndexOf('/') + 1);
  }
}
