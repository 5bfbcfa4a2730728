package io.github.titanembeddings.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.PackageVersion;
import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import software.amazon.awssdk.core.util.VersionInfo;

/**
 * Every class, field and method that the library names exists in the dependencies on the class
 * path. {@code -Pfloor} runs this against the oldest supported ones.
 */
class LinkageTest {
  private static final List<String> CHECKED =
      List.of("com.fasterxml.jackson.", "software.amazon.awssdk.", "com.github.tomakehurst.");

  @Test
  void everyReferenceToADependencyResolves() {
    Set<JavaClass> library = Set.copyOf(importWithDependencies());

    List<String> missing =
        library.stream()
            .filter(type -> type.getSource().isPresent())
            .filter(type -> type.getPackageName().startsWith("io.github.titanembeddings"))
            .flatMap(type -> type.getAccessesFromSelf().stream())
            .filter(LinkageTest::isChecked)
            .filter(access -> access.getTarget().resolveMember().isEmpty())
            .map(JavaAccess::getDescription)
            .sorted()
            .toList();

    assertThat(missing).isEmpty();
  }

  @Test
  @EnabledIfSystemProperty(named = "floor.jackson", matches = ".+")
  void theClassPathHasTheOldestSupportedVersions() throws ReflectiveOperationException {
    assertThat(PackageVersion.VERSION).hasToString(System.getProperty("floor.jackson"));
    // By reflection: the compiler would copy the constant of the version it compiles against.
    assertThat(VersionInfo.class.getField("SDK_VERSION").get(null))
        .isEqualTo(System.getProperty("floor.aws"));
  }

  private static JavaClasses importWithDependencies() {
    return ArchConfiguration.withThreadLocalScope(
        configuration -> {
          configuration.setResolveMissingDependenciesFromClassPath(true);
          return new ClassFileImporter().importPath(Path.of("target/classes"));
        });
  }

  private static boolean isChecked(JavaAccess<?> access) {
    String owner = access.getTargetOwner().getName();
    return CHECKED.stream().anyMatch(owner::startsWith);
  }
}
