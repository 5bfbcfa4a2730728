package io.github.titanembeddings.testing.internal.training;

import io.github.titanembeddings.testing.VectorSource;
import io.github.titanembeddings.testing.internal.http.StubService;
import java.util.Arrays;
import java.util.Random;

/**
 * The vectors of a tuned model: the base model's, those of texts mapped as learnt, and all in a
 * space of its own, so that they are of no use beside the base model's. A shorter vector is the
 * beginning of the whole one.
 */
final class TunedVectors implements VectorSource {
  static final int LENGTH = 1024;

  private final VectorSource base;
  private final TextMap map;
  private final boolean[] flipped = new boolean[LENGTH];

  TunedVectors(VectorSource base, TextMap map, String modelName) {
    this.base = base;
    this.map = map;
    Random random = new Random(modelName.hashCode());
    for (int i = 0; i < LENGTH; i++) {
      flipped[i] = random.nextInt(1_000) < 500;
    }
  }

  @Override
  public float[] text(String text, int length) {
    return own(map.apply(StubService.unit(base.text(text, LENGTH))), length);
  }

  @Override
  public float[] image(byte[] image, int length) {
    return own(StubService.unit(base.image(image, LENGTH)), length);
  }

  private float[] own(float[] vector, int length) {
    float[] own = Arrays.copyOf(vector, length);
    for (int i = 0; i < length; i++) {
      own[i] = flipped[i] ? -own[i] : own[i];
    }
    return own;
  }
}
