package io.github.titanembeddings.finetune.dataset.internal.publish;

import io.github.titanembeddings.finetune.dataset.DatasetRole;
import io.github.titanembeddings.internal.Sha256;
import java.nio.charset.StandardCharsets;

/**
 * Divides pictures by what is in them, so that the same bytes are on one side, whatever the files
 * are called and whatever others there are.
 */
public record TrainValidationSplit(double validationShare, long seed) {
  private static final int DIGITS = 13;

  /** The side of a picture, by the hash of its bytes. */
  DatasetRole role(String sha256) {
    String hash = Sha256.of((seed + ":" + sha256).getBytes(StandardCharsets.US_ASCII));
    double place = Long.parseLong(hash, 0, DIGITS, 16) * Math.pow(16, -DIGITS);
    return place < validationShare ? DatasetRole.VALIDATION : DatasetRole.TRAINING;
  }
}
