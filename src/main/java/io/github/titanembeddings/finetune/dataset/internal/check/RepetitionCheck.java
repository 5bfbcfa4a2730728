package io.github.titanembeddings.finetune.dataset.internal.check;

import io.github.titanembeddings.finetune.dataset.DatasetViolation;
import io.github.titanembeddings.finetune.dataset.TrainingExample;
import io.github.titanembeddings.internal.text.BlankText;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds images, captions and pairs that come again, in one manifest or across both. */
public final class RepetitionCheck {
  private static final String ONCE = "each image once";
  private static final String APART = "no image in both manifests";

  private final ManifestNames names;
  private final Limits limits;
  private final ViolationLog log;
  private final Fingerprints fingerprints = new Fingerprints();
  private final SeenImages images = new SeenImages();
  private final SeenCaptions captions = new SeenCaptions();
  private Map<Integer, @Nullable String> wholeHashes = Map.of();

  RepetitionCheck(ManifestNames names, Limits limits, ViolationLog log) {
    this.names = names;
    this.limits = limits;
    this.log = log;
  }

  long fingerprint(String text) {
    return fingerprints.of(text);
  }

  /** Takes a line in; the number of its image if its name is new, else -1 minus the number. */
  int add(int position, TrainingExample example, long ref) {
    long caption = fingerprints.of(example.caption());
    int image = images.add(ref, caption, position);
    if (image >= 0) {
      if (!BlankText.is(example.caption())) {
        captions.add(caption, position);
      }
      return image;
    }
    int pair = images.samePair(-1 - image, ref, caption, position);
    if (pair != FingerprintTable.ABSENT) {
      repeated(
          position,
          pair,
          example.imageRef(),
          ViolationCodes.EXAMPLE_LEAKED,
          ViolationCodes.EXAMPLE_DUPLICATE,
          "the image and caption of ");
    } else {
      int first = images.position(-1 - image);
      repeated(
          position,
          first,
          example.imageRef(),
          ViolationCodes.IMAGE_REF_LEAKED,
          ViolationCodes.IMAGE_REF_DUPLICATE,
          "the image-ref of ");
    }
    return image;
  }

  /** Notes what came of reading an image. */
  void setContent(int image, long fingerprint, boolean unusable) {
    images.setContent(image, fingerprint);
    if (unusable) {
      images.setUnusable(image);
    }
  }

  /** Finds what can be known only once everything has been read. */
  void finish() {
    findSameContent();
    findRepeatsOfUnusable();
    findRepeatedCaptions();
  }

  /** Returns the lines of the images that have the same fingerprint as another. */
  Map<Integer, Integer> suspects() {
    Map<Integer, Integer> found = new HashMap<>();
    FingerprintTable byContent = new FingerprintTable();
    for (int image = 0; image < images.count(); image++) {
      int first = sameContent(byContent, image);
      if (first != FingerprintTable.ABSENT) {
        found.put(images.position(first), first);
        found.put(images.position(image), image);
      }
    }
    return found;
  }

  /** Replaces the fingerprints of some images by the hashes of all bytes; null if unknown. */
  void setWhole(Map<Integer, @Nullable String> sha256ByImage) {
    wholeHashes = sha256ByImage;
  }

  private int sameContent(FingerprintTable byContent, int image) {
    long content = images.content(image);
    return content == 0 ? FingerprintTable.ABSENT : byContent.putIfAbsent(content, image);
  }

  private void findSameContent() {
    FingerprintTable byContent = new FingerprintTable();
    Map<String, Integer> byHash = new HashMap<>();
    for (int image = 0; image < images.count(); image++) {
      int first;
      if (wholeHashes.containsKey(image)) {
        String hash = wholeHashes.get(image);
        Integer same = hash == null ? null : byHash.putIfAbsent(hash, image);
        first = same == null ? FingerprintTable.ABSENT : same;
      } else {
        first = sameContent(byContent, image);
      }
      if (first != FingerprintTable.ABSENT) {
        String what = "the same image under another name, as in ";
        repeated(
            images.position(image),
            images.position(first),
            null,
            ViolationCodes.IMAGE_LEAKED,
            ViolationCodes.IMAGE_DUPLICATE,
            what);
      }
    }
  }

  private void findRepeatsOfUnusable() {
    IntColumn repeats = images.repeats();
    for (int i = 0; i < repeats.size(); i += 2) {
      int image = repeats.get(i);
      if (images.isUnusable(image)) {
        int position = repeats.get(i + 1);
        add(
            position,
            null,
            Violation.error(place(position), ViolationCodes.IMAGE_REF_UNUSABLE)
                .actual("the image of " + line(images.position(image)) + ", which has an error")
                .remedy("do with it as with that line")
                .build());
      }
    }
  }

  private void findRepeatedCaptions() {
    long most = limits.get(Limit.CAPTION_IMAGES);
    for (int caption = 0; caption < captions.count(); caption++) {
      if (captions.images(caption) > most) {
        int position = captions.position(caption);
        String manifest = names.of(LineRef.role(position));
        add(
            position,
            null,
            Violation.warning(
                    ViolationPaths.caption(manifest, LineRef.line(position)),
                    ViolationCodes.CAPTION_REPEATED)
                .actual(
                    String.format(
                        Locale.ROOT, "the same caption for %,d images", captions.images(caption)))
                .limit(limits.describe(Limit.CAPTION_IMAGES))
                .remedy("say what tells the images apart")
                .build());
      }
    }
  }

  private void repeated(
      int position,
      int first,
      @Nullable String imageRef,
      String leakedCode,
      String duplicateCode,
      String actual) {
    boolean leaked = LineRef.role(position) != LineRef.role(first);
    String code = leaked ? leakedCode : duplicateCode;
    String remedy =
        leaked
            ? "remove one: a model is not measured by what it has learnt from"
            : "remove one: it counts twice while the model learns";
    add(
        position,
        imageRef,
        Violation.warning(place(position), code)
            .actual(actual + line(first))
            .limit(leaked ? APART : ONCE)
            .remedy(remedy)
            .build());
  }

  private void add(int position, @Nullable String imageRef, Violation violation) {
    log.add(
        DatasetViolation.ofLine(
            LineRef.role(position), LineRef.line(position), imageRef, violation));
  }

  private String place(int position) {
    return ViolationPaths.imageRef(names.of(LineRef.role(position)), LineRef.line(position));
  }

  private String line(int position) {
    return ViolationPaths.line(names.of(LineRef.role(position)), LineRef.line(position));
  }
}
