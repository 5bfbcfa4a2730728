package io.github.titanembeddings.evaluation;

import io.github.titanembeddings.model.Embedding;
import java.util.List;

/**
 * A nearest-neighbor search to evaluate: over quantized vectors, in an approximate index, or in a
 * vector database. Called by one thread at a time; an index that concurrent evaluations share must
 * be thread-safe.
 *
 * <pre>{@code
 * Function<List<Embedding>, VectorIndex> index = candidates -> {
 *   List<BinaryEmbedding> bits = candidates.stream().map(BinaryEmbedding::signs).toList();
 *   return (query, count) -> nearest(bits, BinaryEmbedding.signs(query), count); // your search
 * };
 * }</pre>
 */
@FunctionalInterface
public interface VectorIndex {
  /**
   * Returns the indexed vectors nearest to a query, best first.
   *
   * @param query a vector of unit norm
   * @param count the maximum number of hits; any beyond it are ignored
   */
  List<Hit> nearest(Embedding query, int count);

  /**
   * A vector that was found.
   *
   * @param position the vector's position in the list that was indexed
   * @param score the similarity to the query, higher is better, such as the cosine or the negative
   *     distance
   */
  record Hit(int position, double score) {
    /**
     * Creates a hit.
     *
     * @throws IllegalArgumentException if the score is not a number
     */
    public Hit {
      if (Double.isNaN(score)) {
        throw new IllegalArgumentException("the score of position " + position + " is NaN");
      }
    }
  }
}
