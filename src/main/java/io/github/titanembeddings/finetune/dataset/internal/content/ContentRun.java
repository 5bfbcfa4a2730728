package io.github.titanembeddings.finetune.dataset.internal.content;

import io.github.titanembeddings.finetune.dataset.ContentCheck;
import io.github.titanembeddings.finetune.dataset.TrainingExample;
import io.github.titanembeddings.finetune.dataset.internal.check.ManifestNames;
import io.github.titanembeddings.finetune.dataset.internal.content.SampleFile.Label;
import io.github.titanembeddings.finetune.dataset.internal.images.ManifestImage;
import io.github.titanembeddings.internal.concurrent.OrderedExecutor;
import io.github.titanembeddings.internal.image.HeaderStep.ImageHeader;
import io.github.titanembeddings.internal.text.UnicodeText;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The content checks of one validation. Not thread-safe; images are decoded on other threads. */
public final class ContentRun implements AutoCloseable {
  private final Set<ContentCheck> checks;
  private final Limits limits;
  private final ManifestNames names;
  private final Sink sink;
  private final Runnable tick;
  private final NumberedCaptions numbered;
  private final Outliers captionLengths = new Outliers();
  private final Outliers imageSizes = new Outliers();
  private final List<Repeat> repeats = new ArrayList<>();
  private final BitSet comparable = new BitSet();
  private final @Nullable SampleFile file;
  private final @Nullable OrderedExecutor<ImageSampler.Result> decoders;
  private final @Nullable ImageSampler task;
  private long[] hashes = new long[1024];
  private long[] layouts = new long[1024];
  private long[] fingerprints = new long[1024];
  private int[] lines = new int[1024];
  private int images;

  /** A further line of an image. */
  private record Repeat(int image, int line, String caption) {}

  /** Receives the violation of a line, with the image of the line and one that it is a copy of. */
  public interface Sink {
    void add(int line, @Nullable String imageRef, @Nullable String otherRef, Violation violation);

    /** Receives a violation of a line beyond a group's limit; {@link #add} has one per group. */
    void addToGroup(int line, Violation violation);
  }

  /** Creates a run; {@code tick} is called often, to report the progress. */
  public ContentRun(
      Set<ContentCheck> checks,
      @Nullable ObjectStore store,
      Limits limits,
      ManifestNames names,
      Sink sink,
      Runnable tick) {
    this.checks = checks;
    this.names = names;
    this.sink = sink;
    this.tick = tick;
    this.limits = limits;
    this.numbered = new NumberedCaptions(limits.get(Limit.CAPTION_IMAGES));
    boolean decodes =
        checks.contains(ContentCheck.COPIES) || checks.contains(ContentCheck.IMAGE_DETAIL);
    boolean any = decodes || checks.contains(ContentCheck.IMAGE_SIZE);
    file =
        store != null && any ? new SampleFile(Path.of(System.getProperty("java.io.tmpdir"))) : null;
    if (store != null && file != null && decodes) {
      task = new ImageSampler(store, limits, file, checks.contains(ContentCheck.COPIES));
      decoders = new OrderedExecutor<>(ImageSampler.READ_AT_ONCE, this::take);
    } else {
      task = null;
      decoders = null;
    }
  }

  /**
   * Checks a line.
   *
   * @param image the number of its image
   * @param isNew whether no earlier line has the image
   */
  public void addLine(int line, TrainingExample example, int image, boolean isNew) {
    String caption = example.caption();
    if (!UnicodeText.isBlank(caption)) { // reported elsewhere
      checkCaption(line, example.imageRef(), caption, isNew);
    }
    if (isNew) {
      addImage(image, line, example);
    } else if (checks.contains(ContentCheck.COPIES)
        && caption.length() <= ContradictoryCaptions.MAX_REPEATED) {
      repeats.add(new Repeat(image, line, caption));
    }
  }

  private void checkCaption(int line, String imageRef, String caption, boolean isNewImage) {
    Violation found = CaptionText.check(names.captionPath(line), caption, checks);
    if (found != null) {
      sink.add(line, imageRef, null, found);
    }
    if (isNewImage && checks.contains(ContentCheck.CAPTION_NUMBERS)) {
      long images = numbered.add(line, caption);
      if (images > 0) {
        sink.addToGroup(line, numbered(line, "image %,d of a group", images));
      }
    }
    if (checks.contains(ContentCheck.CAPTION_LENGTH)) {
      captionLengths.add(line, caption.codePointCount(0, caption.length()));
    }
  }

  private Violation numbered(int line, String which, long images) {
    return violation(
        line,
        ViolationCodes.CAPTION_NUMBERED,
        String.format(Locale.ROOT, which + " whose captions differ only in numbers", images),
        limits.describe(Limit.CAPTION_IMAGES));
  }

  private void addImage(int image, int line, TrainingExample example) {
    if (image >= lines.length) {
      lines = Arrays.copyOf(lines, 2 * image);
      hashes = Arrays.copyOf(hashes, 2 * image);
      layouts = Arrays.copyOf(layouts, 2 * image);
      fingerprints = Arrays.copyOf(fingerprints, 2 * image);
    }
    images = Math.max(images, image + 1);
    lines[image] = line;
    if (file != null) {
      file.writeLabel(image, example.imageRef(), example.caption());
    }
  }

