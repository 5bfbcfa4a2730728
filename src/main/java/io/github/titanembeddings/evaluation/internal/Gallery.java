package io.github.titanembeddings.evaluation.internal;

import io.github.titanembeddings.evaluation.CaptionedImage;
import io.github.titanembeddings.model.ImageInput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The distinct images and captions of some pairs, and for each the indexes of its partners. */
public record Gallery(
    List<String> keys,
    List<ImageInput> images,
    List<String> captions,
    List<int[]> imagesOfCaption,
    List<int[]> captionsOfImage) {
  public static Gallery of(List<CaptionedImage> pairs) {
    Map<String, ImageInput> images = new LinkedHashMap<>();
    Map<String, Integer> imageIndexes = new LinkedHashMap<>();
    Map<String, Integer> captionIndexes = new LinkedHashMap<>();
    List<Set<Integer>> ofCaption = new ArrayList<>();
    List<Set<Integer>> ofImage = new ArrayList<>();
    for (CaptionedImage pair : pairs) {
      images.putIfAbsent(pair.key(), pair.image());
      int image = index(imageIndexes, pair.key(), ofImage);
      int caption = index(captionIndexes, pair.caption(), ofCaption);
      ofImage.get(image).add(caption);
      ofCaption.get(caption).add(image);
    }
    return new Gallery(
        List.copyOf(images.keySet()),
        List.copyOf(images.values()),
        List.copyOf(captionIndexes.keySet()),
        arrays(ofCaption),
        arrays(ofImage));
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
