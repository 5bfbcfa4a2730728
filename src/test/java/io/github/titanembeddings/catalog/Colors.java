package io.github.titanembeddings.catalog;

import java.awt.Color;
import java.util.EnumMap;
import java.util.Map;

/** Measures the eleven basic colors in an image, and its brightness. */
final class Colors {
  /** The weight of a colorless pixel; a saturated one weighs 1 more. */
  private static final double PALE_COUNT = 0.2;

  /** The weight of a foreground pixel relative to the background. */
  private static final double FOREGROUND = 4;

  private Colors() {}

  static void find(PixelGrid grid, Foreground foreground, Features features) {
    Map<Feature, Double> counts = new EnumMap<>(Feature.class);
    double brightness = 0;
    for (int y = 0; y < grid.height(); y++) {
      for (int x = 0; x < grid.width(); x++) {
        float[] rgb = grid.rgb(x, y);
        double count =
            (PALE_COUNT + chroma(rgb)) * (foreground.isForeground(x, y) ? FOREGROUND : 1);
        counts.merge(name(rgb), count, Double::sum);
        brightness += grid.brightness(x, y);
      }
    }
    double norm = Math.sqrt(counts.values().stream().mapToDouble(count -> count * count).sum());
    counts.forEach((name, count) -> features.add(name, count / norm));
    brightness /= grid.width() * grid.height();
    features.add(Feature.BRIGHT, 2 * brightness - 1);
    features.add(Feature.DARK, 1 - 2 * brightness);
  }

  private static double chroma(float[] rgb) {
    return Math.max(rgb[0], Math.max(rgb[1], rgb[2])) - Math.min(rgb[0], Math.min(rgb[1], rgb[2]));
  }

  static Feature name(float[] rgb) {
    float[] hsb =
        Color.RGBtoHSB(
            Math.round(rgb[0] * 255), Math.round(rgb[1] * 255), Math.round(rgb[2] * 255), null);
    double saturation = hsb[1];
    double brightness = hsb[2];
    if (brightness < 0.25) {
      return Feature.BLACK;
    }
    if (saturation < 0.15) {
      return brightness > 0.82 ? Feature.WHITE : brightness < 0.3 ? Feature.BLACK : Feature.GRAY;
    }
    return ofHue(hsb[0] * 360, saturation, brightness);
  }

  private static Feature ofHue(double hue, double saturation, double brightness) {
    if (hue < 14 || hue >= 335) {
      return saturation < 0.5 && brightness > 0.7 ? Feature.PINK : Feature.RED;
    }
    if (hue < 44) {
      return brightness < 0.68 ? Feature.BROWN : Feature.ORANGE;
    }
    if (hue < 68) {
      return brightness < 0.5 ? Feature.BROWN : Feature.YELLOW;
    }
    if (hue < 170) {
      return Feature.GREEN;
    }
    if (hue < 255) {
      return Feature.BLUE;
    }
    if (hue < 310) {
      return Feature.PURPLE;
    }
    return brightness > 0.7 ? Feature.PINK : Feature.PURPLE;
  }
}
