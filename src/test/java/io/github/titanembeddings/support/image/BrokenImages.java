package io.github.titanembeddings.support.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Small files that look like images but are damaged, incomplete or of another format. */
public final class BrokenImages {
  private static final Path FOLDER = Path.of("src/test/resources/broken-images");

  private BrokenImages() {}

  public static byte[] read(String name) throws IOException {
    return Files.readAllBytes(FOLDER.resolve(name));
  }

  public static String text(String name) throws IOException {
    return new String(read(name), ISO_8859_1);
  }
}
