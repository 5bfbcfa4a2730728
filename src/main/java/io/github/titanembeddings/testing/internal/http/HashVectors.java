package io.github.titanembeddings.testing.internal.http;

import io.github.titanembeddings.internal.Sha256;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.testing.VectorSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Vectors derived from a hash of the input: equal for equal inputs, unrelated for different ones,
 * and similar for those declared alike. Thread-safe.
 */
public final class HashVectors implements VectorSource {
  private static final double OWN_WEIGHT = 1.0 / 3;

  private final Map<String, String> groups = new ConcurrentHashMap<>();

  /** Declares inputs alike by their hashes, and with them the groups that they belong to. */
  public synchronized void makeAlike(List<String> hashes) {
    String group = hashes.get(0);
    Set<String> merged = new HashSet<>();
    for (String hash : hashes) {
      String earlier = groups.put(hash, group);
      if (earlier != null) {
        merged.add(earlier);
      }
    }
    groups.replaceAll((hash, earlier) -> merged.contains(earlier) ? group : earlier);
  }

  @Override
  public float[] text(String text, int length) {
    return vector(textHash(text), length);
  }

  @Override
  public float[] image(byte[] image, int length) {
    return vector(Sha256.of(image), length);
  }

  private float[] vector(String hash, int length) {
    float[] own = random(hash, length);
    String group = groups.get(hash);
    if (group == null) {
      return own;
    }
    float[] shared = random(group, length);
    for (int i = 0; i < length; i++) {
      shared[i] += (float) (own[i] * OWN_WEIGHT);
    }
    return shared;
  }

  private static float[] random(String hash, int length) {
    Random random = new Random(ByteBuffer.wrap(HexFormat.of().parseHex(hash)).getLong());
    float[] numbers = new float[length];
    for (int i = 0; i < length; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  /** Returns the hash of a text, or of an image given as bytes or a file. */
  public static String hash(Object input) {
    if (input instanceof String text) {
      return textHash(text);
    }
    if (input instanceof byte[] image) {
      return Sha256.of(image);
    }
    if (input instanceof Path file) {
      try {
        return Sha256.of(Files.readAllBytes(file));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    throw new IllegalArgumentException("neither a text nor an image: " + input.getClass());
  }

  /** Returns the vector scaled to length 1; a zero vector stays unchanged. */
  public static float[] unit(float[] vector) {
    return Embedding.of(vector).normalized().toArray();
  }

  private static String textHash(String text) {
    return Sha256.of(("text:" + text).getBytes(StandardCharsets.UTF_8));
  }
}
