package io.github.titanembeddings.testing.internal.training;

import java.util.ArrayList;
import java.util.List;

/** The vectors of captions and of their images, each of length 1, at the same places. */
final class VectorPairs {
  final List<float[]> texts;
  final List<float[]> images;

  VectorPairs(List<float[]> texts, List<float[]> images) {
    this.texts = texts;
    this.images = images;
  }

  int size() {
    return texts.size();
  }

  /** At most so many of the pairs in a range, evenly spread. */
  VectorPairs sample(int from, int to, int most) {
    int step = Math.max(1, (to - from + most - 1) / most);
    List<float[]> chosenTexts = new ArrayList<>();
    List<float[]> chosenImages = new ArrayList<>();
    for (int i = from; i < to; i += step) {
      chosenTexts.add(texts.get(i));
      chosenImages.add(images.get(i));
    }
    return new VectorPairs(chosenTexts, chosenImages);
  }

  /** The loss of these pairs after a change of the texts. */
  double loss(TextMap map) {
    return ContrastiveLoss.of(texts.stream().map(map::apply).toList(), images);
  }
}
