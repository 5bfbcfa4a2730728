package io.github.titanembeddings.evaluation.internal;

import io.github.titanembeddings.evaluation.VectorIndex;
import io.github.titanembeddings.model.Embedding;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Finds the rank of each query's best correct answer in an index; breaks ties as {@link
 * ExactSearch} does.
 */
final class IndexSearch {
  private static final int NEAREST = 100;

  private final VectorMatrix candidates;
  private final int[] present;
  private final VectorIndex index;

  IndexSearch(VectorMatrix candidates, Function<List<Embedding>, VectorIndex> factory) {
    this.candidates = candidates;
    present = candidates.present();
    index =
        factory.apply(IntStream.of(present).mapToObj(i -> embedding(candidates.get(i))).toList());
  }

  private Embedding embedding(float[] padded) {
    return Embedding.of(Arrays.copyOf(padded, candidates.dimensions()));
  }

  void search(List<ExactSearch.Query> queries) {
    for (ExactSearch.Query query : queries) {
      List<VectorIndex.Hit> hits = index.nearest(embedding(query.vector), NEAREST);
      rank(query, hits.subList(0, Math.min(hits.size(), NEAREST)));
    }
  }

  /**
   * Breaks ties against the index: ranks wrong answers with the same score before the correct one.
   */
  private void rank(ExactSearch.Query query, List<VectorIndex.Hit> hits) {
    double best = Double.NaN;
    int before = 0;
    for (VectorIndex.Hit hit : hits) {
      int candidate = candidate(hit.position());
      boolean isRelevant = query.isRelevant(candidate);
      if (query.top < 0 || (hit.score() == hits.get(0).score() && query.isRelevant(query.top))) {
        query.top = candidate;
      }
      if (query.bestRelevant == Float.NEGATIVE_INFINITY && isRelevant) {
        query.bestRelevant = candidates.cosine(query.vector, candidate);
        best = hit.score();
      }
      if (!isRelevant && (Double.isNaN(best) || hit.score() >= best)) {
        before++;
      }
    }
    query.rank = before + 1;
  }

  private int candidate(int position) {
    if (position < 0 || position >= present.length) {
      throw new IllegalStateException(
          "the index returned position " + position + " of " + present.length + " vectors");
    }
    return present[position];
  }
}
