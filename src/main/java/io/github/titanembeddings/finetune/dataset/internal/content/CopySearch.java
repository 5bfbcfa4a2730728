package io.github.titanembeddings.finetune.dataset.internal.content;

import io.github.titanembeddings.finetune.dataset.internal.images.FingerprintMap;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Finds images that are copies of earlier ones. Images are compared if their hashes are near; of
 * those whose hash is near that of very many others, only some are, so that the time stays linear.
 */
final class CopySearch {
  static final int NONE = -1;

  private static final int MAX_OF_EQUAL_HASH = 1_000;
  static final int MAX_NEAR = 5_000;
  private static final int MAX_COMPARED = 100;

  private final IntFunction<Sample> samples;
  private final long[] layouts;
  private final Runnable tick;
  private final long[] hashes;

  /** For each image an earlier one that it is a copy of, or NONE. */
  private final int[] originals;

  private CopySearch(long[] hashes, long[] layouts, IntFunction<Sample> samples, Runnable tick) {
    this.hashes = hashes;
    this.layouts = layouts;
    this.samples = samples;
    this.tick = tick;
    this.originals = new int[hashes.length];
    Arrays.fill(originals, NONE);
  }

  /**
   * Returns for each image an earlier one that it is a copy of, or {@code NONE}.
   *
   * @param layouts the {@link ColorLayout} of each image
   * @param comparable the images to compare
   * @param tick called for each image
   */
  static int[] originals(
      long[] hashes,
      long[] layouts,
      BitSet comparable,
      IntFunction<Sample> samples,
      Runnable tick) {
    CopySearch search = new CopySearch(hashes, layouts, samples, tick);
    search.compareNear(search.compareEqual(comparable));
    return search.originals;
  }

  /** Compares images of equal hash; returns those that are to be compared with others. */
  private int[] compareEqual(BitSet comparable) {
    FingerprintMap byHash = new FingerprintMap();
    int[] next = new int[hashes.length];
    Arrays.fill(next, NONE);
    return comparable.stream().filter(image -> isFirst(image, byHash, next)).toArray();
  }

  private boolean isFirst(int image, FingerprintMap byHash, int[] next) {
    tick.run();
    int other = byHash.putIfAbsent(hashes[image], image);
    if (other == FingerprintMap.ABSENT) {
      return true;
    }
    Sample sample = samples.apply(image);
    int compared = 0;
    for (int passed = 1; ; passed++) {
      if (compared < MAX_COMPARED && ColorLayout.areNear(layouts[other], layouts[image])) {
        compared++;
        if (CropMatcher.isCopy(samples.apply(other), sample)) {
          originals[image] = other;
          return false;
        }
      }
      if (passed == MAX_OF_EQUAL_HASH) {
        return false;
      } else if (next[other] == NONE) {
        next[other] = image;
        return true;
      }
      other = next[other];
    }
  }

  private void compareNear(int[] images) {
    HashIndex index = new HashIndex(Arrays.stream(images).mapToLong(i -> hashes[i]).toArray());
    for (int image : images) {
      tick.run();
      Sample sample = samples.apply(image);
      distances(image, sample, images, index).entrySet().stream()
          .filter(other -> originals[Math.max(image, other.getKey())] == NONE)
          .sorted(
              Map.Entry.<Integer, Integer>comparingByValue()
                  .thenComparing(Map.Entry.comparingByKey()))
          .limit(MAX_COMPARED)
          .forEach(other -> compare(image, sample, other.getKey()));
    }
  }

  private void compare(int image, Sample sample, int other) {
    int later = Math.max(image, other);
    if (originals[later] == NONE && CropMatcher.isCopy(sample, samples.apply(other))) {
      originals[later] = Math.min(image, other);
    }
  }

  /** Returns the images whose hash is near that of the image or a part of it, with the distance. */
  private Map<Integer, Integer> distances(int image, Sample sample, int[] images, HashIndex index) {
    Map<Integer, Integer> distances = new HashMap<>();
    for (long hash : Arrays.stream(PerceptualHash.ofWindows(sample)).distinct().toArray()) {
      index.findNear(
          hash,
          MAX_NEAR,
          position -> {
            int other = images[position];
            if (other != image && ColorLayout.areNear(layouts[other], layouts[image])) {
              distances.merge(other, Long.bitCount(hash ^ hashes[other]), Math::min);
            }
          });
    }
    return distances;
  }
}
