package io.github.titanembeddings.finetune.dataset.internal.images;

import io.github.titanembeddings.storage.StorageException;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;

/**
 * The violations for an object that cannot be read.
 *
 * @param imageCode the code if the object is an image
 * @param fileCode the code if the object is a manifest
 * @param remedy what to do
 */
public record StorageProblem(String imageCode, String fileCode, String remedy) {
  static final String RETRY = "validate again when nobody writes to it";

  public static StorageProblem of(StorageException.Kind kind) {
    return switch (kind) {
      case NOT_FOUND ->
          new StorageProblem(
              ViolationCodes.IMAGE_NOT_FOUND,
              ViolationCodes.FILE_NOT_FOUND,
              "correct the URI, or upload the object");
      case ACCESS_DENIED ->
          new StorageProblem(
              ViolationCodes.IMAGE_ACCESS_DENIED,
              ViolationCodes.FILE_ACCESS_DENIED,
              "grant s3:GetObject on it to these credentials and to the job's role");
      case UNAVAILABLE ->
          new StorageProblem(
              ViolationCodes.IMAGE_UNAVAILABLE, ViolationCodes.FILE_UNAVAILABLE, "try again later");
      case CHANGED ->
          new StorageProblem(ViolationCodes.IMAGE_CHANGED, ViolationCodes.FILE_UNREADABLE, RETRY);
      case FAILED ->
          new StorageProblem(
              ViolationCodes.IMAGE_UNREADABLE,
              ViolationCodes.FILE_UNREADABLE,
              "make the object readable");
    };
  }

  /** Returns the violation for a manifest. */
  public static Violation ofManifest(String name, StorageException failure) {
    StorageProblem problem = of(failure.kind());
    return violation(name, problem.fileCode, problem, failure);
  }

  static Violation ofImage(String path, StorageException failure) {
    StorageProblem problem = of(failure.kind());
    return violation(path, problem.imageCode, problem, failure);
  }

  private static Violation violation(
      String path, String code, StorageProblem problem, StorageException failure) {
    String actual = String.valueOf(failure.getMessage());
    return Violation.error(path, code).actual(actual).remedy(problem.remedy).build();
  }
}
