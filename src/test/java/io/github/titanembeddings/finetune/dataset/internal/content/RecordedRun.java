package io.github.titanembeddings.finetune.dataset.internal.content;

import io.github.titanembeddings.finetune.dataset.ContentCheck;
import io.github.titanembeddings.finetune.dataset.TrainingExample;
import io.github.titanembeddings.finetune.dataset.internal.check.ManifestNames;
import io.github.titanembeddings.finetune.dataset.internal.images.ManifestImage;
import io.github.titanembeddings.internal.image.HeaderStep.ImageHeader;
import io.github.titanembeddings.storage.ObjectPart;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.support.ReadOnlyStore;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The content checks of images in memory, and their findings. */
final class RecordedRun implements ContentRun.Sink, AutoCloseable {
  private final Map<S3Uri, byte[]> objects = new ConcurrentHashMap<>();
  private final ContentRun run;

  /** The line, the code, and the names of the image and of another, of each violation. */
  final List<String> found = new ArrayList<>();

  final List<Violation> violations = new ArrayList<>();
  int ticks;

  RecordedRun(ContentCheck... checks) {
    ReadOnlyStore store =
        (uri, offset, length) -> {
          byte[] bytes = Objects.requireNonNull(objects.get(uri));
          return CompletableFuture.completedFuture(new ObjectPart(bytes, bytes.length, "1"));
        };
    run =
        new ContentRun(
            Set.of(checks),
            store,
            Limits.titanMultimodalG1(),
            new ManifestNames("train.jsonl", "validation.jsonl"),
            this,
            () -> ticks++);
  }

  /** Adds the first line of an image; a negative line is one of the validation manifest. */
  void addLine(int line, int image, String name, String caption) {
    run.addLine(line, TrainingExample.of(uri(name), caption), image, true);
  }

  void repeat(int line, int image, String name, String caption) {
    run.addLine(line, TrainingExample.of(uri(name), caption), image, false);
  }

  /** Adds an image on a line of the same number. */
  void addImage(int number, String name, String caption, byte[] bytes, long fingerprint) {
    addImage(number, number, name, caption, bytes, fingerprint);
  }

  void addImage(int line, int number, String name, String caption, byte[] bytes, long fingerprint) {
    addLine(line, number, name, caption);
    objects.put(uri(name), bytes);
    addHeader(number, name, 256, 256, bytes.length, fingerprint);
  }

  void addHeader(int number, String name, int width, int height, long size, long fingerprint) {
    ImageHeader header = new ImageHeader("PNG", width, height, 1, 3, false);
    run.addImage(new ManifestImage(number, number, "", uri(name)), header, size, fingerprint);
  }

  private static S3Uri uri(String name) {
    return S3Uri.of("s3://images/" + name);
  }

  List<String> finish() {
    run.finish();
    return found;
  }

  @Override
  public void add(
      int line, @Nullable String imageRef, @Nullable String otherRef, Violation violation) {
    found.add(line + " " + violation.code() + " " + name(imageRef) + " " + name(otherRef));
    violations.add(violation);
  }

  @Override
  public void addToGroup(int line, Violation violation) {
    found.add(line + " " + violation.code() + " of a group");
    violations.add(violation);
  }

  private static String name(@Nullable String ref) {
    return ref == null ? "-" : ref.substring(ref.lastIndexOf('/') + 1);
  }

  @Override
  public void close() {
    run.close();
  }
}
