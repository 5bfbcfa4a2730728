package io.github.titanembeddings.examples.spark;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The locations of images: objects in S3, and files that every executor can read. */
final class ImageUris {
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):/|data:");

  private ImageUris() {}

  static boolean isS3(String uri) {
    return uri.startsWith("s3://") || uri.startsWith("s3a://");
  }

  /** Returns the URI of an object with the scheme that the library knows. */
  static String s3(String uri) {
    return "s3" + uri.substring(uri.indexOf(':'));
  }

  /**
   * Returns a file. Hadoop's {@code file:} URIs are not percent-encoded, others are: the literal
   * path takes precedence if it exists.
   *
   * @throws IllegalArgumentException if it is not a valid path, or has another scheme
   */
  static Path file(String uri) {
    Matcher scheme = SCHEME.matcher(uri);
    if (!scheme.lookingAt()) {
      return Path.of(uri);
    }
    if (!scheme.group().toLowerCase(Locale.ROOT).equals("file:/")) {
      throw new IllegalArgumentException(
          scheme.group() + "… is not supported; give an s3:// or file: URI, a path or the bytes");
    }
    Path literal = Path.of(uri.substring(uri.startsWith("///", 5) ? 7 : 5));
    if (Files.exists(literal)) {
      return literal;
    }
    try {
      return Path.of(URI.create(uri));
    } catch (IllegalArgumentException e) { // not encoded, so the file is missing
      return literal;
    }
  }
}
