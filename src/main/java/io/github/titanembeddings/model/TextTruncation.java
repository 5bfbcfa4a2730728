package io.github.titanembeddings.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What {@link TextOverflow#TRUNCATE} kept of a text: its beginning. Lengths are in {@code char}s,
 * as {@link String#length()} counts. What was embedded is {@code text.substring(0, keptLength())}
 * without the white space at its start. Immutable and safe to share between threads.
 */
public final class TextTruncation {
  private final int originalLength;
  private final int keptLength;
  private final int cuts;

  private TextTruncation(int originalLength, int keptLength, int cuts) {
    this.originalLength = originalLength;
    this.keptLength = keptLength;
    this.cuts = cuts;
  }

  /**
   * The truncation of a text.
   *
   * @param originalLength the length of the text that was given
   * @param keptLength the length of the beginning that was kept
   * @param cuts how often it was cut
   */
  public static TextTruncation of(int originalLength, int keptLength, int cuts) {
    return new TextTruncation(originalLength, keptLength, cuts);
  }

  /** The length of the text that was given. */
  public int originalLength() {
    return originalLength;
  }

  /** The length of the beginning that was kept. */
  public int keptLength() {
    return keptLength;
  }

  /** How often the text was cut: by the estimate before the call, and by the service's counts. */
  public int cuts() {
    return cuts;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TextTruncation that
        && originalLength == that.originalLength
        && keptLength == that.keptLength
        && cuts == that.cuts;
  }

  @Override
  public int hashCode() {
    return Objects.hash(originalLength, keptLength, cuts);
  }

  @Override
  public String toString() {
    return "TextTruncation[kept " + keptLength + " of " + originalLength + " characters]";
  }
}
