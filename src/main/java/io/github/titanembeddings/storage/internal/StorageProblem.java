package io.github.titanembeddings.storage.internal;

import io.github.titanembeddings.storage.StorageException;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;

/** The codes of the violation for an unreadable object, an image or a manifest, and its remedy. */
public record StorageProblem(String imageCode, String fileCode, String remedy) {
  public static final String RETRY = "validate again when no process is writing to it";

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
              "grant s3:GetObject on it to these credentials and, for a job, to the job's role");
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

  public static Violation ofManifest(String name, StorageException failure) {
    return of(failure.kind()).violation(name, false, failure);
  }

  public static Violation ofImage(String path, StorageException failure) {
    return of(failure.kind()).violation(path, true, failure);
  }

  private Violation violation(String path, boolean image, StorageException failure) {
    return Violation.error(path, image ? imageCode : fileCode)
        .actual(String.valueOf(failure.getMessage()))
        .remedy(remedy)
        .build();
  }
}
