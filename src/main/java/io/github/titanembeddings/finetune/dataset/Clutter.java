package io.github.titanembeddings.finetune.dataset;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Recognizes files that systems and people leave in image folders; they are silently ignored. */
public final class Clutter {
  private static final Set<String> NAMES =
      Set.of(
          "thumbs.db",
          "ehthumbs.db",
          "desktop.ini",
          "icon\r",
          "@eadir",
          "#recycle",
          "$recycle.bin",
          "system volume information",
          "lost+found",
          "__macosx");

  private static final Pattern README =
      Pattern.compile("readme(\\.(md|txt|rst|html))?", Pattern.CASE_INSENSITIVE);

  private Clutter() {}

  /** Returns whether a file or folder is hidden or of a well-known name. */
  public static boolean is(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.startsWith(".")
        || NAMES.contains(name.toLowerCase(Locale.ROOT))
        || README.matcher(name).matches();
  }
}
