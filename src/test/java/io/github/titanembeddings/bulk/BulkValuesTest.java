package io.github.titanembeddings.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.bulk.internal.journal.ContentHash;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.MalformedReplyException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.validation.Violation;
import java.time.Duration;
import java.util.List;
import nl.jqno.equalsverifier.EqualsVerifier;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BulkValuesTest {
  @Test
  void valuesAreEqualByTheirFields() {
    EqualsVerifier.forClass(BulkItem.class).verify();
    EqualsVerifier.forClass(BulkSnapshot.class).verify();
    EqualsVerifier.forClass(BulkSummary.class).verify();
    EqualsVerifier.forClass(FailureBudget.class).verify();
    EqualsVerifier.forClass(ContentHash.class).verify();
  }

  @Test
  void optionsKeepWhatTheyWereTold() {
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
            .failureBudget(FailureBudget.ofItems(1))
            .quota(quota)
            .listener(listener)
            .progressInterval(Duration.ofSeconds(4))
            .size(11)
            .build()
            .toBuilder()
            .build();

    assertThat(options.inputOrder()).isTrue();
    assertThat(options.maxInFlight()).isEqualTo(7);
    assertThat(options.window()).as("never fewer than in flight").isEqualTo(7);
    assertThat(options.memoryBudget()).isEqualTo(5);
    assertThat(options.maxAttempts()).isEqualTo(2);
    assertThat(options.deadline()).isEqualTo(Duration.ofSeconds(9));
    assertThat(options.failureBudget()).isEqualTo(FailureBudget.ofItems(1));
    assertThat(options.quota()).isSameAs(quota);
    assertThat(options.listeners()).containsExactly(listener);
    assertThat(options.progressInterval()).isEqualTo(Duration.ofSeconds(4));
    assertThat(options.size()).hasValue(11);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void optionsAreAboveZero(int number) {
    BulkOptions.Builder builder = BulkOptions.builder();
    for (Runnable setting :
        List.<Runnable>of(
            () -> builder.window(number),
            () -> builder.maxInFlight(number),
            () -> builder.memoryBudget(number),
            () -> builder.maxAttempts(number),
            () -> builder.deadline(Duration.ofSeconds(number)),
            () -> builder.progressInterval(Duration.ofSeconds(number)))) {
      assertThat(Assertions.assertThrows(IllegalArgumentException.class, setting::run))
          .hasMessageContaining("must be above 0");
    }
  }

  @Test
  void aFailureBudgetIsSpentByOneMore() {
    assertThat(FailureBudget.unlimited().isSpent(1_000_000, 1_000_000)).isFalse();
    assertThat(FailureBudget.ofItems(3).isSpent(3, 3)).isFalse();
    assertThat(FailureBudget.ofItems(3).isSpent(4, 4)).isTrue();
    assertThat(FailureBudget.ofPercent(5).isSpent(99, 99)).as("too early to tell").isFalse();
    assertThat(FailureBudget.ofPercent(5).isSpent(5, 100)).isFalse();
    assertThat(FailureBudget.ofPercent(5).isSpent(6, 100)).isTrue();
    assertThat(FailureBudget.ofPercent(100).isSpent(100, 100)).isFalse();
    Assertions.assertThrows(IllegalArgumentException.class, () -> FailureBudget.ofItems(-1));
    for (double percent : new double[] {-0.1, 100.1, Double.NaN}) {
      Assertions.assertThrows(
          IllegalArgumentException.class, () -> FailureBudget.ofPercent(percent));
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyRefusalHasAKind(ServiceException.Kind kind) {
    FailureKind found = FailureKind.of(ServiceException.builder(kind, "no").build());

    assertThat(found == FailureKind.THROTTLED).isEqualTo(kind == ServiceException.Kind.THROTTLED);
    assertThat(found).isNotIn(FailureKind.OTHER, FailureKind.STOPPED, FailureKind.TRANSPORT);
  }

  @Test
  void everyFailureHasAKind() {
    Violation violation = Violation.error("a", "b").actual("c").build();
    assertThat(FailureKind.of(new InvalidRequestException(violation)))
        .isEqualTo(FailureKind.REFUSED);
    assertThat(FailureKind.of(new TransportException(TransportException.Kind.TIMEOUT, "t", null)))
        .isEqualTo(FailureKind.TRANSPORT);
    assertThat(FailureKind.of(new MalformedReplyException("$", "p", null, null)))
        .isEqualTo(FailureKind.TRANSPORT);
    assertThat(FailureKind.of(new BulkStoppedException("s", null, null)))
        .isEqualTo(FailureKind.STOPPED);
    assertThat(FailureKind.of(new IllegalStateException())).isEqualTo(FailureKind.OTHER);
  }

  @Test
  void aHashIsOfModelLengthAndText() {
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
    return ContentHash.of(ModelId.of(model), request.content(Runnable::run).join());
  }
}
