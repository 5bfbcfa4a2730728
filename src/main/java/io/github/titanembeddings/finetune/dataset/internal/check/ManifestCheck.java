package io.github.titanembeddings.finetune.dataset.internal.check;

import io.github.titanembeddings.finetune.dataset.DatasetRole;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.Locale;
import java.util.function.Consumer;

/** Checks the manifests as a whole: their names and numbers of records. */
record ManifestCheck(Limits limits) {
  void checkExists(boolean exists, Consumer<Violation> found) {
    if (!exists) {
      new Findings("validation", limits, found)
          .error(
              ViolationCodes.FILE_MISSING,
              "no validation manifest",
              "one training and one validation manifest",
              "set aside some examples for validation");
    }
  }

  void checkName(String path, String fileName, Consumer<Violation> found) {
    if (!fileName.toLowerCase(Locale.ROOT).endsWith(".jsonl")) {
      String actual = "the name " + fileName;
      new Findings(path, limits, found)
          .warning(
              ViolationCodes.FILE_NOT_JSONL, actual, "a name that ends in .jsonl", "rename it");
    }
  }

  void checkRecords(DatasetRole role, String name, long records, Consumer<Violation> violations) {
    Findings found = new Findings(name, limits, violations);
    boolean training = role == DatasetRole.TRAINING;
    Limit min = training ? Limit.TRAINING_RECORDS_MIN : Limit.VALIDATION_RECORDS_MIN;
    Limit max = training ? Limit.TRAINING_RECORDS : Limit.VALIDATION_RECORDS;
    if (records == 0) {
      found.error(ViolationCodes.FILE_EMPTY, "no records", min, "write one example on each line");
    } else if (records < limits.get(min)) {
      found.error(ViolationCodes.RECORDS_TOO_FEW, shown(records), min, "add examples");
    } else if (records > limits.get(max)) {
      found.error(ViolationCodes.RECORDS_TOO_MANY, shown(records), max, "remove examples");
    }
  }

  void checkQuota(ManifestNames names, long records, Consumer<Violation> violations) {
    if (records > limits.get(Limit.RECORDS_QUOTA)) {
      String path = names.training() + " and " + names.validation();
      Findings found = new Findings(path, limits, violations);
      found.warning(
          ViolationCodes.RECORDS_OVER_QUOTA,
          shown(records) + " in both",
          found.describeWithSource(Limit.RECORDS_QUOTA),
          "request a higher quota for the account, or remove examples");
    }
  }

  private static String shown(long records) {
    return String.format(Locale.ROOT, "%,d records", records);
  }
}
