package io.github.titanembeddings.finetune.dataset.internal.check;

import java.util.BitSet;

/**
 * Remembers every image-ref, and what its image's content is, in numbers: 43 bytes or less each.
 */
final class SeenImages {
  private final FingerprintTable byRef = new FingerprintTable();
  private final FingerprintTable morePairs = new FingerprintTable();
  private final IntColumn positions = new IntColumn();
  private final LongColumn captions = new LongColumn();
  private final LongColumn contents = new LongColumn();
  private final BitSet unusable = new BitSet();
  private final IntColumn repeats = new IntColumn();

  /** The number of an image if its name is new, else -1 minus the number. */
  int add(long ref, long caption, int position) {
    int known = byRef.putIfAbsent(ref, positions.size());
    if (known != FingerprintTable.ABSENT) {
      repeats.add(known);
      repeats.add(position);
      return -1 - known;
    }
    positions.add(position);
    captions.add(caption);
    contents.add(0);
    return positions.size() - 1;
  }

  /** Where the same pair was seen, or ABSENT; asked of images whose name is not new. */
  int samePair(int image, long ref, long caption, int position) {
    if (captions.get(image) == caption) {
      return positions.get(image);
    }
    return morePairs.putIfAbsent(Fingerprints.mixed(ref, caption), position);
  }

  /** Where an image is named first. */
  int position(int image) {
    return positions.get(image);
  }

  int count() {
    return positions.size();
  }

  /** The fingerprint of an image's content; 0 if it is not known. */
  long content(int image) {
    return contents.get(image);
  }

  void setContent(int image, long fingerprint) {
    contents.set(image, fingerprint);
  }

  boolean isUnusable(int image) {
    return unusable.get(image);
  }

  void setUnusable(int image) {
    unusable.set(image);
  }

  /** The images and positions of lines that name an image again, in turn. */
  IntColumn repeats() {
    return repeats;
  }
}
