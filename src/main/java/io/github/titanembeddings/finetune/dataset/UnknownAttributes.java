package io.github.titanembeddings.finetune.dataset;

/** What becomes of attributes other than {@code image-ref} and {@code caption}. */
public enum UnknownAttributes {
  /** They stay in the line, and are a warning. */
  KEEP,
  /** They are an error. */
  REFUSE
}
