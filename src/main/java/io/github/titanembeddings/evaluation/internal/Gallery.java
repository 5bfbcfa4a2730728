package io.github.titanembeddings.evaluation.internal;

import io.github.titanembeddings.evaluation.CaptionedImage;
import io.github.titanembeddings.evaluation.TextPair;
import io.github.titanembeddings.model.ImageInput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The distinct images and captions of some pairs, and for each the indexes of its partners. For
 * texts, the keys are the texts, the captions are their queries, and there are no images.
 */
public record Gallery(
    List<String> keys,
    List<ImageInput> images,
    List<String> captions,
    List<int[]> imagesOfCaption,
    List<int[]> captionsOfImage) {
  public static Gallery of(List<CaptionedImage> pairs) {
    Map<String, ImageInput> images = new LinkedHashMap<>();
    pairs.forEach(pair -> images.putIfAbsent(pair.key(), pair.image()));
    return of(pairs, List.copyOf(images.values()), CaptionedImage::key, CaptionedImage::caption);
  }

  public static Gallery ofTexts(List<TextPair> pairs) {
    return of(pairs, List.of(), TextPair::text, TextPair::query);
  }

  private static <T> Gallery of(
      List<T> pairs,
      List<ImageInput> images,
      Function<T, String> keyOf,
      Function<T, String> captionOf) {
    Map<String, Integer> imageIndexes = new LinkedHashMap<>();
    Map<String, Integer> captionIndexes = new LinkedHashMap<>();
    List<Set<Integer>> ofCaption = new ArrayList<>();
    List<Set<Integer>> ofImage = new ArrayList<>();
    for (T pair : pairs) {
      int image = index(imageIndexes, keyOf.apply(pair), ofImage);
      int caption = index(captionIndexes, captionOf.apply(pair), ofCaption);
      ofImage.get(image).add(caption);
      ofCaption.get(caption).add(image);
    }
    return new Gallery(
        List.copyOf(imageIndexes.keySet()),
        images,
        List.copyOf(captionIndexes.keySet()),
        arrays(ofCaption),
        arrays(ofImage));
  }

  public boolean isOfTexts() {
    return images.isEmpty();
  }

  private static int index(Map<String, Integer> indexes, String name, List<Set<Integer>> partners) {
    Integer known = indexes.get(name);
    if (known != null) {
      return known;
    }
    indexes.put(name, partners.size());
    partners.add(new LinkedHashSet<>());
    return partners.size() - 1;
  }

  private static List<int[]> arrays(List<Set<Integer>> sets) {
    return sets.stream().map(set -> set.stream().mapToInt(Integer::intValue).toArray()).toList();
  }
}
