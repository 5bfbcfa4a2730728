package io.github.titanembeddings.finetune.dataset.internal.repair;

import io.github.titanembeddings.finetune.dataset.DatasetRepair.Captioner;
import io.github.titanembeddings.finetune.dataset.DatasetRepair.Settings;
import io.github.titanembeddings.finetune.dataset.DatasetRole;
import io.github.titanembeddings.finetune.dataset.TrainingExample;
import io.github.titanembeddings.finetune.dataset.internal.check.CaptionCheck;
import io.github.titanembeddings.finetune.dataset.internal.images.OrderedExecutor;
import io.github.titanembeddings.finetune.dataset.internal.manifest.ParsedLine;
import io.github.titanembeddings.finetune.dataset.internal.manifest.ViolationPaths;
import io.github.titanembeddings.finetune.dataset.internal.publish.ImageRepair;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.model.TokenEstimator;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Decides for each line whether it stays, is changed, or is dropped. */
final class LineRepair {
  private static final String UNUSABLE = ViolationCodes.IMAGE_REF_UNUSABLE;
  private static final Set<String> NO_CAPTION =
      Set.of(ViolationCodes.CAPTION_MISSING, ViolationCodes.CAPTION_WRONG_TYPE);

  private final LineFindings findings;
  private final ImageCopies copies;
  private final @Nullable Captioner captioner;
  private final CaptionCheck captions;

  LineRepair(Settings settings, LineFindings findings, ImageCopies copies) {
    this.findings = findings;
    this.copies = copies;
    this.captioner = settings.captioner();
    this.captions = new CaptionCheck(settings.limits(), TokenEstimator.byCharacters());
  }

  /** The line's fate, known at once unless an image has to be mended. */
  CompletableFuture<RepairedLine> mend(
      DatasetRole role, String manifest, ParsedLine line, OrderedExecutor<RepairedLine> tasks) {
    List<Violation> found = findings.of(role, line.number());
    if (found.isEmpty()) {
      return CompletableFuture.completedFuture(RepairedLine.kept(line));
    }
    RepairedLine captioned = withCaption(manifest, line, found);
    List<Violation> reasons = captioned.problems();
    boolean mendable = !reasons.isEmpty() && reasons.stream().allMatch(this::isMendableImage);
    boolean unseen = reasons.isEmpty() && line.example() == null && copies.canRead();
    TrainingExample example = captioned.changed() == null ? line.example() : captioned.changed();
    if (example == null || !(mendable || unseen)) {
      return CompletableFuture.completedFuture(captioned);
    }
    String place = ViolationPaths.imageRef(manifest, line.number());
    return Futures.map(
        copies.of(example.imageRef(), place, tasks), copy -> withImage(captioned, example, copy));
  }

  private boolean isMendableImage(Violation reason) {
    boolean mendable =
        ImageRepair.MENDABLE.contains(reason.code()) || reason.code().equals(UNUSABLE);
    return mendable && copies.isWanted();
  }

  private static RepairedLine withImage(
      RepairedLine line, TrainingExample example, ImageCopies.Copy copy) {
    if (!copy.errors().isEmpty()) {
      return RepairedLine.dropped(line.original(), copy.errors());
    }
    String uri = copy.uri() == null ? example.imageRef() : copy.uri();
    return new RepairedLine(
        line.original(), example.withImageRef(uri), line.recaptioned(), List.of());
  }

  /** The line with another caption, if there is something wrong with its own and it can be had. */
  private RepairedLine withCaption(String manifest, ParsedLine line, List<Violation> found) {
    List<Violation> reasons = new ArrayList<>();
    List<Violation> ofCaption = new ArrayList<>();
    for (Violation violation : found) {
      if (captioner != null && isOfCaption(violation)) {
        ofCaption.add(violation);
      } else if (findings.isReason(violation)) {
        reasons.add(violation);
      }
    }
    TrainingExample example = ofCaption.isEmpty() ? null : example(line, ofCaption);
    if (example == null || captioner == null) {
      ofCaption.stream().filter(findings::isReason).forEach(reasons::add);
      return RepairedLine.dropped(line, reasons);
    }
    String caption = captioner.caption(example, ofCaption);
    if (caption == null) {
      reasons.addAll(ofCaption);
      return RepairedLine.dropped(line, reasons);
    }
    captions.check(
        ViolationPaths.caption(manifest, line.number()),
        caption,
        problem -> {
          if (findings.isReason(problem)) {
            reasons.add(problem);
          }
        });
    return new RepairedLine(line, example.withCaption(caption), true, reasons);
  }

  private static boolean isOfCaption(Violation violation) {
    return violation.code().startsWith(ViolationPaths.CAPTION + ".");
  }

  /** The example of a line, also of one that lacks nothing but a caption. */
  private static @Nullable TrainingExample example(ParsedLine line, List<Violation> ofCaption) {
    boolean noCaption = ofCaption.stream().anyMatch(v -> NO_CAPTION.contains(v.code()));
    if (line.example() != null || !noCaption) {
      return line.example();
    }
    return line.imageRef() == null ? null : TrainingExample.of(line.imageRef(), "");
  }
}
