package io.github.titanembeddings.finetune.dataset.internal.publish;

import io.github.titanembeddings.finetune.dataset.DatasetRole;
import io.github.titanembeddings.internal.Sha256;
import io.github.titanembeddings.internal.concurrent.Timing;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.validation.Limits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The settings of a publisher; without a captioner, captions are read from files. */
public record PublishSettings(
    Path folder,
    ObjectStore store,
    S3Uri location,
    @Nullable Function<Path, @Nullable String> captioner,
    double validationShare,
    long seed,
    Limits limits,
    int uploadsInFlight,
    Timing timing) {
  private static final int SPLIT_DIGITS = 13;

  S3Uri at(String name) {
    return S3Uri.of(location + name);
  }

  /**
   * Returns the set of an image by a hash of its bytes, so that equal images are in one set, and
   * adding images moves no other.
   */
  static DatasetRole role(String sha256, double validationShare, long seed) {
    String hash = Sha256.of((seed + ":" + sha256).getBytes(StandardCharsets.US_ASCII));
    double position = Long.parseLong(hash, 0, SPLIT_DIGITS, 16) * Math.pow(16, -SPLIT_DIGITS);
    return position < validationShare ? DatasetRole.VALIDATION : DatasetRole.TRAINING;
  }
}
