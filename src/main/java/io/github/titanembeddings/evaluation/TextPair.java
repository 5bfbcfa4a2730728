package io.github.titanembeddings.evaluation;

import io.github.titanembeddings.internal.text.Abbreviate;
import java.util.Objects;

/**
 * A query and a text that answers it, for evaluating text search. Immutable.
 *
 * <pre>{@code
 * TextPair pair = new TextPair("how to return shoes", "Returns are free within 30 days.");
 * RetrievalEvaluation.builder().pair(pair).build();
 * }</pre>
 *
 * @param query what a user would search for
 * @param text a text to be found; pairs with equal texts refer to the same candidate
 */
public record TextPair(String query, String text) {
  public TextPair {
    Objects.requireNonNull(query, "query");
    Objects.requireNonNull(text, "text");
  }

  @Override
  public String toString() {
    return Abbreviate.beginning(query, 40) + ": " + Abbreviate.beginning(text, 40);
  }
}
