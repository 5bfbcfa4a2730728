package support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Two images, and whether they are duplicates. */
public record LabeledPair(String a, String b, boolean same) {
  /**
   * Reads lines such as {@code a.png,b.png,true}.
   *
   * @throws IllegalArgumentException if the file has none, or a line in another format
   */
  public static List<LabeledPair> read(Path csv) throws IOException {
    List<LabeledPair> pairs = new ArrayList<>();
    if (Files.exists(csv)) {
      for (String line : Files.readAllLines(csv)) {
        String[] parts = line.strip().split("\\s*,\\s*", -1);
        if (parts.length != 3 || !List.of("true", "false").contains(parts[2])) {
          throw new IllegalArgumentException(
              csv + ": expected a line such as \"a.png,b.png,true\", got \"" + line + '"');
        }
        pairs.add(new LabeledPair(parts[0], parts[1], Boolean.parseBoolean(parts[2])));
      }
    }
    if (pairs.isEmpty()) {
      throw new IllegalArgumentException(
          csv + " has no labeled pairs; add lines such as \"a.png,b.png,true\"");
    }
    return pairs;
  }
}
