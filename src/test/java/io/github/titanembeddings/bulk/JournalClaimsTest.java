package io.github.titanembeddings.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.bulk.BulkOutcome.RecordedFailureException;
import io.github.titanembeddings.bulk.internal.journal.ContentHash;
import io.github.titanembeddings.bulk.internal.journal.OutcomeLog;
import io.github.titanembeddings.bulk.internal.journal.OutcomeLog.Claim;
import io.github.titanembeddings.bulk.internal.journal.OutcomeRow;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import io.github.titanembeddings.validation.Violation;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which items a run sends, given the outcomes of earlier runs and of its own. */
class JournalClaimsTest {
  private static final int LENGTH = 2;

  private static final EmbeddingResponse RESPONSE =
      EmbeddingResponse.builder()
          .embedding(Embedding.of(1, 2))
          .modelId(ModelId.onDemand())
          .inputTextTokenCount(3)
          .build();

  @TempDir private Path folder;
  private Journal journal;
  private OutcomeLog log;

  @BeforeEach
  void open() {
    reopen(false);
  }

  @AfterEach
  void close() {
    log.end();
    journal.close();
  }

  private void reopen(boolean retryRejected) {
    if (journal != null) {
      close();
    }
    journal =
        Journal.builder(folder.resolve("items.journal"), ModelId.onDemand())
            .durability(Journal.Durability.PROCESS)
            .retryRejected(retryRejected)
            .open();
    log = journal.log();
    log.begin(ModelId.onDemand());
  }

  private static ContentHash hash(int content) {
    return new ContentHash(ByteBuffer.allocate(32).putInt(content).rewind());
  }

  private void embed(String key, int content) {
    assertThat(log.claim(key, hash(content), LENGTH)).isInstanceOf(Claim.New.class);
    log.record(key, hash(content), new BulkOutcome.Embedded(key, RESPONSE));
    log.commit();
  }

  private void fail(String key, int content, RuntimeException failure) {
    assertThat(log.claim(key, hash(content), LENGTH)).isInstanceOf(Claim.New.class);
    log.record(key, hash(content), new BulkOutcome.Failed(key, failure));
    log.commit();
  }

  @Test
  void reusesRecordedOutcomes() {
    embed("a", 1);
    reopen(false);

    assertThat(log.claim("a", hash(1), LENGTH))
        .isEqualTo(new Claim.Done(new BulkOutcome.Embedded("a", RESPONSE), true));
    assertThat(log.claim("a", hash(1), LENGTH)).isInstanceOf(Claim.DuplicateKey.class);
  }

  @Test
  void reusesTheOutcomeOfEachKey() {
    embed("a", 1);
    embed("b", 2);
    reopen(false);

    assertThat(log.claim("b", hash(2), LENGTH)).isInstanceOf(Claim.Done.class);
    assertThat(log.claim("a", hash(1), LENGTH)).isInstanceOf(Claim.Done.class);
  }

  @Test
  void sendsNewContentOfARecordedKey() {
    embed("a", 1);
    reopen(false);
    fail("a", 2, rejected());

    assertThat(journal.outcomes()).singleElement().isInstanceOf(BulkOutcome.Failed.class);
    assertThat(journal.embedded()).isZero();
    assertThat(journal.failed()).isEqualTo(1);
    reopen(false);
    assertThat(log.claim("a", hash(1), LENGTH))
        .as("back to the first content, which is in the journal")
        .isEqualTo(new Claim.Done(new BulkOutcome.Embedded("a", RESPONSE), false));
  }

  @Test
  void rejectsDuplicateKeys() {
    assertThat(log.claim("a", hash(1), LENGTH)).isInstanceOf(Claim.New.class);
    assertThat(log.claim("a", hash(1), LENGTH))
        .as("in flight")
        .isInstanceOf(Claim.DuplicateKey.class);
    assertThat(log.claim("a", hash(2), LENGTH)).isInstanceOf(Claim.DuplicateKey.class);
    log.record("a", hash(1), new BulkOutcome.Embedded("a", RESPONSE));
    log.commit();
    assertThat(log.claim("a", hash(1), LENGTH)).as("done").isInstanceOf(Claim.DuplicateKey.class);
  }

