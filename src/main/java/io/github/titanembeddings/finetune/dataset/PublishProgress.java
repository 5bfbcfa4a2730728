package io.github.titanembeddings.finetune.dataset;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How far the building of a set is. Immutable and safe to share between threads. */
public final class PublishProgress {
  private final long uploaded;
  private final long present;
  private final long skipped;
  private final long bytesUploaded;
  private final Duration elapsed;

  private PublishProgress(
      long uploaded, long present, long skipped, long bytesUploaded, Duration elapsed) {
    this.uploaded = uploaded;
    this.present = present;
    this.skipped = skipped;
    this.bytesUploaded = bytesUploaded;
    this.elapsed = elapsed;
  }

  public static PublishProgress of(
      long uploaded, long present, long skipped, long bytesUploaded, Duration elapsed) {
    return new PublishProgress(uploaded, present, skipped, bytesUploaded, elapsed);
  }

  /** How many pictures were uploaded. */
  public long uploaded() {
    return uploaded;
  }

  /** How many pictures were in the store already, with the same hash, and not sent again. */
  public long present() {
    return present;
  }

  /** How many files were left out. */
  public long skipped() {
    return skipped;
  }

  /** How many bytes of pictures were uploaded. */
  public long bytesUploaded() {
    return bytesUploaded;
  }

  /** How long it has taken so far. */
  public Duration elapsed() {
    return elapsed;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PublishProgress that
        && uploaded == that.uploaded
        && present == that.present
        && skipped == that.skipped
        && bytesUploaded == that.bytesUploaded
        && elapsed.equals(that.elapsed);
  }

  @Override
  public int hashCode() {
    return Objects.hash(uploaded, present, skipped, bytesUploaded, elapsed);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%,d uploaded (%,d bytes), %,d there already, %,d skipped",
        uploaded,
        bytesUploaded,
        present,
        skipped);
  }
}
