package io.github.titanembeddings.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each architecture rule rejects a small tree that breaks it, and names the offender. */
class BrokenRulesTest {
  private static final Pattern NAME =
      Pattern.compile("package (\\S+);.*?(?:class|interface|record) (\\w+)", Pattern.DOTALL);

  private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

  /** Opens the jars of the class path once for all trees. */
  @AutoClose
  private static final StandardJavaFileManager FILES =
      COMPILER.getStandardFileManager(null, null, null);

  @TempDir Path folder;

  @Test
  void rejectsAPackagePrivateTypeInAnExportedPackage() {
    assertRejected(
        TreeRules.EXPORTED_PACKAGES_CONTAIN_PUBLIC_TYPES_ONLY,
        "Hidden",
        "package io.github.titanembeddings.model; class Hidden {}");
  }

  @Test
  void rejectsAnInternalTypeInAPublicSignature() {
    assertRejected(
        TreeRules.PUBLIC_SIGNATURES_NAME_NOTHING_INTERNAL,
        "Shop shows io.github.titanembeddings.model.internal.Part",
        "package io.github.titanembeddings.model.internal; public class Part {}",
        "package io.github.titanembeddings.model; public class Shop { public"
            + " java.util.List<internal.Part> parts() { return null; } }");
  }

  @Test
  void rejectsADependencyOnAFeatureAbove() {
    assertRejected(
        TreeRules.DEPENDENCIES_POINT_ONE_WAY,
        "Low uses io.github.titanembeddings.bulk.High",
        "package io.github.titanembeddings.bulk; public class High {}",
        "package io.github.titanembeddings.model; public class Low { bulk.High high; }");
  }

  @Test
  void rejectsTheInternalsOfAnotherFeature() {
    assertRejected(
        TreeRules.INTERNALS_STAY_IN_THEIR_FEATURE,
        "Run uses io.github.titanembeddings.storage.internal.Part",
        "package io.github.titanembeddings.storage.internal; public class Part {}",
        "package io.github.titanembeddings.bulk; public class Run { storage.internal.Part part; }");
    assertRejected(
        TreeRules.INTERNALS_STAY_IN_THEIR_FEATURE,
        "Job uses io.github.titanembeddings.bulk.internal.engine.Part",
        "package io.github.titanembeddings.bulk.internal.engine; public class Part {}",
        "package io.github.titanembeddings.batch; public class Job {"
            + " bulk.internal.engine.Part part; }");
  }

  @Test
  void allowsBatchToUseTheJournalInternals() throws IOException {
    TreeRules.INTERNALS_STAY_IN_THEIR_FEATURE.check(
        new ClassFileImporter()
            .importPath(
                compiled(
                    "package io.github.titanembeddings.bulk.internal.journal; public class Part {}",
                    "package io.github.titanembeddings.batch; public class Job {"
                        + " bulk.internal.journal.Part part; }")));
  }

  @Test
  void rejectsACycleAndPrintsItsEdges() {
    assertRejected(
        TreeRules.CLASSES_HAVE_NO_CYCLES,
        "io.github.titanembeddings.bulk.Engine -> io.github.titanembeddings.bulk.Step",
        "package io.github.titanembeddings.bulk; public class Engine { static class Part { Step"
            + " step; } }",
        "package io.github.titanembeddings.bulk; public class Step { Engine engine; }");
  }

  @Test
  void acceptsASealedTypeThatNamesItsPermittedTypes() throws IOException {
    TreeRules.CLASSES_HAVE_NO_CYCLES.check(
        new ClassFileImporter()
            .importPath(
                compiled(
                    "package io.github.titanembeddings.bulk; public sealed interface Result permits"
                        + " Good { static Result of() { return new Good(); } }",
                    "package io.github.titanembeddings.bulk; public record Good() implements Result"
                        + " {}")));
  }

  @Test
  void rejectsTheAwsSdkElsewhere() {
    assertRejected(
        TreeRules.AWS_STAYS_IN_THE_PACKAGES_THAT_CALL_IT,
        "software.amazon.awssdk.regions.Region",
        "package io.github.titanembeddings.model;"
            + " public class Where { software.amazon.awssdk.regions.Region region; }");
  }

  @Test
  void rejectsJacksonInAnApi() {
    assertRejected(
        TreeRules.JACKSON_STAYS_IN_INTERNALS,
        "com.fasterxml.jackson.core.JsonFactory",
        "package io.github.titanembeddings.model;"
            + " public class Json { com.fasterxml.jackson.core.JsonFactory json; }");
  }

  @Test
  void rejectsWireMockOutsideOfTesting() {
    assertRejected(
        TreeRules.WIREMOCK_STAYS_IN_TESTING,
        "com.github.tomakehurst.wiremock.WireMockServer",
        "package io.github.titanembeddings.model;"
            + " public class Server { com.github.tomakehurst.wiremock.WireMockServer server; }");
  }

