package io.github.titanembeddings.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The README agrees with the library, the examples, the pom and the gate. */
class ReadmeTest {
  private static final String README = read(Path.of("README.md"));

  @ParameterizedTest
  @EnumSource
  void everyLimitIsNamedWithItsNumber(Limit limit) {
    List<Limits> models =
        Stream.of(Limits.titanMultimodalG1(), Limits.titanTextV2(), Limits.titanTextV1())
            .filter(limits -> limits.has(limit))
            .toList();

    assertThat(models).isNotEmpty();
    for (Limits limits : models) {
      String number = String.format(Locale.ROOT, "%,d", limits.get(limit));
      assertThat(README).contains(number + " " + limit.unit());
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyErrorKindIsInTheTable(ServiceException.Kind kind) {
    assertThat(README).contains("`" + kind + "`");
  }

  @Test
  void versionIsThatOfThePom() {
    String pom = read(Path.of("pom.xml"));
    String version =
        Pattern.compile("<version>(.*?)</version>")
            .matcher(pom)
            .results()
            .findFirst()
            .orElseThrow()
            .group(1);

    assertThat(README).contains("<version>" + version + "</version>");
  }

  @Test
  void gateRunsBothCommands() {
    String gate = read(Path.of(".ci", "run"));

    assertThat(README).contains("mvn -q test-compile exec:java -Dexample=SearchImages");
    assertThat(README).contains("mvn verify");
    assertThat(gate).contains("-Pall verify\n").contains("test-compile exec:java -Dexample=");
  }

  @Test
  void everyExampleIsNamed() throws IOException {
    assertThat(ExamplesTest.examples())
        .map(file -> file.getFileName().toString().replace(".java", ""))
        .allSatisfy(name -> assertThat(README).contains("`" + name + "`"));
  }

  @Test
  void hasAtMost300Lines() {
    assertThat(README.lines().count()).isLessThanOrEqualTo(300);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
