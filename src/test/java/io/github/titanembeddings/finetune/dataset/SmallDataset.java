package io.github.titanembeddings.finetune.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;

/** Small datasets, and limits that accept them. */
public final class SmallDataset {
  /** The documented limits, but one record is enough. */
  public static final Limits SMALL =
      Limits.titanMultimodalG1().toBuilder()
          .set(Limit.TRAINING_RECORDS_MIN, 1)
          .set(Limit.VALIDATION_RECORDS_MIN, 1)
          .build();

  private SmallDataset() {}

  public static DatasetManifest manifest(String name, String... lines) {
    return DatasetManifest.of(
        name, new ByteArrayInputStream((String.join("\n", lines) + "\n").getBytes(UTF_8)));
  }

  public static String line(String key, String caption) {
    return "{\"image-ref\": \"s3://images/" + key + "\", \"caption\": \"" + caption + "\"}";
  }

  static String[] lines(int from, int count) {
    List<String> lines = new ArrayList<>();
    for (int i = from; i < from + count; i++) {
      lines.add(line(i + ".png", "image " + i));
    }
    return lines.toArray(new String[0]);
  }

  /**
   * Returns a validator of a training manifest with a valid validation manifest, without images.
   */
  public static DatasetValidator.Builder validator(String... trainingLines) {
    return DatasetValidator.builder()
        .training(manifest("train.jsonl", trainingLines))
        .validation(manifest("validation.jsonl", line("val.png", "for validation")))
        .limits(SMALL);
  }

  public static List<String> codes(DatasetReport report) {
    return report.violations().stream().map(Violation::code).toList();
  }

  public static List<String> messages(DatasetReport report) {
    return report.violations().stream().map(Violation::toString).toList();
  }
}
