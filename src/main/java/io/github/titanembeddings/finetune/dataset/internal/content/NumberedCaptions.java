package io.github.titanembeddings.finetune.dataset.internal.content;

import io.github.titanembeddings.finetune.dataset.internal.images.FingerprintMap;
import io.github.titanembeddings.finetune.dataset.internal.images.Fingerprints;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/** Finds captions of many images that differ only in numbers. */
final class NumberedCaptions {
  private static final Pattern NUMBER = Pattern.compile("\\p{Nd}+");

  private final long max;
  private final Fingerprints fingerprints = new Fingerprints();
  private final FingerprintMap byPattern = new FingerprintMap();
  private final List<Group> groups = new ArrayList<>();

  private static final class Group {
    final int line;
    final long caption;
    long count;
    boolean differ;

    Group(int line, long caption) {
      this.line = line;
      this.caption = caption;
    }
  }

  NumberedCaptions(long max) {
    this.max = max;
  }

  /** Adds an image; returns the number of images in its group if it exceeds the limit, else 0. */
  long add(int line, String caption) {
    String pattern = NUMBER.matcher(caption).replaceAll("0");
    if (pattern.indexOf('0') < 0) {
      return 0;
    }
    long own = fingerprints.of(caption);
    int known = byPattern.putIfAbsent(fingerprints.of(pattern), groups.size());
    if (known == FingerprintMap.ABSENT) {
      known = groups.size();
      groups.add(new Group(line, own));
    }
    Group group = groups.get(known);
    group.count++;
    group.differ |= group.caption != own;
    return isTooLarge(group) ? group.count : 0;
  }

  private boolean isTooLarge(Group group) {
    return group.differ && group.count > max;
  }

  /** Passes on the first line and the number of images of each group that exceeds the limit. */
  void find(BiConsumer<Integer, Long> found) {
    for (Group group : groups) {
      if (isTooLarge(group)) {
        found.accept(group.line, group.count);
      }
    }
  }
}
