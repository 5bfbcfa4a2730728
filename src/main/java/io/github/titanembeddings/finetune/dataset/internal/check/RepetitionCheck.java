package io.github.titanembeddings.finetune.dataset.internal.check;

import io.github.titanembeddings.finetune.dataset.TrainingExample;
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

  /** Adds a line; returns the number of its image if its reference is new, otherwise -1. */
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
    if (samePair == FingerprintMap.ABSENT) {
      addRepeat(
          line,
          first.line,
          example.imageRef(),
          "the image-ref of ",
          ViolationCodes.IMAGE_REF_DUPLICATE,
          ViolationCodes.IMAGE_REF_LEAKED);
    } else {
      addRepeat(
          line,
          samePair,
          example.imageRef(),
          "the image and caption of ",
          ViolationCodes.EXAMPLE_DUPLICATE,
          ViolationCodes.EXAMPLE_LEAKED);
    }
    return -1;
  }

  private void addCaption(int line, long caption) {
    int known = captionsByText.putIfAbsent(caption, captions.size());
    if (known == FingerprintMap.ABSENT) {
      captions.add(new Caption(line));
    } else {
      captions.get(known).images++;
    }
  }

  /** Records the result of reading an image: a fingerprint of its content, or 0. */
  void setContent(int image, long fingerprint, boolean unusable) {
    images.get(image).content = fingerprint;
    images.get(image).unusable = unusable;
  }

  /** Reports the duplicates that are known only after all images have been read. */
  void finish() {
    findSameContent();
    findRepeatsOfUnusable();
    findRepeatedCaptions();
  }

  private void findSameContent() {
    FingerprintMap byContent = new FingerprintMap();
    for (int image = 0; image < images.size(); image++) {
      long content = images.get(image).content;
      int first = content == 0 ? FingerprintMap.ABSENT : byContent.putIfAbsent(content, image);
      if (first != FingerprintMap.ABSENT) {
        addRepeat(
            images.get(image).line,
            images.get(first).line,
            null,
            "the same image under another name, as in ",
            ViolationCodes.IMAGE_DUPLICATE,
            ViolationCodes.IMAGE_LEAKED);
      }
    }
  }

  private void findRepeatsOfUnusable() {
    for (Repeat repeat : repeats) {
      if (repeat.image.unusable) {
        add(
            repeat.line,
            null,
            Violation.error(names.imageRefPath(repeat.line), ViolationCodes.IMAGE_REF_UNUSABLE)
                .actual(
                    "the image of " + names.linePath(repeat.image.line) + ", which has an error")
                .remedy("treat it like that line")
                .build());
      }
    }
  }

  private void findRepeatedCaptions() {
    long max = limits.get(Limit.CAPTION_IMAGES);
    for (Caption caption : captions) {
      if (caption.images > max) {
        add(
            caption.line,
            null,
            Violation.warning(names.captionPath(caption.line), ViolationCodes.CAPTION_REPEATED)
                .actual(
                    String.format(Locale.ROOT, "the same caption for %,d images", caption.images))
                .limit(limits.describe(Limit.CAPTION_IMAGES))
                .remedy("describe how the images differ")
                .build());
      }
    }
  }

  private void addRepeat(
      int line,
      int first,
      @Nullable String imageRef,
      String actual,
      String duplicateCode,
      String leakedCode) {
    boolean leaked = ManifestNames.role(line) != ManifestNames.role(first);
    add(
        line,
        imageRef,
        Violation.warning(names.imageRefPath(line), leaked ? leakedCode : duplicateCode)
            .actual(actual + names.linePath(first))
            .limit(leaked ? "no image in both manifests" : "each image once")
            .remedy(
                leaked
                    ? "remove one: a model must not be validated with its training data"
                    : "remove one: it counts twice in training")
            .build());
  }

  private void add(int line, @Nullable String imageRef, Violation violation) {
    log.add(ManifestNames.role(line), ManifestNames.line(line), imageRef, violation);
  }
}
