package io.github.titanembeddings.build;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** The projects that {@code mvn -Pall verify} has built keep the rules of the tree. */
class IntegrationsTest {
  private static final Path BUILT = Path.of("target/integrations");

  static List<Path> projects() throws IOException {
    try (Stream<Path> tree = Files.walk(BUILT)) {
      return tree.filter(folder -> folder.endsWith("target/classes")).toList();
    }
  }

  @Test
  void eachProjectIsBuilt() throws IOException {
    assertThat(projects())
        .contains(
            BUILT.resolve("src/integrations/spring/target/classes"),
            BUILT.resolve("examples/spark/target/classes"),
            BUILT.resolve("examples/stores/opensearch/target/classes"));
  }

  /** Enforcer sees what a project depends on, but not what its users get. */
  @Test
  void usersOfTheSpringIntegrationGetNoFrameworkFromIt() throws Exception {
    Document pom =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(BUILT.resolve("src/integrations/spring/pom.xml").toFile());
    String frameworks =
        "/project/dependencies/dependency[starts-with(groupId, 'org.springframework')"
            + " or starts-with(groupId, 'dev.langchain4j')]";
    assertThat(count(pom, frameworks)).isGreaterThan(3);
    assertThat(count(pom, frameworks + "[not(optional = 'true') and not(scope = 'test')]"))
        .isZero();
  }

  private static int count(Document pom, String path) throws XPathExpressionException {
    XPath xpath = XPathFactory.newInstance().newXPath();
    return ((NodeList) xpath.evaluate(path, pom, XPathConstants.NODESET)).getLength();
  }

  @ParameterizedTest
  @MethodSource("projects")
  void projectsFollowTheArchitectureRules(Path classes) {
    JavaClasses project = new ClassFileImporter().importPath(classes);

    TreeRules.CLASSES_HAVE_NO_CYCLES.check(project);
    TreeRules.PUBLIC_CLASSES_ARE_FINAL.check(project);
    TreeRules.NO_FIELD_IS_OPTIONAL.check(project);
    TreeRules.NO_PARAMETER_IS_OPTIONAL.check(project);
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAPackage(TreeRules.BASE + "..internal..")
                .and(not(describe("the project's own", to -> isIn(project, to))))
                .or(resideInAnyPackage("org.junit..", "org.assertj..")))
        .check(project);
  }

  private static boolean isIn(JavaClasses project, JavaClass type) {
    return project.contain(type.getName());
  }
}
