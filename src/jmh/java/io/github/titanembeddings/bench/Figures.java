package io.github.titanembeddings.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The measured figures by contestant and payload; the median of repeated ones. */
public final class Figures {
  private final Map<Payload, Map<Contestant, List<Double>>> all = new EnumMap<>(Payload.class);

  void add(Payload payload, Contestant contestant, double figure) {
    all.computeIfAbsent(payload, none -> new EnumMap<>(Contestant.class))
        .computeIfAbsent(contestant, none -> new ArrayList<>())
        .add(figure);
  }

  double get(Payload payload, Contestant contestant) {
    return median(all.get(payload).get(contestant));
  }

  /** The median of the ratios of figures measured at the same time. */
  double ratio(Payload payload, Contestant contestant, Contestant other) {
    List<Double> figures = all.get(payload).get(contestant);
    List<Double> others = all.get(payload).get(other);
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < figures.size(); i++) {
      ratios.add(figures.get(i) / others.get(i));
    }
    return median(ratios);
  }

  public static double median(List<Double> figures) {
    List<Double> sorted = new ArrayList<>(figures);
    Collections.sort(sorted);
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }
}
