package io.github.titanembeddings.catalog;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import javax.imageio.ImageIO;

/** Draws a folder of images in groups such as apples and sunsets; no two are equal. */
public final class DrawnCatalog {
  /** The number of images per group, alternately PNG and JPEG. */
  static final int IMAGES_PER_GROUP = 6;

  /** Chosen so that the example's scores have no ties and no rounding limits. */
  private static final long SEED = 470;

  /** Spreads seeds: Random starts similarly for close ones. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private static final Map<String, Consumer<Sketch>> GROUPS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("apple", Things::apples),
              Map.entry("ball", Things::balls),
              Map.entry("checkers", Patterns::checkers),
              Map.entry("flower", Things::flowers),
              Map.entry("forest", Landscapes::forest),
              Map.entry("lemon", Things::lemons),
              Map.entry("mountain", Landscapes::mountains),
              Map.entry("night", Landscapes::night),
              Map.entry("orange", Things::oranges),
              Map.entry("sea", Landscapes::sea),
              Map.entry("sunset", Landscapes::sunset),
              Map.entry("wall", Patterns::bricks),
              Map.entry("zebra", Patterns::zebra)));

  private DrawnCatalog() {}

  /** Returns the names of the groups, with which the file names start. */
  public static SortedSet<String> groups() {
    return new TreeSet<>(GROUPS.keySet());
  }

  /** Draws the catalog into a folder, which is created if missing. */
  public static void draw(Path folder) {
    try {
      Files.createDirectories(folder);
      for (String group : GROUPS.keySet()) {
        for (int number = 1; number <= IMAGES_PER_GROUP; number++) {
          String format = number % 2 == 0 ? "jpg" : "png";
          String name = String.format(Locale.ROOT, "%s-%02d.%s", group, number, format);
          ImageIO.write(image(group, number, SEED), format, folder.resolve(name).toFile());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Draws one image of a group, reproducibly for a seed. */
  public static BufferedImage image(String group, int number, long seed) {
    long own = (seed * 31 + group.hashCode()) * 31 + number;
    Sketch sketch = new Sketch(new Random(own * SPREAD));
    GROUPS.get(group).accept(sketch);
    return sketch.finished();
  }
}
