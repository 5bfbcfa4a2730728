package io.github.titanembeddings.support.training;

import io.github.titanembeddings.testing.VectorSource;
import io.github.titanembeddings.testing.internal.http.HashVectors;
import java.util.Arrays;
import java.util.Random;

/**
 * The vectors of a tuned model: the base model's with mapped texts, in a space of their own so that
 * they cannot be compared with the base model's. A shorter vector is a prefix of the full one.
 */
final class TunedVectors implements VectorSource {
  static final int LENGTH = 1024;

  private final VectorSource base;
  private final TextMap map;
  private final boolean[] flipped = new boolean[LENGTH];

  TunedVectors(VectorSource base, TextMap map, String modelName) {
    this.base = base;
    this.map = map;
    Random random = new Random(modelName.hashCode() * 0x9E3779B97F4A7C15L);
    for (int i = 0; i < LENGTH; i++) {
      flipped[i] = random.nextBoolean();
    }
  }

  @Override
  public float[] text(String text, int length) {
    return own(map.apply(HashVectors.unit(base.text(text, LENGTH))), length);
  }

  @Override
  public float[] image(byte[] image, int length) {
    return own(HashVectors.unit(base.image(image, LENGTH)), length);
  }

  private float[] own(float[] vector, int length) {
    float[] own = Arrays.copyOf(vector, length);
    for (int i = 0; i < length; i++) {
      own[i] = flipped[i] ? -own[i] : own[i];
    }
    return own;
  }
}
