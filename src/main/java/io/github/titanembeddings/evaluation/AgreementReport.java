package io.github.titanembeddings.evaluation;

import io.github.titanembeddings.evaluation.internal.AgreementHtml;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.storage.ObjectStore;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The result of {@link CaptionAgreement}: the cosines of the captions and images of a training set.
 * Immutable.
 *
 * @param pairs the number of pairs with a cosine
 * @param failed the number of pairs without one, since their caption or image was rejected or could
 *     not be embedded
 * @param failures the exceptions of the first 100 failed pairs, by line number
 * @param percentiles the cosines that 0 %, 1 %, … 100 % of the pairs do not exceed; empty without
 *     pairs
 * @param lowest the pairs with the lowest cosines, lowest first: by default 1 % of all, and at most
 *     1,000
 */
public record AgreementReport(
    long pairs,
    long failed,
    Map<Long, RuntimeException> failures,
    List<Double> percentiles,
    List<ScoredPair> lowest) {
  /** Copies the collections. */
  public AgreementReport {
    failures = Collections.unmodifiableMap(new TreeMap<>(failures));
    percentiles = List.copyOf(percentiles);
    lowest = List.copyOf(lowest);
  }

  /** Returns the counts, the distribution, the lowest pairs and the failures as plain text. */
  public String toText() {
    StringBuilder text = new StringBuilder(this + "\n");
    for (int percent : new int[] {0, 1, 5, 25, 50, 75, 100}) {
      if (!percentiles.isEmpty()) {
        text.append(
            String.format(
                Locale.ROOT, "cosine at %d %%: %.3f\n", percent, percentiles.get(percent)));
      }
    }
    lowest.forEach(pair -> text.append(pair).append('\n'));
    failures.forEach(
        (line, failure) -> {
          String reason = Abbreviate.beginning(String.valueOf(failure.getMessage()), 150);
          text.append(String.format(Locale.ROOT, "line %,d failed: %s\n", line, reason));
        });
    return text.toString();
  }

  /**
   * Returns a self-contained HTML page with the distribution, the lowest 100 pairs with those of
   * their images that can be decoded, and the failures.
   *
   * @throws TransportException if the thread was interrupted
   */
  public String toHtml(ObjectStore images) {
    return new AgreementHtml(images).write(toString(), pairs, percentiles, lowest, failures);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%,d pairs, %,d failed", pairs, failed);
  }
}
