package io.github.titanembeddings.internal;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The version of this library, from a resource that the build fills in. */
public final class LibraryVersion {
  private static final String UNKNOWN = "unknown";
  private static final String VERSION = read();

  private LibraryVersion() {}

  /** Returns the version, or {@code unknown} for classes that were compiled without Maven. */
  public static String get() {
    return VERSION;
  }

  private static String read() {
    Properties properties = new Properties();
    try (InputStream resource = LibraryVersion.class.getResourceAsStream("library.properties")) {
      if (resource != null) {
        properties.load(resource);
      }
    } catch (IOException e) {
      return UNKNOWN;
    }
    String version = properties.getProperty("version", UNKNOWN);
    return version.startsWith("${") ? UNKNOWN : version;
  }
}
