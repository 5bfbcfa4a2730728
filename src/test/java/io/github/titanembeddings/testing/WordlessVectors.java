package io.github.titanembeddings.testing;

import io.github.titanembeddings.model.ImageInput;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * A base model that does not know the words of captions: every word and every object in an image
 * has its own direction, and no word has the direction of its object.
 */
final class WordlessVectors implements VectorSource {
  private static final int OBJECTS = 20;
  private static final int LENGTH_MAX = 1024;
  private static final Map<Integer, float[]> DIRECTIONS = new ConcurrentHashMap<>();

  /** An image whose pixels name the objects in it, and the words for them. */
  static final class Example {
    private final byte[] image;
    private final String caption;

    private Example(byte[] image, String caption) {
      this.image = image;
      this.caption = caption;
    }

    byte[] image() {
      return image;
    }

    String caption() {
      return caption;
    }

    ImageInput input() {
      return ImageInput.of(image);
    }
  }

  static List<Example> examples(int count, long seed) throws IOException {
    List<List<Integer>> choices = new ArrayList<>();
    for (int a = 0; a < OBJECTS; a++) {
      for (int b = a + 1; b < OBJECTS; b++) {
        for (int c = b + 1; c < OBJECTS; c++) {
          choices.add(List.of(a, b, c));
        }
      }
    }
    Collections.shuffle(choices, new Random(seed));
    List<Example> examples = new ArrayList<>();
    for (List<Integer> objects : choices.subList(0, count)) {
      String caption = objects.stream().map(i -> "word" + i).reduce("", (a, b) -> a + " " + b);
      examples.add(new Example(draw(objects), caption.strip()));
    }
    return examples;
  }

  private static byte[] draw(List<Integer> objects) throws IOException {
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_INT_RGB);
    IntStream.range(0, 3).forEach(i -> image.setRGB(i, 0, objects.get(i)));
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(image, "png", file);
    return file.toByteArray();
  }

  @Override
  public float[] text(String text, int length) {
    float[] vector = new float[length];
    for (String word : text.split(" ", -1)) {
      add(vector, 1_000 + word.hashCode());
    }
    return vector;
  }

  @Override
  public float[] image(byte[] image, int length) {
    float[] vector = new float[length];
    BufferedImage pixels = read(image);
    IntStream.range(0, 3).forEach(i -> add(vector, pixels.getRGB(i, 0) & 0xFF));
    return vector;
  }

  private static BufferedImage read(byte[] image) {
    try {
      return ImageIO.read(new ByteArrayInputStream(image));
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static void add(float[] vector, int seed) {
    float[] direction = DIRECTIONS.computeIfAbsent(seed, WordlessVectors::direction);
    for (int i = 0; i < vector.length; i++) {
      vector[i] += direction[i];
    }
  }

  private static float[] direction(int seed) {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L);
    float[] direction = new float[LENGTH_MAX];
    for (int i = 0; i < direction.length; i++) {
      direction[i] = (float) random.nextGaussian();
    }
    return direction;
  }
}