  @Test
  void rejectsAFramework() {
    assertRejected(
        TreeRules.NO_FRAMEWORKS,
        "org.springframework.Bean",
        "package org.springframework; public class Bean {}",
        "package io.github.titanembeddings.model;"
            + " public class Shop { org.springframework.Bean bean; }");
  }

  @Test
  void rejectsAPublicClassThatIsNotFinal() {
    assertRejected(
        TreeRules.PUBLIC_CLASSES_ARE_FINAL,
        "Open",
        "package io.github.titanembeddings.model; public class Open {}");
  }

  @Test
  void rejectsAnExampleThatUsesInternals() {
    assertRejected(
        TreeRules.EXAMPLES_USE_EXPORTED_PACKAGES_ONLY,
        "Field <support.Helper.part> has type <io.github.titanembeddings.bulk.internal.Part>",
        "package io.github.titanembeddings.bulk.internal; public class Part {}",
        "package support; public class Helper { bulk.internal.Part part; }");
  }

  @Test
  void rejectsOptionalFieldsAndParameters() {
    String field =
        "package io.github.titanembeddings.model;"
            + " public class Shop { java.util.Optional<String> name; }";
    String parameter =
        "package io.github.titanembeddings.model;"
            + " public class Shop { void name(java.util.OptionalInt size) {} }";

    assertRejected(TreeRules.NO_FIELD_IS_OPTIONAL, "Shop.name", field);
    assertRejected(TreeRules.NO_PARAMETER_IS_OPTIONAL, "Shop.name", parameter);
  }

  @Test
  void reportsLongFilesAndFullFolders() throws IOException {
    Files.write(folder.resolve("Long.java"), Collections.nCopies(401, ""));
    Files.write(folder.resolve("Short.java"), Collections.nCopies(400, ""));
    assertThat(FileRules.longFiles(folder)).hasSize(1).first().asString().contains("401 lines");
    assertThat(FileRules.fullFolders(folder)).isEmpty();

    for (int i = 0; i < 24; i++) {
      Files.createFile(folder.resolve("Small" + i + ".java"));
    }
    assertThat(FileRules.fullFolders(folder)).hasSize(1).first().asString().contains("26 files");
  }

  @Test
  void reportsLongExamples() throws IOException {
    Path support = Files.createDirectories(folder.resolve("uses/support"));
    Path project = Files.createDirectories(folder.resolve("spark/src/main/java"));
    for (Path place : List.of(folder, folder.resolve("uses"), support, project)) {
      Files.write(place.resolve("Short.java"), Collections.nCopies(150, ""));
      Files.write(place.resolve("Long.java"), Collections.nCopies(151, ""));
    }
    assertThat(FileRules.longExamples(folder))
        .containsExactlyInAnyOrder(
            folder.resolve("Long.java") + ": 151 lines",
            folder.resolve("uses/Long.java") + ": 151 lines",
            support.resolve("Long.java") + ": 151 lines");
  }

  @Test
  void reportsAPomWithoutTheChecks() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    String text = pom.replace("${errorprone.checks} ${errorprone.flags}", "@errorprone.flags@");
    Path strict = Files.writeString(folder.resolve("strict.xml"), text);
    Path loose = Files.writeString(folder.resolve("loose.xml"), text.replace("-Werror", ""));

    assertThat(FileRules.missingChecks(Path.of("pom.xml"), strict)).isEmpty();
    assertThat(FileRules.missingChecks(Path.of("pom.xml"), loose))
        .containsExactly("<arg>-Werror</arg>");
  }

  @Test
  void ignoresWhatBuildsCopy() throws IOException {
    Path copy = Files.createDirectories(folder.resolve("spark/target/classes"));
    Files.write(copy.resolve("Long.java"), Collections.nCopies(401, ""));
    assertThat(FileRules.longFiles(folder)).isEmpty();
  }

  private void assertRejected(ArchRule rule, String problem, String... sources) {
    assertThatThrownBy(() -> rule.check(new ClassFileImporter().importPath(compiled(sources))))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(problem);
  }

  /**
   * Compiles sources, in which a name may begin below the base package, into a folder of classes.
   */
  private Path compiled(String... sources) throws IOException {
    Path root = Files.createTempDirectory(folder, "tree");
    List<Path> files = new ArrayList<>();
    for (String source : sources) {
      Matcher name = NAME.matcher(source);
      assertThat(name.find()).isTrue();
      String full = source.replaceAll("(?<![\\w.])(bulk|storage)\\.", TreeRules.BASE + ".$1.");
      full = full.replaceAll("(?<![\\w.])internal\\.", name.group(1) + ".internal.");
      files.add(Files.writeString(root.resolve(name.group(2) + ".java"), full));
    }
    Path classes = root.resolve("classes");
    StringWriter errors = new StringWriter();
    Iterable<? extends JavaFileObject> units = FILES.getJavaFileObjectsFromPaths(files);
    List<String> options = List.of("-d", classes.toString(), "-proc:none");
    assertThat(COMPILER.getTask(errors, FILES, null, options, null, units).call())
        .as(errors.toString())
        .isTrue();
    return classes;
  }
}
