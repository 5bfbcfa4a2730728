package io.github.titanembeddings.finetune.dataset.internal.check;

import io.github.titanembeddings.finetune.dataset.DatasetRole;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.Locale;
import java.util.function.Consumer;

/** Checks the manifests as a whole: their names and numbers of records. */
final class ManifestCheck {
  private final Limits limits;

  ManifestCheck(Limits limits) {
    this.limits = limits;
  }

  static Violation noValidation() {
    return Violation.error("validation", ViolationCodes.FILE_MISSING)
        .actual("no validation manifest")
        .limit("one training and one validation manifest")
        .remedy("set aside some examples for validation")
        .build();
  }

  void checkName(String path, String fileName, Consumer<Violation> found) {
    if (!fileName.toLowerCase(Locale.ROOT).endsWith(".jsonl")) {
      found.accept(
          Violation.warning(path, ViolationCodes.FILE_NOT_JSONL)
              .actual("the name " + fileName)
              .limit("a name that ends in .jsonl")
              .remedy("rename it")
              .build());
    }
  }

  void checkRecords(DatasetRole role, String name, long records, Consumer<Violation> found) {
    boolean training = role == DatasetRole.TRAINING;
    Limit min = training ? Limit.TRAINING_RECORDS_MIN : Limit.VALIDATION_RECORDS_MIN;
    Limit max = training ? Limit.TRAINING_RECORDS : Limit.VALIDATION_RECORDS;
    String actual = records == 0 ? "no records" : shown(records);
    if (records == 0) {
      String remedy = "write one example on each line";
      found.accept(error(name, ViolationCodes.FILE_EMPTY, actual, min, remedy));
    } else if (records < limits.get(min)) {
      found.accept(error(name, ViolationCodes.RECORDS_TOO_FEW, actual, min, "add examples"));
    } else if (records > limits.get(max)) {
      found.accept(error(name, ViolationCodes.RECORDS_TOO_MANY, actual, max, "remove examples"));
    }
  }

  private Violation error(String name, String code, String actual, Limit limit, String remedy) {
    return Violation.error(name, code)
        .actual(actual)
        .limit(limits.describe(limit))
        .remedy(remedy)
        .build();
  }

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
              .remedy("request a higher quota for the account, or remove examples")
              .build());
    }
  }

  private static String shown(long records) {
    return String.format(Locale.ROOT, "%,d records", records);
  }
}
