package io.github.titanembeddings.storage.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.Violation.Severity;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The violations for objects that cannot be read. */
class StorageProblemTest {
  @ParameterizedTest
  @CsvSource({
    "NOT_FOUND, image.not-found, file.not-found, upload the object",
    "ACCESS_DENIED, image.access-denied, file.access-denied, grant s3:GetObject",
    "UNAVAILABLE, image.unavailable, file.unavailable, try again later",
    "CHANGED, image.changed, file.unreadable, validate again",
    "FAILED, image.unreadable, file.unreadable, make the object readable"
  })
  void hasACodeAndARemedyForEachKind(
      StorageException.Kind kind, String imageCode, String fileCode, String remedy) {
    StorageException failure =
        new StorageException(kind, S3Uri.of("s3://shoes/1.png"), "the reason", null);

    Violation image = StorageProblem.ofImage("here", failure);
    Violation file = StorageProblem.ofManifest("there", failure);
    assertThat(image.severity()).isEqualTo(Severity.ERROR);
    assertThat(image.code()).isEqualTo(imageCode);
    assertThat(image.message()).startsWith("here: ").contains("the reason", remedy);
    assertThat(file.code()).isEqualTo(fileCode);
    assertThat(file.message()).startsWith("there: ").contains("the reason", remedy);
  }
}
