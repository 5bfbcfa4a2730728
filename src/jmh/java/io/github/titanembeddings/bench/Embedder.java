package io.github.titanembeddings.bench;

/** Embeds one payload. */
@FunctionalInterface
public interface Embedder {
  /** One call over HTTP; gives what it made of the reply. */
  Object embed() throws Exception;
}
