package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.internal.Sha256;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** A folder with a bucket of images and two manifests to repair. */
final class RepairFolder {
  /** Small images, and sets of a few lines. */
  static final Limits SMALL =
      Limits.titanMultimodalG1().toBuilder()
          .set(Limit.TRAINING_RECORDS_MIN, 2)
          .set(Limit.VALIDATION_RECORDS_MIN, 1)
          .set(Limit.TRAINING_IMAGE_SIDE_MIN, 8)
          .set(Limit.TRAINING_IMAGE_SIDE, 64)
          .set(Limit.TRAINING_IMAGE_PIXELS, 3_000)
          .build();

  private final Path folder;
  private final LocalObjectStore store;

  RepairFolder(Path folder) {
    this.folder = folder;
    this.store = LocalObjectStore.of("shoes", folder.resolve("bucket"));
  }

  LocalObjectStore store() {
    return store;
  }

  Path out() {
    return folder.resolve("out");
  }

  /** Puts a image into the bucket; its width and height make its bytes its own. */
  void image(String key, int width, int height, String format) throws IOException {
    store.write(S3Uri.of("s3://shoes/" + key), encodedImage(width, height, format)).join();
  }

  static byte[] encodedImage(int width, int height, String format) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    image.setRGB(width / 2, height / 2, 0xFFAA00);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, format, bytes);
    return bytes.toByteArray();
  }

  static String line(String key, String caption) {
    return "{\"image-ref\": \"s3://shoes/" + key + "\", \"caption\": \"" + caption + "\"}";
  }

  Path manifest(String name, String... lines) throws IOException {
    return Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n");
  }

  DatasetRepair.Builder repair(Path training, Path validation) {
    return repair(training, validation, store);
  }

  static DatasetRepair.Builder repair(Path training, Path validation, ObjectStore store) {
    return DatasetRepair.builder(
        DatasetValidator.builder()
            .training(DatasetManifest.of(training))
            .validation(DatasetManifest.of(validation))
            .images(store)
            .limits(SMALL)
            .build());
  }

  List<String> written(String name) throws IOException {
    return Files.readAllLines(out().resolve(name));
  }

  /** Everything in the folder except the output, to check that it is unchanged. */
  Map<String, String> originals() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path file : tree.filter(Files::isRegularFile).toList()) {
        String name = folder.relativize(file).toString();
        if (!name.startsWith("out") && !name.contains("repaired")) {
          files.put(name, Sha256.of(file));
        }
      }
    }
    return files;
  }
}
