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
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Pairs the two vectors of each line. {@code start} and {@code fail} are thread-safe. */
public final class AgreementScores {
  private static final int MAX_LISTED = 1_000;
  private static final int MAX_FAILURES = 100;

  /** Absorbs rounding errors: 0.07 * 100 is slightly more than 7. */
  private static final double ROUNDING = 1e-9;

  private static final Comparator<ScoredPair> LOWEST_FIRST =
      Comparator.comparingDouble(ScoredPair::cosine).thenComparingLong(ScoredPair::line);

  private final double listedShare;

  /** The lines whose items are in flight, by number. */
  private final Map<Long, TrainingExample> lines = new ConcurrentHashMap<>();

  /** The first outcome of a line. */
  private final Map<Long, BulkOutcome> waiting = new HashMap<>();

  private final TreeMap<Long, RuntimeException> failures = new TreeMap<>();
  private final PriorityQueue<ScoredPair> lowest = new PriorityQueue<>(LOWEST_FIRST.reversed());
  private float[] cosines = new float[1024];
  private int pairs;
  private long failed;

  public AgreementScores(double listedShare) {
    this.listedShare = listedShare;
  }

  void start(long line, TrainingExample example) {
    lines.put(line, example);
  }

  synchronized void fail(long line, RuntimeException exception) {
    failed++;
    failures.put(line, exception);
    if (failures.size() > MAX_FAILURES) {
      failures.pollLastEntry();
    }
  }

  public void accept(BulkOutcome outcome) {
    long line = Long.parseLong(outcome.key().substring(0, outcome.key().indexOf(' ')));
    BulkOutcome other = waiting.remove(line);
    if (other == null) {
      waiting.put(line, outcome);
      return;
    }
    TrainingExample example = Objects.requireNonNull(lines.remove(line));
    if (outcome instanceof BulkOutcome.Failed failure) {
      fail(line, failure.exception());
    } else if (other instanceof BulkOutcome.Failed failure) {
      fail(line, failure.exception());
    } else {
      add(line, example, vector(outcome).cosine(vector(other)));
    }
  }

  private static Embedding vector(BulkOutcome outcome) {
    return ((BulkOutcome.Embedded) outcome).response().embedding();
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

  public synchronized AgreementReport report() {
    float[] sorted = Arrays.copyOf(cosines, pairs);
    Arrays.sort(sorted);
    List<Double> percentiles = new ArrayList<>();
    for (int percent = 0; percent <= 100 && pairs > 0; percent++) {
      percentiles.add((double) sorted[(int) ((pairs - 1L) * percent / 100)]);
    }
    long listed = (long) Math.ceil(listedShare * pairs - ROUNDING);
    return new AgreementReport(
        pairs,
        failed,
        failures,
        percentiles,
        lowest.stream().sorted(LOWEST_FIRST).limit(listed).toList());
  }
}
