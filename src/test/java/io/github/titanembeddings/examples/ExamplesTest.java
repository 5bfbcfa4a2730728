package io.github.titanembeddings.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.support.S3Server;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs every file in examples/ and examples/uses/ and compares its output with its trailing Output
 * comment.
 */
@Isolated("examples read the system's settings and print to its output")
class ExamplesTest {
  @RegisterExtension private static final S3Server S3 = S3Server.shared();

  static List<Path> examples() throws IOException {
    List<Path> examples = new ArrayList<>();
    for (Path folder : List.of(Path.of("examples"), Path.of("examples/uses"))) {
      try (Stream<Path> files = Files.list(folder)) {
        files.filter(file -> file.toString().endsWith(".java")).sorted().forEach(examples::add);
      }
    }
    return examples;
  }

  @ParameterizedTest
  @MethodSource("examples")
  void printsItsOutputComment(Path file) throws Exception {
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).contains("// Output:");
    String expected =
        lines.stream()
            .skip(lines.indexOf("// Output:") + 1L)
            .map(line -> line.replaceFirst("^// ?", ""))
            .collect(Collectors.joining("\n"));

    assertThat(printedBy(file.getFileName().toString().replace(".java", ""))).isEqualTo(expected);
  }

  private static String printedBy(String example) throws ReflectiveOperationException, IOException {
    PrintStream console = System.out;
    InputStream keyboard = System.in;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, UTF_8));
    System.setIn(InputStream.nullInputStream()); // an example that waits for Enter ends at once
    try {
      RunExample.runOnStub(example, S3);
    } finally {
      System.setOut(console);
      System.setIn(keyboard);
    }
    return printed.toString(UTF_8).replace("\r\n", "\n").strip();
  }
}
