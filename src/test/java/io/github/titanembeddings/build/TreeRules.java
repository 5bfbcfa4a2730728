package io.github.titanembeddings.build;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.github.titanembeddings.exception.TitanException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** The rules of the tree. {@link BrokenRulesTest} shows that each of them fails when broken. */
final class TreeRules {
  static final String BASE = "io.github.titanembeddings";

  private static final String CLIENTS = "clients";
  private static final String SHARED = "internal";

  /** Each feature with those that it may depend on; all share {@code internal}. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("validation", Set.of(SHARED)),
          Map.entry("exception", Set.of("validation", SHARED)),
          Map.entry(SHARED, Set.of("validation", "exception")),
          Map.entry("storage", Set.of("validation", "exception", SHARED)),
          Map.entry("model", Set.of("storage", "validation", "exception", SHARED)),
          Map.entry("job", Set.of("storage", "validation", "exception", SHARED)),
          Map.entry("transport", Set.of("model", "validation", "exception", SHARED)),
          Map.entry(
              CLIENTS, Set.of("transport", "model", "storage", "validation", "exception", SHARED)),
          Map.entry(
              "bulk",
              Set.of(CLIENTS, "transport", "model", "storage", "validation", "exception", SHARED)),
          Map.entry(
              "finetune",
              Set.of("job", "transport", "model", "storage", "validation", "exception", SHARED)),
          Map.entry(
              "batch",
              Set.of(
                  CLIENTS,
                  "bulk",
                  "job",
                  "transport",
                  "model",
                  "storage",
                  "validation",
                  "exception",
                  SHARED)),
          Map.entry(
              "evaluation",
              Set.of(
                  CLIENTS,
                  "bulk",
                  "finetune",
                  "model",
                  "storage",
                  "validation",
                  "exception",
                  SHARED)),
          Map.entry(
              "testing",
              Set.of(
                  CLIENTS,
                  "transport",
                  "finetune",
                  "batch",
                  "model",
                  "storage",
                  "validation",
                  "exception",
                  SHARED)));

  /** Maps each feature to the internal packages of other features that it may use. */
  private static final Map<String, Set<String>> MAY_USE_INTERNALS =
      Map.of(
          CLIENTS,
          Set.of("model.internal", "transport.internal"), // the builders' connection settings
          "testing",
          Set.of("model.internal"),
          "model",
          Set.of("storage.internal"), // StorageProblem
          "bulk",
          // calls without the AWS SDK's retries, and prepared requests
          Set.of("internal.client", "model.internal"),
          "batch",
          // bodies, control plane, journal
          Set.of(
              "internal.client", "transport.internal", "model.internal", "bulk.internal.journal"),
          "finetune",
          Set.of("transport.internal", "storage.internal")); // control plane, StorageProblem

  static final ArchRule EXPORTED_PACKAGES_CONTAIN_PUBLIC_TYPES_ONLY =
      classes()
          .that()
          .resideOutsideOfPackage("..internal..")
          .and()
          .areTopLevelClasses()
          .and()
          .doNotHaveSimpleName("package-info")
          .should()
          .bePublic();

  static final ArchRule PUBLIC_SIGNATURES_NAME_NOTHING_INTERNAL =
      classes()
          .that()
          .arePublic()
          .and()
          .resideOutsideOfPackage("..internal..")
          .should(
              condition(
                  "name nothing internal in public signatures",
                  (type, report) ->
                      typesThatUsersSee(type)
                          .filter(shown -> shown.getPackageName().contains(".internal"))
                          .forEach(
                              shown -> report.add(type.getName() + " shows " + shown.getName()))));

  static final ArchRule DEPENDENCIES_POINT_ONE_WAY =
      classes()
          .should(
              condition(
                  "depend on features below their own only",
                  (type, report) ->
                      across(type)
                          .filter(
                              to ->
                                  !MAY_USE
                                      .getOrDefault(feature(type), Set.of())
                                      .contains(feature(to)))
                          .forEach(to -> report.add(type.getName() + " uses " + to.getName()))));

  static final ArchRule INTERNALS_STAY_IN_THEIR_FEATURE =
      classes()
          .should(
              condition(
                  "use no internals of another feature",
                  (type, report) ->
                      across(type)
                          .filter(to -> to.getPackageName().contains(".internal"))
                          .filter(to -> !feature(to).equals(SHARED))
                          .filter(to -> !mayUseInternal(type, to))
                          .forEach(to -> report.add(type.getName() + " uses " + to.getName()))));

  static final ArchRule CLASSES_HAVE_NO_CYCLES =
      classes()
          .should(
              new ArchCondition<>("have no cycles") {
                private Collection<JavaClass> all = List.of();

                @Override
                public void init(Collection<JavaClass> classes) {
                  all = classes;
                }

                @Override
                public void check(JavaClass type, ConditionEvents events) {
                  // the classes are checked together
                }

                @Override
                public void finish(ConditionEvents events) {
                  for (String cycle : ClassCycles.in(all)) {
                    events.add(SimpleConditionEvent.violated(all, cycle));
                  }
                }
              });