  @Test
  void sendsTheSameContentOnce() {
    assertThat(log.claim("a", hash(1), LENGTH)).isInstanceOf(Claim.New.class);
    assertThat(log.claim("b", hash(1), LENGTH)).isInstanceOf(Claim.SameContent.class);
    assertThat(log.claim("b", hash(1), LENGTH)).isInstanceOf(Claim.DuplicateKey.class);
    log.record("a", hash(1), new BulkOutcome.Embedded("a", RESPONSE));
    log.commit();
    log.record("b", hash(1), new BulkOutcome.Embedded("b", RESPONSE));
    log.commit();

    assertThat(log.claim("c", hash(1), LENGTH))
        .isEqualTo(new Claim.Done(new BulkOutcome.Embedded("c", RESPONSE), false));
    assertThat(journal.outcomes()).extracting(BulkOutcome::key).containsExactly("a", "b");
  }

  @Test
  void sharesAFailureWithinItsRun() {
    fail("a", 1, new TransportException(TransportException.Kind.TIMEOUT, "slow", null));

    Claim claim = log.claim("b", hash(1), LENGTH);

    assertThat(claim).isInstanceOf(Claim.Done.class);
    reopen(false);
    assertThat(log.claim("b", hash(1), LENGTH)).isInstanceOf(Claim.New.class);
  }

  @Test
  void forgetsClaimsWithoutAnOutcomeAtTheEndOfTheRun() {
    embed("recorded", 1);
    reopen(false);
    assertThat(log.claim("recorded", hash(2), LENGTH)).isInstanceOf(Claim.New.class);
    assertThat(log.claim("a", hash(3), LENGTH)).isInstanceOf(Claim.New.class);
    assertThat(log.claim("b", hash(3), LENGTH)).isInstanceOf(Claim.SameContent.class);
    beginAgain();

    assertThat(log.claim("b", hash(3), LENGTH)).isInstanceOf(Claim.New.class);
    assertThat(log.claim("a", hash(3), LENGTH)).isInstanceOf(Claim.SameContent.class);
    assertThat(log.claim("recorded", hash(1), LENGTH)).isInstanceOf(Claim.Done.class);
    assertThat(journal.outcomes()).hasSize(1);
  }

  private void beginAgain() {
    log.end();
    log.begin(ModelId.onDemand());
  }

  static Stream<Arguments> failures() {
    Violation violation = Violation.error("inputImage", "image.too-large").actual("30 MB").build();
    return Stream.of(
        Arguments.of(rejected(), false, "REJECTED"),
        Arguments.of(refusal(ServiceException.Kind.REJECTED), true, "REJECTED"),
        Arguments.of(modelError(200), true, "MODEL_ERROR"),
        Arguments.of(modelError(424), true, "MODEL_ERROR"),
        Arguments.of(refusal(ServiceException.Kind.THROTTLED), true, "THROTTLED"),
        Arguments.of(refusal(ServiceException.Kind.ACCESS_DENIED), true, "ACCESS_DENIED"),
        Arguments.of(new InvalidRequestException(violation), true, "image.too-large"),
        Arguments.of(
            new TransportException(TransportException.Kind.CLOSED, "closed", null), true, "CLOSED"),
        Arguments.of(
            new StorageException(
                StorageException.Kind.NOT_FOUND, S3Uri.of("s3://shop/1.png"), "gone", null),
            true,
            "NOT_FOUND"),
        Arguments.of(new IllegalStateException(), true, "IllegalStateException"));
  }

  private static RuntimeException rejected() {
    return ServiceException.builder(
            ServiceException.Kind.REJECTED,
            "REJECTED: status 400: Image exceeds max pixels allowed.")
        .statusCode(400)
        .build();
  }

