package io.github.titanembeddings.finetune.dataset.internal.check;

import io.github.titanembeddings.finetune.dataset.DatasetRole;
import io.github.titanembeddings.finetune.dataset.DatasetViolation;
import io.github.titanembeddings.finetune.dataset.internal.content.ContentRun;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.Violation.Severity;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Counts violations and keeps the first ones, independent of the order of addition. */
final class ViolationLog implements ContentRun.Sink {
  private static final Comparator<DatasetViolation> ORDER =
      Comparator.<DatasetViolation, Severity>comparing(found -> found.violation().severity())
          .thenComparing(DatasetViolation::role)
          .thenComparingLong(DatasetViolation::line)
          .thenComparing(found -> found.violation().code())
          .thenComparing(found -> found.violation().message());

  private static final int GALLERY = 12;

  /** Codes counted once per group; the listener receives each line beyond the limit instead. */
  private static final Set<String> OF_GROUPS =
      Set.of(ViolationCodes.CAPTION_NUMBERED, ViolationCodes.CAPTION_REPEATED);

  private final int cap;
  private final Consumer<DatasetViolation> listener;
  private final PriorityQueue<DatasetViolation> first = new PriorityQueue<>(ORDER.reversed());

  /** The first findings of each content check, for the gallery. */
  private final SortedMap<String, PriorityQueue<DatasetViolation>> content = new TreeMap<>();

  private final Map<Severity, SortedMap<String, Long>> counts = new EnumMap<>(Severity.class);

  ViolationLog(int cap, Consumer<DatasetViolation> listener) {
    this.cap = cap;
    this.listener = listener;
    for (Severity severity : Severity.values()) {
      counts.put(severity, new TreeMap<>());
    }
  }

  /** Returns a consumer of the violations of a manifest as a whole. */
  Consumer<Violation> ofFile(DatasetRole role) {
    return violation -> add(role, 0, null, violation);
  }

  void add(DatasetRole role, long line, @Nullable String imageRef, Violation violation) {
    add(new DatasetViolation(role, line, imageRef, null, violation));
  }

  @Override
  public void add(
      int line, @Nullable String imageRef, @Nullable String otherRef, Violation violation) {
    DatasetViolation found = found(line, imageRef, otherRef, violation);
    PriorityQueue<DatasetViolation> kept =
        content.computeIfAbsent(
            found.violation().code(), code -> new PriorityQueue<>(ORDER.reversed()));
    keep(found, kept, GALLERY);
    add(found);
  }

  private void add(DatasetViolation found) {
    Violation violation = found.violation();
    Objects.requireNonNull(counts.get(violation.severity())).merge(violation.code(), 1L, Long::sum);
    keep(found, first, cap);
    if (!OF_GROUPS.contains(violation.code())) {
      listener.accept(found);
    }
  }

  @Override
  public void addToGroup(int line, Violation violation) {
    listener.accept(found(line, null, null, violation));
  }

  private static DatasetViolation found(
      int line, @Nullable String imageRef, @Nullable String otherRef, Violation violation) {
    return new DatasetViolation(
        ManifestNames.role(line), ManifestNames.line(line), imageRef, otherRef, violation);
  }

  private static void keep(DatasetViolation found, Queue<DatasetViolation> kept, int most) {
    kept.add(found);
    if (kept.size() > most) {
      kept.remove();
    }
  }

  List<DatasetViolation> first() {
    return first.stream().sorted(ORDER).toList();
  }

  /** Returns the first content findings of each code. */
  List<DatasetViolation> gallery() {
    return content.values().stream().flatMap(kept -> kept.stream().sorted(ORDER)).toList();
  }

  Map<Severity, SortedMap<String, Long>> counts() {
    counts.replaceAll((severity, byCode) -> Collections.unmodifiableSortedMap(byCode));
    return counts;
  }

  SortedMap<String, Long> countsByCode() {
    SortedMap<String, Long> all = new TreeMap<>();
    counts.values().forEach(counted -> counted.forEach((k, v) -> all.merge(k, v, Long::sum)));
    return all;
  }
}
