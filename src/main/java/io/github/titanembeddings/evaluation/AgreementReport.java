package io.github.titanembeddings.evaluation;

import io.github.titanembeddings.evaluation.internal.AgreementHtml;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.storage.ObjectStore;
import java.util.List;
import java.util.Locale;

/**
 * The cosines of the captions and images of a training set. Immutable.
 *
 * @param pairs the number of pairs with a cosine
 * @param failed the number of pairs without one: the caption or image was rejected, or a call
 *     failed
 * @param percentiles the cosines that 0 %, 1 %, … 100 % of the pairs do not exceed; empty without
 *     pairs
 * @param lowest the pairs with the lowest cosines, lowest first: by default 1 % of all, and at most
 *     1,000
 */
public record AgreementReport(
    long pairs, long failed, List<Double> percentiles, List<ScoredPair> lowest) {
  /** Copies the lists. */
  public AgreementReport {
    percentiles = List.copyOf(percentiles);
    lowest = List.copyOf(lowest);
  }

  /** Returns the counts, the distribution and the lowest pairs as plain text. */
  public String toText() {
    StringBuilder text = new StringBuilder(this + "\n");
    for (int percent : new int[] {0, 1, 5, 25, 50, 75, 100}) {
      if (!percentiles.isEmpty()) {
        text.append(String.format(Locale.ROOT, "%d %%: %.3f%n", percent, percentiles.get(percent)));
      }
    }
    lowest.forEach(pair -> text.append(pair).append('\n'));
    return text.toString();
  }

  /**
   * Returns a self-contained HTML page with the distribution and the lowest 100 pairs with their
   * images, except those that cannot be read or decoded.
   *
   * @throws TransportException if the thread was interrupted
   */
  public String toHtml(ObjectStore images) {
    return AgreementHtml.of(toString(), pairs, percentiles, lowest, images);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%,d pairs, %,d failed", pairs, failed);
  }
}
