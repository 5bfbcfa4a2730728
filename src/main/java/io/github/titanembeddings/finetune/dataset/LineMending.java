package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.finetune.dataset.DatasetMender.Captioner;
import io.github.titanembeddings.finetune.dataset.DatasetMender.Settings;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.internal.json.ExampleReader;
import io.github.titanembeddings.model.TokenEstimator;
import io.github.titanembeddings.validation.Violation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Decides for each line whether it stays, is changed, or is dropped. */
final class LineMending {
  private static final String UNUSABLE = "image-ref.unusable";
  private static final Set<String> NO_CAPTION = Set.of("caption.missing", "caption.wrong-type");

  private final LineFindings findings;
  private final ImageCopies copies;
  private final @Nullable Captioner captioner;
  private final CaptionCheck captions;

  LineMending(Settings settings, LineFindings findings, ImageCopies copies) {
    this.findings = findings;
    this.copies = copies;
    this.captioner = settings.captioner();
    this.captions = new CaptionCheck(settings.limits(), TokenEstimator.byCharacters());
  }

  /** The line's fate, known at once unless an image has to be mended. */
  CompletableFuture<MendedLine> mend(
      DatasetRole role, String manifest, ManifestLine line, InOrder<MendedLine> tasks) {
    List<Violation> found = findings.of(role, line.number());
    if (found.isEmpty()) {
      return CompletableFuture.completedFuture(MendedLine.kept(line));
    }
    MendedLine captioned = withCaption(manifest, line, found);
    List<Violation> reasons = captioned.problems();
    boolean mendable = !reasons.isEmpty() && reasons.stream().allMatch(this::isMendableImage);
    boolean unseen = reasons.isEmpty() && line.example().isEmpty() && copies.canRead();
    TrainingExample example =
        captioned.changed() == null ? line.example().orElse(null) : captioned.changed();
    if (example == null || !(mendable || unseen)) {
      return CompletableFuture.completedFuture(captioned);
    }
    String place = Places.imageRef(manifest, line.number());
    return Futures.map(
        copies.of(example.imageRef(), place, tasks), copy -> withImage(captioned, example, copy));
  }

  private boolean isMendableImage(Violation reason) {
    boolean mendable =
        ImageMending.MENDABLE.contains(reason.code()) || reason.code().equals(UNUSABLE);
    return mendable && copies.isWanted();
  }

  private static MendedLine withImage(
      MendedLine line, TrainingExample example, ImageCopies.Copy copy) {
    if (!copy.errors().isEmpty()) {
      return MendedLine.dropped(line.original(), copy.errors());
    }
    String uri = copy.uri() == null ? example.imageRef() : copy.uri();
    return new MendedLine(
        line.original(), example.withImageRef(uri), line.recaptioned(), List.of());
  }

  /** The line with another caption, if there is something wrong with its own and it can be had. */
  private MendedLine withCaption(String manifest, ManifestLine line, List<Violation> found) {
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
      return MendedLine.dropped(line, reasons);
    }
    String caption = captioner.caption(example, ofCaption);
    if (caption == null) {
      reasons.addAll(ofCaption);
      return MendedLine.dropped(line, reasons);
    }
    captions.check(
        Places.caption(manifest, line.number()),
        caption,
        problem -> {
          if (findings.isReason(problem)) {
            reasons.add(problem);
          }
        });
    return new MendedLine(line, example.withCaption(caption), true, reasons);
  }

  private static boolean isOfCaption(Violation violation) {
    return violation.code().startsWith(Places.CAPTION + ".");
  }

  /** The example of a line, also of one that lacks nothing but a caption. */
  private static @Nullable TrainingExample example(ManifestLine line, List<Violation> ofCaption) {
    boolean noCaption = ofCaption.stream().anyMatch(v -> NO_CAPTION.contains(v.code()));
    if (line.example().isPresent() || !noCaption) {
      return line.example().orElse(null);
    }
    try {
      char[] text = new String(line.bytes(), StandardCharsets.UTF_8).toCharArray();
      String imageRef = ExampleReader.read(text, text.length).imageRef();
      return imageRef == null ? null : TrainingExample.of(imageRef, "");
    } catch (ExampleReader.NotAnObjectException e) {
      return null;
    }
  }
}
