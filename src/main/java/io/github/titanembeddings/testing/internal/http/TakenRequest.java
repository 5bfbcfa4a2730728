package io.github.titanembeddings.testing.internal.http;

import org.jspecify.annotations.Nullable;

/** A request that the service would answer with a vector. */
final class TakenRequest {
  private final TitanInput input;
  private final byte @Nullable [] image;
  private final int tokens;

  TakenRequest(TitanInput input, byte @Nullable [] image, int tokens) {
    this.input = input;
    this.image = image;
    this.tokens = tokens;
  }

  TitanInput input() {
    return input;
  }

  byte @Nullable [] image() {
    return image;
  }

  int tokens() {
    return tokens;
  }
}
