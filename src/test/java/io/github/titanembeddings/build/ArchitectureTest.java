package io.github.titanembeddings.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The library and the examples keep the rules of the tree. */
class ArchitectureTest {
  private static final JavaClasses LIBRARY =
      new ClassFileImporter().importPath(Path.of("target/classes"));

  @Test
  void exportedPackagesContainPublicTypesOnly() {
    TreeRules.EXPORTED_PACKAGES_CONTAIN_PUBLIC_TYPES_ONLY.check(LIBRARY);
  }

  @Test
  void publicSignaturesNameNothingInternal() {
    TreeRules.PUBLIC_SIGNATURES_NAME_NOTHING_INTERNAL.check(LIBRARY);
  }

  @Test
  void dependenciesPointOneWay() {
    TreeRules.DEPENDENCIES_POINT_ONE_WAY.check(LIBRARY);
  }

  @Test
  void internalsStayInTheirFeature() {
    TreeRules.INTERNALS_STAY_IN_THEIR_FEATURE.check(LIBRARY);
  }

  @Test
  void classesHaveNoCycles() {
    TreeRules.CLASSES_HAVE_NO_CYCLES.check(LIBRARY);
  }

  @Test
  void awsSdkStaysInThePackagesThatCallIt() {
    TreeRules.AWS_STAYS_IN_THE_PACKAGES_THAT_CALL_IT.check(LIBRARY);
  }

  @Test
  void jacksonStaysInInternals() {
    TreeRules.JACKSON_STAYS_IN_INTERNALS.check(LIBRARY);
  }

  @Test
  void wireMockStaysInTesting() {
    TreeRules.WIREMOCK_STAYS_IN_TESTING.check(LIBRARY);
  }

  @Test
  void namesNoFramework() {
    TreeRules.NO_FRAMEWORKS.check(LIBRARY);
  }

  @Test
  void publicClassesAreFinal() {
    TreeRules.PUBLIC_CLASSES_ARE_FINAL.check(LIBRARY);
  }

  @Test
  void noFieldOrParameterIsOptional() {
    TreeRules.NO_FIELD_IS_OPTIONAL.check(LIBRARY);
    TreeRules.NO_PARAMETER_IS_OPTIONAL.check(LIBRARY);
  }

  private static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("target/test-classes"), 2)) {
      return files.filter(file -> file.toString().endsWith(".class")).toList();
    }
  }

  @Test
  void examplesUseTheExportedPackagesOnly() throws IOException {
    TreeRules.EXAMPLES_USE_EXPORTED_PACKAGES_ONLY.check(
        new ClassFileImporter().importPaths(examples()));
  }

  /** A renamed class would silently leave the profile. */
  @Test
  void everyTestClassThatThePomNamesExists() throws IOException {
    List<String> names =
        Pattern.compile("<include>\\*\\*/(\\w+\\.java)</include>")
            .matcher(Files.readString(Path.of("pom.xml")))
            .results()
            .map(result -> result.group(1))
            .toList();
    Set<String> files =
        FileRules.javaFiles(Path.of("src/test/java")).stream()
            .map(file -> file.getFileName().toString())
            .collect(Collectors.toSet());

    assertThat(names).hasSizeGreaterThan(20).isSubsetOf(files);
  }

  static List<Path> standaloneProjects() {
    return Stream.of("src/integrations", "examples")
        .flatMap(root -> FileRules.files(Path.of(root), "pom.xml").stream())
        .filter(pom -> !FileRules.read(pom).contains("<parent>"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("standaloneProjects")
  void projectsHaveTheVersionAndTheChecksOfTheLibrary(Path pom) {
    Pattern version =
        Pattern.compile("<artifactId>titan-embeddings[\\w-]*</artifactId>\\s*<version>([^<]+)");
    Matcher library = version.matcher(FileRules.read(Path.of("pom.xml")));
    Matcher project = version.matcher(FileRules.read(pom));

    assertThat(library.find() && project.find()).isTrue();
    assertThat(project.group(1)).isIn(library.group(1), "@project.version@");
    assertThat(FileRules.missingChecks(Path.of("pom.xml"), pom)).isEmpty();
  }

  static Stream<Path> sourceRoots() {
    return Stream.of(
            "src/main/java", "src/test/java", "src/jmh/java", "src/integrations", "examples")
        .map(Path::of);
  }

  @ParameterizedTest
  @MethodSource("sourceRoots")
  void filesAreShort(Path root) {
    assertThat(FileRules.longFiles(root)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("sourceRoots")
  void foldersAreSmall(Path root) {
    assertThat(FileRules.fullFolders(root)).isEmpty();
  }

  @Test
  void examplesAreShort() {
    assertThat(FileRules.longExamples(Path.of("examples"))).isEmpty();
  }
}
