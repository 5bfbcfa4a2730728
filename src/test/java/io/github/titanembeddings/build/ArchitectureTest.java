package io.github.titanembeddings.build;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
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

  /** A feature is a package below the base package with everything inside it. */
  private static final SliceAssignment BY_FEATURE =
      new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
          String name = type.getPackageName();
          if (name.equals(BASE) || name.startsWith(BASE + ".internal.client")) {
            return SliceIdentifier.of("clients");
          }
          if (!name.startsWith(BASE + ".")) {
            return SliceIdentifier.ignore();
          }
          String feature = name.substring(BASE.length() + 1).split("\\.", -1)[0];
          return SliceIdentifier.of(feature);
        }

        @Override
        public String getDescription() {
          return "features";
        }
      };

  @Test
  void awsStaysInThePackagesThatTalkToIt() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "..transport..",
            "..storage..",
            "..finetune",
            "..finetune.internal",
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
  void featuresHaveNoCycles() {
    slices().assignedFrom(BY_FEATURE).should().beFreeOfCycles().check(LIBRARY);
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
  void publicSignaturesNameNothingInternal() {
    Stream<JavaClass> shown =
        LIBRARY.stream()
            .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
            .filter(type -> !type.getPackageName().contains(".internal"));
    assertThat(shown.flatMap(ArchitectureTest::typesThatUsersSee))
        .noneMatch(type -> type.getPackageName().contains(".internal"));
  }

  /**
   * All types in what a class shows: its supertypes, fields, parameters, results and exceptions.
   */
  private static Stream<JavaClass> typesThatUsersSee(JavaClass type) {
    Stream<JavaType> supertypes =
        Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream());
    Stream<JavaType> fields =
        type.getFields().stream().filter(ArchitectureTest::isShown).map(JavaField::getType);
    Stream<JavaType> signatures =
        type.getCodeUnits().stream()
            .filter(ArchitectureTest::isShown)
            .flatMap(
                unit ->
                    Stream.of(
                            unit.getParameterTypes().stream(),
                            Stream.of(unit.getReturnType()),
                            unit.getExceptionTypes().stream())
                        .flatMap(types -> types));
    return Stream.of(supertypes, fields, signatures)
        .flatMap(types -> types)
        .flatMap(shown -> shown.getAllInvolvedRawTypes().stream());
  }

  private static boolean isShown(JavaMember member) {
    return member.getModifiers().contains(JavaModifier.PUBLIC)
        || member.getModifiers().contains(JavaModifier.PROTECTED);
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
