package io.github.titanembeddings.build;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.github.titanembeddings.exception.TitanException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules that packages, types and files keep. */
class ArchitectureTest {
  private static final String BASE = "io.github.titanembeddings";
  private static final JavaClasses LIBRARY =
      new ClassFileImporter().importPath(Path.of("target/classes"));

  private static final JavaClasses EXAMPLES =
      new ClassFileImporter().importPath(Path.of("target/test-classes"));

  @Test
  void awsStaysInThePackagesThatTalkToIt() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "..transport..",
            "..storage..",
            "..finetune",
            "..finetune.internal..",
            "..finetune.throughput..",
            "..testing..",
            BASE)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("software.amazon..")
        .check(LIBRARY);
  }

  @Test
  void amongTheClientsOnlyBuildersKnowAws() {
    noClasses()
        .that()
        .resideInAPackage(BASE)
        .and()
        .haveSimpleNameNotEndingWith("Builder")
        .and()
        .doNotHaveSimpleName("TitanEmbeddingsClient")
        .and()
        .doNotHaveSimpleName("TitanEmbeddingsAsyncClient")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("software.amazon..")
        .check(LIBRARY);
  }

  @Test
  void jacksonStaysInInternalsAndTheStub() {
    noClasses()
        .that()
        .resideOutsideOfPackages("..internal..", "..testing..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.fasterxml..")
        .check(LIBRARY);
  }

  @Test
  void wireMockStaysInTesting() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..testing..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.github.tomakehurst..")
        .check(LIBRARY);
  }

  @Test
  void theModelKnowsNeitherTransportNorClients() {
    noClasses()
        .that()
        .resideInAnyPackage("..model..", "..validation..", "..exception..", "..storage..")
        .should()
        .dependOnClassesThat(resideInAnyPackage("..transport..", "..testing..", BASE))
        .check(LIBRARY);
  }

  @Test
  void dataSetsKnowNeitherTransportNorClients() {
    noClasses()
        .that()
        .resideInAPackage("..finetune.dataset..")
        .should()
        .dependOnClassesThat(resideInAnyPackage("..transport..", "..testing..", BASE))
        .check(LIBRARY);
  }

  @Test
  void nothingDependsOnTheStub() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..testing..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("..testing..")
        .check(LIBRARY);
  }

  @Test
  void examplesUseOnlyWhatUsersHave() {
    noClasses()
        .that()
        .resideInAPackage("")
        .and()
        .haveSimpleNameNotEndingWith("Test")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("..internal..", "org.junit..", "org.assertj..")
                .or(resideInAnyPackage("..examples..", "..catalogue..")))
        .check(EXAMPLES);
  }

  @Test
  void publicClassesAreFinal() {
    classes()
        .that()
        .arePublic()
        .and()
        .areNotInterfaces()
        .and()
        .areNotEnums()
        .and()
        .doNotBelongToAnyOf(TitanException.class)
        .and()
        .doNotHaveModifier(JavaModifier.ABSTRACT)
        .should()
        .haveModifier(JavaModifier.FINAL)
        .check(LIBRARY);
  }

  @Test
  void noFieldOrParameterIsOptional() {
    for (Class<?> optional : List.of(Optional.class, OptionalInt.class, OptionalLong.class)) {
      noFields().should().haveRawType(optional).check(LIBRARY);
      codeUnits()
          .that()
          .areDeclaredInClassesThat()
          .areTopLevelClasses()
          .should()
          .notHaveRawParameterTypes(optional)
          .check(LIBRARY);
    }
  }

  @Test
  void filesHaveAtMost400Lines() throws IOException {
    List<Path> files = javaFiles(Path.of("src/main/java"));
    files.addAll(javaFiles(Path.of("src/test/java")));
    files.addAll(javaFiles(Path.of("src/jmh/java")));
    files.addAll(javaFiles(Path.of("examples")));

    assertThat(files).allSatisfy(file -> assertThat(lines(file)).isLessThanOrEqualTo(400));
  }

  private static List<Path> javaFiles(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return new ArrayList<>();
    }
    try (Stream<Path> tree = Files.walk(folder)) {
      return new ArrayList<>(tree.filter(file -> file.toString().endsWith(".java")).toList());
    }
  }

  private static long lines(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