  /**
   * Decodes an image whose header is valid, and waits while many are being decoded.
   *
   * @param fingerprint equal for images of the same bytes, whose repetition is reported elsewhere
   */
  public void addImage(ManifestImage image, ImageHeader header, long size, long fingerprint) {
    fingerprints[image.number()] = fingerprint;
    if (checks.contains(ContentCheck.IMAGE_SIZE)) {
      imageSizes.add(image.number(), (long) header.width() * header.height());
    }
    if (decoders != null && task != null) {
      decoders.add(decoders.start(() -> task.run(image, header, size)));
    }
  }

  private void take(ImageSampler.Result result) {
    int image = result.image().number();
    hashes[image] = result.hash();
    layouts[image] = result.layout();
    comparable.set(image, result.comparable());
    if (result.code() != null && (result.failed() || checks.contains(ContentCheck.IMAGE_DETAIL))) {
      warn(lines[image], result.image().uri().toString(), null, result.code(), result.actual());
    }
    tick.run();
  }

  /** Reports the findings that depend on all lines. */
  public void finish() {
    numbered.find(
        (line, images) -> sink.add(line, null, null, numbered(line, "%,d images", images)));
    captionLengths.find(
        (line, outlier) ->
            sink.add(
                line,
                null,
                null,
                violation(
                    line,
                    ViolationCodes.CAPTION_LENGTH_OUTLIER,
                    outlier.describe("characters", "captions"),
                    outlier.limit("characters"))));
    if (decoders != null) {
      decoders.finish();
    }
    if (file != null) {
      imageSizes.find(
          (image, outlier) ->
              sink.add(
                  lines[image],
                  file.label(image).imageRef(),
                  null,
                  violation(
                      lines[image],
                      ViolationCodes.IMAGE_SIZE_OUTLIER,
                      outlier.describe("pixels", "images"),
                      outlier.limit("pixels"))));
      if (checks.contains(ContentCheck.COPIES)) {
        findCopies(file);
      }
    }
  }

  private void findCopies(SampleFile samples) {
    long[] used = Arrays.copyOf(hashes, images);
    int[] originals = CopySearch.originals(used, layouts, comparable, samples::sample, tick);
    ContradictoryCaptions words =
        new ContradictoryCaptions(samples, lines, this::warnContradictory);
    for (int image = 0; image < images; image++) {
      int original = original(originals, image);
      if (original != CopySearch.NONE) {
        Label copy = samples.label(image);
        boolean reported =
            fingerprints[image] != 0 && fingerprints[image] == fingerprints[original];
        if (!reported) {
          warnCopy(image, original, copy, samples.label(original));
        }
        words.compare(original, lines[image], copy.imageRef(), copy.caption());
      }
    }
    for (Repeat repeat : repeats) {
      String ref = samples.label(repeat.image()).imageRef();
      words.compare(repeat.image(), repeat.line(), ref, repeat.caption());
    }
  }

  /** Returns the image's original; that of a copy of a leaked copy is in the other manifest. */
  private int original(int[] originals, int image) {
    int original = originals[image];
    int first = original;
    while (first != CopySearch.NONE && !isLeak(image, first)) {
      first = originals[first];
    }
    return first == CopySearch.NONE ? original : first;
  }

  private boolean isLeak(int image, int original) {
    return ManifestNames.role(lines[image]) != ManifestNames.role(lines[original]);
  }

  private void warnCopy(int image, int originalImage, Label copy, Label original) {
    boolean leaked = isLeak(image, originalImage);
    warn(
        lines[image],
        copy.imageRef(),
        original.imageRef(),
        leaked ? ViolationCodes.IMAGE_NEAR_LEAKED : ViolationCodes.IMAGE_NEAR_DUPLICATE,
        "a copy of the image of "
            + names.linePath(lines[originalImage])
            + ContradictoryCaptions.both(copy.caption(), original.caption()));
  }

  private void warnContradictory(
      int line, int otherLine, String imageRef, String otherRef, String both) {
    String actual = "the same image as in " + names.linePath(otherLine) + both;
    warn(line, imageRef, otherRef, ViolationCodes.CAPTION_CONTRADICTORY, actual);
  }

  private void warn(
      int line,
      @Nullable String imageRef,
      @Nullable String otherRef,
      String code,
      @Nullable String actual) {
    String found = actual == null ? "" : actual;
    sink.add(line, imageRef, otherRef, violation(line, code, found, Remedies.limit(code)));
  }

  private Violation violation(int line, String code, String actual, String limit) {
    String path = code.startsWith("caption.") ? names.captionPath(line) : names.imageRefPath(line);
    return Violation.warning(path, code)
        .actual(actual)
        .limit(limit)
        .remedy(
            code.equals(ViolationCodes.IMAGE_NEAR_DUPLICATE)
                ? ManifestNames.removeOne(line)
                : Remedies.of(code))
        .build();
  }

  @Override
  public void close() {
    if (decoders != null) {
      decoders.close();
    }
    if (file != null) {
      file.close();
    }
  }
}
