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
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The README says what is so: its code is that of examples, its numbers are those of the library.
 */
class ReadmeTest {
  private static final String README = read(Path.of("README.md"));

  static Stream<String> javaBlocks() {
    return Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL)
        .matcher(README)
        .results()
        .map(result -> result.group(1));
  }

  /** Code may be left out where a line is blank or has a comment. */
  @ParameterizedTest
  @MethodSource("javaBlocks")
  void everyBlockOfCodeIsMadeOfExamples(String block) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("examples"))) {
      List<String> examples = files.map(ReadmeTest::read).map(ReadmeTest::withoutLayout).toList();
      assertThat(Stream.of(block.split("(?m)^\\s*$|(?<!:)//.*")).map(ReadmeTest::withoutLayout))
          .allSatisfy(
              part ->
                  assertThat(examples)
                      .as("an example with %s", part)
                      .anyMatch(example -> example.contains(part)));
    }
  }

  private static String withoutLayout(String code) {
    return code.replaceAll("\\s+", "");
  }

  @ParameterizedTest
  @EnumSource
  void everyLimitIsNamedWithItsNumber(Limit limit) {
    String number = String.format(Locale.ROOT, "%,d", Limits.titanMultimodalG1().get(limit));

    assertThat(README).contains(number + " " + limit.unit());
  }

  @ParameterizedTest
  @EnumSource
  void everyKindOfRefusalIsInTheTable(ServiceException.Kind kind) {
    assertThat(README).contains("`" + kind + "`");
  }

  @Test
  void theVersionIsThePoms() {
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
  void theGateRunsTheTwoCommands() {
    String gate = read(Path.of(".ci", "run"));

    assertThat(README).contains("mvn -q test-compile exec:java -Dexample=SearchImages");
    assertThat(README).contains("mvn verify");
    assertThat(gate).contains("mvn -B -ntp verify").contains("test-compile exec:java -Dexample=");
  }

  @Test
  void everyExampleIsNamed() throws IOException {
    try (Stream<Path> examples = Files.list(Path.of("examples"))) {
      List<String> names =
          examples.map(file -> file.getFileName().toString().replace(".java", "")).toList();
      assertThat(names).allSatisfy(name -> assertThat(README).contains("`" + name + "`"));
    }
  }

  @Test
  void isShort() {
    assertThat(README.lines().count()).isLessThanOrEqualTo(220);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
