package io.github.titanembeddings.build;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.support.OtherJvm;
import io.github.titanembeddings.testing.TitanStub;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The module's exports and requirements, seen from another module. */
class ModuleTest {
  private static final Path CLASSES = Path.of("target/classes");
  private static final ModuleDescriptor MODULE =
      ModuleFinder.of(CLASSES).find("io.github.titanembeddings").orElseThrow().descriptor();

  /** The required dependencies with their own; the class path of the tests has more. */
  private static final Pattern REQUIRED =
      Pattern.compile(
          ".*/(software/amazon/awssdk|com/fasterxml/jackson/core|io/netty|org/apache/httpcomponents"
              + "|org/reactivestreams|org/jspecify|org/slf4j/slf4j-api|commons-codec)/.*");

  @TempDir private Path folder;

  @Test
  void exportsEverythingButInternal() {
    List<String> shown =
        MODULE.packages().stream().filter(name -> !name.contains(".internal")).toList();

    assertThat(MODULE.exports())
        .extracting(ModuleDescriptor.Exports::source)
        .containsExactlyInAnyOrderElementsOf(shown);
    assertThat(MODULE.exports()).noneMatch(ModuleDescriptor.Exports::isQualified);
    assertThat(MODULE.isOpen()).isFalse();
    assertThat(MODULE.opens()).isEmpty();
  }

  @Test
  void needsNoOptionalModuleAtRunTime() {
    assertThat(MODULE.requires())
        .filteredOn(r -> r.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC))
        .extracting(ModuleDescriptor.Requires::name)
        .containsExactlyInAnyOrder(
            "org.jspecify",
            "org.xerial.sqlitejdbc",
            "java.sql",
            "software.amazon.awssdk.services.s3");
  }

  @Test
  void anotherModuleEmbedsWithIt() throws IOException, InterruptedException {
    String problems =
        compile(
            """
            package shop;

            import io.github.titanembeddings.TitanEmbeddingsClient;

            public final class Main {
              public static void main(String[] args) {
                try (TitanEmbeddingsClient titan = TitanEmbeddingsClient.create()) {
                  System.out.println(titan.embed(r -> r.text("shoe")).embedding().length());
                }
              }
            }
            """);
    assertThat(problems).isEmpty();
    try (TitanStub stub = TitanStub.start()) {
      assertThat(run(stub)).contains("1024");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "internal.ServiceMessages",
        "model.internal.json.ReplyReader",
        "internal.image.ImageHeaderParser",
        "model.internal.input.TruncatedText",
        "internal.concurrent.Futures"
      })
  void internalsAreInaccessible(String type) throws IOException {
    String problems =
        compile("package shop; class Thief { io.github.titanembeddings." + type + " stolen; }");

    assertThat(problems).contains("does not export it");
  }

  private String compile(String source) throws IOException {
    Path module =
        Files.writeString(
            folder.resolve("module-info.java"),
            "module shop { requires io.github.titanembeddings; }");
    Path main =
        Files.writeString(
            folder.resolve(source.contains("class Main") ? "Main.java" : "Thief.java"), source);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter problems = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, UTF_8)) {
      compiler
          .getTask(
              problems,
              files,
              null,
              List.of(
                  "-cp", "", "--module-path", modulePath(), "-d", folder.resolve("out").toString()),
              null,
              files.getJavaFileObjects(module, main))
          .call();
    }
    return problems.toString();
  }

  private List<String> run(TitanStub stub) throws IOException, InterruptedException {
    return OtherJvm.run(
        Map.of(),
        List.of(
            "-Daws.endpointUrlBedrockRuntime=" + stub.endpoint(),
            "-Daws.region=us-east-1",
            "-Daws.accessKeyId=stub",
            "-Daws.secretAccessKey=stub",
            "--module-path",
            folder.resolve("out") + File.pathSeparator + modulePath(),
            "--module",
            "shop/shop.Main"));
  }

  private static String modulePath() {
    String jars =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> REQUIRED.matcher(entry.replace(File.separatorChar, '/')).matches())
            .filter(entry -> !entry.contains("url-connection-client"))
            .collect(Collectors.joining(File.pathSeparator));
    return CLASSES.toAbsolutePath() + File.pathSeparator + jars;
  }
}
