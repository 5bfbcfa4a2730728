package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.storage.S3Uri;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An image and its caption, one line of a manifest. Nothing is checked here: {@link
 * DatasetValidator} does. Immutable and safe to share between threads.
 */
public final class TrainingExample {
  private final String imageRef;
  private final String caption;

  private TrainingExample(String imageRef, String caption) {
    this.imageRef = Objects.requireNonNull(imageRef, "imageRef");
    this.caption = Objects.requireNonNull(caption, "caption");
  }

  /** An image by its {@code s3://} URI, and a caption of 0 to 2,560 characters. */
  public static TrainingExample of(String imageRef, String caption) {
    return new TrainingExample(imageRef, caption);
  }

  /** An image by its URI, and a caption of 0 to 2,560 characters. */
  public static TrainingExample of(S3Uri imageRef, String caption) {
    return new TrainingExample(imageRef.toString(), caption);
  }

  /** Where the image lies, as it is written: {@code s3://bucket/key}. */
  public String imageRef() {
    return imageRef;
  }

  /** What the image shows, in English. */
  public String caption() {
    return caption;
  }

  /** The same caption for another image. */
  public TrainingExample withImageRef(String other) {
    return new TrainingExample(other, caption);
  }

  /** The same image with another caption. */
  public TrainingExample withCaption(String other) {
    return new TrainingExample(imageRef, other);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TrainingExample that
        && imageRef.equals(that.imageRef)
        && caption.equals(that.caption);
  }

  @Override
  public int hashCode() {
    return 31 * imageRef.hashCode() + caption.hashCode();
  }

  @Override
  public String toString() {
    return Abbreviate.withoutSecrets(imageRef) + ": " + Abbreviate.beginning(caption, 40);
  }
}
