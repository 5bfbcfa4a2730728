package io.github.titanembeddings.examples;

import io.github.titanembeddings.catalog.DrawnCatalog;
import io.github.titanembeddings.catalog.DrawnDuplicates;
import io.github.titanembeddings.catalog.DrawnShop;
import io.github.titanembeddings.finetune.dataset.content.ContentFaults;
import io.github.titanembeddings.support.Folders;
import io.github.titanembeddings.support.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the default input files of the examples below {@code target}. */
final class ExampleData {
  private static final Path DATA = Path.of("target/example-data");

  private static boolean isCatalogDrawn;

  private ExampleData() {}

  /** Writes the input of an example. */
  static void write(String example) throws IOException {
    switch (example) {
      case "SearchImages",
          "SearchServer",
          "Recommend",
          "ModerateByLabels",
          "QuantizeVectors",
          "EmbedCatalog",
          "EstimateCost",
          "EmbedByBatchJob" ->
          drawCatalog();
      case "FindDuplicates" -> DrawnDuplicates.draw(Path.of("target/duplicates"));
      case "FineTune" -> DrawnShop.draw(Path.of("target/shop"));
      case "CheckDataset" -> writeFaultyBucket(emptyFolder("bucket"));
      case "CheckContent" -> ContentFaults.write(emptyFolder("content"));
      case "PublishDataset" -> writeProducts(emptyFolder("products"));
      case "RepairDataset" -> writeSmallBucket(emptyFolder("shoes"));
      default -> {
        Files.createDirectories(DATA);
        Path photo = DATA.resolve("photo.jpg");
        if (Files.notExists(photo)) {
          Files.write(photo, TestImages.jpeg(4000, 3000));
        }
        Files.write(DATA.resolve("shoe.png"), TestImages.png(640, 480));
      }
    }
  }

  /** Draws the catalog once in a JVM. */
  private static synchronized void drawCatalog() {
    if (!isCatalogDrawn) {
      DrawnCatalog.draw(Path.of("target/catalog"));
      isCatalogDrawn = true;
    }
  }

  private static Path emptyFolder(String name) throws IOException {
    Path folder = DATA.resolve(name);
    if (Files.exists(folder)) {
      Folders.delete(folder);
    }
    return Files.createDirectories(folder);
  }

  private static void writeFaultyBucket(Path bucket) throws IOException {
    Path images = Files.createDirectories(bucket.resolve("images"));
    StringBuilder training = new StringBuilder();
    StringBuilder validation = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      int width = i == 6 ? 200 : 300 + i;
      Files.write(images.resolve(i + ".png"), TestImages.png(width, 300));
      (i < 12 ? training : validation)
          .append(line("s3://shop/images/" + i + ".png", "product number " + i));
    }
    training
        .append(line("s3://shop/images/20.png", "a missing image"))
        .append(line("https://shop.example/1.png", "an image on the web"))
        .append(line("s3://shop/images/15.png", "an image of the validation set"))
        .append(line("s3://shop/images/1.png", ""));
    Files.writeString(bucket.resolve("train.jsonl"), training);
    Files.writeString(bucket.resolve("validation.jsonl"), validation);
  }

  private static String line(String uri, String caption) {
    return "{\"image-ref\": \"" + uri + "\", \"caption\": \"" + caption + "\"}\n";
  }

  private static void writeProducts(Path folder) throws IOException {
    for (int i = 1; i <= 39; i++) {
      Files.write(folder.resolve(i + ".png"), TestImages.png(300 + i, 256));
      Files.writeString(folder.resolve(i + ".txt"), "a blue and orange shoe, size " + i);
    }
    Files.write(folder.resolve("40.jpg"), TestImages.jpeg(5_000, 1_500)); // too large
    Files.writeString(folder.resolve("40.txt"), "a wide shoe");
    Files.write(folder.resolve("41.png"), TestImages.png(100, 100)); // too small, no caption
  }

  private static void writeSmallBucket(Path bucket) throws IOException {
    Files.write(bucket.resolve("1.png"), TestImages.png(640, 480));
    Files.write(bucket.resolve("2.jpg"), TestImages.jpeg(5_000, 2_500)); // too large
    Files.write(bucket.resolve("3.png"), TestImages.png(100, 100)); // too small
    Files.writeString(
        bucket.resolve("train.jsonl"),
        line("s3://shoes/1.png", "a red shoe")
            + "{\"image-ref\": \"s3://shoes/2.jpg\"}\n"
            + line("s3://shoes/3.png", "a blue shoe")
            + "{\"image-ref\": \"s3://shoes/4.png\", \"caption\": \"a green shoe\"\n");
  }
}
