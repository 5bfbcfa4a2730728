package io.github.titanembeddings.support.training;

import java.util.ArrayList;
import java.util.List;

/** The unit vectors of captions and of their images, at the same indexes. */
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

  /** Returns at most {@code most} of the pairs in a range, evenly distributed. */
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

  /** Returns the loss of the pairs with mapped texts. */
  double loss(TextMap map) {
    return ContrastiveLoss.of(texts.stream().map(map::apply).toList(), images);
  }
}
