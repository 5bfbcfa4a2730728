package io.github.titanembeddings.bench;

/** Embeds one payload. */
@FunctionalInterface
public interface Embedder {
  /** Makes one call over HTTP and returns its result. */
  Object embed() throws Exception;
}
