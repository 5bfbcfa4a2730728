package io.github.titanembeddings.catalog;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** English words and their features; unknown words hardly count. */
final class Words {
  /** Each word with the features it names; for a noun, those of a typical object. */
  private static final Map<String, List<Feature>> LOOKS =
      """
      red RED
      scarlet RED
      orange ORANGE
      yellow YELLOW
      golden YELLOW
      green GREEN
      blue BLUE
      azure BLUE
      purple PURPLE
      violet PURPLE
      lilac PURPLE
      pink PINK
      brown BROWN
      black BLACK
      grey GRAY
      gray GRAY
      white WHITE
      dark DARK
      dim DARK
      bright BRIGHT
      light BRIGHT
      pale BRIGHT
      smooth SMOOTH
      plain SMOOTH
      calm SMOOTH
      vertical UPRIGHT_LINES
      upright UPRIGHT_LINES
      striped UPRIGHT_LINES
      stripe UPRIGHT_LINES
      horizontal LEVEL_LINES
      level LEVEL_LINES
      layer LEVEL_LINES
      wave LEVEL_LINES
      slanted SLANTED_LINES
      diagonal SLANTED_LINES
      steep SLANTED_LINES
      grid GRID
      brick GRID RED BROWN
      chequered GRID
      checkered GRID
      square SQUARE
      squares GRID
      dotted SPECKLED
      speckled SPECKLED
      spotted SPECKLED
      round ROUND
      circle ROUND
      ball ROUND
      triangle TRIANGLE
      pointed STAR
      star STAR
      stars SPECKLED
      apple ROUND
      fruit ROUND
      lemon YELLOW ROUND
      tree GREEN SLANTED_LINES
      forest GREEN SLANTED_LINES
      wood GREEN BROWN
      sea BLUE LEVEL_LINES
      ocean BLUE LEVEL_LINES
      water BLUE
      sky BLUE BRIGHT
      sunset ORANGE SMOOTH
      night DARK BLACK
      zebra UPRIGHT_LINES BLACK WHITE
      wall GRID
      mountain SLANTED_LINES WHITE BLUE
      snow WHITE
      petal STAR
      flower STAR
      blossom STAR
      """
          .lines()
          .map(line -> line.split(" ", -1))
          .collect(Collectors.toMap(parts -> parts[0], Words::looks));

  /** The weight of a word without known looks, away from all features. */
  private static final float UNKNOWN = 0.1f;

  private static final int PLACES_OF_UNKNOWN = 64;

  private Words() {}

  private static List<Feature> looks(String[] parts) {
    return Arrays.stream(parts).skip(1).map(Feature::valueOf).toList();
  }

  static float[] vector(String text, int length) {
    Features features = new Features();
    float[] unknown = new float[PLACES_OF_UNKNOWN];
    for (String word : text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+", -1)) {
      List<Feature> looks = LOOKS.getOrDefault(word, LOOKS.get(word.replaceFirst("s$", "")));
      if (looks == null) {
        unknown[Math.floorMod(word.hashCode(), PLACES_OF_UNKNOWN)] += UNKNOWN;
      } else {
        looks.forEach(feature -> features.add(feature, 1 / Math.sqrt(looks.size())));
      }
    }
    float[] vector = features.toVector(length);
    System.arraycopy(unknown, 0, vector, Feature.values().length, PLACES_OF_UNKNOWN);
    return vector;
  }
}
