package io.github.titanembeddings.finetune.dataset.internal.check;

import io.github.titanembeddings.finetune.dataset.DatasetRole;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.Locale;
import java.util.function.Consumer;

/** Checks how many records the manifests have. */
final class CountCheck {
  private final Limits limits;

  CountCheck(Limits limits) {
    this.limits = limits;
  }

  /** Checks one manifest that could be read to its end. */
  void check(DatasetRole role, String name, long records, Consumer<Violation> found) {
    boolean training = role == DatasetRole.TRAINING;
    Limit least = training ? Limit.TRAINING_RECORDS_MIN : Limit.VALIDATION_RECORDS_MIN;
    Limit most = training ? Limit.TRAINING_RECORDS : Limit.VALIDATION_RECORDS;
    if (records == 0) {
      found.accept(
          Violation.error(name, ViolationCodes.FILE_EMPTY)
              .actual("no records")
              .limit(limits.describe(least))
              .remedy("write one example on each line")
              .build());
    } else if (records < limits.get(least)) {
      found.accept(
          Violation.error(name, ViolationCodes.RECORDS_TOO_FEW)
              .actual(shown(records))
              .limit(limits.describe(least))
              .remedy("add examples")
              .build());
    } else if (records > limits.get(most)) {
      found.accept(
          Violation.error(name, ViolationCodes.RECORDS_TOO_MANY)
              .actual(shown(records))
              .limit(limits.describe(most))
              .remedy("remove examples")
              .build());
    }
  }

  /** Checks both manifests together. */
  void checkQuota(ManifestNames names, long records, Consumer<Violation> found) {
    if (records > limits.get(Limit.RECORDS_QUOTA)) {
      found.accept(
          Violation.warning(
                  names.training() + " and " + names.validation(),
                  ViolationCodes.RECORDS_OVER_QUOTA)
              .actual(shown(records) + " in both")
              .limit(
                  limits.describe(Limit.RECORDS_QUOTA)
                      + " according to "
                      + limits.source(Limit.RECORDS_QUOTA))
              .remedy("ask for a larger quota of the account, or remove examples")
              .build());
    }
  }

  private static String shown(long records) {
    return String.format(Locale.ROOT, "%,d records", records);
  }
}
