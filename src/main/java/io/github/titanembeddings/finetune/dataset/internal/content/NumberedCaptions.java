package io.github.titanembeddings.finetune.dataset.internal.content;

import io.github.titanembeddings.finetune.dataset.internal.images.FingerprintMap;
import io.github.titanembeddings.finetune.dataset.internal.images.Fingerprints;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/** Finds captions that differ only in numbers. */
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

  NumberedCaptions(Limits limits) {
    max = limits.get(Limit.CAPTION_IMAGES);
  }

  void add(int line, String caption) {
    String pattern = NUMBER.matcher(caption).replaceAll("0");
    if (pattern.indexOf('0') < 0) {
      return;
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
  }

  /** Passes on the first line of each group. */
  void find(BiConsumer<Integer, String> found) {
    for (Group group : groups) {
      if (group.differ && group.count > max) {
        String actual =
            String.format(Locale.ROOT, "%,d captions differ only in numbers", group.count);
        found.accept(group.line, actual);
      }
    }
  }
}
