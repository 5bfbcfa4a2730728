package support;

import io.github.titanembeddings.model.Embedding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Evaluates recommenders on generated behavior: users who like one group of items, then two others,
 * and view something else now and then. Real behavior is less regular: expect lower hit rates, and
 * compare methods only.
 */
public final class ViewEvaluation {
  private static final int USERS = 300;
  private static final int VIEWS = 8;

  private final Map<String, Embedding> items;
  private final int length;
  private final List<Behavior> behavior = new ArrayList<>();

  /** The items that a user viewed, oldest first, and the next one. */
  private record Behavior(List<String> views, String next) {}

  /** Evaluates lists of a given length; the prefix of an item's name is its group. */
  public ViewEvaluation(Map<String, Embedding> items, int length) {
    this.items = items;
    this.length = length;
    Random random = new Random(1);
    List<String> all = List.copyOf(items.keySet());
    List<String> groups =
        List.copyOf(new TreeSet<>(all.stream().map(ViewEvaluation::group).toList()));
    for (int i = 0; i < USERS; i++) {
      List<String> likes = new ArrayList<>();
      random.ints(3, 0, groups.size()).forEach(group -> likes.add(groups.get(group)));
      Set<String> views = new LinkedHashSet<>();
      while (views.size() <= VIEWS) {
        String like = likes.get(views.size() < VIEWS / 2 ? 0 : 1 + random.nextInt(2));
        String item = all.get(random.nextInt(all.size()));
        if (group(item).equals(like) || random.nextInt(50) == 0) {
          views.add(item);
        }
      }
      List<String> ordered = List.copyOf(views);
      behavior.add(new Behavior(ordered.subList(0, VIEWS), ordered.get(VIEWS)));
    }
  }

  private static String group(String item) {
    return item.replaceFirst("-.*", "");
  }

  /** Recommends the items that most users viewed, as a baseline. */
  public List<String> mostViewed(List<String> seen) {
    Map<String, Integer> counts = new TreeMap<>();
    behavior.forEach(b -> b.views().forEach(view -> counts.merge(view, 1, Integer::sum)));
    return counts.keySet().stream()
        .filter(item -> !seen.contains(item))
        .sorted(Comparator.comparingInt(item -> -counts.get(item)))
        .limit(length)
        .toList();
  }

  /**
   * Prints how often the next view is recommended, how much of the catalog is, and how similar the
   * items of a list are.
   */
  public void print(String name, Function<List<String>, List<String>> recommender) {
    Set<String> covered = new HashSet<>();
    int hits = 0;
    double similarity = 0;
    for (Behavior b : behavior) {
      List<String> list = recommender.apply(b.views());
      covered.addAll(list);
      hits += list.contains(b.next()) ? 1 : 0;
      similarity += similarity(list);
    }
    System.out.printf(
        Locale.ROOT,
        "%-14s hit rate %.2f, coverage %.2f, similarity within a list %.2f%n",
        name,
        (double) hits / behavior.size(),
        (double) covered.size() / items.size(),
        similarity / behavior.size());
  }

  /** Returns the mean cosine of two different items of a list. */
  private double similarity(List<String> list) {
    return list.stream()
        .flatMapToDouble(
            a ->
                list.stream()
                    .filter(b -> !b.equals(a))
                    .mapToDouble(b -> items.get(a).cosine(items.get(b))))
        .average()
        .orElse(0);
  }
}
