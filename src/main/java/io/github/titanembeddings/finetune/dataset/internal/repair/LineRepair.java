package io.github.titanembeddings.finetune.dataset.internal.repair;

import io.github.titanembeddings.finetune.dataset.DatasetRole;
import io.github.titanembeddings.finetune.dataset.DatasetViolation;
import io.github.titanembeddings.finetune.dataset.ManifestLine;
import io.github.titanembeddings.finetune.dataset.TrainingExample;
import io.github.titanembeddings.finetune.dataset.internal.check.CaptionCheck;
import io.github.titanembeddings.finetune.dataset.internal.content.CaptionText;
import io.github.titanembeddings.finetune.dataset.internal.manifest.ViolationPaths;
import io.github.titanembeddings.finetune.dataset.internal.publish.ImageRepair;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.internal.concurrent.OrderedExecutor;
import io.github.titanembeddings.internal.text.UnicodeText;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.Violation.Severity;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides for each line whether it is kept, changed or dropped: first collects the violations of
 * the lines, then repairs the lines.
 */
final class LineRepair {
  private static final Comparator<Violation> ORDER =
      Comparator.comparing(Violation::path).thenComparing(Violation::code);

  private record LineKey(DatasetRole role, long number) {}

  private final RepairSettings settings;
  private final ImageCopies copies;
  private final CaptionCheck captions;
  private final Map<LineKey, List<Violation>> violations = new HashMap<>();

  /** The warnings of images by image-ref; a validation reports them for the first line only. */
  private final Map<String, List<Violation>> ofImages = new HashMap<>();

  LineRepair(RepairSettings settings, ImageCopies copies) {
    this.settings = settings;
    this.copies = copies;
    this.captions = new CaptionCheck(settings.original().limits());
  }

  /**
   * The result for a line: the changed example, null if it is unchanged; or the reasons to drop it.
   */
  record Result(
      ManifestLine original,
      @Nullable TrainingExample changed,
      boolean hasNewCaption,
      List<Violation> problems) {
    private static Result of(ManifestLine line, List<Violation> problems) {
      return new Result(line, null, false, problems);
    }
  }

  void collect(DatasetViolation found) {
    Violation violation = found.violation();
    boolean used =
        settings.isReason(violation) || isOfCaption(violation) || settings.moves(violation);
    if (used) {
      violations
          .computeIfAbsent(new LineKey(found.role(), found.line()), line -> new ArrayList<>(1))
          .add(violation);
    }
  }

  /** Returns whether a line, if kept, is moved to the training manifest. */
  boolean isMoved(DatasetRole role, ManifestLine line) {
    return role == DatasetRole.VALIDATION && found(role, line).stream().anyMatch(settings::moves);
  }

  private List<Violation> found(DatasetRole role, ManifestLine line) {
    List<Violation> found = violations.getOrDefault(new LineKey(role, line.number()), List.of());
    String imageRef = line.imageRef();
    if (imageRef == null) {
      return found;
    }
    List<Violation> ofImage = found.stream().filter(LineRepair::isWarningOfImage).toList();
    if (!ofImage.isEmpty()) {
      ofImages.put(imageRef, ofImage);
      return found;
    }
    List<Violation> ofFirst = ofImages.getOrDefault(imageRef, List.of());
    return Stream.concat(found.stream(), ofFirst.stream()).toList();
  }

  private static boolean isWarningOfImage(Violation violation) {
    return violation.severity() == Severity.WARNING && violation.code().startsWith("image.");
  }