  static final ArchRule AWS_STAYS_IN_THE_PACKAGES_THAT_CALL_IT =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "..transport..",
              "..storage..",
              "..finetune",
              "..finetune.internal..",
              BASE + ".job..",
              BASE + ".batch..",
              "..testing..")
          .and(
              DescribedPredicate.not(
                  describe(
                      "a client or its builder",
                      type ->
                          type.getPackageName().equals(BASE)
                              && outermost(type)
                                  .getSimpleName()
                                  .matches(".*(Client|ClientBuilder)"))))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("software.amazon..");

  static final ArchRule JACKSON_STAYS_IN_INTERNALS =
      noClasses()
          .that()
          .resideOutsideOfPackage("..internal..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.fasterxml..");

  static final ArchRule WIREMOCK_STAYS_IN_TESTING =
      noClasses()
          .that()
          .resideOutsideOfPackage("..testing..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.github.tomakehurst..");

  static final ArchRule NO_FRAMEWORKS =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.springframework..",
              "dev.langchain4j..",
              "io.micrometer..",
              "org.apache.spark..");

  /** Examples have no package, and share classes of the package {@code support}. */
  static final ArchRule EXAMPLES_USE_EXPORTED_PACKAGES_ONLY =
      noClasses()
          .that()
          .resideInAnyPackage("", "support")
          .and()
          .haveSimpleNameNotEndingWith("Test")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "..internal..", "org.junit..", "org.assertj..", "..examples..", "..catalog..");

  static final ArchRule PUBLIC_CLASSES_ARE_FINAL =
      classes()
          .that()
          .arePublic()
          .and()
          .areNotInterfaces()
          .and()
          .areNotEnums()
          .and()
          .areNotAssignableTo(TitanException.class)
          .and()
          .doNotHaveModifier(JavaModifier.ABSTRACT)
          .should()
          .haveModifier(JavaModifier.FINAL);

  static final ArchRule NO_FIELD_IS_OPTIONAL =
      fields()
          .should(
              condition(
                  "not be optional",
                  (field, report) -> {
                    if (isOptional(field.getRawType())) {
                      report.add(field.getFullName());
                    }
                  }));

  static final ArchRule NO_PARAMETER_IS_OPTIONAL =
      codeUnits()
          .that()
          .areDeclaredInClassesThat()
          .areTopLevelClasses()
          .should(
              condition(
                  "have no optional parameter",
                  (unit, report) -> {
                    if (unit.getRawParameterTypes().stream().anyMatch(TreeRules::isOptional)) {
                      report.add(unit.getFullName());
                    }
                  }));

  private TreeRules() {}

  /** Returns the feature of a class: the package below the base package, or the clients. */
  static String feature(JavaClass type) {
    String name = type.getPackageName();
    if (name.equals(BASE) || name.startsWith(BASE + ".internal.client")) {
      return CLIENTS;
    }
    return name.substring(BASE.length() + 1).split("\\.", -1)[0];
  }

  static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(TreeRules::outermost).orElse(type);
  }

  private static boolean mayUseInternal(JavaClass type, JavaClass to) {
    String name = to.getPackageName() + ".";
    return MAY_USE_INTERNALS.getOrDefault(feature(type), Set.of()).stream()
        .anyMatch(allowed -> name.startsWith(BASE + "." + allowed + "."));
  }

  private static boolean isOptional(JavaClass type) {
    return Stream.of(Optional.class, OptionalInt.class, OptionalLong.class, OptionalDouble.class)
        .anyMatch(type::isEquivalentTo);
  }

  /** The classes of other features that a class depends on. */
  private static Stream<JavaClass> across(JavaClass type) {
    return type.getDirectDependenciesFromSelf().stream()
        .map(Dependency::getTargetClass)
        .map(JavaClass::getBaseComponentType)
        .filter(to -> to.getPackageName().startsWith(BASE))
        .filter(to -> !feature(to).equals(feature(type)))
        .distinct();
  }

  private static <T> ArchCondition<T> condition(
      String description, BiConsumer<T, Collection<String>> check) {
    return new ArchCondition<>(description) {
      @Override
      public void check(T item, ConditionEvents events) {
        Collection<String> found = new java.util.LinkedHashSet<>();
        check.accept(item, found);
        found.forEach(problem -> events.add(SimpleConditionEvent.violated(item, problem)));
      }
    };
  }

  /** The types in a class's API: its supertypes, and the public members' types. */
  private static Stream<JavaClass> typesThatUsersSee(JavaClass type) {
    Stream<JavaType> supertypes =
        Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream());
    Stream<JavaType> fields =
        type.getFields().stream().filter(TreeRules::isShown).map(JavaField::getType);
    Stream<JavaType> signatures =
        type.getCodeUnits().stream()
            .filter(TreeRules::isShown)
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
}
