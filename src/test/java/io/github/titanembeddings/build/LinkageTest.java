package io.github.titanembeddings.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.PackageVersion;
import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import software.amazon.awssdk.core.util.VersionInfo;

/**
 * The oldest supported dependencies have every class, field and method that the library uses,
 * whether another test reaches it or not. Runs by {@code -Pfloor}.
 */
@EnabledIfSystemProperty(named = "floor.jackson", matches = ".+")
class LinkageTest {
  private static final List<String> CHECKED =
      List.of("com.fasterxml.jackson.", "software.amazon.awssdk.", "com.github.tomakehurst.");

  private static final List<JavaClass> LIBRARY =
      ArchConfiguration.withThreadLocalScope(
          configuration -> {
            configuration.setResolveMissingDependenciesFromClassPath(true);
            return new ClassFileImporter()
                .importPath(Path.of("target/classes")).stream()
                    .filter(type -> type.getName().startsWith("io.github.titanembeddings."))
                    .toList();
          });

  @Test
  void theClassPathHasTheOldestSupportedVersions() throws ReflectiveOperationException {
    assertThat(PackageVersion.VERSION).hasToString(System.getProperty("floor.jackson"));
    // By reflection: the compiler would copy the constant of the version it compiles against.
    assertThat(VersionInfo.class.getField("SDK_VERSION").get(null))
        .isEqualTo(System.getProperty("floor.aws"));
  }

  @Test
  void everyClassExists() {
    List<String> names =
        LIBRARY.stream()
            .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
            .map(Dependency::getTargetClass)
            .map(type -> type.getBaseComponentType().getName())
            .filter(LinkageTest::isChecked)
            .distinct()
            .toList();

    assertThat(names).hasSizeGreaterThan(CHECKED.size());
    assertThat(names).filteredOn(name -> !exists(name)).isEmpty();
  }

  /** Only this run of the tests verifies bytecode. */
  @Test
  void everyClassIsValid() throws ClassNotFoundException {
    for (JavaClass type : LIBRARY) {
      assertThat(Class.forName(type.getName())).isNotNull();
    }
  }

  @Test
  void everyFieldMethodAndConstructorExists() {
    List<JavaAccess<?>> uses =
        LIBRARY.stream()
            .flatMap(type -> type.getAccessesFromSelf().stream())
            .filter(use -> isChecked(use.getTargetOwner().getName()))
            .collect(Collectors.toList());

    assertThat(uses).hasSizeGreaterThan(CHECKED.size());
    Stream<JavaAccess<?>> missing =
        uses.stream().filter(use -> use.getTarget().resolveMember().isEmpty());
    assertThat(missing.map(JavaAccess::getDescription)).isEmpty();
  }

  private static boolean isChecked(String className) {
    return CHECKED.stream().anyMatch(className::startsWith);
  }

  private static boolean exists(String className) {
    try {
      Class.forName(className, false, LinkageTest.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }
}