  /** Repairs a line; the future is complete unless an image has to be read. */
  CompletableFuture<Result> repair(
      DatasetRole role, String manifest, ManifestLine line, OrderedExecutor<Result> tasks) {
    List<Violation> found = found(role, line).stream().sorted(ORDER).toList();
    if (found.isEmpty()) {
      return CompletableFuture.completedFuture(Result.of(line, found));
    }
    Result captioned = withCaption(manifest, line, found);
    List<Violation> reasons = captioned.problems();
    boolean isRepairable = !reasons.isEmpty() && reasons.stream().allMatch(this::isRepairable);
    boolean isUnchecked = reasons.isEmpty() && line.example() == null && copies.canRead();
    TrainingExample example = captioned.changed() == null ? line.example() : captioned.changed();
    if (example == null || !(isRepairable || isUnchecked)) {
      return CompletableFuture.completedFuture(captioned);
    }
    String path = ViolationPaths.imageRef(manifest, line.number());
    return Futures.map(
        copies.of(example.imageRef(), path, tasks), copy -> withImage(captioned, example, copy));
  }

  private boolean isRepairable(Violation reason) {
    return copies.canWrite()
        && (ImageRepair.REPAIRABLE.contains(reason.code())
            || reason.code().equals(ViolationCodes.IMAGE_REF_UNUSABLE));
  }

  private static Result withImage(Result line, TrainingExample example, ImageCopies.Copy copy) {
    if (!copy.errors().isEmpty()) {
      return Result.of(line.original(), copy.errors());
    }
    String uri = copy.uri() == null ? example.imageRef() : copy.uri();
    return new Result(
        line.original(),
        new TrainingExample(uri, example.caption()),
        line.hasNewCaption(),
        List.of());
  }

  /** Replaces the caption if it has a violation, and HTML or there is a captioner. */
  private Result withCaption(String manifest, ManifestLine line, List<Violation> found) {
    List<Violation> reasons = new ArrayList<>();
    List<Violation> ofCaption = new ArrayList<>();
    boolean isHtml =
        settings.stripsHtml()
            && found.stream().anyMatch(v -> v.code().equals(ViolationCodes.CAPTION_HTML));
    for (Violation violation : found) {
      if ((isHtml || settings.captioner() != null) && isOfCaption(violation)) {
        ofCaption.add(violation);
      } else if (settings.isReason(violation)) {
        reasons.add(violation);
      }
    }
    TrainingExample example = ofCaption.isEmpty() ? null : example(line);
    if (example == null) {
      ofCaption.stream().filter(settings::isReason).forEach(reasons::add);
      return Result.of(line, reasons);
    }
    String path = ViolationPaths.caption(manifest, line.number());
    String caption = newCaption(path, example, isHtml, ofCaption);
    if (caption == null) {
      reasons.addAll(ofCaption);
      return Result.of(line, reasons);
    }
    check(path, caption).stream().filter(settings::isReason).forEach(reasons::add);
    return new Result(line, new TrainingExample(example.imageRef(), caption), true, reasons);
  }

  private @Nullable String newCaption(
      String path, TrainingExample example, boolean isHtml, List<Violation> ofCaption) {
    String text = isHtml ? HtmlText.of(example.caption()) : "";
    boolean hasText = !UnicodeText.isBlank(text);
    if (settings.captioner() == null) {
      return hasText ? text : null;
    } else if (!hasText) {
      return settings.captioner().apply(example, ofCaption);
    }
    List<Violation> left = check(path, text);
    TrainingExample stripped = new TrainingExample(example.imageRef(), text);
    return left.isEmpty() ? text : settings.captioner().apply(stripped, left);
  }

  /** Checks a new caption as a validation does, except for rules that depend on other captions. */
  private List<Violation> check(String path, String caption) {
    List<Violation> found = new ArrayList<>();
    captions.check(path, caption, found::add);
    Violation ofContent = CaptionText.check(path, caption, settings.original().contentChecks());
    if (ofContent != null) {
      found.add(ofContent);
    }
    return found;
  }

  private static boolean isOfCaption(Violation violation) {
    return violation.code().startsWith(ViolationPaths.CAPTION + ".");
  }

  /** Returns the example of a line with a caption to replace, even if it has none. */
  private static @Nullable TrainingExample example(ManifestLine line) {
    return line.example() != null || line.imageRef() == null
        ? line.example()
        : TrainingExample.of(line.imageRef(), "");
  }
}
