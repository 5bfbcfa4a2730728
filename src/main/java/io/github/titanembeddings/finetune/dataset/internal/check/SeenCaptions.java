package io.github.titanembeddings.finetune.dataset.internal.check;

/** Counts how many images have which caption, in numbers: 27 bytes or less for each caption. */
final class SeenCaptions {
  private final FingerprintTable byCaption = new FingerprintTable();
  private final IntColumn positions = new IntColumn();
  private final IntColumn images = new IntColumn();

  void add(long caption, int position) {
    int known = byCaption.putIfAbsent(caption, positions.size());
    if (known == FingerprintTable.ABSENT) {
      positions.add(position);
      images.add(1);
    } else {
      images.set(known, images.get(known) + 1);
    }
  }

  int count() {
    return positions.size();
  }

  /** Where a caption is written first. */
  int position(int caption) {
    return positions.get(caption);
  }

  /** How many images have a caption. */
  int images(int caption) {
    return images.get(caption);
  }
}
