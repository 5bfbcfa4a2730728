package io.github.titanembeddings.evaluation.internal;

import io.github.titanembeddings.evaluation.CaptionedImage;
import io.github.titanembeddings.model.ImageInput;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The distinct images and captions of some pairs, and which belong together. */
public final class Gallery {
  final List<String> keys;
  public final List<ImageInput> images;
  public final List<String> captions;

  /** For each caption the places of its images, and for each image those of its captions. */
  final List<int[]> imagesOfCaption;

  final List<int[]> captionsOfImage;

  public Gallery(List<CaptionedImage> pairs) {
    Map<String, ImageInput> imagesByKey = new LinkedHashMap<>();
    Map<String, Integer> captionPlaces = new LinkedHashMap<>();
    Map<String, Integer> keyPlaces = new LinkedHashMap<>();
    List<Set<Integer>> ofCaption = new ArrayList<>();
    List<Set<Integer>> ofImage = new ArrayList<>();
    for (CaptionedImage pair : pairs) {
      imagesByKey.putIfAbsent(pair.key(), pair.image());
      int image = place(keyPlaces, pair.key(), ofImage);
      int caption = place(captionPlaces, pair.caption(), ofCaption);
      ofImage.get(image).add(caption);
      ofCaption.get(caption).add(image);
    }
    keys = List.copyOf(imagesByKey.keySet());
    images = List.copyOf(imagesByKey.values());
    captions = List.copyOf(captionPlaces.keySet());
    imagesOfCaption = arrays(ofCaption);
    captionsOfImage = arrays(ofImage);
  }

  private static int place(Map<String, Integer> places, String name, List<Set<Integer>> partners) {
    Integer known = places.get(name);
    if (known != null) {
      return known;
    }
    places.put(name, partners.size());
    partners.add(new LinkedHashSet<>());
    return partners.size() - 1;
  }

  private static List<int[]> arrays(Collection<Set<Integer>> sets) {
    return sets.stream().map(set -> set.stream().mapToInt(Integer::intValue).toArray()).toList();
  }
}
