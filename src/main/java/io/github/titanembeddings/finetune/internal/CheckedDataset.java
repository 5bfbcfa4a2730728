package io.github.titanembeddings.finetune.internal;

import io.github.titanembeddings.finetune.FineTuningRequest;
import io.github.titanembeddings.finetune.dataset.DatasetReport;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes the manifests of a set that was checked where the service will read it. */
public final class CheckedDataset {
  private CheckedDataset() {}

  public static FineTuningRequest.Builder start(DatasetReport report) {
    DatasetReport valid = report.orThrow();
    List<Violation> found = new ArrayList<>();
    if (valid.trainingUri().isEmpty()) {
      found.add(notUploaded("trainingDataConfig.s3Uri", valid.trainingLocation()));
    }
    Optional<String> validation = valid.validationLocation();
    if (validation.isPresent() && valid.validationUri().isEmpty()) {
      found.add(notUploaded("validationDataConfig.validators[0].s3Uri", validation.get()));
    }
    RequestCheck.requireValid(found);
    return FineTuningRequest.builder()
        .trainingDataUri(valid.trainingUri().map(Object::toString).orElse(null))
        .validationDataUri(valid.validationUri().map(Object::toString).orElse(null));
  }

  private static Violation notUploaded(String path, String location) {
    return Violation.error(path, ViolationCodes.DATASET_NOT_UPLOADED)
        .actual("a manifest checked at " + NameRule.shown(location))
        .limit("one that was checked at its s3:// URI, where the service reads it")
        .remedy("write it to Amazon S3 and check it there")
        .build();
  }
}
