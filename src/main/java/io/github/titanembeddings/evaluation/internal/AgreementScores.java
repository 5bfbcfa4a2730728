package io.github.titanembeddings.evaluation.internal;

import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.evaluation.AgreementReport;
import io.github.titanembeddings.evaluation.ScoredPair;
import io.github.titanembeddings.finetune.dataset.TrainingExample;
import io.github.titanembeddings.model.Embedding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;

/** Brings the vectors of each line together. Not thread-safe. */
public final class AgreementScores {
  private static final int MAX_LISTED = 1_000;
  private static final Comparator<ScoredPair> LOWEST_FIRST =
      Comparator.comparingDouble(ScoredPair::cosine).thenComparingLong(ScoredPair::line);

  private final AgreementItems items;
  private final double listedShare;

  /** The first outcome of a line: its vector, or none if it failed. */
  private final Map<Long, Optional<Embedding>> waiting = new HashMap<>();

  private final PriorityQueue<ScoredPair> lowest = new PriorityQueue<>(LOWEST_FIRST.reversed());
  private float[] cosines = new float[1024];
  private int pairs;
  private long failed;

  public AgreementScores(AgreementItems items, double listedShare) {
    this.items = items;
    this.listedShare = listedShare;
  }

  public void accept(BulkOutcome outcome) {
    long line = AgreementItems.line(outcome.key());
    Optional<Embedding> vector =
        outcome.fold(
            embedded -> Optional.of(embedded.response().embedding()), failure -> Optional.empty());
    Optional<Embedding> other = waiting.remove(line);
    if (other == null) {
      waiting.put(line, vector);
      return;
    }
    TrainingExample example = Objects.requireNonNull(items.take(line));
    if (vector.isEmpty() || other.isEmpty()) {
      failed++;
    } else {
      add(line, example, vector.get().cosine(other.get()));
    }
  }

  private void add(long line, TrainingExample example, double cosine) {
    if (pairs == cosines.length) {
      cosines = Arrays.copyOf(cosines, 2 * pairs);
    }
    cosines[pairs++] = (float) cosine;
    lowest.add(new ScoredPair(line, example.imageRef(), example.caption(), cosine));
    if (lowest.size() > MAX_LISTED) {
      lowest.remove();
    }
  }

  public AgreementReport report() {
    float[] sorted = Arrays.copyOf(cosines, pairs);
    Arrays.sort(sorted);
    List<Double> percentiles = new ArrayList<>();
    for (int percent = 0; percent <= 100 && pairs > 0; percent++) {
      percentiles.add((double) sorted[(int) ((pairs - 1L) * percent / 100)]);
    }
    long listed = (long) Math.ceil(listedShare * pairs);
    return new AgreementReport(
        pairs,
        failed + items.rejected(),
        percentiles,
        lowest.stream().sorted(LOWEST_FIRST).limit(listed).toList());
  }
}
