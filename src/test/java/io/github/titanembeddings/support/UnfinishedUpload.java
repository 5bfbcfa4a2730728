package io.github.titanembeddings.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Creates the partial file that a killed upload leaves in a {@code LocalObjectStore}. */
public final class UnfinishedUpload {
  private static final String NAME = ".00000000-0000-0000-0000-000000000000.titan-embeddings-part";

  private UnfinishedUpload() {}

  /** Writes the file, and creates its folder if necessary. */
  public static Path in(Path folder) throws IOException {
    return Files.write(Files.createDirectories(folder).resolve(NAME), new byte[10]);
  }
}
