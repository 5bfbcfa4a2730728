package io.github.titanembeddings.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Needs the resource that Maven filters, as in an IDE that imports the pom. */
class LibraryVersionTest {
  @Test
  void isTheVersionOfTheBuild() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    String ours = pom.substring(pom.indexOf("<artifactId>titan-embeddings</artifactId>"));
    String version =
        ours.substring(
            ours.indexOf("<version>") + "<version>".length(), ours.indexOf("</version>"));

    assertThat(LibraryVersion.get()).isEqualTo(version);
  }
}