  private static RuntimeException modelError(int status) {
    return ServiceException.builder(ServiceException.Kind.MODEL_ERROR, "no")
        .statusCode(status)
        .build();
  }

  private static RuntimeException refusal(ServiceException.Kind kind) {
    return ServiceException.builder(kind, "not now").build();
  }

  @ParameterizedTest
  @MethodSource("failures")
  void retriesFailuresThatMaySucceed(RuntimeException failure, boolean again, String kind) {
    fail("a", 1, failure);
    reopen(false);

    BulkOutcome.Failed kept = (BulkOutcome.Failed) journal.outcome("a").orElseThrow();
    assertThat(kept.exception())
        .asInstanceOf(InstanceOfAssertFactories.type(RecordedFailureException.class))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(kind))
        .satisfies(e -> assertThat(e.isRetryable()).isEqualTo(OutcomeRow.isRetryable(failure)));
    assertThat(log.claim("a", hash(1), LENGTH))
        .isInstanceOf(again ? Claim.New.class : Claim.Done.class);
    beginAgain();
    assertThat(log.claim("other key", hash(1), LENGTH))
        .isInstanceOf(again ? Claim.New.class : Claim.Done.class);

    reopen(true);
    assertThat(log.claim("a", hash(1), LENGTH)).as("all are retried").isInstanceOf(Claim.New.class);
  }

  @Test
  void servesOneRunAtATime() {
    assertThatThrownBy(() -> log.begin(ModelId.onDemand()))
        .asInstanceOf(InstanceOfAssertFactories.type(JournalException.class))
        .extracting(JournalException::kind)
        .isEqualTo(JournalException.Kind.LOCKED);
    embed("a", 1);
    log.end();
    log.begin(ModelId.onDemand());
    assertThat(log.claim("a", hash(1), LENGTH)).isInstanceOf(Claim.Done.class);
  }

  @Test
  void rejectsAnotherModel() {
    log.end();

    assertThatThrownBy(() -> log.begin(ModelId.of("another")))
        .asInstanceOf(InstanceOfAssertFactories.type(JournalException.class))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(JournalException.Kind.OTHER_MODEL))
        .satisfies(e -> assertThat(e).hasMessageContaining("another"));
  }

  @Test
  void holdsTheLongestKey() {
    String key = "k".repeat(65_536);
    embed(key, 1);

    assertThat(journal.outcome(key)).contains(new BulkOutcome.Embedded(key, RESPONSE));
  }

  @Test
  void rejectsAnotherVectorLength() {
    embed("a", 1);

    assertThatThrownBy(() -> log.claim("b", hash(2), 384))
        .asInstanceOf(InstanceOfAssertFactories.type(JournalException.class))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(JournalException.Kind.OTHER_MODEL))
        .satisfies(e -> assertThat(e).hasMessageContaining("vectors of 2 floats, not of 384"));
    reopen(false);
    assertThatThrownBy(() -> log.claim("b", hash(2), 384)).isInstanceOf(JournalException.class);
  }

  @Test
  void acceptsOneVectorLengthPerRun() {
    assertThat(log.claim("a", hash(1), 384)).isInstanceOf(Claim.New.class);
    assertThatThrownBy(() -> log.claim("b", hash(2), 256)).isInstanceOf(JournalException.class);
    beginAgain();

    assertThat(log.claim("b", hash(2), 256)).isInstanceOf(Claim.New.class);
  }

  @Test
  void showsCommittedOutcomesOnly() {
    assertThat(log.claim("a", hash(1), LENGTH)).isInstanceOf(Claim.New.class);
    log.record("a", hash(1), new BulkOutcome.Embedded("a", RESPONSE));

    assertThat(journal.outcome("a")).isEmpty();
    assertThat(journal.outcomes()).isEmpty();
    assertThat(journal.embedded()).isZero();
    log.commit();
    assertThat(journal.outcome("a")).isPresent();
    assertThat(journal.embedded()).isEqualTo(1);
  }
}
