package io.github.titanembeddings.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/** Draws a folder of images with captions in words that a shop invented. */
public final class DrawnShop {
  private static final long SEED = 90;
  private static final int IMAGES_PER_WORD = 5;
  private static final List<String> WORDS =
      List.of(
          "avela", "bonto", "cirru", "delmo", "ferali", "gomba", "hesto", "iluna", "jarvo",
          "kembra", "lorio", "mutani", "nexu");

  /** Some captions also name the object in plain words. */
  private static final List<String> CAPTIONS =
      List.of(
          "%s",
          "our %s",
          "%s, new",
          "the %s",
          "one %s",
          "%s for you",
          "your %s",
          "any %s",
          "%s again",
          "more %s",
          "%s, please",
          "this %s",
          "%s for all",
          "some %s",
          "only %s",
          "%s at last",
          "%s and %s",
          "a %s, that is %s",
          "%s, like %s",
          "%s as %s");

  private DrawnShop() {}

  /** Draws the images into a folder, with {@code captions.tsv}. */
  public static void draw(Path folder) {
    try {
      Files.createDirectories(folder);
      StringBuilder captions = new StringBuilder();
      int word = 0;
      for (String group : DrawnCatalog.groups()) {
        for (int i = 0; i < IMAGES_PER_WORD; i++) {
          String file = String.format(Locale.ROOT, "%s-%02d.png", WORDS.get(word), i);
          ImageIO.write(DrawnCatalog.image(group, i, SEED), "png", folder.resolve(file).toFile());
          for (String caption : CAPTIONS) {
            captions.append(file).append('\t');
            captions
                .append(String.format(Locale.ROOT, caption, WORDS.get(word), group))
                .append('\n');
          }
        }
        word++;
      }
      Files.writeString(folder.resolve("captions.tsv"), captions);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
