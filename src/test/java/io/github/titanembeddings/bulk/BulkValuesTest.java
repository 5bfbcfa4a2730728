package io.github.titanembeddings.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.bulk.internal.journal.ContentHash;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.MalformedReplyException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.internal.client.RequestContent;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import io.github.titanembeddings.validation.Violation;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import nl.jqno.equalsverifier.EqualsVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BulkValuesTest {
  @Test
  void valuesAreEqualByTheirFields() {
    EqualsVerifier.forClass(BulkItem.class).verify();
    EqualsVerifier.forClass(BulkSnapshot.class).verify();
    EqualsVerifier.forClass(BulkSummary.class).verify();
    EqualsVerifier.forClass(ContentHash.class).verify();
  }

  @Test
  void optionsKeepTheirValues() {
    Quota quota = Quota.unknown();
    BulkListener listener = new BulkListener() {};
    BulkOptions options =
        BulkOptions.builder()
            .inputOrder(true)
            .maxInFlight(7)
            .window(3)
            .memoryBudget(5)
            .maxAttempts(2)
            .deadline(Duration.ofSeconds(9))
            .failureBudget(1)
            .quota(quota)
            .listener(listener)
            .progressInterval(Duration.ofSeconds(4))
            .size(11)
            .build();

    assertThat(options.inputOrder()).isTrue();
    assertThat(options.maxInFlight()).isEqualTo(7);
    assertThat(options.window()).as("never fewer than in flight").isEqualTo(7);
    assertThat(options.memoryBudget()).isEqualTo(5);
    assertThat(options.maxAttempts()).isEqualTo(2);
    assertThat(options.deadline()).isEqualTo(Duration.ofSeconds(9));
    assertThat(options.failureBudget()).isEqualTo(1);
    assertThat(options.quota()).isSameAs(quota);
    assertThat(options.listeners()).containsExactly(listener);
    assertThat(options.progressInterval()).isEqualTo(Duration.ofSeconds(4));
    assertThat(options.size()).hasValue(11);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void rejectsOptionsThatAreNotPositive(int number) {
    BulkOptions.Builder builder = BulkOptions.builder();
    for (Runnable setting :
        List.<Runnable>of(
            () -> builder.maxInFlight(number),
            () -> builder.memoryBudget(number),
            () -> builder.maxAttempts(number),
            () -> builder.deadline(Duration.ofSeconds(number)),
            () -> builder.progressInterval(Duration.ofSeconds(number)))) {
      assertThat(assertThrows(IllegalArgumentException.class, setting::run))
          .hasMessageContaining("must be above 0");
    }
  }

  private static FailureKind kindOf(RuntimeException failure) {
    return new BulkOutcome.Failed("k", failure).kind();
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 100.1, Double.NaN})
  void rejectsAFailureBudgetOutOfRange(double percent) {
    BulkOptions.Builder builder = BulkOptions.builder();
    assertThrows(IllegalArgumentException.class, () -> builder.failureBudget(-1));
    assertThrows(IllegalArgumentException.class, () -> builder.failureBudgetPercent(percent));
  }

  @Test
  void aSnapshotWithoutFailuresHasNoKinds() {
    BulkSnapshot empty =
        new BulkSnapshot(1, Map.of(), 0, 0, 1, 0, 0, 0, 0, 0, Duration.ZERO, 0, null);

    assertThat(empty.failedByKind()).isEmpty();
    assertThat(empty.done()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void everyServiceFailureHasAKind(ServiceException.Kind kind) {
    FailureKind found = kindOf(ServiceException.builder(kind, "no").build());

    assertThat(found == FailureKind.THROTTLED).isEqualTo(kind == ServiceException.Kind.THROTTLED);
    assertThat(found).isNotIn(FailureKind.OTHER, FailureKind.STOPPED, FailureKind.TRANSPORT);
  }

  @ParameterizedTest
  @CsvSource({
    "REJECTED, 400, REJECTED",
    "ACCESS_DENIED, 403, RUN_FATAL",
    "NOT_FOUND, 404, RUN_FATAL",
    "QUOTA_EXCEEDED, 400, RUN_FATAL",
    "MODEL_ERROR, 424, SERVICE",
    "UNAVAILABLE, 503, SERVICE",
    "OTHER, 299, SERVICE",
    "OTHER, 300, RUN_FATAL",
    "OTHER, 399, RUN_FATAL",
    "OTHER, 400, SERVICE",
    "OTHER, 407, RUN_FATAL"
  })
  void aServiceFailureStopsTheRunIfEveryRequestFails(
      ServiceException.Kind kind, int status, FailureKind expected) {
    assertThat(kindOf(ServiceException.builder(kind, "no").statusCode(status).build()))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"modelId, RUN_FATAL", "image, REJECTED"})
  void onlyARejectedModelIsFatalToTheRun(String path, FailureKind expected) {
    ServiceException refusal =
        ServiceException.builder(ServiceException.Kind.REJECTED, "no")
            .violations(List.of(Violation.error(path, "b").actual("c").build()))
            .build();

    assertThat(kindOf(refusal)).isEqualTo(expected);
  }

  @Test
  void missingCredentialsStopTheRun() {
    Throwable cause = new IllegalStateException("no credentials in the chain", new IOException());

    assertThat(kindOf(new TransportException(TransportException.Kind.NOT_SENT, "not sent", cause)))
        .isEqualTo(FailureKind.RUN_FATAL);
    assertThat(
            kindOf(
                new TransportException(TransportException.Kind.NOT_SENT, "not sent", cause, true)))
        .as("a retry may succeed")
        .isEqualTo(FailureKind.TRANSPORT);
    assertThat(kindOf(new TransportException(TransportException.Kind.CLOSED, "closed", cause)))
        .isEqualTo(FailureKind.TRANSPORT);
    assertThat(kindOf(new TransportException(TransportException.Kind.NOT_SENT, "not sent", null)))
        .isEqualTo(FailureKind.TRANSPORT);
  }

  @Test
  void everyFailureHasAKind() {
    Violation violation = Violation.error("a", "b").actual("c").build();
    assertThat(kindOf(new InvalidRequestException(violation))).isEqualTo(FailureKind.REJECTED);
    assertThat(kindOf(new TransportException(TransportException.Kind.TIMEOUT, "t", null)))
        .isEqualTo(FailureKind.TRANSPORT);
    assertThat(kindOf(new MalformedReplyException("$", "p", null, null)))
        .isEqualTo(FailureKind.TRANSPORT);
    assertThat(
            kindOf(
                new StorageException(
                    StorageException.Kind.NOT_FOUND, S3Uri.of("s3://images/a"), "no", null)))
        .isEqualTo(FailureKind.STORAGE);
    assertThat(kindOf(new BulkStoppedException("s", null, null))).isEqualTo(FailureKind.STOPPED);
    assertThat(kindOf(new IllegalStateException())).isEqualTo(FailureKind.OTHER);
  }

  @Test
  void hashesModelLengthAndText() {
    EmbeddingRequest text = EmbeddingRequest.ofText("shoe");
    ContentHash hash = hash("m", text);

    assertThat(hash).isEqualTo(hash("m", EmbeddingRequest.ofText("shoe")));
    assertThat(hash)
        .as("1,024 is the service's default")
        .isEqualTo(hash("m", text.toBuilder().outputEmbeddingLength(1024).build()))
        .isNotEqualTo(hash("m", text.toBuilder().outputEmbeddingLength(256).build()))
        .isNotEqualTo(hash("n", text))
        .isNotEqualTo(hash("m", EmbeddingRequest.ofText("shoes")));
    assertThat(hash.sha256().remaining()).isEqualTo(32);
  }

  private static ContentHash hash(String model, EmbeddingRequest request) {
    return ContentHash.of(ModelId.of(model), RequestContent.of(request, Runnable::run).join());
  }
}
