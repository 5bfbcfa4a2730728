package io.github.titanembeddings.model;

/**
 * The treatment of a text that has, or may have, more tokens than the model accepts. Also applies
 * to the character limit of Titan Text Embeddings V2; characters are counted exactly.
 *
 * <p>The model's tokenizer is not public, so two counts are derived from the text. The actual count
 * is never below the lower bound: one token per word between white space, or one per 128 code
 * points, rounded up, of a longer word. The estimated count may be too high or too low: the number
 * of code points / 4.7 (AWS's own average), rounded up, but never less than the lower bound.
 *
 * <pre>{@code
 * EmbeddingResponse response =
 *     titan.embed(r -> r.text(text).textOverflow(TextOverflow.TRUNCATE));
 * response.truncation().ifPresent(System.out::println);
 * }</pre>
 */
public enum TextOverflow {
  /**
   * Rejects a text whose lower bound exceeds the limit, or that has too many characters. Other
   * texts are sent; the service may reject one that has more tokens than its lower bound.
   */
  REJECT,
  /** Rejects a text whose estimated count exceeds the limit, although the service may accept it. */
  STRICT,
  /**
   * Cuts a text down to the limit by its estimated count, at a word boundary and never inside a
   * grapheme. It is cut before the call if its lower bound exceeds the limit, if its estimated
   * count is twice the limit or more, or if it has too many characters; other texts are tried
   * unchanged. If the service counts too many, the text is cut again by the service's count, at
   * most three times. The response reports the cut.
   */
  TRUNCATE,
  /** Sends any text unchanged. */
  SEND
}
