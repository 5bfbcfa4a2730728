package io.github.titanembeddings.finetune.dataset.internal.publish;

import io.github.titanembeddings.finetune.dataset.DatasetRole;
import io.github.titanembeddings.internal.Sha256;
import java.nio.charset.StandardCharsets;

/**
 * Splits images by a hash of their bytes, so that equal images are on one side, and adding images
 * moves no other.
 */
public record TrainValidationSplit(double validationShare, long seed) {
  private static final int DIGITS = 13;

  DatasetRole role(String sha256) {
    String hash = Sha256.of((seed + ":" + sha256).getBytes(StandardCharsets.US_ASCII));
    double position = Long.parseLong(hash, 0, DIGITS, 16) * Math.pow(16, -DIGITS);
    return position < validationShare ? DatasetRole.VALIDATION : DatasetRole.TRAINING;
  }
}
