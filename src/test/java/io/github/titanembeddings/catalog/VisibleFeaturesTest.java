package io.github.titanembeddings.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.model.Embedding;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Polygon;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Words are nearest to the images that show what they name. */
class VisibleFeaturesTest {
  private static final int SIZE = 200;

  private final VisibleFeatures source = new VisibleFeatures();

  @Test
  void colorIsNearestToItsName() {
    Map<String, byte[]> painted = new LinkedHashMap<>();
    painted.put("red", evenly(new Color(215, 30, 35)));
    painted.put("orange", evenly(new Color(250, 140, 20)));
    painted.put("yellow", evenly(new Color(250, 225, 40)));
    painted.put("green", evenly(new Color(40, 150, 60)));
    painted.put("blue", evenly(new Color(30, 90, 210)));
    painted.put("purple", evenly(new Color(120, 50, 160)));
    painted.put("pink", evenly(new Color(250, 160, 190)));
    painted.put("brown", evenly(new Color(120, 75, 40)));
    painted.put("black", evenly(Color.BLACK));
    painted.put("grey", evenly(Color.GRAY));
    painted.put("white", evenly(Color.WHITE));

    painted.keySet().forEach(name -> assertThat(nearest(name, painted)).isEqualTo(name));
  }

  @Test
  void detectsStripeDirections() {
    Map<String, byte[]> painted = new LinkedHashMap<>();
    painted.put("vertical stripes", stripes(0));
    painted.put("horizontal lines", stripes(Math.PI / 2));
    painted.put("diagonal lines", stripes(Math.PI / 4));

    painted.keySet().forEach(name -> assertThat(nearest(name, painted)).isEqualTo(name));
  }

  @Test
  void detectsShapes() {
    Map<String, byte[]> painted = new LinkedHashMap<>();
    painted.put("round", drawn(pen -> pen.fillOval(40, 40, 120, 120)));
    painted.put("triangle", drawn(pen -> pen.fill(pointed(3, 1))));
    painted.put("square", drawn(pen -> pen.fill(pointed(4, 1))));
    painted.put("star", drawn(pen -> pen.fill(pointed(5, 0.4))));

    painted.keySet().forEach(name -> assertThat(nearest(name, painted)).isEqualTo(name));
  }

  @Test
  void detectsBrightness() {
    Map<String, byte[]> painted =
        Map.of("dark", evenly(new Color(10, 40, 10)), "bright", evenly(new Color(170, 255, 170)));

    painted.keySet().forEach(name -> assertThat(nearest(name, painted)).isEqualTo(name));
  }

  @Test
  void nounNamesFeaturesOfItsObject() {
    assertThat(cosine("lemon", drawn(Color.YELLOW, pen -> pen.fillOval(40, 60, 120, 80))))
        .isGreaterThan(cosine("lemon", drawn(Color.BLUE, pen -> pen.fillOval(40, 60, 120, 80))))
        .isGreaterThan(cosine("lemon", drawn(Color.YELLOW, pen -> pen.fill(pointed(3, 1)))));
  }

  @ParameterizedTest
  @ValueSource(ints = {256, 384, 1024})
  void vectorsOfEveryLengthAgree(int length) {
    byte[] image = stripes(0);

    assertThat(source.image(image, length)).hasSize(length).startsWith(source.image(image, 256));
    assertThat(source.text("red", length)).hasSize(length).startsWith(source.text("red", 256));
  }

  @ParameterizedTest
  @ValueSource(strings = {"unheard", "你好", "!", "7"})
  void textWithoutKnownWordsHasVector(String text) {
    assertThat(Embedding.of(source.text(text, 256)).norm()).isPositive();
  }

  @Test
  void unknownWordsHardlyCount() {
    Embedding plain = Embedding.of(source.text("red apples", 256));

    assertThat(plain.cosine(Embedding.of(source.text("Some very RED apple!", 256))))
        .isGreaterThan(0.95);
  }

  @Test
  void smallestImageHasVector() {
    byte[] pixel = png(new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB));

    assertThat(nearest("white", Map.of("clear", pixel, "red", evenly(Color.RED))))
        .isEqualTo("clear");
  }

  @Test
  void rejectsInvalidImage() {
    assertThatThrownBy(() -> source.image(new byte[100], 256))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private String nearest(String text, Map<String, byte[]> images) {
    return images.entrySet().stream()
        .max(Comparator.comparingDouble(image -> cosine(text, image.getValue())))
        .orElseThrow()
        .getKey();
  }

  private double cosine(String text, byte[] image) {
    return Embedding.of(source.text(text, 256)).cosine(Embedding.of(source.image(image, 256)));
  }

  private static byte[] evenly(Color color) {
    return drawn(color, pen -> pen.fillRect(0, 0, SIZE, SIZE));
  }

  private static byte[] stripes(double turn) {
    return drawn(
        pen -> {
          pen.rotate(turn, SIZE / 2.0, SIZE / 2.0);
          for (int x = -SIZE; x < 2 * SIZE; x += 24) {
            pen.fillRect(x, -SIZE, 12, 3 * SIZE);
          }
        });
  }

  /** A regular polygon whose sides are drawn in to a share of the way, as a star's. */
  private static Polygon pointed(int points, double inner) {
    Polygon shape = new Polygon();
    double flat = Math.cos(Math.PI / points);
    for (int i = 0; i < 2 * points; i++) {
      double away = 80 * (i % 2 == 0 ? 1 : inner * flat);
      double turn = Math.PI * i / points - Math.PI / 2;
      shape.addPoint(
          (int) (SIZE / 2 + away * Math.cos(turn)), (int) (SIZE / 2 + away * Math.sin(turn)));
    }
    return shape;
  }

  private static byte[] drawn(Consumer<Graphics2D> drawing) {
    return drawn(Color.BLACK, drawing);
  }

  private static byte[] drawn(Color color, Consumer<Graphics2D> drawing) {
    BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setColor(Color.WHITE);
    pen.fillRect(0, 0, SIZE, SIZE);
    pen.setColor(color);
    drawing.accept(pen);
    pen.dispose();
    return png(image);
  }

  private static byte[] png(BufferedImage image) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.toByteArray();
  }
}
