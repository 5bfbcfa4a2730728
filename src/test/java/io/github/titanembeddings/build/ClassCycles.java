package io.github.titanembeddings.build;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds cycles between classes. A nested class counts as its outermost class; a sealed type and its
 * permitted types are one node.
 */
final class ClassCycles {
  private final Map<String, Set<String>> edges = new TreeMap<>();
  private final Map<String, Integer> index = new HashMap<>();
  private final Map<String, Integer> low = new HashMap<>();
  private final Deque<String> stack = new ArrayDeque<>();
  private final List<List<String>> cycles = new ArrayList<>();

  private ClassCycles() {}

  /** Returns each cycle as its edges, one per line. */
  static List<String> in(Collection<JavaClass> classes) {
    ClassCycles search = new ClassCycles();
    for (JavaClass type : classes) {
      String from = node(type);
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        String to = node(target);
        if (classes.contains(target) && !from.equals(to)) {
          search.edges.computeIfAbsent(from, name -> new TreeSet<>()).add(to);
        }
      }
    }
    List.copyOf(search.edges.keySet()).stream()
        .filter(name -> !search.index.containsKey(name))
        .forEach(search::visit);
    return search.cycles.stream().map(search::edgesOf).toList();
  }

  private static String node(JavaClass type) {
    JavaClass outermost = TreeRules.outermost(type);
    return outermost.getAllRawInterfaces().stream()
        .filter(ClassCycles::isSealed)
        .findFirst()
        .or(
            () ->
                outermost.getAllRawSuperclasses().stream()
                    .filter(ClassCycles::isSealed)
                    .findFirst())
        .map(TreeRules::outermost)
        .orElse(outermost)
        .getName();
  }

  /**
   * ArchUnit does not say; a sealed type's class file names the attribute of its permitted types.
   */
  private static boolean isSealed(JavaClass type) {
    return type.getPackageName().startsWith(TreeRules.BASE)
        && type.getSource()
            .map(Source::getUri)
            .filter(ClassCycles::namesPermittedTypes)
            .isPresent();
  }

  private static boolean namesPermittedTypes(URI classFile) {
    try {
      return Files.readString(Path.of(classFile), ISO_8859_1).contains("PermittedSubclasses");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tarjan's algorithm: a strongly connected component of several nodes has a cycle. */
  private void visit(String node) {
    int number = index.size();
    index.put(node, number);
    low.put(node, number);
    stack.push(node);
    for (String next : edges.getOrDefault(node, Set.of())) {
      if (!index.containsKey(next)) {
        visit(next);
        low.merge(node, low.get(next), Math::min);
      } else if (stack.contains(next)) {
        low.merge(node, index.get(next), Math::min);
      }
    }
    if (low.get(node) == number) {
      List<String> component = new ArrayList<>();
      do {
        component.add(stack.peek());
      } while (!stack.pop().equals(node));
      if (component.size() > 1) {
        cycles.add(component);
      }
    }
  }

  private String edgesOf(List<String> cycle) {
    return cycle.stream()
        .sorted()
        .flatMap(
            from -> edges.get(from).stream().filter(cycle::contains).map(to -> from + " -> " + to))
        .collect(Collectors.joining("\n", "cycle of " + cycle.size() + " classes:\n", ""));
  }
}
