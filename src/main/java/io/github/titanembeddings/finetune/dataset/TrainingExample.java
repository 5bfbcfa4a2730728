package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.storage.S3Uri;
import java.util.Objects;

/**
 * An image and its caption: one line of a manifest. Nothing is checked here; {@link
 * DatasetValidator} does. Immutable.
 *
 * <pre>{@code
 * try (ManifestWriter manifest = ManifestWriter.to(Path.of("train.jsonl"))) {
 *   manifest.write(TrainingExample.of("s3://shop/shoes/1.jpg", "a red shoe"));
 * }
 * }</pre>
 *
 * @param imageRef the URI of the image, {@code s3://bucket/key}
 * @param caption a description of the image in English, up to 2,560 characters
 */
public record TrainingExample(String imageRef, String caption) {
  private static final int MAX_SHOWN = 40;

  /** Requires both values. */
  public TrainingExample {
    Objects.requireNonNull(imageRef, "imageRef");
    Objects.requireNonNull(caption, "caption");
  }

  /** Returns the example of an image and its caption. */
  public static TrainingExample of(String imageRef, String caption) {
    return new TrainingExample(imageRef, caption);
  }

  /** Returns the example of an image and its caption. */
  public static TrainingExample of(S3Uri imageRef, String caption) {
    return new TrainingExample(imageRef.toString(), caption);
  }

  @Override
  public String toString() {
    return Abbreviate.withoutSecrets(imageRef) + ": " + Abbreviate.beginning(caption, MAX_SHOWN);
  }
}
