package io.github.titanembeddings.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compiles each Java block of the README by itself, unaltered: as a file if it declares a type,
 * else as the body of a method after one fixed prelude.
 */
class ReadmeCodeTest {

  /** The variables that the README names above its first block. */
  private static final String VARIABLES =
      """
      abstract class Block {
        TitanEmbeddingsClient titan;
        TitanEmbeddingsAsyncClient asyncTitan;
        ObjectStore store;
        Path photo;
        Path folder;
        Stream<BulkItem> items;

        void run() throws Exception {
      """;

  private static final Pattern TYPE =
      Pattern.compile("(?m)^(?:public |final |abstract )*(?:class|interface|enum|record) \\w+");

  private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

  /** Opens the jars of the class path once for all blocks. */
  @AutoClose
  private static final StandardJavaFileManager FILES =
      COMPILER.getStandardFileManager(null, null, null);

  @TempDir Path output;

  static Stream<String> blocks() throws IOException {
    return Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL)
        .matcher(Files.readString(Path.of("README.md")))
        .results()
        .map(result -> result.group(1));
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void compilesEachBlockByItself(String block) throws IOException {
    assertThat(errors(block)).as(block).isEmpty();
  }

  @Test
  void reportsABlockThatDoesNotCompile() throws IOException {
    assertThat(errors("int twice = 1;\nint twice = 2;")).contains("already defined");
    assertThat(errors("titan.embedAll();")).contains("cannot find symbol");
    assertThat(errors("class Shop {}\nclass Shop {}")).contains("duplicate class");
  }

  private String errors(String block) throws IOException {
    String source =
        TYPE.matcher(block).find() ? imports() + block : imports() + VARIABLES + block + "}}";
    JavaFileObject file =
        new SimpleJavaFileObject(URI.create("string:///Block.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    StringWriter errors = new StringWriter();
    COMPILER
        .getTask(
            errors,
            FILES,
            null,
            List.of("-d", output.toString(), "-proc:none", "-nowarn"),
            null,
            List.of(file))
        .call();
    return errors.toString();
  }

  /** Imports the exported packages, and those of the JDK that the blocks use. */
  static String imports() throws IOException {
    Stream<String> exported =
        Pattern.compile("exports (\\S+);")
            .matcher(Files.readString(Path.of("src/main/java/module-info.java")))
            .results()
            .map(result -> result.group(1));
    Stream<String> others =
        Stream.of(
            "java.net",
            "java.nio.file",
            "java.time",
            "java.util",
            "java.util.concurrent",
            "java.util.stream");
    return Stream.concat(exported, others)
        .map(name -> "import " + name + ".*;\n")
        .collect(Collectors.joining());
  }
}
