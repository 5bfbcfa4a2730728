package io.github.titanembeddings.finetune.dataset.content;

import io.github.titanembeddings.catalog.DrawnCatalog;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.ConvolveOp;
import java.awt.image.Kernel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Images and captions from which a model learns nothing. */
public final class ContentFaults {
  private ContentFaults() {}

  /** Writes a small dataset that is valid but has each kind of fault. */
  public static void write(Path folder) throws IOException {
    ContentFolder set = new ContentFolder(folder);
    Map<String, String> captions =
        new TreeMap<>(
            Map.of(
                "apple", "a round red apple",
                "ball", "a round blue ball",
                "flower", "a purple flower",
                "forest", "a green forest",
                "lemon", "a yellow lemon",
                "night", "a dark night sky",
                "orange", "a round orange",
                "wall", "a red brick wall"));
    for (String group : captions.keySet()) {
      for (int i = 0; i < 5; i++) {
        String caption = captions.get(group) + ENDS[i];
        byte[] image = ImageEdits.png(DrawnCatalog.image(group, i, 5));
        set.add(i == 4, group + "-" + i + ".png", image, caption);
      }
    }
    BufferedImage apple = DrawnCatalog.image("apple", 0, 5);
    BufferedImage forest = DrawnCatalog.image("forest", 1, 5);
    BufferedImage night = DrawnCatalog.image("night", 2, 5);
    set.add(false, "apple-copy.jpg", ImageEdits.jpeg(apple, 0.5f), "a red apple, once more");
    set.add(
        false,
        "forest-cropped.jpg",
        ImageEdits.jpeg(ImageEdits.cropped(forest, 0.05, new Random(3)), 0.8f),
        "a busy street");
    set.add(
        true,
        "night-large.png",
        ImageEdits.png(ImageEdits.resized(night, 1.1)),
        "the dark sky, larger");
    set.add(false, "black.png", ImageEdits.png(filled(Color.BLACK, 1)), "a cat in a cellar");
    set.add(false, "clear.png", ImageEdits.png(filled(new Color(0, true), 2)), "a glass of water");
    set.add(false, "fog.png", ImageEdits.png(gradient()), "a coast in the fog");
    set.add(
        false,
        "blurred.jpg",
        ImageEdits.jpeg(blurred(DrawnCatalog.image("flower", 9, 5), 8), 0.9f),
        "a flower close up");
    String[] bad = {
      "IMG_1234.JPG",
      "see https://shop.example/7",
      "<b>a blue ball</b>",
      "N/A",
      "ball",
      "ein roter Apfel auf dem Tisch"
    };
    for (int i = 0; i < bad.length; i++) {
      set.add(
          false,
          "caption-" + i + ".png",
          ImageEdits.png(DrawnCatalog.image("ball", 20 + i, 5)),
          bad[i]);
    }
    set.add(
        false,
        "swapped.png",
        ImageEdits.png(DrawnCatalog.image("wall", 11, 5)),
        "a round yellow lemon");
    set.validator();
  }

  private static final String[] ENDS = {
    "", " in the morning", ", seen from the side", " for a calendar", ", drawn by hand"
  };

  static BufferedImage filled(Color color, int type) {
    BufferedImage image = new BufferedImage(300, 280, type);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        image.setRGB(x, y, color.getRGB());
      }
    }
    return image;
  }

  static BufferedImage gradient() {
    BufferedImage image = new BufferedImage(300, 280, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setPaint(new GradientPaint(0, 0, Color.RED, 300, 280, Color.YELLOW));
    pen.fillRect(0, 0, 300, 280);
    pen.dispose();
    return image;
  }

  static BufferedImage blurred(BufferedImage image, int radius) {
    int width = 2 * radius + 1;
    float[] weights = new float[width];
    Arrays.fill(weights, 1f / width);
    BufferedImage blurred = image;
    for (int i = 0; i < 2; i++) {
      Kernel across = new Kernel(width, 1, weights);
      Kernel down = new Kernel(1, width, weights);
      blurred = new ConvolveOp(across, ConvolveOp.EDGE_NO_OP, null).filter(blurred, null);
      blurred = new ConvolveOp(down, ConvolveOp.EDGE_NO_OP, null).filter(blurred, null);
    }
    int edge = 2 * radius;
    int shownWidth = image.getWidth() - 2 * edge;
    int shownHeight = image.getHeight() - 2 * edge;
    return ImageEdits.resized(
        blurred.getSubimage(edge, edge, shownWidth, shownHeight),
        (double) image.getWidth() / shownWidth);
  }
}
