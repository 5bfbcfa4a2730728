package io.github.titanembeddings.catalogue;

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

/** A folder of pictures in groups such as apples and sunsets, drawn by code: no two are alike. */
public final class DrawnCatalogue {
  /** How many pictures of each group there are, as PNG and JPEG in turn. */
  static final int PICTURES_PER_GROUP = 6;

  /** With these pictures the example's scores are clear of ties and of rounding limits. */
  private static final long SEED = 470;

  /** Keeps seeds far from each other: Random begins alike for near ones. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private static final Map<String, Consumer<Sketch>> GROUPS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("apple", Things::apples),
              Map.entry("ball", Things::balls),
              Map.entry("chequers", Patterns::chequers),
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

  private DrawnCatalogue() {}

  /** The names of the groups; a file's name begins with its group's. */
  public static SortedSet<String> groups() {
    return new TreeSet<>(GROUPS.keySet());
  }

  /** Draws the catalogue into a folder, which is made if it is not there. */
  public static void draw(Path folder) {
    try {
      Files.createDirectories(folder);
      for (String group : GROUPS.keySet()) {
        for (int number = 1; number <= PICTURES_PER_GROUP; number++) {
          String format = number % 2 == 0 ? "jpg" : "png";
          String name = String.format(Locale.ROOT, "%s-%02d.%s", group, number, format);
          ImageIO.write(picture(group, number, SEED), format, folder.resolve(name).toFile());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One picture of a group; another seed gives another catalogue, the same one the same. */
  public static BufferedImage picture(String group, int number, long seed) {
    long own = (seed * 31 + group.hashCode()) * 31 + number;
    Sketch sketch = new Sketch(new Random(own * SPREAD));
    GROUPS.get(group).accept(sketch);
    return sketch.finished();
  }
}
