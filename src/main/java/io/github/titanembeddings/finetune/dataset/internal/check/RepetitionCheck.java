package io.github.titanembeddings.finetune.dataset.internal.check;

import io.github.titanembeddings.finetune.dataset.DatasetRole;
import io.github.titanembeddings.finetune.dataset.TrainingExample;
import io.github.titanembeddings.finetune.dataset.internal.images.FingerprintMap;
import io.github.titanembeddings.finetune.dataset.internal.images.Fingerprints;
import io.github.titanembeddings.internal.text.UnicodeText;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds duplicate images, captions and examples within a manifest and across both. Texts and images
 * are compared by 64-bit fingerprints.
 */
final class RepetitionCheck {
  private final ManifestNames names;
  private final Limits limits;
  private final ViolationLog log;
  private final Fingerprints fingerprints = new Fingerprints();
  private final List<Image> images = new ArrayList<>();
  private final FingerprintMap imagesByRef = new FingerprintMap();
  private final FingerprintMap morePairs = new FingerprintMap(); // to lines
  private final List<Repeat> repeats = new ArrayList<>();
  private final List<Caption> captions = new ArrayList<>();
  private final FingerprintMap captionsByText = new FingerprintMap();

  /** An image: the first line that refers to it, and the result of reading it. */
  private static final class Image {
    final int line;
    final long caption;
    long content;
    boolean unusable;

    Image(int line, long caption) {
      this.line = line;
      this.caption = caption;
    }
  }

  private record Repeat(Image image, int line) {}

  /** The first line with a caption, and the number of images that have it. */
  private static final class Caption {
    final int line;
    int images = 1;

    Caption(int line) {
      this.line = line;
    }
  }

  RepetitionCheck(ManifestNames names, Limits limits, ViolationLog log) {
    this.names = names;
    this.limits = limits;
    this.log = log;
  }

  /** Adds a line; returns the number of its image, inverted (~) if its reference is not new. */
  int add(int line, TrainingExample example) {
    long ref = fingerprints.of(example.imageRef());
    long caption = fingerprints.of(example.caption());
    int known = imagesByRef.putIfAbsent(ref, images.size());
    if (known == FingerprintMap.ABSENT) {
      images.add(new Image(line, caption));
      if (!UnicodeText.isBlank(example.caption())) {
        addCaption(line, caption);
      }
      return images.size() - 1;
    }
    Image first = images.get(known);
    repeats.add(new Repeat(first, line));
    int samePair =
        first.caption == caption
            ? first.line
            : morePairs.putIfAbsent(Fingerprints.mixed(ref, caption), line);
    String imageRef = example.imageRef();
    if (samePair == FingerprintMap.ABSENT) {
      String actual = "the image-ref of " + names.linePath(first.line);
      String code = ViolationCodes.IMAGE_REF_DUPLICATE;
      addRepeat(line, first.line, imageRef, actual, code, ViolationCodes.IMAGE_REF_LEAKED);
    } else {
      String actual = "the image and caption of " + names.linePath(samePair);
      String code = ViolationCodes.EXAMPLE_DUPLICATE;
      addRepeat(line, samePair, imageRef, actual, code, ViolationCodes.EXAMPLE_LEAKED);
    }
    return ~known;
  }

  private void addCaption(int line, long caption) {
    int known = captionsByText.putIfAbsent(caption, captions.size());
    if (known == FingerprintMap.ABSENT) {
      captions.add(new Caption(line));
    } else {
      Caption first = captions.get(known);
      if (++first.images > limits.get(Limit.CAPTION_IMAGES)) {
        log.addToGroup(line, repeated(line, "image %,d with the same caption", first.images));
      }
    }
  }

  /** Records the result of scanning an image: a fingerprint of its content, or 0. */
  void setContent(int image, long fingerprint, boolean unusable) {
    images.get(image).content = fingerprint;
    images.get(image).unusable = unusable;
  }

  /** Reports the duplicates that are known only after all images have been scanned. */
  void finish() {
    findSameContent();
    for (Repeat repeat : repeats) {
      if (repeat.image.unusable) {
        String first = names.linePath(repeat.image.line);
        findings(repeat.line, names.imageRefPath(repeat.line), null)
            .error(
                ViolationCodes.IMAGE_REF_UNUSABLE,
                "the image of " + first + ", which has an error",
                "",
                "treat it like that line");
      }
    }
    for (Caption caption : captions) {
      if (caption.images > limits.get(Limit.CAPTION_IMAGES)) {
        log.add(
            ManifestNames.role(caption.line),
            ManifestNames.line(caption.line),
            null,
            repeated(caption.line, "the same caption for %,d images", caption.images));
      }
    }
  }

  private Violation repeated(int line, String actual, int images) {
    return Violation.warning(names.captionPath(line), ViolationCodes.CAPTION_REPEATED)
        .actual(String.format(Locale.ROOT, actual, images))
        .limit(limits.describe(Limit.CAPTION_IMAGES))
        .remedy("describe how the images differ")
        .build();
  }

  private void findSameContent() {
    FingerprintMap imagesByContent = new FingerprintMap();
    for (int i = 0; i < images.size(); i++) {
      Image image = images.get(i);
      int known =
          image.content == 0
              ? FingerprintMap.ABSENT
              : imagesByContent.putIfAbsent(image.content, i);
      if (known != FingerprintMap.ABSENT) {
        int first = images.get(known).line;
        String actual = "the same image under another name, as in " + names.linePath(first);
        String code = ViolationCodes.IMAGE_DUPLICATE;
        addRepeat(image.line, first, null, actual, code, ViolationCodes.IMAGE_LEAKED);
      }
    }
  }

  private void addRepeat(
      int line, int first, @Nullable String imageRef, String actual, String code, String leaked) {
    Findings found = findings(line, names.imageRefPath(line), imageRef);
    if (ManifestNames.role(line) == ManifestNames.role(first)) {
      found.warning(code, actual, "each image once", ManifestNames.removeOne(line));
    } else {
      found.warning(
          leaked,
          actual,
          "no image in both manifests",
          "remove one: a model must not be validated with its training data");
    }
  }

  private Findings findings(int line, String path, @Nullable String imageRef) {
    DatasetRole role = ManifestNames.role(line);
    return new Findings(
        path, limits, found -> log.add(role, ManifestNames.line(line), imageRef, found));
  }
}
